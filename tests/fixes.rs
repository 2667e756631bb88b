//! Fixes on real files: they end, break nothing, and little is held back.
//!
//! `PLIMSOLL_FIXES=all cargo test --release -p plimsoll fixes::real -- --nocapture` takes every file
//! of `../shared/corpus` and `../shared/families` and prints the table; without it a sample is taken.

use std::collections::BTreeMap;
use std::path::Path;

use plimsoll_fix::{Fixed, Job, fix};
use plimsoll_lint::{Finding, Page, Policy, Report, Safety, lint};
use plimsoll_model::files::{Files, Input, NoFiles};
use plimsoll_model::sources::Sources;
use rayon::prelude::*;

use crate::corpus::{damaged, inputs_below, real_folders};
use crate::house::{expect_file, root};
use crate::memory::REGISTRY;
use crate::pages::SYNTAX_RULES;

/// Without `PLIMSOLL_FIXES=all`, one of so many repositories is taken.
const SAMPLE: usize = 20;
/// So many damaged files are fixed with `PLIMSOLL_FIXES=all`.
const DAMAGED: usize = 20_000;

/// The files after the fixes that are wanted.
pub(crate) fn fixed(
    inputs: &[Input],
    files: &dyn Files,
    policy: &Policy,
    wants: &(dyn Fn(&Report, &Finding) -> bool + Sync),
) -> Fixed {
    let report = lint(inputs.to_vec(), &Sources::new(files), &REGISTRY, policy, &|| ());
    let job = Job {
        registry: &REGISTRY,
        policy,
        files,
        hide: &|_: &mut Report| {},
        wants,
        once: false,
    };
    fix(&job, inputs.to_vec(), &report)
}

/// The inputs with what fixes made of them.
pub(crate) fn after(inputs: &[Input], fixed: &Fixed) -> Vec<Input> {
    let mut inputs = inputs.to_vec();
    for file in &fixed.files {
        let input = inputs.iter_mut().find(|input| input.path == file.path());
        input.expect("only inputs are fixed").bytes = file.after.source.bytes().to_owned();
    }
    inputs
}

/// Whether a fix is among those that may be made.
pub(crate) fn is_at_most(finding: &Finding, safety: Safety) -> bool {
    finding.fix.as_ref().is_some_and(|fix| fix.safety <= safety)
}

/// Checks that fixes leave no file worse, and that a second run has nothing to do.
pub(crate) fn check(inputs: &[Input], policy: &Policy, safety: Safety) -> Fixed {
    let wants = |_: &Report, finding: &Finding| is_at_most(finding, safety);
    let fixed = fixed(inputs, &NoFiles, policy, &wants);
    let after = after(inputs, &fixed);
    let (before, left) = (syntax_errors(inputs, policy), syntax_errors(&after, policy));
    for file in &fixed.files {
        let count = |errors: &BTreeMap<String, usize>| errors.get(file.path()).copied().unwrap_or_default();
        assert!(
            count(&left) <= count(&before),
            "{}: fixes break the file\n{}\nwhich was\n{}",
            file.path(),
            file.after.source.text(),
            file.before.source.text()
        );
    }
    let again = self::fixed(&after, &NoFiles, policy, &wants);
    let more: Vec<String> = again
        .files
        .iter()
        .map(|file| {
            let held = fixed.held_back.iter().filter(|held| held.path == file.path());
            let held: Vec<String> = held
                .map(|held| format!("{} held: {}", held.rule, held.reason))
                .collect();
            format!("{}: {:?} {held:?}", file.path(), file.made)
        })
        .collect();
    assert!(more.is_empty(), "a second run has more to do:\n{}", more.join("\n"));
    fixed
}

fn syntax_errors(inputs: &[Input], policy: &Policy) -> BTreeMap<String, usize> {
    let report = lint(inputs.to_vec(), &Sources::new(&NoFiles), &REGISTRY, policy, &|| ());
    let mut errors = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| SYNTAX_RULES.contains(&f.rule.id())) {
        *errors
            .entry(report.source(finding.span.file).path().to_owned())
            .or_default() += 1;
    }
    errors
}

/// What a set of files gave.
#[derive(Default)]
struct Row {
    files: usize,
    changed: usize,
    fixes: usize,
    passes: usize,
    held: BTreeMap<String, Vec<String>>,
}

#[test]
fn real_files_stay_whole() {
    let shared = root().join("../shared");
    let policy = Policy::default_of(&REGISTRY);
    let all = std::env::var("PLIMSOLL_FIXES").is_ok_and(|value| value == "all");
    for set in ["corpus", "families"] {
        let repositories = folders(&shared.join(set));
        if repositories.is_empty() {
            println!("skipped: no ../shared/{set}");
        }
        for safety in [Safety::Safe, Safety::Unsafe] {
            let mut row = Row::default();
            let taken = repositories
                .iter()
                .enumerate()
                .filter(|(at, _)| all || at % SAMPLE == 0);
            for (_, folder) in taken {
                let inputs = inputs_below(folder);
                let fixed = check(&inputs, &policy, safety);
                row.files += inputs.len();
                row.changed += fixed.files.len();
                row.fixes += fixed.files.iter().map(|file| file.made.len()).sum::<usize>();
                row.passes = row.passes.max(fixed.passes);
                for held in fixed.held_back {
                    let place = format!("{}/{}:{}", folder.display(), held.path, held.line);
                    row.held
                        .entry(format!("{}: {}", held.rule, held.reason))
                        .or_default()
                        .push(place);
                }
            }
            let held: usize = row.held.values().map(Vec::len).sum();
            println!(
                "{set}, {}: {} files, {} changed, {} fixes, {} passes, {held} held back, 0 broken",
                safety.name(),
                row.files,
                row.changed,
                row.fixes,
                row.passes
            );
            for (what, places) in &row.held {
                println!("  {} x {what}\n      {}", places.len(), places[0]);
            }
        }
    }
}

