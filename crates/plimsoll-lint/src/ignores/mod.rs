//! Comments in a file that hide findings: `# plimsoll: ignore[rule, rule] reason`, and those
//! written for other tools.
//!
//! [`comment`] reads what a comment says, [`scope`] how far it reaches, [`meaning`] which rules it
//! names. This module matches them with the findings, and finds what is wrong with our own
//! comments.

mod comment;
mod meaning;
mod ours;
mod peers;
mod read;
mod removal;
mod scope;

use std::collections::HashMap;

use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;
use plimsoll_model::view::{ComposeFile, Dockerfile, Subject};
use plimsoll_syntax::{SourceFile, Span, nearest};

use crate::{EngineFinding, Finding, Fix, Policy, Registry, RuleRef, ShellCode, Suppressed, Suppression};
use comment::{Author, Comment, Name, Reach, Which};
use ours::Mistake;
use scope::{ComposeScopes, DockerfileScopes, Position};

/// A near match is looked for this many unknown names of one file.
const MOST_GUESSES: usize = 50;

/// The ignores of one file.
pub(crate) struct Ignores<'a> {
    registry: &'a Registry,
    today: Option<Date>,
    ignores: Vec<Ignore<'a>>,
    /// What is hidden where; comments that say the same share an entry.
    scopes: Vec<Scope>,
    /// Scopes sorted by place, for findings that come sorted by theirs.
    order: Vec<usize>,
    /// What each distinct name of an author means.
    meanings: Vec<Meaning>,
    /// Comments of ours that say nothing.
    mistakes: Vec<Problem>,
}

/// What a name means.
struct Meaning {
    /// By their places in the catalogue.
    rules: Vec<bool>,
    /// Of a rule with many codes it means only this one.
    code: Option<ShellCode>,
}

/// What is wrong with a comment, for a finding of the engine.
pub(crate) struct Problem {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
    pub(crate) fix: Option<Fix>,
}

struct Ignore<'a> {
    source: &'a SourceFile,
    span: Span,
    comment: Comment,
    /// For each name its index in `scopes`; none if it can hide nothing.
    scopes: Vec<Option<usize>>,
}

struct Scope {
    /// Findings that start here.
    place: Span,
    /// The index in `meanings`.
    meaning: usize,
    /// The first comment that makes it, and its last day.
    comment: Span,
    until: Option<Date>,
    used: bool,
}

impl<'a> Ignores<'a> {
    /// Reads the comments of a file. Comments whose date is before `today` have expired.
    pub(crate) fn of(subject: &Subject<'a>, registry: &'a Registry, today: Option<Date>) -> Self {
        let mut ignores = Self {
            registry,
            today,
            ignores: Vec::new(),
            scopes: Vec::new(),
            order: Vec::new(),
            meanings: Vec::new(),
            mistakes: Vec::new(),
        };
        let mut reader = Reader {
            ignores: &mut ignores,
            meanings: HashMap::new(),
            known: HashMap::new(),
        };
        match subject {
            Subject::Dockerfile(dockerfile) => reader.read_dockerfile(*dockerfile, false),
            Subject::Compose(compose, inline) => {
                reader.read_compose(*compose);
                for dockerfile in inline {
                    reader.read_dockerfile(*dockerfile, true);
                }
            }
        }
        let mut order: Vec<usize> = (0..ignores.scopes.len()).collect();
        let start = |&index: &usize| {
            let place = ignores.scopes[index].place;
            (place.file, place.start)
        };
        order.sort_by_key(start);
        ignores.order = order;
        ignores
    }

    /// Takes out the findings that a comment speaks of. They come in the order of their places.
    pub(crate) fn hide(&mut self, findings: &mut Vec<Finding>) -> Vec<Suppressed> {
        let mut suppressed = Vec::new();
        if self.scopes.is_empty() {
            return suppressed;
        }
        let mut next = 0;
        let mut around: Vec<usize> = Vec::new();
        for finding in std::mem::take(findings) {
            let at = finding.span;
            while let Some(&scope) = self.order.get(next) {
                let place = self.scopes[scope].place;
                if (place.file, place.start) > (at.file, at.start) {
                    break;
                }
                around.push(scope);
                next += 1;
            }
            around.retain(|&scope| {
                let place = self.scopes[scope].place;
                place.file == at.file && at.start <= place.end
            });
            match self.use_scopes(&around, &finding) {
                Some(by) => suppressed.push(Suppressed {
                    finding: Box::new(finding),
                    by,
                }),
                None => findings.push(finding),
            }
        }
        suppressed
    }

