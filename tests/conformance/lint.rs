//! Cases in which another tool's rules were run on a file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use plimsoll_lint::{Finding, Policy, Report, RuleRef, lint};
use plimsoll_model::environment::Environment;
use plimsoll_model::files::{FileKind, Input};
use plimsoll_model::sources::Sources;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::{FileId, SourceFile, dockerfile};

use super::case::{Case, Outcome};
use super::{options, peers, places};
use crate::memory::{Memory, REGISTRY, set};

/// Every rule, and every file judged as production: no other tool knows anything else.
static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let mut policy = Policy::new(&REGISTRY, &["all".to_owned()], &[]).expect("`all` is known");
    policy.environment = Some(Environment::Production);
    policy
});

/// Runs all rules on the file of a case.
pub(super) fn run(case: &Case) -> Report {
    let kind = if case.kind == "dockerfile" {
        FileKind::Dockerfile
    } else {
        FileKind::Compose
    };
    let mut files = case.files();
    let text = match case.source.as_str() {
        "hadolint" => with_from(case.input()),
        // When the text was rebuilt from the tool's own tree, the lines before the first FROM were
        // put after one without a name.
        "trivy" => case.input().trim_start_matches("FROM \n").to_owned(),
        _ => case.input().to_owned(),
    };
    files.insert(case.path().to_owned(), text.clone());
    let input = Input {
        path: case.path().to_owned(),
        kind,
        bytes: text.into_bytes(),
    };
    lint(
        vec![input],
        &Sources::new(&Memory::of(files)),
        &REGISTRY,
        &policy(case),
        &|| (),
    )
}

/// Every rule, with the options that the case gives the other tool.
fn policy(case: &Case) -> Policy {
    let mut policy = POLICY.clone();
    for (rule, option) in options::of(case) {
        set(&mut policy, rule, &option);
    }
    policy
}

/// hadolint's tests leave out the `FROM` that every stage starts with. Without one we see no stage,
/// and most rules look at stages. No lines are asserted there.
fn with_from(text: &str) -> String {
    let source = Arc::new(SourceFile::new(FileId(0), "Dockerfile", text.into()));
    let tree = dockerfile::parse(&source);
    let first = tree.instructions.first().map_or(0, |i| i.span.start as usize);
    if tree.instructions.iter().any(|i| i.kind == Kind::From) {
        return text.to_owned();
    }
    format!("{}FROM debian:12.7\n{}", &text[..first], &text[first..])
}

pub(super) fn judge(case: &Case) -> Outcome {
    // A later part combines several files, and the contents of `.env`.
    if case.is_merged() || case.files().contains_key(".env") || is_about_options(case) || !is_built(case) {
        return Outcome::NotBuilt;
    }
    let report = run(case);
    let mut judge = Judge {
        case,
        report: &report,
        problems: Vec::new(),
        shared: false,
        nearby: false,
    };
    judge.catches();
    judge.silent();
    judge.counts();
    judge.lines();
    judge.services();
    match judge {
        Judge { problems, .. } if !problems.is_empty() => Outcome::Disagree(problems.join("; ")),
        Judge { shared: true, .. } => Outcome::SharedId,
        Judge { nearby: true, .. } => Outcome::AgreeNearby,
        _ => Outcome::Agree,
    }
}

/// Whether a rule corresponds to one of the ids that the case is about.
fn is_built(case: &Case) -> bool {
    let expect = &case.expect;
    let named: BTreeSet<&String> = expect
        .catches
        .iter()
        .chain(&expect.not)
        .chain(expect.services.keys())
        .collect();
    if named.is_empty() {
        let enabled = case.enabled.iter().flatten();
        let any_enabled = enabled.clone().next().is_none() || enabled.into_iter().any(|id| has_rule(case, id));
        return expect.exhaustive && any_enabled && !peers::rules_of_source(case).is_empty();
    }
    named.into_iter().any(|id| has_rule(case, id))
}

fn has_rule(case: &Case, id: &str) -> bool {
    id == "*" || !peers::rules_of(case, id).is_empty()
}

/// The tools' own options that silence their rules say nothing about ours. Findings in spite of
/// them do.
fn is_about_options(case: &Case) -> bool {
    let expect = &case.expect;
    let silences = expect.exhaustive || !expect.not.is_empty();
    silences && case.config.get("check").is_some()
}

struct Judge<'a> {
    case: &'a Case,
    report: &'a Report,
    problems: Vec<String>,
    /// One of our rules reports, and may be about another of its ids.
    shared: bool,
    /// A finding is on another line of the same instruction or service.
    nearby: bool,
}

