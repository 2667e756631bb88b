//! `# plimsoll: ignore[rule, rule] reason` in a file.
//!
//! On a line of its own it speaks of what follows: an instruction with all its lines, the next line
//! inside an instruction, an entry of a Compose file with all it holds. Behind other text it speaks
//! of its own line.

use std::collections::{BTreeMap, HashMap};

use plimsoll_model::{ComposeFile, Dockerfile, Environment, Subject};
use plimsoll_syntax::yaml::{Entry, NodeKind, Yaml};
use plimsoll_syntax::{SourceFile, Span, nearest};

use crate::policy::{code_in, selects};
use crate::{Finding, Meta, Policy, Registry};

/// The ignores of one file.
pub(crate) struct Ignores<'r> {
    registry: &'r Registry,
    ignores: Vec<Ignore<'r>>,
}

/// An ignore that did nothing.
pub(crate) struct Unused {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// One word between the brackets.
struct Ignore<'r> {
    word: String,
    span: Span,
    /// The rules that the word means.
    rules: Vec<&'r Meta>,
    /// What it speaks of: findings that start here.
    scope: Span,
    used: bool,
}

impl<'r> Ignore<'r> {
    /// What it ignores: the ids of rules, or the code that its word names of a rule with several.
    fn keys(&self) -> impl Iterator<Item = &'r str> {
        self.rules
            .iter()
            .map(|rule| code_in(rule, &self.word).unwrap_or(rule.id))
    }
}

impl<'r> Ignores<'r> {
    pub(crate) fn of(subject: &Subject<'_>, registry: &'r Registry) -> Self {
        let mut ignores = Self {
            registry,
            ignores: Vec::new(),
        };
        let source = match subject {
            Subject::Dockerfile(dockerfile) => dockerfile.source(),
            Subject::Compose(compose, _) => compose.source(),
        };
        if !source.text().contains(MARK) {
            return ignores;
        }
        let lines = CodeLines::of(source);
        match subject {
            Subject::Dockerfile(dockerfile) => ignores.read_dockerfile(*dockerfile, &lines),
            Subject::Compose(compose, inline) => {
                ignores.read_compose(*compose, &lines);
                for dockerfile in inline {
                    ignores.read_dockerfile(*dockerfile, &lines);
                }
            }
        }
        ignores
    }

    /// Takes away the findings that an ignore speaks of. Such ignores are marked as used.
    pub(crate) fn hide(&mut self, findings: &mut Vec<Finding>) {
        let scopes = self.scopes();
        let mut hidden: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        findings.retain(|finding| {
            let place = finding.span.at_start();
            let is_ignored = |key: &&str| {
                let scopes = scopes.get(key).map_or(&[][..], Vec::as_slice);
                let before = scopes.partition_point(|scope| (scope.file, scope.start) <= (place.file, place.start));
                before > 0 && scopes[before - 1].contains(place)
            };
            let keys = std::iter::once(finding.rule.id).chain(finding.code);
            let by: Vec<&str> = keys.filter(is_ignored).collect();
            for key in &by {
                hidden.entry(key).or_default().push(place.start);
            }
            by.is_empty()
        });
        for starts in hidden.values_mut() {
            starts.sort_unstable();
        }
        for ignore in &mut self.ignores {
            let scope = ignore.scope;
            let used = ignore.keys().filter_map(|key| hidden.get(key)).any(|starts| {
                let first = starts.partition_point(|&start| start < scope.start);
                starts.get(first).is_some_and(|&start| start <= scope.end)
            });
            ignore.used = used;
        }
    }

