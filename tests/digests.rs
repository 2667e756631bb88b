//! Digests in the places that the model knows, on real files: nothing else in them changes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use plimsoll_fix::{Fixed, Job, fix};
use plimsoll_lint::{Context, Finding, Fix, Policy, Registry, Report, View, lint};
use plimsoll_model::files::{Input, NoFiles};
use plimsoll_model::sources::Sources;

use crate::corpus::{damaged, inputs_below, real_folders};
use crate::fixes::after;
use crate::house::root;

const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const PAGE: &str = "---\nid: digest\ngroup: supply-chain\ntarget: dockerfile\nlevel: warning\ndevelopment: warning\n\
                    fix: safe\nsince: 0.1.0\nexamples: none\n---\n# A digest\n\n## Fix\n\nWrites it.\n";
/// Of the folders with real files, one of so many is taken.
const SAMPLE: usize = 10;

/// One rule, which reports each place that has another digest than ours, or none.
static PINS: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry::default();
    registry.load(PAGE.to_owned(), look).expect("the page is right");
    registry
});

fn look(view: View<'_>, cx: &mut Context<'_>) {
    let places = match view {
        View::Dockerfile(dockerfile) => dockerfile.digest_places(),
        View::Service(service) => service.digest_places(),
        _ => return,
    };
    for place in places.into_iter().flatten() {
        if place.reference.digest() != Some(DIGEST) {
            cx.report(place.span, place.reference.as_written())
                .fix(Fix::safe("write it", [place.write(DIGEST)]));
        }
    }
}

fn found(inputs: &[Input], policy: &Policy) -> Report {
    lint(inputs.to_vec(), &Sources::new(&NoFiles), &PINS, policy, &|| ())
}

fn pinned(inputs: &[Input], policy: &Policy) -> Fixed {
    let job = Job {
        registry: &PINS,
        policy,
        files: &NoFiles,
        hide: &|_| (),
        wants: &|_: &Report, finding: &Finding| finding.fix.is_some(),
        once: true,
    };
    fix(&job, inputs.to_vec(), &found(inputs, policy))
}

/// Writes all digests, and gives how many: what is held back is told, and the rest is there afterwards.
fn check(inputs: &[Input]) -> (usize, Vec<String>) {
    let policy = Policy::default_of(&PINS);
    let fixed = pinned(inputs, &policy);
    let held = fixed.held_back.iter();
    let held: Vec<String> = held
        .map(|held| format!("{}:{}: {}", held.path, held.line, held.reason))
        .collect();
    let left = found(&after(inputs, &fixed), &policy);
    assert!(!left.internal_error);
    let left = left.findings.iter().map(|finding| {
        let source = left.source(finding.span.file);
        format!("{}:{}", source.path(), source.line_of(finding.span.start))
    });
    let left: BTreeSet<String> = left.collect();
    let is_held = |place: &String| held.iter().any(|held| held.starts_with(&format!("{place}: ")));
    let missed: Vec<&String> = left.iter().filter(|place| !is_held(place)).collect();
    assert!(missed.is_empty(), "no digest has come to {missed:?}");
    (fixed.files.iter().map(|file| file.made.len()).sum(), held)
}

#[test]
fn digests_fit_into_real_files() {
    let mut folders = vec![root().join("fixtures")];
    let real = real_folders();
    if real.is_empty() {
        println!("skipped: no PLIMSOLL_CORPUS and no ../shared/corpus");
    }
    let all = std::env::var("PLIMSOLL_FIXES").is_ok_and(|value| value == "all");
    folders.extend(real);
    for folder in folders {
        let (mut count, mut held) = (0, Vec::new());
        let inputs = inputs_below(&folder);
        let taken = inputs.into_iter().enumerate().filter(|(at, _)| all || at % SAMPLE == 0);
        for (_, input) in taken {
            let (made, kept) = check(&[input]);
            count += made;
            held.extend(kept);
        }
        println!("{}: {count} digests, {} held back", folder.display(), held.len());
        for held in held {
            println!("  {held}");
        }
    }
}

#[test]
fn digests_break_no_damaged_file() {
    let inputs = inputs_below(&root().join("fixtures"));
    for (number, input) in inputs.iter().enumerate() {
        check(&[damaged(input, number, number)]);
    }
}