    /// Marks those of some scopes as used that mean the rule of a finding; the comment of the first hides
    /// it.
    fn use_scopes(&mut self, around: &[usize], finding: &Finding) -> Option<Suppression> {
        let rule = finding.rule.index();
        let mut first = None;
        for &scope in around {
            let scope = &mut self.scopes[scope];
            let meaning = &self.meanings[scope.meaning];
            let codes = meaning.code.zip(finding.code);
            let is_other_code = codes.is_some_and(|(meant, found)| meant != found);
            if meaning.rules[rule] && !is_other_code {
                scope.used = true;
                let (span, until) = (scope.comment, scope.until);
                first = first.or(Some(Suppression::Comment { span, until }));
            }
        }
        first
    }

    /// Comments that were meant for us and do nothing, because of a slip.
    pub(crate) fn mistakes(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.mistakes)
    }

    /// Every comment that asks for something to be hidden.
    pub(crate) fn all(&self) -> Vec<Problem> {
        let problem = |ignore: &Ignore<'_>| Problem {
            span: ignore.span,
            message: "a comment in the file decides what is reported".to_owned(),
            help: "fix what it hides; keep exceptions in the configuration, where all of them can be seen".to_owned(),
            fix: None,
        };
        self.ignores.iter().map(problem).collect()
    }

    /// Comments that hide something without a reason.
    pub(crate) fn without_reason(&self) -> Vec<Problem> {
        let hides = |ignore: &&Ignore<'_>| ignore.scopes.iter().flatten().any(|&scope| self.scopes[scope].used);
        let silent = self.ignores.iter().filter(|i| !i.comment.has_reason).filter(hides);
        let problem = |ignore: &Ignore<'_>| Problem {
            span: ignore.span,
            message: "this ignore gives no reason".to_owned(),
            help: format!("write the reason: `{}`", example(ignore.comment.author)),
            fix: None,
        };
        silent.map(problem).collect()
    }

    /// What is wrong with our own comments: names that hide nothing, dates that have passed. A rule
    /// that did not run cannot have anything to hide.
    pub(crate) fn unused(&self, policy: &Policy, environments: &[Environment]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut guesses = 0;
        for ignore in self.ignores.iter().filter(|i| i.comment.author == Author::Plimsoll) {
            if let Some(problem) = self.date_problem(ignore) {
                problems.push(problem);
            }
            if !self.has_ended(&ignore.comment) {
                self.unused_names(ignore, policy, environments, &mut guesses, &mut problems);
            }
        }
        problems
    }

    fn has_ended(&self, comment: &Comment) -> bool {
        let last = comment.last_day();
        last.zip(self.today).is_some_and(|(last, today)| last < today)
    }

    fn date_problem(&self, ignore: &Ignore<'_>) -> Option<Problem> {
        let until = ignore.comment.until.as_ref()?;
        let span = within(ignore.span, until.range.clone());
        if self.has_ended(&ignore.comment) {
            let last = until.date.expect("what has ended has a date");
            return Some(Problem {
                span,
                message: format!("the ignore ended on {last} and no longer hides anything"),
                help: "fix what it hid and remove it; if you still need it, set a later date".to_owned(),
                fix: remove(ignore),
            });
        }
        until.date.is_none().then(|| Problem {
            span,
            message: format!(
                "`{}` is not a date, so the ignore never ends",
                ignore.source.slice(span)
            ),
            help: "write the last day as `until=YYYY-MM-DD`".to_owned(),
            fix: None,
        })
    }

    fn unused_names(
        &self,
        ignore: &Ignore<'_>,
        policy: &Policy,
        environments: &[Environment],
        guesses: &mut usize,
        problems: &mut Vec<Problem>,
    ) {
        let Which::Named(names) = &ignore.comment.which else {
            return;
        };
        if names.is_empty() {
            problems.push(Problem {
                span: ignore.span,
                message: "the ignore does not name a rule, so it hides nothing".to_owned(),
                help: format!("name the rules in brackets: `{}`", example(Author::Plimsoll)),
                fix: None,
            });
            return;
        }
        let mut found = Vec::new();
        for (index, (name, scope)) in names.iter().zip(&ignore.scopes).enumerate() {
            let span = within(ignore.span, name.range.clone());
            let meaning = match scope {
                Some(scope) if self.scopes[*scope].used => continue,
                Some(scope) => &self.meanings[self.scopes[*scope].meaning],
                None => {
                    *guesses += 1;
                    found.push((index, unknown(name, span, self.registry, *guesses <= MOST_GUESSES)));
                    continue;
                }
            };
            let rules = self.registry.rules().iter();
            let mut meant = rules.filter(|rule| meaning.rules[rule.index()]);
            let could_find = |rule: &RuleRef| {
                policy.is_enabled(rule.index())
                    && environments.iter().any(|environment| rule.applies_in(*environment))
                    && !self.registry.speaks_for(rule, EngineFinding::is_about_ignores)
            };
            if meant.all(could_find) {
                let problem = Problem {
                    span,
                    message: format!("`{}` finds nothing here, so the ignore hides nothing", name.text),
                    help: "remove it".to_owned(),
                    fix: None,
                };
                found.push((index, problem));
            }
        }
        let removable = found.iter().filter(|(_, problem)| problem.fix.is_none()).count();
        for (index, mut problem) in found {
            if problem.fix.is_none() {
                problem.fix = if removable == names.len() {
                    remove(ignore)
                } else {
                    let edit = removal::of_name(ignore.span, names, index);
                    Some(Fix::safe("remove the name", [edit]))
                };
            }
            problems.push(problem);
        }
    }
}