    /// What is ignored of each rule, or of one code of a rule: sorted, each scope reaching as far as any before it, so that
    /// the last one that starts before a place decides.
    fn scopes(&self) -> BTreeMap<&'r str, Vec<Span>> {
        let mut scopes: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for ignore in &self.ignores {
            for key in ignore.keys() {
                scopes.entry(key).or_default().push(ignore.scope);
            }
        }
        for scopes in scopes.values_mut() {
            scopes.sort_unstable();
            let mut reach = 0;
            for scope in scopes {
                reach = scope.end.max(reach);
                scope.end = reach;
            }
        }
        scopes
    }

    /// The words that hid nothing. Rules that did not run cannot have anything to hide.
    pub(crate) fn unused(&self, policy: &Policy, environment: Environment) -> Vec<Unused> {
        let mut unused = Vec::new();
        for ignore in self.ignores.iter().filter(|ignore| !ignore.used) {
            let word = &ignore.word;
            if ignore.rules.is_empty() {
                unused.push(unknown(word, ignore.span, self.registry));
                continue;
            }
            let ran = |meta: &&Meta| {
                let index = self.registry.index(meta.id);
                index.is_some_and(|index| policy.is_enabled(index)) && meta.applies_in(environment)
            };
            if ignore.rules.iter().all(ran) {
                unused.push(Unused {
                    span: ignore.span,
                    message: format!("`{word}` finds nothing here, so the ignore hides nothing"),
                    help: "remove it".to_owned(),
                });
            }
        }
        unused
    }

    fn read_dockerfile(&mut self, dockerfile: Dockerfile<'_>, lines: &CodeLines) {
        let source = dockerfile.source();
        let tree = dockerfile.tree();
        for comment in &tree.comments {
            self.add(source, comment.span, || {
                if comment.inside_instruction {
                    return lines.after(source, comment.span);
                }
                let next = tree.instructions.partition_point(|i| i.span.start < comment.span.end);
                tree.instructions.get(next).map(|i| i.full_span)
            });
        }
        for instruction in dockerfile.instructions() {
            for comment in instruction.code().iter().flat_map(|c| &c.script().comments) {
                self.add(source, *comment, || lines.spoken_of(source, *comment));
            }
        }
    }

    fn read_compose(&mut self, compose: ComposeFile<'_>, lines: &CodeLines) {
        let source = compose.source();
        let entries = entries_by_line(source, &compose.yaml);
        for comment in &compose.yaml.comments {
            self.add(source, comment.span, || {
                if !comment.own_line {
                    return Some(line_of(source, comment.span));
                }
                let line = lines.after(source, comment.span)?;
                let entry = entries.get(&source.line_of(line.start));
                Some(entry.map_or(line, |&entry| line.at_start().to(entry)))
            });
        }
    }

    fn add(&mut self, source: &SourceFile, comment: Span, scope: impl FnOnce() -> Option<Span>) {
        let words = parse(source, comment);
        if words.is_empty() {
            return;
        }
        let scope = scope().unwrap_or(comment);
        for (word, span) in words {
            // Whoever means every rule does not say which fault was looked at.
            let meant = |meta: &&Meta| word != "all" && selects(meta, &word);
            self.ignores.push(Ignore {
                rules: self.registry.metas().iter().filter(meant).collect(),
                word,
                span,
                scope,
                used: false,
            });
        }
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

/// The lines of a file that are neither blank nor a comment, by their numbers.
struct CodeLines(Vec<usize>);

impl CodeLines {
    fn of(source: &SourceFile) -> Self {
        let is_code = |line: &usize| {
            let text = source.slice(source.line_span(*line)).trim_start();
            !text.is_empty() && !text.starts_with('#')
        };
        Self((1..=source.line_count()).filter(is_code).collect())
    }

    /// The next such line behind a comment.
    fn after(&self, source: &SourceFile, comment: Span) -> Option<Span> {
        let line = source.line_of(comment.start);
        let next = self.0.partition_point(|&code| code <= line);
        self.0.get(next).map(|&line| source.line_span(line))
    }

    /// A comment in shell code speaks of its line, or, alone on it, of the next.
    fn spoken_of(&self, source: &SourceFile, comment: Span) -> Option<Span> {
        let line = line_of(source, comment);
        let before = &source.text()[line.start as usize..comment.start as usize];
        match before.trim().is_empty() {
            true => self.after(source, comment),
            false => Some(line),
        }
    }
}

/// The widest entry or list item that starts on each line, with all it holds.
fn entries_by_line(source: &SourceFile, yaml: &Yaml) -> HashMap<usize, Span> {
    let mut widest: HashMap<usize, Span> = HashMap::new();
    let mut add = |span: Span| {
        let known = widest.entry(source.line_of(span.start)).or_insert(span);
        if span.len() >= known.len() {
            *known = span;
        }
    };
    for (_, node) in yaml.nodes() {
        match &node.kind {
            NodeKind::Mapping(entries) => entries.iter().map(|e| whole(yaml, e)).for_each(&mut add),
            NodeKind::Sequence(items) => items.iter().map(|&item| yaml.node(item).span).for_each(&mut add),
            NodeKind::Scalar { .. } | NodeKind::Alias { .. } => {}
        }
    }
    widest
}

fn whole(yaml: &Yaml, entry: &Entry) -> Span {
    yaml.node(entry.key).span.to(yaml.node(entry.value).span)
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
    fn ignores_that_stand_above_each_other_speak_of_the_same_line() {
        let text = "RUN a \\\n  # one\n\n  # two\n  b\n";
        let source = SourceFile::new(FileId(0), "f", text.into());
        let lines = CodeLines::of(&source);
        for comment in ["# one", "# two"] {
            let at = text.find(comment).unwrap();
            let line = lines.after(&source, Span::new(FileId(0), at, at + comment.len()));
            assert_eq!(source.slice(line.unwrap()), "  b");
        }
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
