//! Paths into the model: `labels['com.example.owner']`, `ports[*].published`.

use std::fmt;

use plimsoll_model::base::{Data, DataValue};

/// A way from a value to values below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    text: String,
    steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Key(String),
    Index(usize),
    /// Every item of a list, and every value of a mapping.
    Each,
}

/// Why a text is not a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathError {
    /// The first byte that is wrong.
    pub at: usize,
    pub problem: &'static str,
}

impl Path {
    /// Reads a path: names with dots between them, `['name']` for names with dots, `[0]` for one item,
    /// `[*]` for all.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let mut steps = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let error = |at: usize, problem| PathError { at, problem };
            if let Some(inside) = rest.strip_prefix('[') {
                let (step, length) = bracket(inside).map_err(|problem| error(at, problem))?;
                steps.push(step);
                at += 1 + length;
                continue;
            }
            let name = match rest.strip_prefix('.') {
                Some(name) if !steps.is_empty() => name,
                Some(_) => return Err(error(at, "a path begins with a name")),
                None if steps.is_empty() => rest,
                None => return Err(error(at, "a `.` or `[` goes here")),
            };
            let length = name.find(['.', '[']).unwrap_or(name.len());
            let start = text.len() - name.len();
            match &name[..length] {
                "" => return Err(error(start, "a name is missing here")),
                "*" => steps.push(Step::Each),
                name if name.contains([']', '\'', '"']) => {
                    return Err(error(start, "a name with such a character goes into `['…']`"));
                }
                name => steps.push(Step::Key(name.to_owned())),
            }
            at = start + length;
        }
        match steps.is_empty() {
            true => Err(PathError {
                at: 0,
                problem: "the path is empty",
            }),
            false => Ok(Self {
                text: text.to_owned(),
                steps,
            }),
        }
    }

    /// Visits the values that the path leads to from a value; null counts as absent. Returns whether the
    /// files leave open somewhere that there are more.
    pub(crate) fn visit<'d>(&self, from: &'d Data, visit: &mut dyn FnMut(&'d Data)) -> bool {
        follow(from, &self.steps, visit)
    }
}

fn follow<'d>(data: &'d Data, steps: &[Step], visit: &mut dyn FnMut(&'d Data)) -> bool {
    if !data.known {
        return true;
    }
    let Some((step, rest)) = steps.split_first() else {
        if data.value != DataValue::Null {
            visit(data);
        }
        return false;
    };
    match (step, &data.value) {
        (Step::Key(name), DataValue::Map(entries)) => match data.get(name) {
            Some(value) => follow(value, rest, visit),
            // A name that a variable makes may be this one.
            None => entries.iter().any(|(key, _)| key.contains('$')),
        },
        (Step::Each, DataValue::Map(entries)) => {
            let mut is_open = false;
            for (_, value) in entries {
                is_open |= follow(value, rest, visit);
            }
            is_open
        }
        (Step::Each, DataValue::List(items)) => {
            let mut is_open = false;
            for item in items {
                is_open |= follow(item, rest, visit);
            }
            is_open
        }
        (Step::Index(index), DataValue::List(items)) => items.get(*index).is_some_and(|item| follow(item, rest, visit)),
        _ => false,
    }
}

/// The step of what follows an opening bracket, and its length with the closing one.
fn bracket(inside: &str) -> Result<(Step, usize), &'static str> {
    if let Some(quote) = inside.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let name = &inside[1..];
        let end = name.find(quote).ok_or("the quote does not end")?;
        return match name[end + 1..].starts_with(']') {
            true => Ok((Step::Key(name[..end].to_owned()), end + 3)),
            false => Err("a `]` belongs after the quote"),
        };
    }
    let end = inside.find(']').ok_or("the bracket does not end")?;
    let step = match &inside[..end] {
        "*" => Step::Each,
        number => Step::Index(
            number
                .parse()
                .map_err(|_| "in brackets go `*`, a number, or a name in quotes")?,
        ),
    };
    Ok((step, end + 1))
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_names_and_brackets() {
        let key = |name: &str| Step::Key(name.to_owned());
        for (text, steps) in [
            ("image", vec![key("image")]),
            (
                "labels['com.example.owner']",
                vec![key("labels"), key("com.example.owner")],
            ),
            ("ports[*].published", vec![key("ports"), Step::Each, key("published")]),
            ("volumes[0]", vec![key("volumes"), Step::Index(0)]),
            ("services.*.image", vec![key("services"), Step::Each, key("image")]),
            ("a[\"b'c\"][*]", vec![key("a"), key("b'c"), Step::Each]),
        ] {
            assert_eq!(Path::parse(text).map(|path| path.steps), Ok(steps), "{text}");
        }
        for (text, at) in [
            ("", 0),
            (".a", 0),
            ("a.", 2),
            ("a..b", 2),
            ("a[", 1),
            ("a['b", 1),
            ("a['b'", 1),
            ("a[x]", 1),
            ("a[*]b", 4),
            ("a]", 0),
        ] {
            assert_eq!(Path::parse(text).map_err(|error| error.at), Err(at), "{text}");
        }
    }
}
