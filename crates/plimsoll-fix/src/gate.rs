//! What must not happen by a fix.
//!
//! Everything that no edit touches has to be there as before: the instructions, the values of the
//! YAML, and in the merged project and the stages every value that comes from a place outside the
//! edits. There may be no new syntax error, no new finding of warning or above and, of the rules that
//! the user has not asked for, no new error of correctness; and what was to be mended has to be gone.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use plimsoll_lint::{Finding, Level, Report};
use plimsoll_model::view::Subject;
use plimsoll_syntax::SyntaxError;

use crate::Patch;
use crate::leaves::{Leaf, leaves};
use crate::model::{Difference, difference};
use crate::state::State;

/// Why a fix is held back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// A rule fails on the new files.
    Failure,
    /// The new file cannot be read.
    Syntax(String),
    /// An instruction or a value is gone, or is read in another way, though no edit touches it.
    Elsewhere(String),
    /// A value of the merged project or of a stage changes that no edit touches, or what is merged.
    Model(Difference),
    /// Another rule finds something.
    Finding { rule: String, message: String },
    /// The finding is still there.
    Again,
    /// Fixes of the rule and of others undo each other, or never end.
    Endless(Vec<String>),
    /// It cannot be written, or nobody knows what it breaks.
    Unknown,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failure => f.write_str("a rule would fail on the changed file"),
            Self::Syntax(message) => write!(f, "the file could not be read any more: {message}"),
            Self::Elsewhere(what) => write!(f, "it would change {what} too"),
            Self::Model(Difference::Value(path)) => write!(f, "it would change `{path}` too"),
            Self::Model(Difference::Reading(file)) => write!(f, "it would change which files `{file}` is read with"),
            Self::Finding { rule, message } => write!(f, "it would bring `{rule}`: {message}"),
            Self::Again => f.write_str("the finding would still be there"),
            Self::Endless(rules) => match &rules[..] {
                [_] => f.write_str("it would never end"),
                rules => write!(f, "the fixes of `{}` undo each other", rules.join("` and `")),
            },
            Self::Unknown => f.write_str("it cannot be made"),
        }
    }
}

/// What is wrong, and which fixes are surely to blame, if that is known: by their places in the list.
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) culprits: Vec<usize>,
}

/// What is wrong with the files after a patch that repairs `mended`.
pub(crate) fn fault(before: &State, after: &State, patch: &Patch<'_>, mended: &[&Finding]) -> Option<Fault> {
    let failure = || (after.report.internal_error && !before.report.internal_error).then_some(Reason::Failure);
    let reason = failure()
        .or_else(|| syntax_fault(before, after))
        .or_else(|| elsewhere(before, after, patch))
        .or_else(|| difference(before, after, patch).map(Reason::Model))
        .or_else(|| new_finding(before, after, |state| &state.report, Level::Warning))
        .or_else(|| new_finding(before, after, |state| &state.guarded, Level::Error));
    match reason {
        Some(reason) => Some(Fault {
            reason,
            culprits: Vec::new(),
        }),
        None => found_again(before, after, mended).map(|culprits| Fault {
            reason: Reason::Again,
            culprits,
        }),
    }
}

/// The first syntax error that was not there before.
fn syntax_fault(before: &State, after: &State) -> Option<Reason> {
    let mut known = counted(syntax_errors(before).into_iter());
    let new = syntax_errors(after).into_iter().find(|error| !take(&mut known, error));
    new.map(|(_, message)| Reason::Syntax(message))
}

/// The messages, with the files that they are about.
fn syntax_errors(state: &State) -> Vec<(&str, String)> {
    let mut all = Vec::new();
    for (file, subject) in state.workspace.subjects() {
        let mut push = |error: &SyntaxError| all.push((state.path(file), error.message.to_string()));
        match subject {
            Subject::Dockerfile(dockerfile) => dockerfile.errors().for_each(&mut push),
            Subject::Compose(compose, inline) => {
                compose.facts().yaml.errors.iter().for_each(&mut push);
                let inline = inline.iter().flat_map(|dockerfile| dockerfile.errors());
                inline.for_each(&mut push);
            }
        }
    }
    all
}

