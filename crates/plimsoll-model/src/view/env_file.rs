//! An environment file as rules see it.

use std::collections::{HashMap, HashSet};

use plimsoll_syntax::{SourceFile, Span, Spanned, SyntaxError};

use crate::environment::{Environment, Verdict};
use crate::project::dotenv::EnvEntry;
use crate::project::{EnvFileFacts, EnvFileReader, LONGEST_NAME, comes_with_the_caller, is_name};
use crate::secret::{credentials, is_serious, secret_like_name, secret_name, value_kind};
use crate::workspace::Workspace;

/// An environment file as rules see it.
#[derive(Clone, Copy)]
pub struct EnvFileView<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) facts: &'a EnvFileFacts,
}

impl<'a> EnvFileView<'a> {
    pub fn source(self) -> &'a SourceFile {
        &self.facts.source
    }

    /// What the project that reads it is for, or what it is for itself if none does.
    pub fn verdict(self) -> &'a Verdict {
        match &self.facts.reader {
            EnvFileReader::Compose(index) => self.workspace.compose(*index).verdict(),
            EnvFileReader::Nobody(verdict) => verdict,
        }
    }

    /// The environment that it is judged as.
    pub fn environment(self) -> Environment {
        self.verdict().environment
    }

    /// The lines that do not mean what they seem to.
    pub fn faults(self) -> Vec<EnvLineFault<'a>> {
        let content = &self.facts.content;
        let mut faults: Vec<EnvLineFault<'a>> = content.errors.iter().map(EnvLineFault::Refused).collect();
        let mut last: HashMap<&str, &EnvEntry> = HashMap::new();
        for entry in content.entries.iter().rev() {
            let name = &entry.name;
            if !is_name(&name.value) {
                continue;
            }
            match last.get(&*name.value) {
                None => {
                    last.insert(&name.value, entry);
                }
                Some(later) if self.says_the_same(entry, later) => {}
                Some(later) => faults.push(EnvLineFault::Repeated {
                    name,
                    again: later.name.span,
                }),
            }
        }
        let set: HashSet<&str> = last.into_keys().collect();
        let lost = content.entries.iter().filter(|entry| is_name(&entry.name.value));
        for entry in lost {
            let secret = secret_like_name(&entry.name.value);
            let is_lost = |name: &str| {
                let means_it = !secret && name.len() >= 3 && !name.contains(|c: char| c.is_ascii_lowercase());
                !means_it && !set.contains(name) && !comes_with_the_caller(name)
            };
            if entry.bare_references.iter().any(|name| is_lost(name)) {
                faults.push(EnvLineFault::LosesPart { name: &entry.name });
            }
        }
        faults
    }

    fn says_the_same(self, entry: &EnvEntry, later: &EnvEntry) -> bool {
        match (&entry.value, &later.value) {
            (Some(one), Some(other)) => one == other,
            _ => self.source().slice(entry.span) == self.source().slice(later.span),
        }
    }

    /// The variables of a file that version control holds whose values are real secrets: keys that somebody
    /// issued, and passwords that were made up for something that matters.
    pub fn committed_secrets(self) -> Vec<&'a Spanned<Box<str>>> {
        if !self.facts.is_kept {
            return Vec::new();
        }
        let is_real = |entry: &&EnvEntry| {
            let (name, value) = (&*entry.name.value, entry.value.as_deref().unwrap_or_default());
            let is_named = secret_name(name).is_some() && value_kind(name, value).is_secret();
            is_named && (is_serious(value) || !credentials(value).is_empty())
        };
        let entries = self.facts.content.entries.iter().filter(is_real);
        entries.map(|entry| &entry.name).collect()
    }

    /// The variables that Compose takes from it but no Compose file names.
    pub fn unused(self) -> impl Iterator<Item = &'a Spanned<Box<str>>> {
        let entries = &self.facts.content.entries;
        self.facts.unused.iter().map(|&at| &entries[at].name)
    }

    /// The whole file except the names of variables: no report shows it. Comments contain last
    /// week's passwords.
    pub fn redacted(self) -> Vec<Span> {
        let source = self.source();
        let text = source.text();
        // Lines of an unquoted key look like names.
        let holds_key = text.contains("-----BEGIN");
        let shown = self.facts.content.entries.iter().filter(|entry| {
            let name = &*entry.name.value;
            is_name(name)
                && entry.span.len() > name.len()
                && !(holds_key && name.contains(|c: char| c.is_ascii_lowercase()))
        });
        // Up to the sign after the name, to show where the name ends.
        let with_sign = |span: Span| {
            let rest = &text[span.end as usize..];
            let sign = rest.trim_start_matches([' ', '\t']).starts_with(['=', ':']);
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            sign.then(|| (span.start as usize, span.end as usize + blanks + 1))
        };
        let wrong = self.facts.content.errors.iter().map(|error| error.span);
        let wrong = wrong.filter(|span| span.len() <= LONGEST_NAME && is_like_name(source.slice(*span)));
        let shown = shown.map(|entry| entry.name.span).chain(wrong);
        let mut spans = Vec::new();
        let mut at = 0;
        for (start, end) in shown.filter_map(with_sign) {
            if start > at {
                spans.push(Span::new(source.id(), at, start));
            }
            at = at.max(end);
        }
        spans.push(Span::new(source.id(), at, text.len()));
        spans
    }
}

