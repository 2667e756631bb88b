//! `plimsoll config`: what holds for a path, and where each setting comes from.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::bail;
use plimsoll_config::{Entry, as_toml, entries, key_as_toml};
use plimsoll_lint::policy::{Anchor, Layer};
use plimsoll_lint::{Registry, Release};
use plimsoll_model::base::path::join;
use plimsoll_model::files::{FileKind, Input};
use plimsoll_syntax::SourceFile;
use serde::Serialize;
use serde_json::{Value, json};

use super::judging::{Judging, Ready};
use crate::args::{ConfigCommandArgs, EnvironmentChoice, ListFormat, ProjectArgs};
use crate::config::Chain;
use crate::disk::{self, Found, Project};
use crate::outcome::Outcome;
use crate::{inputs, terminal};

/// Prints what holds for a path, or which files would be checked.
pub(crate) fn run(args: &ConfigCommandArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    if !disk::exists(&args.path) {
        bail!("there is no file or folder {}", args.path.display());
    }
    let paths = [args.path.clone()];
    let (found, project) = if args.show_files {
        let gathered = inputs::gather(&paths, &ProjectArgs::default(), None)?;
        (gathered.files, gathered.project)
    } else {
        (only(&args.path), Project::around(&[&args.path], None))
    };
    let mut all: Vec<String> = found.inputs.iter().map(|input| input.path.clone()).collect();
    let sources = disk::sources(&project, None);
    let judging = Judging {
        paths: &paths,
        project: &ProjectArgs::default(),
        config: &args.config,
        environment: EnvironmentChoice::Auto,
        date: None,
    };
    let Some(ready) = judging.prepare(found, &project, &sources, Layer::default(), registry)? else {
        return Ok(Outcome::Failed);
    };
    all.extend(ready.included.iter().map(|path| disk::identity(path)));
    let text = match (args.show_files, args.format) {
        (true, ListFormat::Text) => files_as_text(&ready, &all)?,
        (true, ListFormat::Json) => files_as_json(&ready, &all)?,
        (false, ListFormat::Text) => settings_as_text(&settings(&ready, &all[0]))?,
        (false, ListFormat::Json) => serde_json::to_string_pretty(&settings(&ready, &all[0]))? + "\n",
    };
    terminal::print(text.as_bytes())?;
    Ok(Outcome::Clean)
}

/// The path as something to judge; of a folder, any file in it.
fn only(path: &Path) -> Found {
    let name = disk::identity(path);
    let path = match disk::is_folder(path) {
        true => join(&name, "Dockerfile"),
        false => name,
    };
    Found {
        inputs: vec![Input {
            path,
            kind: FileKind::Dockerfile,
            bytes: Vec::new(),
        }],
        context: Vec::new(),
        folders: Vec::new(),
    }
}

/// A setting that holds. Part of the stable interface.
#[derive(Serialize)]
struct Setting {
    key: String,
    value: Value,
    /// Whether it is one of several tables of its key.
    listed: bool,
    /// Whether nothing in the repository takes it back.
    enforced: bool,
    /// None for what holds without a word.
    source: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    path: String,
    line: usize,
}

fn settings(ready: &Ready, path: &str) -> Vec<Setting> {
    let mut settings: Vec<Setting> = Vec::new();
    for (key, value) in [
        ("edition", json!(Release::EDITION.edition())),
        ("fail-on", json!("warning")),
        ("show", json!("warning")),
        ("select", json!(["default"])),
        ("force-exclude", json!(false)),
    ] {
        settings.push(Setting {
            key: key.to_owned(),
            value,
            listed: false,
            enforced: false,
            source: None,
        });
    }
    let own = ready.loaded.chain_of(path);
    let none = Anchor::default();
    let own = own
        .into_iter()
        .flat_map(|chain| chain.files.iter().map(|file| (&chain.anchor, file, false)));
    let enforced = ready.loaded.enforced_files.iter().map(|file| (&none, file, true));
    for (anchor, file, enforced) in own.chain(enforced) {
        let Some(source) = ready.loaded.sources.get(file) else {
            continue;
        };
        let held = entries(source).into_iter().filter(|entry| is_for(entry, anchor, path));
        for entry in held.filter(|entry| entry.key != "extends") {
            add(&mut settings, entry, source, enforced);
        }
    }
    settings.sort_by_key(|setting| setting.listed);
    settings
}

