//! What compose-go makes of the files of a project: merged, and loaded in canonical form.

use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_model::base::path::join;
use plimsoll_model::base::{Data, DataValue};
use plimsoll_model::compose::canonical::Canonical;
use plimsoll_model::compose::interpolation::Lookup;
use plimsoll_model::compose::merge::{FileRole, Merged, Project, merge};
use plimsoll_model::compose::schema::faults;
use plimsoll_model::compose::{Compose, canonical};
use plimsoll_syntax::yaml::Yaml;
use plimsoll_syntax::{FileId, SourceFile, Span, yaml};
use serde_json::{Map, Value, json};

use super::case::{Case, Outcome};
use super::loading::{is_built, of_rules};

pub(super) fn judge(case: &Case) -> Outcome {
    let setting = Setting::of(case);
    match case.config["stage"].as_str() {
        // The selection of services belongs to `up web`, not to a file.
        Some("load") if case.config["options"].get("selectedServices").is_some() => Outcome::NotBuilt,
        Some("merge" | "merge+unicity") => judge_merge(case, &setting),
        _ => judge_load(case, &setting),
    }
}

/// The merged files, compared with the expected one, both in canonical form.
fn judge_merge(case: &Case, setting: &Setting) -> Outcome {
    let merged = setting.merged(&setting.layers);
    let expected = case
        .expect
        .other
        .get("output")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let source = SourceFile::new(FileId(99), "expected.yaml", expected.as_bytes().to_vec());
    let expected = yaml::parse(Arc::new(source));
    let mut problems: Vec<String> = merged.errors.iter().map(|error| error.message.clone()).collect();
    let found = setting.rendered(&merged.yaml, &merged);
    let expected = setting.rendered(&expected, &merged);
    problems.extend(Outcome::equal("merged", &found, &expected));
    Outcome::of(&problems)
}

fn judge_load(case: &Case, setting: &Setting) -> Outcome {
    let merged = setting.merged(&setting.layers);
    let found = setting.rendered(&merged.yaml, &merged);
    let mut refusals = setting.refusals(merged);
    refusals.extend(of_rules(case));
    if let Some(error) = &case.expect.error {
        let text = error.as_str().unwrap_or_default().to_ascii_lowercase();
        return match (refusals.is_empty(), is_built(case, &text)) {
            (false, _) => Outcome::Agree,
            (true, true) => Outcome::Disagree(format!("must be an error: {text}")),
            (true, false) => Outcome::NotBuilt,
        };
    }
    let mut problems = refusals;
    let other = &case.expect.other;
    let root = setting.root.clone();
    for (pointer, expected) in other.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let expected = with_folder(expected, &root);
        let value = found.pointer(pointer).cloned().unwrap_or_default();
        problems.extend(Outcome::equal(pointer, &pruned(&value), &pruned(&expected)));
    }
    for (pointer, expected) in other.get("lengths").and_then(Value::as_object).into_iter().flatten() {
        let length = match found.pointer(pointer) {
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(entries)) => entries.len(),
            _ => 0,
        };
        problems.extend(Outcome::equal(pointer, &json!(length), expected));
    }
    for pointer in strings(other.get("absent")) {
        problems.extend(found.pointer(pointer).map(|_| format!("{pointer} must be absent")));
    }
    for pointer in strings(other.get("present")) {
        let absent = found.pointer(pointer).is_none();
        problems.extend(absent.then(|| format!("{pointer} must be there")));
    }
    Outcome::of(&problems)
}

/// The files of a case and how they are to be read.
struct Setting {
    /// The folder of the case; empty if paths are to stay relative.
    root: String,
    texts: BTreeMap<String, String>,
    files: BTreeMap<String, Arc<Yaml>>,
    layers: Vec<Arc<Yaml>>,
    environment: Map<String, Value>,
    options: Value,
}

impl Setting {
    fn of(case: &Case) -> Self {
        let options = case.config["options"].clone();
        let resolves = case.config["stage"] == "load" && options["ResolvePaths"] != json!(false);
        let root = if resolves { "/DIR" } else { "" }.to_owned();
        let texts: BTreeMap<String, String> = case
            .files()
            .into_iter()
            .map(|(name, text)| (join(&root, &name), text))
            .collect();
        let parse = |(id, (path, text)): (usize, (&String, &String))| {
            let source = SourceFile::new(FileId(id as u32), path.clone(), text.as_bytes().to_vec());
            (path.clone(), Arc::new(yaml::parse(Arc::new(source))))
        };
        let files: BTreeMap<String, Arc<Yaml>> = texts.iter().enumerate().map(parse).collect();
        let order: Vec<&str> = strings(case.config.get("order")).collect();
        let names = match order.is_empty() {
            true => ["compose.yaml", "compose.override.yaml"].to_vec(),
            false => order,
        };
        let layers = names.iter().filter_map(|name| files.get(&join(&root, name)).cloned());
        let mut environment = case.config["env"].as_object().cloned().unwrap_or_default();
        if let Some(name) = options.get("projectName") {
            environment.insert("COMPOSE_PROJECT_NAME".to_owned(), name.clone());
        }
        Self {
            layers: layers.collect(),
            root,
            texts,
            files,
            environment,
            options,
        }
    }

