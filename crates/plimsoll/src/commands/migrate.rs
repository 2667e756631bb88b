//! `plimsoll migrate`: takes over the configuration of other tools, and names what it cannot take over.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{anyhow, bail};
use plimsoll_config::{NAMES, as_json, as_toml, key_as_toml};
use plimsoll_lint::Registry;
use plimsoll_policy::yaml_as_json;
use plimsoll_syntax::yaml::parse;
use plimsoll_syntax::{FileId, SourceFile};
use serde_json::{Map, Value};

use crate::outcome::Outcome;
use crate::{disk, terminal};

/// The files that are looked for in the current folder.
const FILES: [(&str, Tool); 16] = [
    (".hadolint.yaml", Tool::Hadolint),
    (".hadolint.yml", Tool::Hadolint),
    ("hadolint.yaml", Tool::Hadolint),
    (".tally.toml", Tool::Tally),
    ("tally.toml", Tool::Tally),
    ("droast.toml", Tool::Droast),
    (".droast.toml", Tool::Droast),
    (".dclintrc", Tool::Dclint),
    (".dclintrc.yaml", Tool::Dclint),
    (".dclintrc.json", Tool::Dclint),
    (".compose-lint.yml", Tool::ComposeLint),
    (".compose-lint.yaml", Tool::ComposeLint),
    (".checkov.yaml", Tool::Checkov),
    (".checkov.yml", Tool::Checkov),
    (".trivyignore.yaml", Tool::TrivyYaml),
    (".trivyignore", Tool::TrivyLines),
];

/// How deep the files of others are followed.
const DEEPEST: u32 = 50;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Hadolint,
    Tally,
    Droast,
    Dclint,
    ComposeLint,
    Checkov,
    TrivyYaml,
    TrivyLines,
}

/// What has been taken over.
#[derive(Default)]
struct Settings {
    fail_on: Option<String>,
    forbid_ignores: bool,
    ignore: Vec<String>,
    extend_select: Vec<String>,
    exclude: Vec<String>,
    levels: BTreeMap<String, String>,
    registries: Vec<String>,
    labels: Map<String, Value>,
    exceptions: Vec<Map<String, Value>>,
    /// What could not be: the file and the words.
    left: Vec<(String, String)>,
}

/// Reads what lies in the current folder, and writes `plimsoll.toml`.
pub(crate) fn run(registry: &Registry) -> anyhow::Result<Outcome> {
    if let Some(there) = NAMES.iter().find(|name| disk::exists(Path::new(name))) {
        bail!("{there} already exists");
    }
    let mut settings = Settings::default();
    let mut read = Vec::new();
    for (name, tool) in FILES {
        if !disk::exists(Path::new(name)) {
            continue;
        }
        let bytes = disk::read(Path::new(name)).map_err(|what| anyhow!("{name}: {what}"))?;
        let source = SourceFile::new(FileId(0), name, bytes);
        let mut file = File {
            name,
            registry,
            settings: &mut settings,
        };
        file.take(tool, &source);
        read.push(name);
    }
    if read.is_empty() {
        let names: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        bail!("there is nothing to take over here; looked for {}", names.join(", "));
    }
    disk::write(NAMES[0], &settings.as_text(&read)).map_err(|what| anyhow!("{}: {what}", NAMES[0]))?;
    for (name, what) in &settings.left {
        terminal::complain(format_args!("{name}: {what} has no counterpart"));
    }
    terminal::complain(format_args!("{}: written from {}", NAMES[0], read.join(", ")));
    Ok(Outcome::Clean)
}

/// A file that is being taken over.
struct File<'a> {
    name: &'a str,
    registry: &'a Registry,
    settings: &'a mut Settings,
}

