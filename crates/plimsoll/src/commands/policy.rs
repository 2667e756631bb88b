//! `plimsoll policy`: what helps those who write rules of their own.

use std::path::PathBuf;

use plimsoll_lint::policy::{Layer, Written, WrittenSettings};
use plimsoll_lint::{Policy, Registry, Report, lint};
use plimsoll_model::files::{FileKind, Input, NoFiles};
use plimsoll_model::sources::Sources;
use plimsoll_policy::Policy as OwnPolicy;

use crate::config::Loaded;
use crate::disk::Project;
use crate::outcome::Outcome;
use crate::{disk, terminal};

/// The rules with those of the configuration that holds in the current folder; what is wrong with it is
/// told, and leaves out only itself.
pub(crate) fn with_policies(mut registry: Registry) -> Registry {
    let project = Project::around(&[&PathBuf::from(".")], None);
    let sources = disk::sources(&project, None);
    let mut loaded = Loaded::here(&project, &sources);
    loaded.load_policies(&mut registry);
    loaded.faults.iter().for_each(terminal::complain);
    registry
}

/// Judges the examples of each policy, and says which are not what they are said to be.
pub(crate) fn test(mut registry: Registry) -> anyhow::Result<Outcome> {
    let project = Project::around(&[&PathBuf::from(".")], None);
    let sources = disk::sources(&project, None);
    let mut loaded = Loaded::here(&project, &sources);
    let policies = loaded.policies.clone();
    loaded.load_policies(&mut registry);
    if !loaded.faults.is_empty() {
        loaded.faults.iter().for_each(terminal::complain);
        return Ok(Outcome::Failed);
    }
    let mut out = String::new();
    let mut is_right = true;
    for policy in &policies {
        let faults = faults(policy, &registry)?;
        is_right &= faults.is_empty();
        if faults.is_empty() {
            let (good, bad) = (policy.good.len(), policy.bad.len());
            let examples = if bad == 1 { "example" } else { "examples" };
            out.push_str(&format!("{}: {good} good and {bad} bad {examples}\n", policy.id));
        }
        for fault in faults {
            out.push_str(&format!("{}: {fault}\n", policy.id));
        }
    }
    if policies.is_empty() {
        terminal::complain("no policies hold in this folder: write `[[policy]]` into plimsoll.toml");
    }
    terminal::print(out.as_bytes())?;
    Ok(if is_right { Outcome::Clean } else { Outcome::Findings })
}

/// The examples of a policy that are not what they are said to be.
fn faults(policy: &OwnPolicy, registry: &Registry) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    for (number, text) in policy.good.iter().enumerate() {
        let report = judged(text, policy, registry)?;
        if let Some(finding) = report.findings.first() {
            let number = number + 1;
            faults.push(format!("good example {number} has a finding: {}", finding.message));
        }
    }
    for (number, text) in policy.bad.iter().enumerate() {
        if judged(text, policy, registry)?.findings.is_empty() {
            faults.push(format!("bad example {} has no finding", number + 1));
        }
    }
    Ok(faults)
}

/// The report of one policy over an example, which is a Dockerfile if it has a `FROM`.
fn judged(text: &str, policy: &OwnPolicy, registry: &Registry) -> anyhow::Result<Report> {
    let is_from = |line: &str| line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("FROM "));
    let (path, kind) = match text.lines().any(is_from) {
        true => ("Dockerfile", FileKind::Dockerfile),
        false => ("compose.yaml", FileKind::Compose),
    };
    let layer = Layer {
        settings: WrittenSettings {
            select: Some(vec![Written::argument("policy test", policy.id.clone())]),
            ..WrittenSettings::default()
        },
        ..Layer::default()
    };
    let (mut settings, faults) = Policy::resolve(&[layer], registry);
    anyhow::ensure!(faults.is_empty(), "the policy `{}` cannot be chosen", policy.id);
    settings.environment = policy.matching.environment;
    settings.project.with_models = true;
    let input = Input {
        path: path.to_owned(),
        kind,
        bytes: text.as_bytes().to_vec(),
    };
    Ok(lint(vec![input], &Sources::new(&NoFiles), registry, &settings, &|| ()))
}
