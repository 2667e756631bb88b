//! `plimsoll policy`: what helps those who write rules of their own. Tests of their policies, and what
//! these are given to judge.

use std::path::PathBuf;

use plimsoll_lint::policy::{Layer, Written, WrittenSettings};
use plimsoll_lint::{Policy, Registry, Report, lint};
use plimsoll_model::files::{FileKind, Input, NoFiles};
use plimsoll_model::secret::{redacted, secret_name, written_secrets};
use plimsoll_model::sources::Sources;
use plimsoll_model::view::Subject;
use plimsoll_model::workspace::Workspace;
use plimsoll_policy::Policy as OwnPolicy;

use serde_json::Value;

use super::judging::judged_for_secrets;
use crate::args::PolicyInputArgs;
use crate::config::Loaded;
use crate::disk::Project;
use crate::outcome::Outcome;
use crate::{disk, inputs, terminal};

/// The rules with those of the configuration that holds in the current folder; what is wrong with it is
/// told, and leaves out only itself.
pub(crate) fn with_policies(mut registry: Registry) -> Registry {
    let project = Project::around(&[&PathBuf::from(".")], None);
    let sources = disk::sources(&project, None);
    let mut loaded = Loaded::here(&project, &sources, false);
    loaded.load_policies(&mut registry);
    loaded.faults.iter().for_each(terminal::complain);
    registry
}

/// Judges the examples of each policy, and says which are not what they are said to be.
pub(crate) fn test(mut registry: Registry) -> anyhow::Result<Outcome> {
    let project = Project::around(&[&PathBuf::from(".")], None);
    let sources = disk::sources(&project, None);
    let mut loaded = Loaded::here(&project, &sources, true);
    let policies = loaded.policies.clone();
    let (tests, failed) = loaded.rego.tested();
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
    for (test, reason) in &failed {
        out.push_str(&format!("{test}: {reason}\n"));
    }
    is_right &= failed.is_empty();
    if tests > 0 {
        out.push_str(&format!("{} of {tests} tests in Rego hold\n", tests - failed.len()));
    }
    if policies.is_empty() && tests == 0 {
        terminal::complain(
            "no policies with tests hold in this folder: `[[policy]]` or `policy-files` in plimsoll.toml adds them",
        );
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

/// Prints what policies are given to judge, without the secrets in it.
pub(crate) fn input(args: &PolicyInputArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let gathered = inputs::gather(std::slice::from_ref(&args.file), &args.project, None)?;
    if gathered.files.inputs.is_empty() {
        return Ok(Outcome::Failed);
    }
    let mut policy = Policy::default_of(registry);
    policy.project = inputs::options(&args.project)?;
    policy.project.with_models = true;
    let sources = disk::sources(&gathered.project, None);
    let workspace = Workspace::load_with(gathered.files.inputs, &sources, None, &policy.project);
    let report = judged_for_secrets(&workspace, registry, &policy)?;
    let secrets = report.secrets();
    let shape = args.shape.shape();
    for (_, subject) in workspace.subjects() {
        let input = match subject {
            Subject::Dockerfile(dockerfile) => Some(shape.dockerfile(dockerfile)),
            Subject::Compose(compose, _) => shape.compose(compose),
        };
        let Some(mut input) = input else {
            anyhow::bail!("{}: trivy gives its checks no Compose files", args.file.display());
        };
        mask(&mut input, None, &secrets);
        terminal::print(format!("{input:#}\n").as_bytes())?;
    }
    Ok(Outcome::Clean)
}

/// Hides what the rules found to be secret, and what is by its name or its shape.
fn mask(value: &mut Value, name: Option<&str>, secrets: &[&str]) {
    match value {
        Value::String(text) => {
            let is_named = name.is_some_and(|name| secret_name(name).is_some()) && !text.starts_with('$');
            match is_named {
                true => *text = redacted(text),
                false => *text = masked(text, secrets),
            }
        }
        // `ENV` in the form of conftest and trivy: name, value, and what is between them.
        Value::Array(items) => {
            for index in 0..items.len() {
                let before = index.checked_sub(1).and_then(|before| items[before].as_str());
                let before = before.map(str::to_owned);
                mask(&mut items[index], before.as_deref().or(name), secrets);
            }
        }
        Value::Object(entries) => {
            let entries = entries.iter_mut();
            entries.for_each(|(key, value)| mask(value, Some(key), secrets));
        }
        _ => {}
    }
}

fn masked(text: &str, secrets: &[&str]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut copied = 0;
    for range in written_secrets(text) {
        shown.push_str(&text[copied..range.start]);
        shown.push_str(&redacted(&text[range.clone()]));
        copied = range.end;
    }
    shown.push_str(&text[copied..]);
    let hide = |text: String, secret: &&str| text.replace(secret, &redacted(secret));
    secrets.iter().fold(shown, hide)
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
