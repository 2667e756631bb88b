//! `plimsoll diff`: where two ways to start a project drift apart.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::bail;
use plimsoll_lint::{Registry, Report};
use plimsoll_model::base::{Data, DataValue};
use plimsoll_model::document::Model;
use plimsoll_model::environment::Environment;
use serde::Serialize;

use super::deployment::{Deployment, clean, usual};
use super::model::choose;
use crate::args::{DiffArgs, ListFormat};
use crate::outcome::Outcome;
use crate::terminal::printable;
use crate::{disk, terminal};

/// Two projects and what differs between them.
#[derive(Serialize)]
struct Drift {
    format_version: u32,
    from: Side,
    to: Side,
    services: BTreeMap<String, Vec<Difference>>,
}

#[derive(Serialize)]
struct Side {
    name: String,
    environment: &'static str,
}

/// What differs in a service.
#[derive(Serialize)]
struct Difference {
    /// The way to the value: `deploy.resources.limits.memory`, `volumes[/data]`.
    key: String,
    from: Option<Value>,
    to: Option<Value>,
}

/// A value on one side. Those of variables are left out: names tell enough, and values may be secret.
#[derive(PartialEq, Serialize)]
struct Value {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    path: String,
    line: usize,
}

/// Everything that a service says, each leaf under its key.
type Leaves<'a> = BTreeMap<String, (&'a Data, String)>;

/// Compares what the arguments name. Finds something if there is a difference.
pub(crate) fn run(args: &DiffArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let paths = [args.path.clone()];
    let Some(now) = Deployment::read(&paths, &args.project, None, registry)? else {
        return Ok(Outcome::Failed);
    };
    let all = now.workspace.models();
    let here = one_project(&all, args)?;
    let production = Environment::Production;
    if let Some(revision) = &args.since {
        let before = Deployment::at(revision, &paths, &args.project, registry)?;
        let models = before.workspace.models();
        let from = chosen(&models, &args.from, here, production)?;
        let to = chosen(&all, &args.from, here, production)?;
        let Some((from, to)) = from.zip(to) else {
            bail!("no Compose files found on both sides");
        };
        let mut drift = drift((from, &before.report), (to, &now.report));
        drift.from.name = format!("{} at {revision}", drift.from.name);
        return show(&drift, args);
    }
    let from = chosen(&all, &args.from, here, production)?;
    let to = chosen(&all, &args.to, here, Environment::Development)?;
    let Some((from, to)) = from.zip(to) else {
        bail!("no Compose files found, so there is nothing to compare");
    };
    if std::ptr::eq(from, to) && args.from.is_some() && args.to.is_some() {
        bail!("both are `{}`", from.name);
    }
    if std::ptr::eq(from, to) {
        bail!(
            "there is only one way to start this project, `{}`; `--since` compares it with a commit",
            from.name
        );
    }
    show(&drift((from, &now.report), (to, &now.report)), args)
}

/// The way to start a project that a word names, or without one the usual one for an environment.
fn chosen<'m, 'a>(
    models: &'m [Model<'a>],
    word: &Option<String>,
    here: &str,
    environment: Environment,
) -> anyhow::Result<Option<&'m Model<'a>>> {
    let Some(word) = word else {
        let every: Vec<&Model<'_>> = models.iter().filter(|model| model.directory == here).collect();
        return Ok(usual(&every, environment));
    };
    let (chosen, all_known) = choose(models, std::slice::from_ref(word));
    if !all_known {
        bail!("nothing to compare");
    }
    Ok(chosen.first().copied())
}

/// The folder of the project that is meant. Several can be meant only by a word each.
fn one_project<'a>(models: &[Model<'a>], args: &DiffArgs) -> anyhow::Result<&'a str> {
    let mut folders: Vec<&str> = models.iter().map(|model| model.directory).collect();
    folders.sort_unstable();
    folders.dedup();
    let asked = disk::shown_of(&disk::identity(&args.path));
    let asked = if asked == "." { "" } else { asked.as_str() };
    match folders[..] {
        [] => Ok(""),
        [only] => Ok(only),
        _ if folders.contains(&asked) => Ok(folders[folders.partition_point(|folder| *folder < asked)]),
        _ => {
            let names: Vec<String> = folders.iter().take(5).map(|folder| format!("`{folder}`")).collect();
            let more = if folders.len() > 5 { " and more" } else { "" };
            bail!(
                "there are several projects: name one with `--path` ({}{more})",
                names.join(", ")
            )
        }
    }
}

