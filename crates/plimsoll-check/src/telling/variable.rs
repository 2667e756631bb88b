//! What a variable of a Compose file is, and where it is set.

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

/// The variable at a place in the text of a Compose file.
pub fn variable_at(text: &str, path: &str, at: usize, files: &dyn Files) -> Option<Variable> {
    let start = text
        .get(..at.min(text.len()))?
        .rfind('$')
        .filter(|start| !text[*start..at].contains('\n'))?;
    if text[..start].ends_with('$') {
        return None;
    }
    let rest = &text[start + 1..];
    let (inner, braces) = match rest.strip_prefix('{') {
        Some(inner) => (&inner[..inner.find(['}', '\n'])?], 2),
        None => (rest, 0),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = &inner[..inner.find(|c| !is_name(c)).unwrap_or(inner.len())];
    let end = start + 1 + braces + if braces > 0 { inner.len() } else { name.len() };
    if name.is_empty() || at > end {
        return None;
    }
    let default = || {
        let word = inner[name.len()..].trim_start_matches(':').strip_prefix('-')?;
        Some((word.to_owned(), "the default here".to_owned()))
    };
    let mut value = set_in(&join(folder(path), ".env"), name, files).or_else(default);
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

/// The value that an environment file gives a variable, with the place.
fn set_in(path: &str, name: &str, files: &dyn Files) -> Option<(String, String)> {
    let source = SourceFile::new(FileId::default(), path, files.read(path)?);
    let file = dotenv::parse(&source, &|_| Lookup::Unknown);
    let entry = file.entries.iter().rev().find(|entry| &*entry.name.value == name)?;
    let line = source.line_of(entry.span.start);
    Some((entry.value.as_ref()?.to_string(), format!("{path}:{line}")))
}