impl File<'_> {
    fn take(&mut self, tool: Tool, source: &SourceFile) {
        if tool == Tool::TrivyLines {
            return self.trivy_lines(source.text());
        }
        let value = match tool {
            Tool::Tally | Tool::Droast => as_json(source),
            _ => {
                let yaml = parse(SourceFile::new(FileId(0), self.name, source.text().into()).into());
                yaml.root().map_or(Value::Null, |root| yaml_as_json(root, DEEPEST))
            }
        };
        let Value::Object(entries) = value else {
            return self.leave("the file, which has no keys,");
        };
        for (key, value) in entries {
            let is_taken = match tool {
                Tool::Hadolint => self.hadolint(&key, &value),
                Tool::Checkov => self.checkov(&key, &value),
                Tool::Dclint => self.dclint(&key, &value),
                Tool::ComposeLint => self.compose_lint(&key, &value),
                Tool::Tally => self.tally(&key, &value),
                Tool::Droast => self.droast(&key, &value),
                Tool::TrivyYaml => self.trivy_yaml(&key, &value),
                Tool::TrivyLines => true,
            };
            if !is_taken {
                self.leave(&format!("`{key}`"));
            }
        }
    }

    fn leave(&mut self, what: &str) {
        self.settings.left.push((self.name.to_owned(), what.to_owned()));
    }

    /// Whether some rule is meant by an id; otherwise it is named as left.
    fn knows(&mut self, id: &str) -> bool {
        let is_known = self
            .registry
            .rules()
            .iter()
            .any(|rule| rule.is_called(id) || rule.also().any(|peer| peer.is_called(id)));
        if !is_known {
            self.leave(&format!("the rule `{id}`"));
        }
        is_known
    }

    fn ignore(&mut self, ids: &Value) -> bool {
        let ids = texts(ids);
        for id in &ids {
            if self.knows(id) && !self.settings.ignore.contains(id) {
                self.settings.ignore.push(id.clone());
            }
        }
        true
    }

    fn level(&mut self, id: &str, level: &str) {
        let level = match level.to_ascii_lowercase().as_str() {
            "error" | "high" | "critical" => "error",
            "warning" | "warn" | "medium" => "warning",
            "info" | "style" | "low" => "info",
            "off" | "ignore" | "none" => {
                self.ignore(&Value::String(id.to_owned()));
                return;
            }
            _ => return self.leave(&format!("the level `{level}` of `{id}`")),
        };
        if self.knows(id) {
            self.settings.levels.insert(id.to_owned(), level.to_owned());
        }
    }

    fn threshold(&mut self, value: &Value) -> bool {
        let level = match value.as_str().unwrap_or_default() {
            "error" => "error",
            "warning" => "warning",
            "info" | "style" => "info",
            "none" | "ignore" | "never" => "never",
            _ => return false,
        };
        self.settings.fail_on.get_or_insert_with(|| level.to_owned());
        true
    }

    fn never_fails(&mut self, value: &Value) -> bool {
        if value == &Value::Bool(true) {
            self.settings.fail_on = Some("never".to_owned());
        }
        value.is_boolean()
    }

    // hadolint 2.15, README, "Configure".
    fn hadolint(&mut self, key: &str, value: &Value) -> bool {
        match key {
            "ignored" => self.ignore(value),
            "failure-threshold" => self.threshold(value),
            "no-fail" => self.never_fails(value),
            "override" => {
                for (level, ids) in value.as_object().into_iter().flatten() {
                    texts(ids).iter().for_each(|id| self.level(id, level));
                }
                true
            }
            "trustedRegistries" => {
                self.settings.registries.extend(texts(value));
                true
            }
            "label-schema" => {
                for (label, form) in value.as_object().into_iter().flatten() {
                    const FORMS: [&str; 7] = ["text", "url", "rfc3339", "spdx", "semver", "hash", "email"];
                    match form.as_str().filter(|form| FORMS.contains(form)) {
                        Some(form) => _ = self.settings.labels.insert(label.clone(), Value::from(form)),
                        None => self.leave(&format!("the form of the label `{label}`")),
                    }
                }
                true
            }
            "disable-ignore-pragma" => {
                self.settings.forbid_ignores |= value == &Value::Bool(true);
                true
            }
            // What holds anyway, or is chosen by each run.
            "strict-labels" if value == &Value::Bool(false) => true,
            _ => false,
        }
    }

    fn checkov(&mut self, key: &str, value: &Value) -> bool {
        match key {
            "skip-check" => self.ignore(value),
            "check" => {
                let ids: Vec<String> = texts(value).into_iter().filter(|id| self.knows(id)).collect();
                self.settings.extend_select.extend(ids);
                true
            }
            "skip-path" => {
                self.settings.exclude.extend(texts(value));
                true
            }
            "soft-fail" => self.never_fails(value),
            "compact" | "quiet" | "framework" | "output" | "directory" => true,
            _ => false,
        }
    }

    // dclint 3, README, "Configuration": 0 is off, 1 a warning, 2 an error; a list holds options too.
    fn dclint(&mut self, key: &str, value: &Value) -> bool {
        match key {
            "exclude" => {
                self.settings.exclude.extend(texts(value));
                true
            }
            "quiet" | "debug" => true,
            "rules" => {
                for (rule, setting) in value.as_object().into_iter().flatten() {
                    let level = setting.as_array().and_then(|list| list.first()).unwrap_or(setting);
                    match level.as_i64() {
                        Some(0) => _ = self.ignore(&Value::from(rule.as_str())),
                        Some(1) => self.level(rule, "warning"),
                        Some(2) => self.level(rule, "error"),
                        _ => self.leave(&format!("the level of `{rule}`")),
                    }
                    if setting.as_array().is_some_and(|list| list.len() > 1) {
                        self.leave(&format!("the options of `{rule}`"));
                    }
                }
                true
            }
            _ => false,
        }
    }

    // compose-lint 0.36, docs, "Configuration".
    fn compose_lint(&mut self, key: &str, value: &Value) -> bool {
        match key {
            "fail_on" | "fail-on" => self.threshold(value),
            "rules" => {
                for (rule, setting) in value.as_object().into_iter().flatten() {
                    if setting["enabled"] == Value::Bool(false) {
                        self.ignore(&Value::from(rule.as_str()));
                    }
                    if let Some(severity) = setting["severity"].as_str() {
                        self.level(rule, severity);
                    }
                    for (service, reason) in setting["exclude_services"].as_object().into_iter().flatten() {
                        let reason = reason.as_str().or(reason["reason"].as_str());
                        self.exception(rule, ("services", service), reason, None);
                    }
                }
                true
            }
            _ => false,
        }
    }

    fn tally(&mut self, key: &str, value: &Value) -> bool {
        match key {
            "rules" => {
                for (name, setting) in value.as_object().into_iter().flatten() {
                    match name.as_str() {
                        "exclude" => _ = self.ignore(setting),
                        "include" => {
                            let ids: Vec<String> = texts(setting).into_iter().filter(|id| self.knows(id)).collect();
                            self.settings.extend_select.extend(ids);
                        }
                        // `[rules.hadolint.DL3008]`
                        tool => {
                            for (rule, setting) in setting.as_object().into_iter().flatten() {
                                match setting["severity"].as_str() {
                                    Some(severity) => self.level(&format!("{tool}/{rule}"), severity),
                                    None => self.leave(&format!("`rules.{tool}.{rule}`")),
                                }
                            }
                        }
                    }
                }
                true
            }
            "output" => {
                let level = &value["fail-level"];
                level.is_null() || self.threshold(level)
            }
            "exclude" => {
                self.settings.exclude.extend(texts(&value["paths"]));
                true
            }
            _ => false,
        }
    }

    fn droast(&mut self, key: &str, value: &Value) -> bool {
        match key {
            "ignore" | "skip" | "disable" => self.ignore(value),
            "approved-registries" | "approved_registries" | "trusted-registries" => {
                self.settings.registries.extend(texts(value));
                true
            }
            "fail-on" | "fail_on" => self.threshold(value),
            _ => false,
        }
    }

    // trivy 0.68, docs, "Filtering": `AVD-DS-0002 exp:2026-12-31`.
    fn trivy_lines(&mut self, text: &str) {
        let mut remark = None;
        for line in text.lines().map(str::trim) {
            let mut words = line.split_whitespace();
            match words.next() {
                None => remark = None,
                Some(word) if word.starts_with('#') => remark = Some(line.trim_start_matches('#').trim()),
                Some(id) => {
                    let end = words.find_map(|word| word.strip_prefix("exp:"));
                    match end {
                        Some(end) => self.exception(id, ("files", "**"), remark, Some(end)),
                        None => _ = self.ignore(&Value::from(id)),
                    }
                }
            }
        }
    }

    fn trivy_yaml(&mut self, key: &str, value: &Value) -> bool {
        if key != "misconfigurations" {
            return false;
        }
        for entry in value.as_array().into_iter().flatten() {
            let Some(id) = entry["id"].as_str() else { continue };
            let paths = texts(&entry["paths"]);
            let (reason, end) = (entry["statement"].as_str(), entry["expired_at"].as_str());
            if paths.is_empty() && end.is_none() {
                self.ignore(&entry["id"]);
                continue;
            }
            let all = ["**".to_owned()];
            let paths = if paths.is_empty() { &all[..] } else { &paths[..] };
            paths
                .iter()
                .for_each(|path| self.exception(id, ("files", path), reason, end));
        }
        true
    }

    fn exception(&mut self, id: &str, place: (&str, &str), reason: Option<&str>, end: Option<&str>) {
        if !self.knows(id) {
            return;
        }
        let taken = format!("taken over from {}", self.name);
        let reason = reason.filter(|reason| reason.chars().count() >= 10).unwrap_or(&taken);
        let mut exception = Map::new();
        exception.insert("rule".to_owned(), Value::from(id));
        exception.insert(place.0.to_owned(), Value::from(vec![place.1]));
        exception.insert("reason".to_owned(), Value::from(reason));
        let day = end.and_then(|end| end.get(..10));
        exception.extend(day.map(|day| ("until".to_owned(), Value::from(day))));
        self.settings.exceptions.push(exception);
    }
}