fn drift(from: (&Model<'_>, &Report), to: (&Model<'_>, &Report)) -> Drift {
    let side = |model: &Model<'_>| Side {
        name: model.name.to_string(),
        environment: model.verdict.environment.name(),
    };
    let mut services: BTreeMap<String, Vec<Difference>> = BTreeMap::new();
    let (old, new) = (leaves_by_service(from.0), leaves_by_service(to.0));
    for name in old.keys().chain(new.keys()) {
        if services.contains_key(name) {
            continue;
        }
        let none = Leaves::new();
        let (old, new) = (old.get(name).unwrap_or(&none), new.get(name).unwrap_or(&none));
        let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
        keys.sort();
        keys.dedup();
        let difference = |key: &String| {
            let (before, after) = (old.get(key), new.get(key));
            if before.map(|(_, text)| text) == after.map(|(_, text)| text) {
                return None;
            }
            Some(Difference {
                key: before
                    .map(|leaf| clean_key(from.1, leaf.0, key))
                    .or_else(|| after.map(|leaf| clean_key(to.1, leaf.0, key)))
                    .unwrap_or_default(),
                from: before.map(|leaf| value(key, leaf, from.1)),
                to: after.map(|leaf| value(key, leaf, to.1)),
            })
        };
        let found: Vec<Difference> = keys.into_iter().filter_map(difference).collect();
        services.insert(name.clone(), found);
    }
    services.retain(|_, found| !found.is_empty());
    Drift {
        format_version: 1,
        from: side(from.0),
        to: side(to.0),
        services,
    }
}

/// The way to a value. An item that is known by its own text may be a secret.
fn clean_key(report: &Report, data: &Data, key: &str) -> String {
    match key.rsplit_once('[') {
        Some((list, name)) if name.ends_with(']') && report.holds_secret(data.origin) => format!("{list}[…]"),
        Some((list, name)) if name.ends_with(']') => format!("{list}[{}", clean(report, data.origin, name)),
        _ => key.to_owned(),
    }
}

fn value(key: &str, (data, text): &(&Data, String), report: &Report) -> Value {
    let source = report.source(data.origin.file);
    let is_hidden = key.split(['.', '[']).any(|part| HIDDEN.contains(&part));
    Value {
        text: (!is_hidden).then(|| clean(report, data.origin, text)),
        path: source.shown().to_owned(),
        line: source.line_of(data.origin.start),
    }
}

fn leaves_by_service<'a>(model: &Model<'a>) -> BTreeMap<String, Leaves<'a>> {
    let services = model.data.get("services").map_or(&[][..], Data::entries);
    let of = |(name, service): &'a (String, Data)| {
        let mut leaves = Leaves::new();
        collect(service, "", &mut leaves, 0);
        (name.clone(), leaves)
    };
    let mut all: BTreeMap<String, Leaves<'a>> = services.iter().map(of).collect();
    let mut project = Leaves::new();
    for (name, value) in model.data.entries().iter().filter(|(name, _)| name != "services") {
        collect(value, name, &mut project, 0);
    }
    all.insert(PROJECT.to_owned(), project);
    all
}

/// Keys below which values are not shown: they may be secret, and names tell enough.
const HIDDEN: [&str; 8] = [
    "environment",
    "args",
    "options",
    "driver_opts",
    "labels",
    "annotations",
    "content",
    "provider",
];

/// What the project says besides its services.
const PROJECT: &str = "(project)";

/// Deeper than anything that Compose reads.
const DEEPEST: u32 = 32;