impl<'a> Judge<'a> {
    fn findings(&self, rules: &[&'static RuleRef]) -> Vec<&'a Finding> {
        let of_rules = |f: &&Finding| rules.iter().any(|rule| rule.id() == f.rule.id());
        self.report.findings.iter().map(Box::as_ref).filter(of_rules).collect()
    }

    fn place(&self, finding: &Finding) -> String {
        let lines = places::lines_of(self.report, finding);
        format!("{} at {}: {}", finding.rule.id(), lines.start(), finding.message)
    }

    /// Other ids of the tool that the rules cover and that the case does not mention.
    fn unasserted(&self, rules: &[&'static RuleRef]) -> bool {
        let ids = rules.iter().flat_map(|rule| peers::ids_of(self.case, rule));
        ids.into_iter().any(|id| !self.asserts(&id))
    }

    /// Whether the case asserts that an id is caught, or that it is not.
    fn asserts(&self, id: &str) -> bool {
        let expect = &self.case.expect;
        let all = self.case.enabled.is_none() || self.case.enabled.iter().flatten().any(|e| e == id);
        // A case of this source is about one query, which its title names.
        let titled = self.case.source == "kics" && self.case.title.as_deref() == Some(id);
        let named = |list: &[String]| list.iter().any(|n| n == id || n == "*");
        titled || named(&expect.catches) || named(&expect.not) || (expect.exhaustive && all)
    }

    fn catches(&mut self) {
        for id in &self.case.expect.catches {
            let rules = peers::rules_of(self.case, id);
            if !rules.is_empty() && self.findings(&rules).is_empty() {
                self.problems.push(format!("does not catch {id}"));
            }
        }
    }

    /// No rule reports that must not.
    fn silent(&mut self) {
        let expect = &self.case.expect;
        let mut rules: Vec<&'static RuleRef> = Vec::new();
        for id in &expect.not {
            rules.extend(match id.as_str() {
                "*" => peers::rules_of_source(self.case),
                _ => peers::rules_of(self.case, id),
            });
        }
        // A finding without a rule yet may be what another rule reports.
        let all_built = expect.catches.iter().all(|id| has_rule(self.case, id));
        if expect.exhaustive && all_built {
            rules.extend(match &self.case.enabled {
                Some(enabled) => enabled.iter().flat_map(|id| peers::rules_of(self.case, id)).collect(),
                None => peers::rules_of_source(self.case),
            });
        }
        let caught: Vec<_> = expect
            .catches
            .iter()
            .flat_map(|id| peers::rules_of(self.case, id))
            .collect();
        rules.retain(|rule| !caught.iter().any(|c| c.id() == rule.id()));
        rules.retain(|rule| {
            !peers::ids_of(self.case, rule)
                .iter()
                .all(|id| peers::is_off(self.case, id))
        });
        rules.sort_by_key(|rule| rule.id());
        rules.dedup_by_key(|rule| rule.id());
        for rule in rules {
            let Some(finding) = self.findings(&[rule]).first().copied() else {
                continue;
            };
            if self.unasserted(&[rule]) {
                self.shared = true;
            } else {
                self.problems.push(format!("must be silent: {}", self.place(finding)));
            }
        }
    }

    /// As many findings as the other tool has. Ids that one of our rules covers are counted
    /// together.
    fn counts(&mut self) {
        let mut together: BTreeMap<Vec<&'static str>, usize> = BTreeMap::new();
        for (id, count) in &self.case.expect.count {
            let rules: Vec<&str> = peers::rules_of(self.case, id).iter().map(|rule| rule.id()).collect();
            if !rules.is_empty() {
                *together.entry(rules).or_default() += count;
            }
        }
        for (ids, expected) in together {
            let rules: Vec<&'static RuleRef> = ids.iter().filter_map(|id| REGISTRY.rule(id)).collect();
            let findings = self.findings(&rules);
            let found = findings.len();
            // One of our findings may name several places, each of which the other tool reports.
            let places = found + findings.iter().map(|f| f.notes.len()).sum::<usize>();
            self.nearby |= found != expected && places == expected;
            // Code that a shell cannot read has a finding of its own. What the other tool finds
            // there, by looking for words, never runs.
            let unread = self.unread().len();
            if (found + 1..=found + unread).contains(&expected) {
                self.nearby = true;
                continue;
            }
            let more_allowed = found > expected && self.unasserted(&rules);
            if found != expected && places != expected && found > 0 && !more_allowed {
                self.problems
                    .push(format!("{ids:?}: {found} findings, expected {expected}"));
            }
        }
    }

    /// The lines of the code that a shell refuses to read.
    fn unread(&self) -> Vec<RangeInclusive<usize>> {
        let unread = self
            .report
            .findings
            .iter()
            .filter(|f| f.rule.id() == "shell-syntax-error");
        unread.map(|f| places::lines_of(self.report, f)).collect()
    }

    fn lines(&mut self) {
        let blocks = places::blocks(self.case);
        for (id, expected) in &self.case.expect.lines {
            let rules = peers::rules_of(self.case, id);
            let findings = self.findings(&rules);
            let found: Vec<_> = findings.iter().map(|f| places::lines_of(self.report, f)).collect();
            let notes: Vec<_> = findings
                .iter()
                .flat_map(|f| places::lines_of_notes(self.report, f))
                .collect();
            if found.is_empty() {
                continue;
            }
            for &line in expected {
                if found.iter().any(|f| f.contains(&line)) {
                    continue;
                }
                let block = blocks.iter().find(|(_, lines)| lines.contains(&line));
                let in_block = block.is_some_and(|(_, lines)| found.iter().any(|f| places::overlap(f, lines)));
                if in_block || notes.iter().any(|n| n.contains(&line)) {
                    self.nearby = true;
                } else {
                    self.problems
                        .push(format!("{id}: nothing at line {line}, found at {found:?}"));
                }
            }
        }
    }

    /// How many findings are in a service.
    fn services(&mut self) {
        if self.case.expect.services.is_empty() {
            return;
        }
        let blocks = places::blocks(self.case);
        for (id, services) in &self.case.expect.services {
            let rules = peers::rules_of(self.case, id);
            if rules.is_empty() {
                continue;
            }
            for (service, expected) in services {
                let own = |f: &&&Finding| {
                    let lines = places::lines_of(self.report, f);
                    blocks
                        .iter()
                        .any(|(name, block)| name == service && places::overlap(&lines, block))
                };
                let found = self.findings(&rules).iter().filter(own).count();
                let agrees = match expected.as_u64() {
                    Some(expected) => found as u64 == expected,
                    None => found > 0,
                };
                let more_allowed = expected.as_u64().is_some_and(|e| found as u64 > e) && self.unasserted(&rules);
                if agrees {
                    continue;
                }
                if more_allowed {
                    self.shared = true;
                } else {
                    self.problems
                        .push(format!("{id}: {found} findings in {service}, expected {expected}"));
                }
            }
        }
    }
}