fn remove(ignore: &Ignore<'_>) -> Option<Fix> {
    let edit = removal::of_comment(ignore.source, ignore.span)?;
    Some(Fix::safe("remove the ignore", [edit]))
}

fn mistaken(text: &str, comment: Span, mistake: Mistake) -> Problem {
    let span = within(comment, mistake.range.clone());
    let word = &text[mistake.range];
    Problem {
        span,
        message: format!("`{word}` is not understood here, so the comment does nothing"),
        help: match mistake.meant {
            Some(meant) => format!("write `{meant}`, if that was meant"),
            None => "there are `ignore[…]`, `ignore-stage[…]`, `ignore-file[…]`, `environment=production` and \
                     `environment=development`"
                .to_owned(),
        },
        fix: mistake
            .meant
            .map(|meant| Fix::unsafe_(format!("write `{meant}`"), [span.replace(meant)])),
    }
}

fn unknown(name: &Name, span: Span, registry: &Registry, guess: bool) -> Problem {
    let ids = registry.rules().iter().map(|rule| rule.id());
    let near = if guess { nearest(&name.text, ids) } else { None };
    let (help, fix) = match near {
        Some(near) => {
            let fix = Fix::unsafe_(format!("write `{near}`"), [span.replace(near)]);
            (format!("did you mean `{near}`?"), Some(fix))
        }
        None => ("`plimsoll rules` lists them".to_owned(), None),
    };
    Problem {
        span,
        message: format!("there is no rule `{}` to ignore", name.text),
        help,
        fix,
    }
}

/// How to give a comment a reason.
fn example(author: Author) -> &'static str {
    match author {
        Author::Plimsoll => "# plimsoll: ignore[rule] reason",
        Author::Hadolint => "# hadolint ignore=rule # reason",
        Author::Buildkit => "# check=skip=rule // reason",
        Author::Tally => "# tally ignore=rule;reason=…",
        Author::Trivy => "# trivy:ignore:id reason",
        Author::Checkov => "# checkov:skip=id:reason",
        Author::Kics => "# kics-scan ignore-block: reason",
        Author::Semgrep => "# nosemgrep: id reason",
        Author::Sonar => "# NOSONAR reason",
        // These have no place for one.
        Author::Dclint | Author::DockerfileUtils => "# plimsoll: ignore[rule] reason",
    }
}

fn within(comment: Span, range: std::ops::Range<usize>) -> Span {
    let start = comment.start as usize;
    Span::new(comment.file, start + range.start, start + range.end)
}

/// Collects the comments of a file.
struct Reader<'r, 'a> {
    ignores: &'r mut Ignores<'a>,
    /// By author and name; none if it means no rule.
    meanings: HashMap<(Author, Option<String>), Option<usize>>,
    known: HashMap<(Span, usize), usize>,
}

