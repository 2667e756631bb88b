//! One pattern of a `.dockerignore` file.
//!
//! moby/patternmatcher v0.6.0, as BuildKit v0.30 uses it: `*` and `?` stay within a folder, `**` does
//! not, `[…]` is a class of characters, and a backslash takes the next character as it is. A pattern
//! fits a whole path; that what lies in a folder shares its fate is left to the file of patterns.

/// A pattern, compiled: comparing it takes time in the product of its length and the path's at most.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pattern {
    shape: Shape,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Shape {
    /// No wildcards.
    Exact(String),
    /// `docs/**`: what begins so.
    Prefix(String),
    /// `**/x`: what ends so. The slash belongs to it, and a path at the top does without.
    Suffix(String),
    Parts(Vec<Part>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Char(char),
    /// `?`
    One,
    /// `*`
    InFolder,
    /// `**` before more is two parts: folders may begin here, or there are none.
    NoFolders,
    /// Inside them: what comes after a slash may go on.
    Folders,
    /// `**` at the end.
    Rest,
    Class {
        is_negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// Docker refuses a pattern: a class that does not end, or a backslash at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadPattern;

impl Pattern {
    /// Compiles a pattern in its clean form: no `./`, no slash at either end.
    pub(crate) fn parse(text: &str) -> Result<Self, BadPattern> {
        if !is_well_formed(text) {
            return Err(BadPattern);
        }
        Ok(Self { shape: shape(text) })
    }

    /// Whether it fits a path relative to the context.
    pub(crate) fn fits(&self, path: &str) -> bool {
        match &self.shape {
            Shape::Exact(text) => text == path,
            Shape::Prefix(start) => path.starts_with(start.as_str()),
            Shape::Suffix(end) => path.ends_with(end.as_str()) || end.strip_prefix('/') == Some(path),
            Shape::Parts(parts) => fits(parts, path),
        }
    }

    /// Whether it may fit something in a folder.
    pub(crate) fn may_fit_in(&self, folder: &str) -> bool {
        let start: String = match &self.shape {
            Shape::Exact(text) | Shape::Prefix(text) => text.clone(),
            Shape::Suffix(_) => return true,
            Shape::Parts(parts) => {
                let chars = parts.iter().map_while(|part| match part {
                    Part::Char(char) => Some(*char),
                    _ => None,
                });
                chars.collect()
            }
        };
        let folder = format!("{folder}/");
        start.starts_with(&folder) || folder.starts_with(&start) && !matches!(self.shape, Shape::Exact(_))
    }

    /// Whether it fits every name at the top.
    pub(crate) fn fits_all(&self) -> bool {
        match &self.shape {
            Shape::Exact(_) => false,
            Shape::Prefix(start) => start.is_empty(),
            Shape::Suffix(end) => end.is_empty(),
            Shape::Parts(parts) => parts
                .iter()
                .all(|part| matches!(part, Part::InFolder | Part::NoFolders | Part::Folders | Part::Rest)),
        }
    }
}

/// What Go's `filepath.Match` does not refuse.
fn is_well_formed(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' if chars.next().is_none() => return false,
            '[' => {
                chars.next_if_eq(&'^');
                let mut ranges = 0;
                loop {
                    match chars.next() {
                        Some(']') if ranges > 0 => break,
                        Some('-' | ']') | None => return false,
                        Some('\\') if chars.next().is_none() => return false,
                        Some(_) => {}
                    }
                    if chars.next_if_eq(&'-').is_some() {
                        match chars.next() {
                            Some('-' | ']') | None => return false,
                            Some('\\') if chars.next().is_none() => return false,
                            Some(_) => {}
                        }
                    }
                    ranges += 1;
                }
            }
            _ => {}
        }
    }
    true
}

fn shape(text: &str) -> Shape {
    if !text.contains(['*', '?', '[', ']', '\\']) {
        return Shape::Exact(text.to_owned());
    }
    let is_plain = |text: &str| !text.contains(['*', '?', '[', ']', '\\']);
    if let Some(start) = text.strip_suffix("**").filter(|start| is_plain(start)) {
        return Shape::Prefix(start.to_owned());
    }
    // The slash after the stars is not eaten here, other than below.
    if let Some(end) = text.strip_prefix("**").filter(|end| is_plain(end)) {
        return Shape::Suffix(end.to_owned());
    }
    Shape::Parts(parts(text))
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '*' if chars.next_if_eq(&'*').is_some() => {
                chars.next_if_eq(&'/');
                match chars.peek() {
                    None => parts.push(Part::Rest),
                    Some(_) => parts.extend([Part::NoFolders, Part::Folders]),
                }
            }
            '*' => parts.push(Part::InFolder),
            '?' => parts.push(Part::One),
            '\\' => parts.push(Part::Char(chars.next().unwrap_or('\\'))),
            '[' => parts.push(class(&mut chars)),
            char => parts.push(Part::Char(char)),
        }
    }
    parts
}

fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Part {
    let is_negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    let next = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| match chars.next() {
        Some('\\') => chars.next(),
        char => char,
    };
    while chars.peek().is_some_and(|char| *char != ']') {
        let Some(first) = next(chars) else { break };
        let last = match chars.next_if_eq(&'-') {
            Some(_) => next(chars).unwrap_or(first),
            None => first,
        };
        ranges.push((first, last));
    }
    chars.next();
    Part::Class { is_negated, ranges }
}

/// Follows all ways through the parts at once.
fn fits(parts: &[Part], path: &str) -> bool {
    let mut at = vec![false; parts.len() + 1];
    at[0] = true;
    skip(parts, &mut at);
    for char in path.chars() {
        let mut next = vec![false; parts.len() + 1];
        for (index, part) in parts.iter().enumerate().filter(|(index, _)| at[*index]) {
            let (stays, goes) = match part {
                Part::Char(own) => (false, *own == char),
                Part::One => (false, char != '/'),
                Part::InFolder => (char != '/', false),
                Part::Rest => (true, false),
                Part::NoFolders => (false, false),
                Part::Folders => (true, char == '/'),
                Part::Class { is_negated, ranges } => {
                    let is_in = ranges.iter().any(|(first, last)| (first..=last).contains(&&char));
                    (false, is_in != *is_negated)
                }
            };
            next[index] |= stays;
            next[index + 1] |= goes;
        }
        if !next.contains(&true) {
            return false;
        }
        skip(parts, &mut next);
        at = next;
    }
    at[parts.len()]
}

/// Adds the ways that take nothing of the path.
fn skip(parts: &[Part], at: &mut [bool]) {
    for (index, part) in parts.iter().enumerate() {
        if !at[index] {
            continue;
        }
        match part {
            Part::InFolder | Part::Rest => at[index + 1] = true,
            Part::NoFolders => {
                at[index + 1] = true;
                at[index + 2] = true;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_docker() {
        for (pattern, fits, others) in [
            ("a", &["a"][..], &["ab", "x/a", "a/b"][..]),
            ("*.log", &["a.log", ".log"], &["x/a.log", "a.logs"]),
            ("a?c", &["abc", "aéc"], &["ac", "a/c"]),
            ("docs/**", &["docs/a", "docs/a/b"], &["docs", "xdocs/a"]),
            ("**", &["a", "a/b", ""], &[]),
            ("**/x", &["x", "a/x", "a/b/x"], &["ax", "x/a"]),
            ("**x", &["x", "ax", "b/ax"], &["xa"]),
            ("a/**/x", &["a/x", "a/b/x", "a/b/c/x"], &["ax", "a/bx", "b/a/x"]),
            ("a**/x", &["ax", "ab/x", "a/x"], &["abx"]),
            ("**/*.p[yi]", &["a.py", "b/c.pi"], &["a.pc", "a.py/b"]),
            ("**/a/**", &["a/b", "c/a/b/d"], &["a", "ca/b"]),
            ("[^a-c]*", &["d", "xa"], &["a", "bx", "d/e"]),
            (r"a\*b", &["a*b"], &["axb"]),
            ("*/*/temp*", &["a/b/temp", "a/b/temps"], &["a/temp"]),
        ] {
            let pattern = Pattern::parse(pattern).expect("it is a pattern");
            fits.iter()
                .for_each(|path| assert!(pattern.fits(path), "{pattern:?} {path}"));
            others
                .iter()
                .for_each(|path| assert!(!pattern.fits(path), "{pattern:?} {path}"));
        }
    }

    #[test]
    fn what_docker_refuses_is_no_pattern() {
        for text in ["[", "[a", "[]a]", "[a-]", r"a\", "[-a]", "[^]"] {
            assert_eq!(Pattern::parse(text), Err(BadPattern), "{text}");
        }
    }

    #[test]
    fn a_pattern_may_fit_in_a_folder() {
        for (pattern, folder, expected) in [
            ("a/b", "a", true),
            ("a/b", "b", false),
            ("a", "a", false),
            ("a*", "ab/c", true),
            ("a/b/**", "a/b/c", true),
            ("**/x", "any", true),
            ("*.md", "any", true),
        ] {
            let pattern = Pattern::parse(pattern).expect("it is a pattern");
            assert_eq!(pattern.may_fit_in(folder), expected, "{pattern:?} {folder}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = Pattern::parse(&"*a".repeat(200)).expect("it is a pattern");
        assert!(!pattern.fits(&"a".repeat(2000).replace("aaaaaaaaaa", "aaaaaaaaab")));
    }
}
