//! `# plimsoll: ignore[rule, rule] reason` in a file.
//!
//! On a line of its own it speaks of what follows: an instruction with all its lines, the next line
//! inside an instruction, an entry of a Compose file with all it holds. Behind other text it speaks
//! of its own line.

use plimsoll_model::{ComposeFile, Dockerfile, Environment, Subject};
use plimsoll_syntax::yaml::{Entry, NodeKind, Yaml};
use plimsoll_syntax::{SourceFile, Span, nearest};

use crate::policy::{means, selects};
use crate::{Finding, Policy, Registry};

/// The ignores of one file.
pub(crate) struct Ignores {
    ignores: Vec<Ignore>,
}

/// An ignore that did nothing.
pub(crate) struct Unused {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

struct Ignore {
    /// The rules as written, and where.
    rules: Vec<(String, Span)>,
    /// What it speaks of: findings that start here.
    scope: Span,
    /// By the place in `rules`.
    used: Vec<bool>,
}

impl Ignores {
    pub(crate) fn of(subject: &Subject<'_>) -> Self {
        let mut ignores = Self { ignores: Vec::new() };
        match subject {
            Subject::Dockerfile(dockerfile) => ignores.read_dockerfile(*dockerfile),
            Subject::Compose(compose, inline) => {
                ignores.read_compose(*compose);
                for dockerfile in inline {
                    ignores.read_dockerfile(*dockerfile);
                }
            }
        }
        ignores
    }

    /// Whether an ignore speaks of a finding. It is marked as used.
    pub(crate) fn hides(&mut self, finding: &Finding) -> bool {
        let mut hidden = false;
        for ignore in &mut self.ignores {
            let scope = ignore.scope;
            if scope.file != finding.span.file || finding.span.start < scope.start || finding.span.start > scope.end {
                continue;
            }
            for (index, (rule, _)) in ignore.rules.iter().enumerate() {
                if rule != "all" && means(finding, rule) {
                    ignore.used[index] = true;
                    hidden = true;
                }
            }
        }
        hidden
    }

    /// The words that hid nothing. Rules that did not run cannot have anything to hide.
    pub(crate) fn unused(&self, registry: &Registry, policy: &Policy, environment: Environment) -> Vec<Unused> {
        let mut unused = Vec::new();
        for ignore in &self.ignores {
            for ((rule, span), used) in ignore.rules.iter().zip(&ignore.used) {
                if *used {
                    continue;
                }
                let metas = registry.metas().iter().enumerate();
                let meant: Vec<_> = metas.filter(|(_, meta)| rule != "all" && selects(meta, rule)).collect();
                let ran =
                    |(index, meta): &(usize, &crate::Meta)| policy.is_enabled(*index) && meta.applies_in(environment);
                if meant.is_empty() {
                    unused.push(unknown(rule, *span, registry));
                } else if meant.iter().all(ran) {
                    unused.push(Unused {
                        span: *span,
                        message: format!("`{rule}` finds nothing here, so the ignore hides nothing"),
                        help: "remove it".to_owned(),
                    });
                }
            }
        }
        unused
    }

    fn read_dockerfile(&mut self, dockerfile: Dockerfile<'_>) {
        let source = dockerfile.source();
        if !source.text().contains(MARK) {
            return;
        }
        let tree = dockerfile.tree();
        for comment in &tree.comments {
            let scope = if comment.inside_instruction {
                line_after(source, comment.span)
            } else {
                let next = tree.instructions.iter().find(|i| i.span.start >= comment.span.end);
                next.map(|i| i.full_span)
            };
            self.add(source, comment.span, scope);
        }
        for instruction in dockerfile.instructions() {
            for comment in instruction.code().iter().flat_map(|c| &c.script().comments) {
                self.add(source, *comment, Some(line_scope(source, *comment)));
            }
        }
    }

    fn read_compose(&mut self, compose: ComposeFile<'_>) {
        let source = compose.source();
        if !source.text().contains(MARK) {
            return;
        }
        for comment in &compose.yaml.comments {
            let scope = if comment.own_line {
                next_code_line(source, comment.span).map(|line| entry_at(&compose.yaml, line).unwrap_or(line))
            } else {
                Some(line_of(source, comment.span))
            };
            self.add(source, comment.span, scope);
        }
    }