impl<'a> Reader<'_, 'a> {
    fn read_dockerfile(&mut self, dockerfile: Dockerfile<'a>, is_inline: bool) {
        let source = dockerfile.source();
        if !read::may_stand_in(source.text()) {
            return;
        }
        let tree = dockerfile.tree();
        let mut scopes = DockerfileScopes::new(dockerfile, is_inline);
        for directive in tree.directives.iter().filter(|d| &*d.name.value == "check") {
            let start = (directive.name.span.start - directive.span.start) as usize;
            let words = &source.slice(directive.span)[start..];
            if let Some(comment) = peers::read_directive(words, start) {
                let scope = scopes.of(directive.span, Position::BetweenInstructions, comment.reach);
                self.add(source, directive.span, comment, scope);
            }
        }
        let first = tree.instructions.first().map_or(u32::MAX, |i| i.span.start);
        for node in &tree.comments {
            let position = if node.inside_instruction {
                Position::InsideInstruction
            } else {
                Position::BetweenInstructions
            };
            if let Some(comment) = self.read(source, node.span) {
                // KICS accepts it only at the head of a file.
                if comment.author == Author::Kics && comment.reach == Reach::File && node.span.start > first {
                    continue;
                }
                let scope = scopes.of(node.span, position, comment.reach);
                self.add(source, node.span, comment, scope);
            }
        }
        for instruction in dockerfile.instructions() {
            if !read::may_stand_in(source.slice(instruction.node().full_span)) {
                continue;
            }
            for span in instruction.code().iter().flat_map(|c| &c.script().comments) {
                if let Some(comment) = self.read(source, *span) {
                    let scope = scopes.of(*span, Position::InCode, comment.reach);
                    self.add(source, *span, comment, scope);
                }
            }
        }
    }

    fn read_compose(&mut self, compose: ComposeFile<'a>) {
        let source = compose.source();
        if !read::may_stand_in(source.text()) {
            return;
        }
        let mut scopes = ComposeScopes::new(source, &compose.yaml);
        let head = source.text().trim_start_matches(['-', ' ', '\t', '\r', '\n']);
        let head = source.text().len() - head.len();
        for node in &compose.yaml.comments {
            let Some(comment) = self.read(source, node.span) else {
                continue;
            };
            let Some(comment) = in_compose(comment, node.span.start as usize <= head) else {
                continue;
            };
            let scope = scopes.of(node.span, comment.reach);
            self.add(source, node.span, comment, scope);
        }
    }

    fn read(&mut self, source: &SourceFile, span: Span) -> Option<Comment> {
        let text = source.slice(span);
        let comment = read::read(text);
        if comment.is_none() {
            let mistake = read::mistake(text).map(|mistake| mistaken(text, span, mistake));
            self.ignores.mistakes.extend(mistake);
        }
        comment
    }

    fn add(&mut self, source: &'a SourceFile, span: Span, comment: Comment, scope: Option<Span>) {
        let ended = self.ignores.has_ended(&comment);
        let until = comment.last_day();
        let mut scopes = Vec::new();
        for name in meaning::names_of(&comment.which) {
            let meaning = self.meaning(comment.author, name).filter(|_| !ended);
            // Where nothing follows there is nothing to hide.
            scopes.push(meaning.map(|meaning| self.scope(scope.unwrap_or(span), meaning, span, until)));
        }
        self.ignores.ignores.push(Ignore {
            source,
            span,
            comment,
            scopes,
        });
    }

    fn meaning(&mut self, author: Author, name: Option<&Name>) -> Option<usize> {
        let key = (author, name.map(|name| name.text.clone()));
        if let Some(known) = self.meanings.get(&key) {
            return *known;
        }
        let rules = self.ignores.registry.meant(|rule| meaning::means(author, name, rule));
        let meaning = rules.contains(&true).then(|| {
            let code = name.and_then(|name| meaning::code_of(&name.text, self.ignores.registry));
            self.ignores.meanings.push(Meaning { rules, code });
            self.ignores.meanings.len() - 1
        });
        self.meanings.insert(key, meaning);
        meaning
    }

    fn scope(&mut self, place: Span, meaning: usize, comment: Span, until: Option<Date>) -> usize {
        *self.known.entry((place, meaning)).or_insert_with(|| {
            self.ignores.scopes.push(Scope {
                place,
                meaning,
                comment,
                until,
                used: false,
            });
            self.ignores.scopes.len() - 1
        })
    }
}

/// What a comment says in a Compose file, if its author would read it there.
fn in_compose(comment: Comment, at_head: bool) -> Option<Comment> {
    let reach = match (comment.author, comment.reach) {
        (Author::Hadolint | Author::Buildkit | Author::Tally | Author::DockerfileUtils, _) => return None,
        (Author::Dclint | Author::Kics, Reach::File) if !at_head => return None,
        // In YAML it applies to the resource that it is in.
        (Author::Checkov, _) => Reach::Next,
        (_, reach) => reach,
    };
    Some(Comment { reach, ..comment })
}