/// Each file stands alone, so that the fixes of one are not told apart by another.
#[test]
fn damaged_real_files_get_no_worse() {
    let inputs: Vec<Input> = real_folders().iter().flat_map(|folder| inputs_below(folder)).collect();
    if inputs.is_empty() {
        println!("skipped: no ../shared/corpus");
        return;
    }
    let all = std::env::var("PLIMSOLL_FIXES").is_ok_and(|value| value == "all");
    let count = if all { DAMAGED } else { DAMAGED / SAMPLE / 10 };
    let policy = Policy::default_of(&REGISTRY);
    let fixed = (0..count).into_par_iter().map(|number| {
        // A step that goes through all of them before one comes again.
        let input = &inputs[number * 7919 % inputs.len()];
        let fixed = check(&[damaged(input, number, number)], &policy, Safety::Unsafe);
        (fixed.files.len(), fixed.held_back.len())
    });
    let (changed, held) = fixed.reduce(|| (0, 0), |one, other| (one.0 + other.0, one.1 + other.1));
    println!("{count} damaged files, {changed} changed, {held} fixes held back, 0 worse");
}

#[test]
fn the_page_of_fixes_is_up_to_date() {
    let mut page = PAGE.to_owned();
    for (safety, title, about) in [
        (
            Safety::Safe,
            "Safe fixes",
            "The image or the container stays the same, or becomes what was surely meant.",
        ),
        (
            Safety::Unsafe,
            "Unsafe fixes",
            "They need `--unsafe-fixes`; the second column says what may change.",
        ),
    ] {
        page += &format!("\n## {title}\n\n{about}\n\n| Rule | What the fix does |\n| --- | --- |\n");
        for rule in REGISTRY.rules().iter().filter(|rule| rule.fix == Some(safety)) {
            let effect = rule.effect_of_fix().unwrap_or_else(|| rule.title());
            let effect = effect.replace('\n', " ").replace('|', "\\|");
            page += &format!("| [`{}`](../rules/{}.md) | {effect} |\n", rule.id(), place_of(rule));
        }
    }
    expect_file(&root().join("docs/fixes.md"), &page);
}

/// The folder and name of a rule's page.
fn place_of(rule: &Page) -> String {
    let name = rule.id().replace('-', "_");
    let folders = ["dockerfile", "shell", "compose", "project", "engine"];
    let folder = folders
        .into_iter()
        .find(|folder| root().join(format!("rules/{folder}/{name}.md")).is_file());
    format!("{}/{name}", folder.expect("each rule has a page"))
}

const PAGE: &str = "# Fixes

```sh
plimsoll check --diff .                  # shows what would change, and writes nothing
plimsoll check --fix .                   # makes the safe fixes
plimsoll check --fix --unsafe-fixes .    # the unsafe ones too
plimsoll check --fix=ask .               # asks about each fix, one key each
```

`--fix-only` reports nothing, `--show-fixes` lists what was done, and `--exit-non-zero-on-fix` ends with 1 if anything was fixed. The exit code of `--fix` is about what is left; that of `--diff` is 1 if anything would change. With `-`, the fixed text goes to standard output and the report to standard error. In the configuration, `[fix] unsafe = true` makes unsafe fixes too, and `[rules.NAME] fix` is `never`, `ask` (only when asked for) or `safe` (without asking).

## What a fix may not do

Everything happens in memory first, in passes, until no fix is left. After each pass the whole project is judged again, and a fix is held back, with the reason, if

- a file could no longer be read, or would have another syntax error,
- an instruction or a value changes that the fix does not touch, in the file, in the merged project of any variant, or in a stage,
- another finding of warning or error comes up anywhere in the project, or an error of `correctness` whose rule is off,
- the finding is still there afterwards,
- fixes undo each other or never end (ten passes, or a file that grows beyond twice its size).

The other fixes still go in. A fix that changes several files changes all of them or none. Files are replaced as a whole; mode, owner, links, line ends, a byte order mark and bytes that are not UTF-8 stay. A file that has changed in the meantime is left alone, and no link is followed out of the repository.

Scripts are never changed, although findings point into them. Two versions of a Dockerfile or a Compose file can be compared instruction by instruction and value by value; what a script does cannot, so nobody would notice what a fix breaks. And its line ends are git's: a file that is rewritten on one machine has them again after the next checkout, while `*.sh text eol=lf` in `.gitattributes` holds for everybody.

A diff masks secrets, so one that shows a mask cannot be applied with `git apply`.
";

fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
