//! What a variable of a Compose file is, and where it is set.

use std::collections::HashMap;
use std::ops::Range;

use plimsoll_model::base::path::{folder, join};
use plimsoll_model::compose::interpolation::Lookup;
use plimsoll_model::files::Files;
use plimsoll_model::project::dotenv;
use plimsoll_model::secret::{redacted, secret_name, written_secrets};
use plimsoll_syntax::{FileId, SourceFile};

/// A variable where it is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    pub at: Range<usize>,
    pub name: String,
    /// What it becomes, and where that is said.
    pub value: Option<(String, String)>,
}

/// A reference that is longer is not looked at.
const LONGEST: usize = 1000;

/// What the environment file beside a Compose file sets, read once for all places in it.
pub struct Variables {
    /// By name, the value and the place that sets it.
    set: HashMap<String, (String, String)>,
}

impl Variables {
    /// The variables of a Compose file.
    pub fn of(path: &str, files: &dyn Files) -> Self {
        let path = join(folder(path), ".env");
        let Some(bytes) = files.read(&path) else {
            return Self { set: HashMap::new() };
        };
        let source = SourceFile::new(FileId::default(), path.as_str(), bytes);
        let file = dotenv::parse(&source, &|_| Lookup::Unknown);
        let set = file.entries.iter().filter_map(|entry| {
            let line = source.line_of(entry.span.start);
            let value = (entry.value.as_ref()?.to_string(), format!("{path}:{line}"));
            Some((entry.name.value.to_string(), value))
        });
        Self { set: set.collect() }
    }

    /// The variable at a place in the text of the file.
    pub fn at(&self, text: &str, at: usize) -> Option<Variable> {
        let start = text
            .get(..at.min(text.len()))?
            .rfind('$')
            .filter(|start| !text[*start..at].contains('\n'))?;
        if text[..start].ends_with('$') {
            return None;
        }
        let rest = &text[start + 1..];
        let (inner, braces) = match rest.strip_prefix('{') {
            Some(inner) => {
                let end = inner
                    .bytes()
                    .take(LONGEST)
                    .position(|byte| matches!(byte, b'}' | b'\n'));
                (&inner[..end?], 2)
            }
            None => (rest, 0),
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = &inner[..inner.find(|c| !is_name(c)).unwrap_or(inner.len())];
        let end = start + 1 + braces + if braces > 0 { inner.len() } else { name.len() };
        if name.is_empty() || at > end {
            return None;
        }
        let operator = if braces > 0 { &inner[name.len()..] } else { "" };
        let mut value = self.value(name, operator);
        if let Some((value, _)) = &mut value
            && (secret_name(name).is_some() || !written_secrets(value).is_empty())
        {
            *value = redacted(value);
        }
        Some(Variable {
            at: start..end,
            name: name.to_owned(),
            value,
        })
    }

    /// What a reference becomes, by what follows the name in it. Where that refers to others, nothing is
    /// said.
    // compose-go v2, template: `:-` and `-` give a default, `:+` and `+` something else if it is set.
    fn value(&self, name: &str, operator: &str) -> Option<(String, String)> {
        let set = self.set.get(name);
        if operator.contains('$') || operator.trim_start_matches(':').starts_with('+') {
            return None;
        }
        let counts_empty = !operator.starts_with(':');
        let set = set.filter(|(value, _)| counts_empty || !value.is_empty());
        let default = || {
            let word = operator.trim_start_matches(':').strip_prefix('-')?;
            Some((word.to_owned(), "the default here".to_owned()))
        };
        set.cloned().or_else(default)
    }
}