    fn merged(&self, layers: &[Arc<Yaml>]) -> Merged {
        merge(&Project {
            layers,
            directory: &self.root,
            load: &|path| self.files.get(path).cloned(),
            variables: &|name, env_files| self.variable(name, env_files),
        })
    }

    /// compose-go has no unknown variables: a variable is set or not set.
    fn variable(&self, name: &str, env_files: &[String]) -> Lookup {
        if let Some(value) = self.environment.get(name).and_then(Value::as_str) {
            return Lookup::Set(value.to_owned());
        }
        let found = env_files.iter().find_map(|path| {
            let pairs = self.env_file(path)?.into_iter().rev();
            pairs.into_iter().find(|(key, _)| key == name)
        });
        found.map_or(Lookup::Unset, |(_, value)| Lookup::Set(value))
    }

    /// The cases have plain `KEY=value` lines only.
    fn env_file(&self, path: &str) -> Option<Vec<(String, String)>> {
        let text = self.texts.get(path)?;
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once('='));
        Some(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    fn rendered(&self, tree: &Yaml, merged: &Merged) -> Value {
        let env_files = |file: FileId| merged.file(file).map_or(&[][..], |file| &file.env_files);
        let profiles: Vec<String> = strings(self.options.get("Profiles")).map(str::to_owned).collect();
        let data = canonical::render(
            tree,
            &Canonical {
                variables: &|file, name| self.variable(name, env_files(file)),
                place: &|span, path| Some(join(&self.directory(merged, span)?, path)),
                env_file: &|path| self.env_file(path),
                profiles: Some(&profiles)
                    .filter(|_| !self.options.is_null())
                    .map(|names| &names[..]),
                normalize: self.options["SkipNormalization"] != json!(true),
            },
        );
        let mut value = to_json(&data);
        if self.options["WithDiscardEnvFiles"] == json!(true) {
            for service in value["services"].as_object_mut().into_iter().flatten() {
                service.1.as_object_mut().map(|service| service.remove("env_file"));
            }
        }
        value
    }

    /// Without `ResolvePaths` only what is included or extended is resolved.
    fn directory(&self, merged: &Merged, span: Span) -> Option<String> {
        let layer = merged.file(span.file).is_none_or(|file| file.role == FileRole::Layer);
        if layer && self.root.is_empty() {
            return None;
        }
        merged.directory_of(span).map(str::to_owned)
    }

    /// Why Compose would not accept the files, as far as we know.
    fn refusals(&self, merged: Merged) -> Vec<String> {
        let own = self.layers.iter().flat_map(|yaml| &yaml.errors);
        let mut refusals: Vec<String> = own.map(|error| error.message.clone()).collect();
        // Faults that only one file shows: a list instead of a mapping, for instance.
        for layer in &self.layers {
            let again = Arc::new(SourceFile::new(
                layer.source.id(),
                layer.source.path(),
                layer.source.text().into(),
            ));
            let alone = Compose::read_with(yaml::parse(again), &|name| self.variable(name, &[]));
            refusals.extend(alone.errors.iter().map(|error| error.message.clone()));
        }
        let compose = merged.read(&|name, env_files| self.variable(name, env_files));
        refusals.extend(compose.errors.iter().map(|error| error.message.clone()));
        let found = faults(&compose);
        refusals.extend(found.unknown_keys.iter().map(|key| format!("unknown key {}", key.key)));
        refusals.extend(found.values.iter().map(|fault| fault.message.clone()));
        refusals
    }
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str)
}

fn with_folder(value: &Value, folder: &str) -> Value {
    match value {
        Value::String(text) => json!(text.replace("${DIR}", folder)),
        Value::Array(items) => items.iter().map(|item| with_folder(item, folder)).collect(),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), with_folder(value, folder)));
            Value::Object(entries.collect())
        }
        _ => value.clone(),
    }
}

fn to_json(data: &Data) -> Value {
    match &data.value {
        DataValue::Null => Value::Null,
        DataValue::Bool(value) => json!(value),
        DataValue::Integer(value) => json!(*value as i64),
        DataValue::Float(value) => json!(value),
        DataValue::Text(text) => json!(text),
        DataValue::List(items) => items.iter().map(to_json).collect(),
        DataValue::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), to_json(value)));
            Value::Object(entries.collect())
        }
    }
}

/// Without empty values, as the cases are written.
fn pruned(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), pruned(value)));
            let kept: Map<String, Value> = entries.filter(|(_, value)| !value.is_null()).collect();
            if kept.is_empty() {
                Value::Null
            } else {
                Value::Object(kept)
            }
        }
        Value::Array(items) if items.is_empty() => Value::Null,
        Value::Array(items) => items.iter().map(pruned).collect(),
        Value::String(text) if text.is_empty() => Value::Null,
        Value::Bool(false) => Value::Null,
        Value::Number(number) if number.as_f64() == Some(0.0) => Value::Null,
        _ => value.clone(),
    }
}
