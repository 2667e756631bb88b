//! The passes over a project until no fix is left.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use plimsoll_lint::{Finding, Fix, Group, Report, Safety};
use plimsoll_model::files::Input;
use plimsoll_model::sources::Sources;
use plimsoll_model::workspace::partition;
use plimsoll_syntax::{SourceFile, Span};
use rayon::prelude::*;

use crate::gate::{self, Reason};
use crate::state::{Judges, State};
use crate::{Job, Patch};

/// Fixes that are still not done after so many passes never will be.
const MOST_PASSES: usize = 10;
/// So often the fixes of a project are tried together, to find those that break something.
const MOST_TRIALS: usize = 64;
/// A text may become twice as long, and so many bytes longer.
const MOST_GROWTH: usize = 4096;

/// What came of it.
#[derive(Default)]
pub struct Fixed {
    /// The files that change, sorted by path.
    pub files: Vec<FixedFile>,
    pub held_back: Vec<HeldBack>,
    /// The paths of files that a fix changes together: all of them are to be written, or none.
    pub together: Vec<BTreeSet<String>>,
    /// The passes that the project needed that needed most.
    pub passes: usize,
}

/// A file before and after.
pub struct FixedFile {
    pub before: Version,
    pub after: Version,
    /// What was done in it, in the order of the passes.
    pub made: Vec<Made>,
}

impl FixedFile {
    /// Which file it is.
    pub fn path(&self) -> &str {
        self.before.source.path()
    }
}

/// A file at one time.
pub struct Version {
    pub source: Arc<SourceFile>,
    /// The secrets in it, which no output may show, in their order.
    pub redacted: Vec<Span>,
}

impl Version {
    fn of(state: &State, path: &str) -> Option<Self> {
        let file = state.file(path)?;
        let redacted = state.report.redacted.iter().filter(|span| span.file == file);
        Some(Self {
            source: Arc::clone(state.workspace.source(file)),
            redacted: redacted.copied().collect(),
        })
    }
}

/// A fix that was made.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Made {
    /// The id of the rule.
    pub rule: String,
    /// What it does.
    pub title: String,
    pub safety: Safety,
}

/// A fix that was not made since it would break something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldBack {
    pub path: String,
    /// The line of the finding, when the fix was tried.
    pub line: usize,
    /// The id of the rule.
    pub rule: String,
    pub reason: Reason,
}

/// Makes all fixes of a run that are wanted and break nothing. Nothing is written. `report` is what was
/// found in the inputs: projects in which it has no fix are left alone.
pub fn fix(job: &Job<'_>, inputs: Vec<Input>, report: &Report) -> Fixed {
    let mut paths = HashSet::new();
    for finding in report.findings.iter().filter(|finding| (job.wants)(report, finding)) {
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        paths.extend(edits.map(|edit| report.source(edit.span.file).path()));
    }
    if paths.is_empty() {
        return Fixed::default();
    }
    let sources = Sources::new(job.files);
    let groups = partition(inputs, &sources.reader(), &job.policy.project);
    let concerned = groups
        .into_par_iter()
        .filter(|group| group.iter().any(|input| paths.contains(&*input.path)));
    let guard = job.policy.guard(job.registry);
    let guard = guard.as_ref();
    let fixed: Vec<Fixed> = concerned
        .map(|inputs| fix_project(Judges { job, guard }, inputs))
        .collect();
    let mut whole = Fixed::default();
    for part in fixed {
        whole.files.extend(part.files);
        whole.held_back.extend(part.held_back);
        whole.together.extend(part.together);
        whole.passes = whole.passes.max(part.passes);
    }
    whole.files.sort_by(|a, b| a.path().cmp(b.path()));
    whole
        .held_back
        .sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    whole
}

/// Starts again without the rules whose fixes never end, until those of the others do.
fn fix_project(judges: Judges<'_>, inputs: Vec<Input>) -> Fixed {
    let original = State::of(judges, inputs);
    let mut run = Run {
        job: judges.job,
        judges,
        original: &original,
        endless: Vec::new(),
        held: Vec::new(),
        held_findings: HashSet::new(),
        made: BTreeMap::new(),
        together: Vec::new(),
    };
    loop {
        if let Some(fixed) = run.passes() {
            return fixed;
        }
    }
}

struct Run<'a> {
    job: &'a Job<'a>,
    judges: Judges<'a>,
    original: &'a State,
    /// The rules whose fixes never end, in their files.
    endless: Vec<(String, BTreeSet<String>)>,
    held: Vec<HeldBack>,
    /// The findings whose fixes are held back: file, rule, identity.
    held_findings: HashSet<(String, String, String)>,
    made: BTreeMap<String, Vec<Made>>,
    together: Vec<BTreeSet<String>>,
}

