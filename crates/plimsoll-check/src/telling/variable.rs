//! What a variable of a Compose file is, and where it is set.

use std::collections::HashMap;
use std::ops::Range;

use plimsoll_model::base::path::{folder, join};
use plimsoll_model::compose::interpolation::{self, Certainty, Expanded, Lookup, Operator, expand};
use plimsoll_model::files::Files;
use plimsoll_model::project::dotenv;
use plimsoll_model::secret::{redacted, secret_name, written_secrets};
use plimsoll_model::view::Subject;
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::yaml::NodeKind;
use plimsoll_syntax::{FileId, SourceFile, Span, Text};

use super::subject;

/// A variable where it is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variable {
    pub at: Range<usize>,
    pub name: String,
    /// What it becomes, and where that is said.
    pub value: Option<(String, String)>,
}

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

    /// The variables in a part of a Compose file, as it is in a workspace.
    pub fn within(&self, workspace: &Workspace, path: &str, range: &Range<usize>) -> Vec<Variable> {
        let Some((Subject::Compose(compose, _), source)) = subject(workspace, path) else {
            return Vec::new();
        };
        let is_within = |span: Span| {
            let own = span.range();
            span.file == source.id() && own.start <= range.end && range.start <= own.end
        };
        let nodes = compose.facts().yaml.nodes();
        let scalars = nodes.filter_map(|(_, node)| match &node.kind {
            NodeKind::Scalar { text, .. } if is_within(node.span) => Some(text),
            _ => None,
        });
        let references = scalars.flat_map(|text| self.expanded(text).variables);
        let told = references.filter(|reference| !reference.nested && is_within(reference.span));
        told.map(|reference| Variable {
            at: reference.span.range(),
            name: reference.name.value.to_string(),
            value: self.value(&reference),
        })
        .collect()
    }

    fn expanded(&self, text: &Text) -> Expanded {
        expand(text, &|name| match self.set.get(name) {
            Some((value, _)) => Lookup::Set(value.clone()),
            None => Lookup::Unknown,
        })
    }

    /// What a reference becomes and where that is said, without secrets.
    fn value(&self, reference: &interpolation::Variable) -> Option<(String, String)> {
        let name = &*reference.name.value;
        let set = self.set.get(name);
        let (mut value, from) = match reference.operator {
            Some(Operator::Alternative { .. }) => return None,
            Some(Operator::Default { colon }) => {
                let set = set.filter(|(value, _)| !colon || !value.is_empty());
                set.cloned().or_else(|| self.default(reference))?
            }
            Some(Operator::Required { .. }) | None => set.cloned()?,
        };
        if secret_name(name).is_some() || !written_secrets(&value).is_empty() {
            value = redacted(&value);
        }
        Some((value, from))
    }

    /// The default of a reference; none if the files do not tell a part of it.
    fn default(&self, reference: &interpolation::Variable) -> Option<(String, String)> {
        let word = self.expanded(reference.word.as_ref()?);
        let is_known = word.holes.iter().all(|hole| hole.certainty != Certainty::Unknown);
        is_known.then(|| (word.text.as_str().to_owned(), "the default here".to_owned()))
    }
}
