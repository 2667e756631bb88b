//! The lines of a stream, each read as far as it goes.

use std::io::{self, BufRead, Read};

use serde::Deserialize;
use serde_json::value::RawValue;

/// A content of the largest size fits, even if each of its bytes is escaped.
const LONGEST_LINE: usize = 8 << 20;

/// No Dockerfile or Compose file that people write is larger.
const LARGEST_CONTENT: usize = 1 << 20;

/// A line, by its number from 1.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) file: Result<File, Broken>,
}

/// A file in a line.
pub(super) struct File {
    pub(super) named: Named,
    pub(super) content: String,
    /// What is judged together; as it is written, since any value will do.
    pub(super) project: Option<Box<RawValue>>,
}

/// What an answer is recognised by.
#[derive(Default)]
pub(super) struct Named {
    pub(super) path: Option<String>,
    pub(super) id: Option<Box<RawValue>>,
}

/// A line that cannot be judged: as much as is known of it, and why.
pub(super) struct Broken {
    pub(super) named: Named,
    pub(super) why: String,
}

#[derive(Deserialize)]
struct Written {
    path: Option<String>,
    content: Option<String>,
    id: Option<Box<RawValue>>,
    project: Option<Box<RawValue>>,
}

/// Reads lines.
pub(super) struct Lines<R> {
    input: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn of(input: R) -> Self {
        Self { input, number: 0 }
    }

    /// The next line without its end.
    fn read(&mut self) -> io::Result<Option<Result<Vec<u8>, Broken>>> {
        let mut line = Vec::new();
        let mut input = self.input.by_ref().take(LONGEST_LINE as u64 + 1);
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.len() > LONGEST_LINE {
            self.input.skip_until(b'\n')?;
            let why = format!("the line is longer than {} MiB", LONGEST_LINE >> 20);
            return Ok(Some(Err(Broken::unread(why))));
        }
        // What ends in an empty line has said everything.
        if line.trim_ascii().is_empty() && self.input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        // Windows marks the beginning.
        if self.number == 0 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        Ok(Some(Ok(line)))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.read().transpose()?;
        self.number += 1;
        Some(line.map(|line| Line {
            number: self.number,
            file: line.and_then(|line| File::read(&line)),
        }))
    }
}

impl File {
    fn read(line: &[u8]) -> Result<Self, Broken> {
        let written: Written = serde_json::from_slice(line).map_err(|error| Broken::unread(told(&error)))?;
        let named = Named {
            path: written.path,
            id: written.id,
        };
        let why = match (named.path.as_deref(), written.content) {
            (None | Some(""), _) => "`path` is missing".to_owned(),
            (_, None) => "`content` is missing".to_owned(),
            (_, Some(content)) if content.len() > LARGEST_CONTENT => {
                format!("`content` is larger than {} MiB", LARGEST_CONTENT >> 20)
            }
            (_, Some(content)) => {
                return Ok(Self {
                    named,
                    content,
                    project: written.project,
                });
            }
        };
        Err(Broken { named, why })
    }
}

impl Broken {
    fn unread(why: String) -> Self {
        Self {
            named: Named::default(),
            why,
        }
    }
}

/// Why a line is no object with a file. It is always the first line for its reader.
fn told(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    match error.is_data() {
        true => format!("the object is not as expected: {what}"),
        false => format!("not JSON: {what} (column {})", error.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(line: &[u8]) -> String {
        let mut lines = Lines::of(line);
        let line = lines.next().expect("there is one").expect("memory can be read");
        line.file.err().map(|broken| broken.why).unwrap_or_default()
    }

    #[test]
    fn a_broken_line_says_what_is_wrong() {
        assert_eq!(why(b"{\"path\": \"a\", \"content\": \"\", \"stars\": 3}"), "");
        assert_eq!(
            why(b"{\"path\": \"a\""),
            "not JSON: EOF while parsing an object (column 12)"
        );
        assert_eq!(why(b"{\"path\": \"a\", \"content\": null}\n"), "`content` is missing");
        assert_eq!(why(b"{\"path\": \"\", \"content\": \"\"}"), "`path` is missing");
        assert_eq!(
            why(b"{\"path\": 1}\n"),
            "the object is not as expected: invalid type: integer `1`, expected a string"
        );
        assert_eq!(
            why(b"{\"path\": \"a\", \"content\": \"\xff\"}"),
            "not JSON: invalid unicode code point (column 27)"
        );
        assert_eq!(why(b"\n{}"), "not JSON: EOF while parsing a value (column 0)");
    }

    #[test]
    fn an_empty_line_at_the_end_is_none() {
        let count = |input: &[u8]| Lines::of(input).count();
        for (input, expected) in [
            ("{}\n\n", 1),
            ("{}\r\n\r\n", 1),
            ("{}\n \t", 1),
            ("\n", 0),
            ("{}\n\n{}\n", 3),
        ] {
            assert_eq!(count(input.as_bytes()), expected, "{input:?}");
        }
    }

    #[test]
    fn a_line_without_end_is_not_kept() {
        let input = io::repeat(b'a').take(3 * LONGEST_LINE as u64).chain(&b"\n{}\n"[..]);
        let lines: Vec<Line> = Lines::of(io::BufReader::new(input))
            .map(|line| line.expect("it can be read"))
            .collect();
        let whys = lines
            .into_iter()
            .map(|line| line.file.err().map(|broken| broken.why).unwrap_or_default());
        let whys: Vec<String> = whys.collect();
        assert_eq!(whys[0], "the line is longer than 8 MiB");
        assert_eq!(whys[1], "`path` is missing");
    }
}