/// A finding and its fix.
type Candidate<'s> = (&'s Finding, &'s Fix);

impl Run<'_> {
    /// Fixes from the start; none if some fixes do not end, which are left out from now on.
    fn passes(&mut self) -> Option<Fixed> {
        self.held.clear();
        self.held_findings.clear();
        self.made.clear();
        self.together.clear();
        let mut changed: Option<State> = None;
        let mut seen = vec![texts(self.original)];
        let mut made_at: Vec<BTreeMap<String, BTreeSet<String>>> = Vec::new();
        let (mut passes, mut tried_again_at) = (0, 0);
        loop {
            let state = changed.as_ref().unwrap_or(self.original);
            let mut visible = state.report.clone();
            (self.job.hide)(&mut visible);
            let mut candidates = self.candidates(state, &visible);
            if self.job.once && passes > 0 {
                candidates.clear();
                tried_again_at = passes;
            }
            if candidates.is_empty() {
                // What was held back next to other fixes may fit now.
                if self.held.is_empty() || tried_again_at == passes {
                    return Some(self.finish(state, passes));
                }
                tried_again_at = passes;
                self.held.clear();
                self.held_findings.clear();
                continue;
            }
            let before = self.made.clone();
            let held = self.held.len();
            let Some(next) = self.pass(state, &candidates) else {
                if self.held.len() == held {
                    for (finding, _) in candidates {
                        self.hold(state, finding, Reason::Unknown);
                    }
                }
                continue;
            };
            passes += 1;
            made_at.push(rules_made(&before, &self.made));
            let back = seen.iter().position(|texts| is_same(texts, &next));
            let since = match back {
                Some(at) => at,
                None if passes >= MOST_PASSES || self.has_grown(&next) => passes.saturating_sub(2),
                None => {
                    seen.push(texts(&next));
                    changed = Some(next);
                    continue;
                }
            };
            let mut endless: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (path, rules) in made_at.drain(..).skip(since).flatten() {
                endless.entry(path).or_default().extend(rules);
            }
            self.endless.extend(endless);
            return None;
        }
    }

    /// The fixes that are wanted, may be made, and were not held back.
    fn candidates<'s>(&mut self, state: &State, visible: &'s Report) -> Vec<Candidate<'s>> {
        let mut candidates = Vec::new();
        for finding in &visible.findings {
            let Some(fix) = finding.fix.as_deref().filter(|_| (self.job.wants)(visible, finding)) else {
                continue;
            };
            let is_ours = fix.edits.iter().all(|edit| state.is_input(edit.span.file));
            if !is_ours || self.held_findings.contains(&name(state, finding)) {
                continue;
            }
            let path = state.path(finding.span.file);
            let rule = finding.rule.id();
            let endless = self
                .endless
                .iter()
                .find(|(file, rules)| file == path && rules.contains(rule));
            match endless {
                Some((_, rules)) => {
                    let reason = Reason::Endless(rules.iter().cloned().collect());
                    self.hold(state, finding, reason);
                }
                None => candidates.push((&**finding, fix)),
            }
        }
        // What is put in order comes last, when everything is there.
        let is_style = |(finding, _): &Candidate<'_>| finding.rule.group == Group::Style;
        if !candidates.iter().all(is_style) {
            candidates.retain(|candidate| !is_style(candidate));
        }
        candidates
    }

    /// Makes those of the candidates that fit together and break nothing; none if there is none.
    fn pass(&mut self, state: &State, candidates: &[Candidate<'_>]) -> Option<State> {
        let fixes: Vec<&Fix> = candidates.iter().map(|(_, fix)| *fix).collect();
        let patch = Patch::of(state.workspace.sources(), &fixes);
        let fitting: Vec<Candidate<'_>> = patch.taken().iter().map(|at| candidates[*at]).collect();
        if fitting.is_empty() {
            return None;
        }
        let mut settled = Settled {
            taken: Vec::new(),
            state: None,
            trials: 0,
        };
        self.settle(state, &fitting, &mut settled);
        for (finding, fix) in &settled.taken {
            let edited = fix.edits.iter().map(|edit| state.path(edit.span.file).to_owned());
            let edited: BTreeSet<String> = edited.collect();
            for path in &edited {
                self.made.entry(path.clone()).or_default().push(Made {
                    rule: finding.rule.id().to_owned(),
                    title: fix.title.clone(),
                    safety: fix.safety,
                });
            }
            if edited.len() > 1 {
                self.together.push(edited);
            }
        }
        settled.state
    }

    /// Adds fixes to those that are settled, all at once if that breaks nothing, otherwise by halves
    /// until those are found that do.
    fn settle<'s>(&mut self, state: &State, fixes: &[Candidate<'s>], settled: &mut Settled<'s>) {
        if settled.trials >= MOST_TRIALS {
            return;
        }
        settled.trials += 1;
        let together: Vec<Candidate<'s>> = settled.taken.iter().chain(fixes).copied().collect();
        let edits: Vec<&Fix> = together.iter().map(|(_, fix)| *fix).collect();
        let patch = Patch::of(state.workspace.sources(), &edits);
        let after = state.after(self.judges, &patch);
        let mended: Vec<&Finding> = together.iter().map(|(finding, _)| *finding).collect();
        match gate::fault(state, &after, &patch, &mended) {
            None => {
                settled.taken = together;
                settled.state = Some(after);
            }
            Some(fault) if !fault.culprits.is_empty() => {
                for at in &fault.culprits {
                    self.hold(state, together[*at].0, fault.reason.clone());
                }
                let is_culprit = |at: usize| fault.culprits.contains(&at);
                let settled_before = settled.taken.len();
                let left = fixes
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| !is_culprit(settled_before + at));
                let left: Vec<Candidate<'s>> = left.map(|(_, candidate)| *candidate).collect();
                if left.len() < fixes.len() && !left.is_empty() {
                    self.settle(state, &left, settled);
                }
            }
            Some(fault) => match fixes {
                [(finding, _)] => self.hold(state, finding, fault.reason),
                fixes => {
                    let (first, second) = fixes.split_at(fixes.len() / 2);
                    self.settle(state, first, settled);
                    self.settle(state, second, settled);
                }
            },
        }
    }

    fn hold(&mut self, state: &State, finding: &Finding, reason: Reason) {
        let source = state.workspace.source(finding.span.file);
        if self.held_findings.insert(name(state, finding)) {
            self.held.push(HeldBack {
                path: source.path().to_owned(),
                line: source.line_of(finding.span.start),
                rule: finding.rule.id().to_owned(),
                reason,
            });
        }
    }

    fn has_grown(&self, state: &State) -> bool {
        let mut pairs = self.original.inputs.iter().zip(&state.inputs);
        pairs.any(|(old, new)| new.bytes.len() > 2 * old.bytes.len() + MOST_GROWTH)
    }

    fn finish(&mut self, state: &State, passes: usize) -> Fixed {
        let pairs = self.original.inputs.iter().zip(&state.inputs);
        let changed = pairs.filter(|(old, new)| old.bytes != new.bytes);
        let files = changed.filter_map(|(old, _)| {
            Some(FixedFile {
                before: Version::of(self.original, &old.path)?,
                after: Version::of(state, &old.path)?,
                made: self.made.get(&old.path).cloned().unwrap_or_default(),
            })
        });
        Fixed {
            files: files.collect(),
            held_back: std::mem::take(&mut self.held),
            together: std::mem::take(&mut self.together),
            passes,
        }
    }
}