fn collect<'a>(data: &'a Data, key: &str, leaves: &mut Leaves<'a>, depth: u32) {
    if depth > DEEPEST {
        return;
    }
    match &data.value {
        DataValue::Map(entries) if entries.is_empty() => {
            leaves.insert(key.to_owned(), (data, "there".to_owned()));
        }
        DataValue::Map(entries) => {
            for (name, value) in entries {
                let below = if key.is_empty() {
                    name.clone()
                } else {
                    format!("{key}.{name}")
                };
                collect(value, &below, leaves, depth + 1);
            }
        }
        DataValue::List(items) if is_ordered(key) => {
            let words: Vec<String> = items.iter().map(text).collect();
            leaves.insert(key.to_owned(), (data, words.join(" ")));
        }
        DataValue::List(items) => {
            for (number, item) in items.iter().enumerate() {
                match called(item) {
                    Some(name) => drop(leaves.insert(format!("{key}[{name}]"), (item, described(item)))),
                    None => collect(item, &format!("{key}[{number}]"), leaves, depth + 1),
                }
            }
        }
        _ => {
            leaves.insert(key.to_owned(), (data, text(data)));
        }
    }
}

/// Whether the order of a list means something.
fn is_ordered(key: &str) -> bool {
    matches!(
        key,
        "command" | "entrypoint" | "healthcheck.test" | "dns" | "dns_search"
    )
}

/// What an item of a list is known by: the place of a mount, the numbers of a port, or itself. None for what
/// has several parts, such as a hook.
fn called(item: &Data) -> Option<String> {
    let at = |key: &str| item.get(key).map(text);
    match (at("target"), at("published")) {
        (Some(target), Some(published)) => Some(format!("{published}:{target}")),
        (Some(target), None) => Some(target),
        _ if item.entries().is_empty() => Some(described(item)),
        _ => at("source"),
    }
}

fn described(item: &Data) -> String {
    match &item.value {
        DataValue::Map(entries) => {
            // A port is called by its numbers, and where it listens is what matters.
            if item.get("published").is_some() && item.get("host_ip").is_none() {
                return "every interface".to_owned();
            }
            let is_said = |name: &str, value: &Data| match name {
                "target" | "published" => false,
                name if HIDDEN.contains(&name) => false,
                "mode" => value.as_str() != Some("ingress"),
                "protocol" => value.as_str() != Some("tcp"),
                _ => true,
            };
            let parts = entries.iter().filter(|(name, value)| is_said(name, value));
            let parts: Vec<String> = parts
                .map(|(name, value)| format!("{name} {}", described(value)))
                .collect();
            parts.join(", ")
        }
        DataValue::List(items) => items.iter().map(described).collect::<Vec<_>>().join(" "),
        _ => text(item),
    }
}

fn text(data: &Data) -> String {
    match &data.value {
        DataValue::Null => "nothing".to_owned(),
        DataValue::Bool(truth) => truth.to_string(),
        DataValue::Integer(number) => number.to_string(),
        DataValue::Float(number) => number.to_string(),
        DataValue::Text(text) => text.clone(),
        DataValue::List(_) | DataValue::Map(_) => described(data),
    }
}

fn show(drift: &Drift, args: &DiffArgs) -> anyhow::Result<Outcome> {
    match args.format {
        ListFormat::Text => terminal::print(written(drift).as_bytes())?,
        ListFormat::Json => terminal::print((serde_json::to_string_pretty(drift)? + "\n").as_bytes())?,
    }
    Ok(match drift.services.is_empty() {
        true => Outcome::Clean,
        false => Outcome::Findings,
    })
}

fn written(drift: &Drift) -> String {
    let side = |side: &Side| format!("{} ({})", printable(&side.name), side.environment);
    let mut out = format!("{} → {}\n", side(&drift.from), side(&drift.to));
    if drift.services.is_empty() {
        out.push_str("nothing differs\n");
    }
    for (service, found) in &drift.services {
        let _ = writeln!(out, "\n{}", printable(service));
        for difference in found {
            let key = printable(&difference.key);
            let _ = match (&difference.from, &difference.to) {
                (Some(from), Some(to)) => writeln!(out, "  ~ {key}: {} → {}", shown(from, true), shown(to, true)),
                (Some(from), None) => writeln!(out, "  - {key}: {}", shown(from, false)),
                (None, Some(to)) => writeln!(out, "  + {key}: {}", shown(to, false)),
                (None, None) => Ok(()),
            };
        }
    }
    out
}

fn shown(value: &Value, is_other: bool) -> String {
    let text = value.text.as_deref().filter(|text| !text.is_empty());
    let text = text.unwrap_or(if is_other { "another value" } else { "set" });
    format!("{} ({}:{})", printable(text), printable(&value.path), value.line)
}
