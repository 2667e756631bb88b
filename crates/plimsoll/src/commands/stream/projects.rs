//! Lines that are judged together.

use std::io;
use std::iter::Peekable;

use serde_json::value::RawValue;

use super::input::Line;

/// A project with more than that is judged in parts.
const MOST_FILES: usize = 1000;
const MOST_BYTES: usize = 16 << 20;

/// Consecutive lines of one project, or one line of none.
pub(super) struct Project {
    pub(super) lines: Vec<Line>,
    /// The files belong together.
    pub(super) is_shared: bool,
}

impl Project {
    /// About how much memory it takes.
    pub(super) fn size(&self) -> usize {
        self.lines.iter().map(size).sum()
    }
}

fn size(line: &Line) -> usize {
    line.file.as_ref().map_or(0, |file| file.content.len())
}

/// Puts lines together.
pub(super) struct Projects<L: Iterator<Item = io::Result<Line>>> {
    lines: Peekable<L>,
}

impl<L: Iterator<Item = io::Result<Line>>> Projects<L> {
    pub(super) fn of(lines: L) -> Self {
        Self {
            lines: lines.peekable(),
        }
    }
}

impl<L: Iterator<Item = io::Result<Line>>> Iterator for Projects<L> {
    type Item = io::Result<Project>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = match self.lines.next()? {
            Ok(first) => first,
            Err(error) => return Some(Err(error)),
        };
        let project = project(&first).map(ToOwned::to_owned);
        let mut bytes = size(&first);
        let mut lines = vec![first];
        // A line of no project is answered at once, so nobody looks at the next one.
        if let Some(own) = &project {
            // Where a line cannot be read, nobody knows that the project ends there.
            let belongs = |line: &Line| line.file.is_err() || project_is(line, own);
            while lines.len() < MOST_FILES
                && let Some(Ok(line)) = self.lines.next_if(|line| {
                    let fits = |line: &Line| belongs(line) && bytes + size(line) <= MOST_BYTES;
                    line.as_ref().is_ok_and(fits)
                })
            {
                bytes += size(&line);
                lines.push(line);
            }
        }
        Some(Ok(Project {
            lines,
            is_shared: project.is_some(),
        }))
    }
}

fn project(line: &Line) -> Option<&RawValue> {
    line.file.as_ref().ok()?.project.as_deref()
}

fn project_is(line: &Line, own: &RawValue) -> bool {
    project(line).is_some_and(|project| project.get() == own.get())
}

#[cfg(test)]
mod tests {
    use super::super::input::Lines;
    use super::*;

    /// The number of lines in each project.
    fn counts(text: &str) -> Vec<usize> {
        let projects = Projects::of(Lines::of(text.as_bytes()));
        projects
            .map(|project| project.expect("memory can be read").lines.len())
            .collect()
    }

    #[test]
    fn consecutive_lines_of_a_project_belong_together() {
        let line = |project: &str| format!("{{\"path\":\"a\",\"content\":\"\",\"project\":{project}}}\n");
        let text = [
            line("1"),
            line("1"),
            "{\n".to_owned(),
            line("1"),
            line("\"1\""),
            line("null"),
            line("null"),
        ];
        assert_eq!(counts(&text.concat()), [4, 1, 1, 1]);
        assert_eq!(counts(&line("1").repeat(2500)), [1000, 1000, 500]);
        let large = format!(
            "{{\"path\":\"a\",\"content\":\"{}\",\"project\":1}}\n",
            "a".repeat(1 << 20)
        );
        assert_eq!(counts(&large.repeat(17)), [16, 1]);
        assert_eq!(counts(""), [0; 0]);
    }
}