/// A line of an environment file that does not mean what it seems to.
#[derive(Clone, Debug)]
pub enum EnvLineFault<'a> {
    /// Compose stops there.
    Refused(&'a SyntaxError),
    /// A later line sets the variable to something else.
    Repeated { name: &'a Spanned<Box<str>>, again: Span },
    /// A dollar sign starts a variable that nothing sets, and what follows it is lost.
    LosesPart { name: &'a Spanned<Box<str>> },
}

/// Whether a text is a name in capitals that contains spaces, and surely not a piece of a value.
fn is_like_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};

    fn load(files: &[(&str, &str)]) -> Workspace {
        let inputs = files.iter().filter(|(path, _)| path.ends_with(".yaml"));
        let inputs = inputs.map(|(path, text)| Input {
            path: (*path).to_owned(),
            kind: FileKind::Compose,
            bytes: (*text).into(),
        });
        Workspace::load(inputs.collect(), &Texts(files), None)
    }

    fn undefined(files: &[(&str, &str)]) -> Vec<String> {
        let workspace = load(files);
        let composes = (0..workspace.projects.verdicts.len()).map(|index| workspace.compose(index));
        let found = composes.flat_map(|compose| compose.undefined_variables().iter().map(|v| v.name.to_string()));
        found.collect()
    }

    #[test]
    fn a_template_counts_if_it_knows_most() {
        let compose = ("a/compose.yaml", "services: {w: {image: '$A:$B', hostname: $C}}\n");
        let name = "a/.env.example";
        assert_eq!(undefined(&[compose, (name, "A=\n# B=1\n")]), ["C"]);
        assert!(undefined(&[compose, (name, "A=\n")]).is_empty());
        assert!(undefined(&[compose]).is_empty());
        assert_eq!(undefined(&[compose, ("a/.env", "A=1\n"), (name, "B=1\n")]), ["B", "C"]);
    }

    #[test]
    fn nothing_but_names_is_shown() {
        let text = "# old: hunter2\nexport A = 'x\nQ=1'\nB=$x # y\nalone\nMAIL TO=me\nK+=z\n";
        let workspace = load(&[("compose.yaml", "services: {w: {image: '$A'}}\n"), (".env", text)]);
        let (_, view) = workspace.env_files().next().expect("it is read");
        let mut shown = String::new();
        let mut at = 0;
        for span in view.redacted() {
            shown.push_str(&text[at..span.start as usize]);
            shown.push('|');
            at = span.end as usize;
        }
        assert_eq!((shown.as_str(), at), ("|A =|B=|MAIL TO=|", text.len()));
    }
}
