//! What a rule in Rego says: messages, and perhaps their places.

use plimsoll_lint::View;
use plimsoll_syntax::{SourceFile, Span};
use regorus::Value;

/// At most so many results of one rule in one file are told.
const MOST: usize = 1_000;

/// One result.
pub(super) struct Found {
    pub(super) message: String,
    line: Option<usize>,
}

/// The results in the value of a rule: texts, or objects with `msg`.
pub(super) fn of(value: &Value) -> Vec<Found> {
    let results: Vec<&Value> = match value {
        Value::Set(values) => values.iter().take(MOST).collect(),
        Value::Array(values) => values.iter().take(MOST).collect(),
        // A rule that is true or false speaks without words.
        Value::Bool(true) => {
            let message = "the policy forbids this".to_owned();
            return vec![Found { message, line: None }];
        }
        Value::String(_) | Value::Object(_) => vec![value],
        _ => Vec::new(),
    };
    results.into_iter().filter_map(Found::of).collect()
}

impl Found {
    fn of(value: &Value) -> Option<Self> {
        if let Ok(text) = value.as_string() {
            let message = text.to_string();
            return Some(Self { message, line: None });
        }
        value.as_object().ok()?;
        let message = match value["msg"].as_string() {
            Ok(text) => text.to_string(),
            Err(_) => "the policy forbids this".to_owned(),
        };
        let lines = [
            &value["startline"],
            &value["StartLine"],
            &value["_loc"]["line"],
            &value["cause"]["StartLine"],
        ];
        let line = lines.into_iter().find_map(|line| line.as_u64().ok());
        Some(Self {
            message,
            line: line
                .and_then(|line| usize::try_from(line).ok())
                .filter(|line| *line > 0),
        })
    }

    /// Where it points: at the line that it names, or at the one service that it mentions.
    pub(super) fn place(&self, view: &View<'_>) -> Option<Span> {
        match view {
            View::Dockerfile(dockerfile) => {
                let line = self.line?;
                let at = |span: Span| dockerfile.source().line_of(span.start) == line;
                let found = dockerfile.instructions().find(|own| at(own.node().full_span));
                Some(found.map_or_else(|| line_of(dockerfile.source(), line), |own| own.keyword()))
            }
            View::Compose(compose) => {
                if let Some(line) = self.line {
                    return Some(line_of(compose.source(), line));
                }
                let mut named = compose.services().filter(|service| self.mentions(&service.name.value));
                let first = named.next()?;
                named.next().is_none().then_some(first.name.span)
            }
            _ => None,
        }
    }

    /// Whether a name is one of the words of the message.
    fn mentions(&self, name: &str) -> bool {
        let is_part = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        self.message
            .split(is_part)
            .any(|word| word.trim_end_matches('.') == name)
    }
}

fn line_of(source: &SourceFile, line: usize) -> Span {
    source.line_span(line.clamp(1, source.line_count()))
}