fn add(settings: &mut Vec<Setting>, entry: Entry, source: &SourceFile, enforced: bool) {
    if !entry.adds() && !enforced {
        settings.retain(|setting| setting.key != entry.key);
    }
    settings.push(Setting {
        listed: entry.is_listed,
        enforced,
        source: Some(Place {
            path: source.shown().to_owned(),
            line: source.line_of(entry.span.start),
        }),
        key: entry.key,
        value: entry.value,
    });
}

/// Whether a setting is for a path: those with `files` are for some only.
fn is_for(entry: &Entry, anchor: &Anchor, path: &str) -> bool {
    let files = entry
        .value
        .get("files")
        .and_then(Value::as_array)
        .filter(|_| entry.is_listed);
    let Some(files) = files else { return true };
    let files: Vec<String> = files
        .iter()
        .filter_map(|file| file.as_str().map(str::to_owned))
        .collect();
    anchor.has_one(&files, path)
}

fn settings_as_text(settings: &[Setting]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for setting in settings {
        let from = match &setting.source {
            Some(place) if setting.enforced => format!("{}:{}, enforced", place.path, place.line),
            Some(place) => format!("{}:{}", place.path, place.line),
            None => "default".to_owned(),
        };
        let key: Vec<String> = setting.key.split('.').map(key_as_toml).collect();
        let key = key.join(".");
        match setting.value.as_object().filter(|_| setting.listed) {
            Some(table) => {
                writeln!(text, "\n[[{key}]] # {from}")?;
                for (key, value) in table {
                    writeln!(text, "{} = {}", key_as_toml(key), as_toml(value))?;
                }
            }
            None => writeln!(text, "{key} = {} # {from}", as_toml(&setting.value))?,
        }
    }
    Ok(text)
}

/// The files below a path.
struct Files<'a> {
    /// Those that would be checked, by what holds for them.
    checked: Vec<(Option<&'a Chain>, Vec<&'a String>)>,
    left_out: Vec<&'a String>,
}

impl<'a> Files<'a> {
    fn of(ready: &'a Ready, all: &'a [String]) -> Self {
        let is_checked = |path: &&String| ready.inputs.iter().any(|input| input.path == **path);
        let (checked, left_out): (Vec<&String>, Vec<&String>) = all.iter().partition(is_checked);
        let mut groups: Vec<(Option<&Chain>, Vec<&String>)> = Vec::new();
        let name = |chain: Option<&'a Chain>| chain.map(|chain| &chain.path);
        for path in checked {
            let chain = ready.loaded.chain_of(path);
            match groups.iter_mut().find(|(own, _)| name(*own) == name(chain)) {
                Some((_, files)) => files.push(path),
                None => groups.push((chain, vec![path])),
            }
        }
        Self {
            checked: groups,
            left_out,
        }
    }
}

fn files_as_text(ready: &Ready, all: &[String]) -> Result<String, std::fmt::Error> {
    let Files { checked, left_out } = Files::of(ready, all);
    let mut text = String::new();
    let mut write = |head: &str, files: &[&String]| {
        writeln!(text, "{head}")?;
        files
            .iter()
            .try_for_each(|file| writeln!(text, "  {}", terminal::printable(&disk::shown_of(file))))
    };
    for (chain, files) in &checked {
        write(
            &chain.map_or("no configuration".to_owned(), |chain| disk::shown_of(&chain.path)),
            files,
        )?;
    }
    if !left_out.is_empty() {
        write("left out by `exclude`", &left_out)?;
    }
    Ok(text)
}

fn files_as_json(ready: &Ready, all: &[String]) -> anyhow::Result<String> {
    let Files { checked, left_out } = Files::of(ready, all);
    let groups = checked.iter().map(|(chain, files)| {
        let configuration = chain.map(|chain| disk::shown_of(&chain.path));
        let files: Vec<String> = files.iter().map(|file| disk::shown_of(file)).collect();
        json!({"configuration": configuration, "files": files})
    });
    let left_out: Vec<String> = left_out.iter().map(|file| disk::shown_of(file)).collect();
    let whole = json!({"configurations": groups.collect::<Vec<_>>(), "left_out": left_out});
    Ok(serde_json::to_string_pretty(&whole)? + "\n")
}