/// The fixes of a pass that break nothing, and what they lead to.
struct Settled<'s> {
    taken: Vec<Candidate<'s>>,
    state: Option<State>,
    trials: usize,
}

fn name(state: &State, finding: &Finding) -> (String, String, String) {
    let (path, rule) = state.kind_of(finding);
    (path.to_owned(), rule.to_owned(), finding.identity.to_string())
}

fn texts(state: &State) -> Vec<Vec<u8>> {
    state.inputs.iter().map(|input| input.bytes.clone()).collect()
}

fn is_same(texts: &[Vec<u8>], state: &State) -> bool {
    texts
        .iter()
        .zip(&state.inputs)
        .all(|(text, input)| *text == input.bytes)
}

/// The rules whose fixes were made between two times, by file.
fn rules_made(
    before: &BTreeMap<String, Vec<Made>>,
    after: &BTreeMap<String, Vec<Made>>,
) -> BTreeMap<String, BTreeSet<String>> {
    let new = after.iter().map(|(path, made)| {
        let known = before.get(path).map_or(0, Vec::len);
        (
            path.clone(),
            made[known..].iter().map(|made| made.rule.clone()).collect(),
        )
    });
    new.filter(|(_, rules): &(_, BTreeSet<String>)| !rules.is_empty())
        .collect()
}