impl Settings {
    fn as_text(&self, read: &[&str]) -> String {
        let mut text = format!("# Taken over from {} by `plimsoll migrate`.\n\n", read.join(", "));
        let mut line = |key: &str, value: Value| text.push_str(&format!("{key} = {}\n", as_toml(&value)));
        if let Some(level) = &self.fail_on {
            line("fail-on", Value::from(level.as_str()));
        }
        for (key, list) in [
            ("extend-select", &self.extend_select),
            ("ignore", &self.ignore),
            ("exclude", &self.exclude),
        ] {
            if !list.is_empty() {
                line(key, Value::from(list.clone()));
            }
        }
        if self.forbid_ignores {
            line("forbid-ignores", Value::Bool(true));
        }
        if !self.registries.is_empty() || !self.labels.is_empty() {
            text.push_str("\n[organisation]\n");
            if !self.registries.is_empty() {
                let list = Value::from(self.registries.clone());
                text.push_str(&format!("trusted-registries = {}\n", as_toml(&list)));
            }
            if !self.labels.is_empty() {
                let table = Value::Object(self.labels.clone());
                text.push_str(&format!("label-schema = {}\n", as_toml(&table)));
            }
        }
        for (rule, level) in &self.levels {
            text.push_str(&format!("\n[rules.{}]\nlevel = \"{level}\"\n", key_as_toml(rule)));
        }
        for exception in &self.exceptions {
            text.push_str("\n[[exceptions]]\n");
            for key in ["rule", "files", "services", "reason"] {
                if let Some(value) = exception.get(key) {
                    text.push_str(&format!("{key} = {}\n", as_toml(value)));
                }
            }
            if let Some(day) = exception.get("until").and_then(Value::as_str) {
                text.push_str(&format!("until = {day}\n"));
            }
        }
        text
    }
}

/// A text, or the texts of a list, also with commas between them.
fn texts(value: &Value) -> Vec<String> {
    let split = |text: &str| -> Vec<String> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    match value {
        Value::String(text) => split(text),
        Value::Array(items) => {
            let text = |item: &Value| match item {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) if number.is_f64() => Some(number.to_string()),
                _ => None,
            };
            items.iter().filter_map(text).collect()
        }
        _ => Vec::new(),
    }
}