    fn add(&mut self, source: &SourceFile, comment: Span, scope: Option<Span>) {
        let rules = parse(source, comment);
        if rules.is_empty() {
            return;
        }
        self.ignores.push(Ignore {
            used: vec![false; rules.len()],
            rules,
            scope: scope.unwrap_or(comment),
        });
    }
}

const MARK: &str = "plimsoll:";

fn unknown(rule: &str, span: Span, registry: &Registry) -> Unused {
    let near = nearest(rule, registry.metas().iter().map(|m| m.id));
    Unused {
        span,
        message: format!("there is no rule `{rule}` to ignore"),
        help: match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`plimsoll rules` lists them".to_owned(),
        },
    }
}

/// The rules that a comment names, with their places; none if it is no ignore.
fn parse(source: &SourceFile, comment: Span) -> Vec<(String, Span)> {
    let text = source.slice(comment);
    let Some(list) = ignore_list(text) else {
        return Vec::new();
    };
    let mut rules = Vec::new();
    let mut at = list.as_ptr() as usize - text.as_ptr() as usize;
    for word in list.split(',') {
        let name = word.trim();
        if !name.is_empty() {
            let start = comment.start as usize + at + (word.len() - word.trim_start().len());
            rules.push((name.to_owned(), Span::new(comment.file, start, start + name.len())));
        }
        at += word.len() + 1;
    }
    rules
}

/// What stands between the brackets of `# plimsoll: ignore[…]`.
fn ignore_list(comment: &str) -> Option<&str> {
    let rest = comment.trim_start_matches('#').trim_start().strip_prefix(MARK)?;
    let rest = rest
        .trim_start()
        .strip_prefix("ignore")?
        .trim_start()
        .strip_prefix('[')?;
    rest.split_once(']').map(|(list, _)| list)
}

/// The line of a comment behind other text.
fn line_of(source: &SourceFile, comment: Span) -> Span {
    source.line_span(source.line_of(comment.start))
}

/// A comment in shell code speaks of its line, or, alone on it, of the next.
fn line_scope(source: &SourceFile, comment: Span) -> Span {
    let line = line_of(source, comment);
    let before = &source.text()[line.start as usize..comment.start as usize];
    if before.trim().is_empty() {
        line_after(source, comment).unwrap_or(line)
    } else {
        line
    }
}

fn line_after(source: &SourceFile, comment: Span) -> Option<Span> {
    let line = source.line_of(comment.start) + 1;
    (line <= source.line_count()).then(|| source.line_span(line))
}

/// The next line that is neither blank nor a comment.
fn next_code_line(source: &SourceFile, comment: Span) -> Option<Span> {
    let first = source.line_of(comment.start) + 1;
    let lines = (first..=source.line_count()).map(|line| source.line_span(line));
    lines.into_iter().find(|line| {
        let text = source.slice(*line).trim_start();
        !text.is_empty() && !text.starts_with('#')
    })
}

/// The entry or list item that starts on a line, with all it holds.
fn entry_at(yaml: &Yaml, line: Span) -> Option<Span> {
    let on_line = |span: &Span| line.start <= span.start && span.start <= line.end;
    let spans = yaml.nodes().flat_map(|(_, node)| match &node.kind {
        NodeKind::Mapping(entries) => {
            let whole = |e: &Entry| yaml.node(e.key).span.to(yaml.node(e.value).span);
            entries.iter().map(whole).collect()
        }
        NodeKind::Sequence(items) => items.iter().map(|&item| yaml.node(item).span).collect(),
        NodeKind::Scalar { .. } | NodeKind::Alias { .. } => Vec::new(),
    });
    spans
        .filter(on_line)
        .max_by_key(|span| span.len())
        .map(|span| line.at_start().to(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll_syntax::FileId;

    #[test]
    fn reads_rules_with_their_places() {
        let text = "# plimsoll: ignore[runs-as-root, DL3008] it is a sandbox";
        let source = SourceFile::new(FileId(0), "f", text.into());
        let rules = parse(&source, source.span());
        let names: Vec<_> = rules
            .iter()
            .map(|(name, span)| (name.as_str(), source.slice(*span)))
            .collect();
        assert_eq!(names, [("runs-as-root", "runs-as-root"), ("DL3008", "DL3008")]);
    }

    #[test]
    fn other_comments_are_none() {
        for text in [
            "# plimsoll: environment=development",
            "# ignore[x]",
            "# plimsoll: ignore x",
        ] {
            assert_eq!(ignore_list(text), None, "{text}");
        }
    }
}