/// The first instruction or value that no edit touches and that is not there any more, or is there and
/// was not written.
fn elsewhere(before: &State, after: &State, patch: &Patch<'_>) -> Option<Reason> {
    for (file, _) in patch.files() {
        let new_file = after.file(before.path(file))?;
        let mut new: HashMap<(usize, usize), Leaf> = leaves(&after.workspace, new_file)
            .into_iter()
            .map(|leaf| ((leaf.span.start as usize, leaf.span.end as usize), leaf))
            .collect();
        for old in leaves(&before.workspace, file) {
            let Some(place) = patch.moved(old.span) else {
                continue;
            };
            match new.remove(&(place.start, place.end)) {
                Some(new) if old.is_still(&new, patch) => {}
                _ => return Some(Reason::Elsewhere(old.what())),
            }
        }
        let mut left: Vec<Leaf> = new.into_values().collect();
        left.sort_by_key(|leaf| leaf.span.start);
        let mut stray = left
            .into_iter()
            .filter(|leaf| !patch.wrote_at(file, leaf.span.range(), false));
        if let Some(leaf) = stray.next() {
            return Some(Reason::Elsewhere(leaf.what()));
        }
    }
    None
}

/// The first finding of a level or above that was not there before. One that has only moved, or whose
/// words have changed at its place, was.
fn new_finding(before: &State, after: &State, report: fn(&State) -> &Report, level: Level) -> Option<Reason> {
    let keys: [fn(&Finding) -> String; 4] = [
        |finding| finding.identity.to_string(),
        |finding| finding.identity.place.to_string(),
        |finding| finding.identity.place.replace(|c: char| c.is_ascii_digit(), ""),
        // A part that cannot be read stays in an instruction or a value that gets another name.
        |finding| match finding.rule.is_of_syntax() {
            true => finding.message.clone(),
            false => finding.identity.to_string(),
        },
    ];
    let mut old: Vec<&Finding> = report(before).findings.iter().map(|finding| &**finding).collect();
    let mut new: Vec<&Finding> = report(after).findings.iter().map(|finding| &**finding).collect();
    for key in keys {
        let mut left = counted(old.iter().map(|finding| (before.kind_of(finding), key(finding))));
        let mut met = HashMap::new();
        new.retain(|finding| {
            let key = (after.kind_of(finding), key(finding));
            let is_new = !take(&mut left, &key);
            if !is_new {
                *met.entry(key).or_default() += 1;
            }
            is_new
        });
        old.retain(|finding| !take(&mut met, &(before.kind_of(finding), key(finding))));
    }
    let finding = new.into_iter().find(|finding| finding.level >= level)?;
    Some(Reason::Finding {
        rule: finding.rule.id().to_owned(),
        message: finding.message.clone(),
    })
}

/// Which of the mended findings are still found; if it cannot be told which of several alike are left,
/// the list is empty.
fn found_again(before: &State, after: &State, mended: &[&Finding]) -> Option<Vec<usize>> {
    let (old, new) = (alike(before), alike(after));
    let count = |counts: &HashMap<_, usize>, like: &_| counts.get(like).copied().unwrap_or_default();
    let times = counted(mended.iter().map(|finding| before.likeness(finding)));
    let (mut all, mut some) = (Vec::new(), false);
    for (at, finding) in mended.iter().enumerate() {
        let like = before.likeness(finding);
        let (old, new) = (count(&old, &like), count(&new, &like));
        if new >= old {
            all.push(at);
        } else if new > old.saturating_sub(times[&like]) {
            some = true;
        }
    }
    (some || !all.is_empty()).then_some(all)
}

/// How many findings there are of those that only their numbers tell apart.
fn alike(state: &State) -> HashMap<((&str, &str), u64), usize> {
    let findings = state.report.findings.iter();
    counted(findings.map(|finding| state.likeness(finding)))
}

fn counted<T: Hash + Eq>(items: impl Iterator<Item = T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}

/// Takes one of a kind, if one is left.
fn take<T: Hash + Eq>(counts: &mut HashMap<T, usize>, item: &T) -> bool {
    let count = counts.get_mut(item).filter(|count| **count > 0);
    count.map(|count| *count -= 1).is_some()
}
