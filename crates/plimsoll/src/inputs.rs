//! What the arguments of several commands ask for: which files, and how projects are read.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use plimsoll_model::files::{FileKind, Input};
use plimsoll_model::project::{Options, Settings};

use crate::args::{PartArgs, ProjectArgs};
use crate::disk::{self, Gathered};
use crate::terminal;

/// Finds and reads the files, and reports what could not be read. Without a path, those of the current
/// folder.
pub(crate) fn gather(paths: &[PathBuf], project: &ProjectArgs, stdin_name: Option<&Path>) -> anyhow::Result<Gathered> {
    match paths.is_empty() && project.compose_files.is_empty() {
        true => gather_named(&[PathBuf::from(".")], project, stdin_name),
        false => gather_named(paths, project, stdin_name),
    }
}

/// The same, but without a path there is no file.
pub(crate) fn gather_named(
    paths: &[PathBuf],
    project: &ProjectArgs,
    stdin_name: Option<&Path>,
) -> anyhow::Result<Gathered> {
    if stdin_name.is_some() && !paths.iter().any(|p| disk::is_stdin(p)) {
        anyhow::bail!("--stdin-filename names standard input: add `-` to the paths");
    }
    // Those of a project that the arguments name come first.
    let all: Vec<PathBuf> = project.compose_files.iter().chain(paths).cloned().collect();
    let gathered = match project.compose_files.is_empty() {
        true => disk::gather(&all, stdin_name),
        false => disk::gather_chosen(&all, stdin_name),
    };
    for problem in &gathered.problems {
        terminal::complain(format_args!("{}: {}", problem.path, problem.what));
    }
    expect_compose_files(&project.compose_files, &gathered.files.inputs)?;
    expect_profiles(&project.profiles, &gathered.files.inputs)?;
    Ok(gathered)
}

/// The paths that a list names; none if the arguments name no list.
pub(crate) fn listed(part: &PartArgs, paths: &[PathBuf]) -> anyhow::Result<Option<Vec<PathBuf>>> {
    let Some(list) = &part.files_from else {
        return Ok(None);
    };
    if disk::is_stdin(list) && paths.iter().any(|path| disk::is_stdin(path)) {
        anyhow::bail!("--files-from: standard input cannot be the list and a file of it");
    }
    let end = if part.ends_with_nul { b'\0' } else { b'\n' };
    let listed =
        disk::read_list(list, end).map_err(|what| anyhow::anyhow!("--files-from: {}: {what}", list.display()))?;
    if let Some(path) = listed.iter().find(|path| disk::is_stdin(path)) {
        anyhow::bail!("--files-from: `{}` names no file", path.display());
    }
    Ok(Some(paths.iter().cloned().chain(listed).collect()))
}

/// Refuses files that cannot be what they were named as.
fn expect_compose_files(paths: &[PathBuf], inputs: &[Input]) -> anyhow::Result<()> {
    for path in paths {
        let name = disk::identity(path);
        let mut others = inputs.iter().filter(|input| input.kind != FileKind::Compose);
        if others.any(|input| input.path == name) {
            anyhow::bail!("--compose-file: `{}` is not a Compose file", path.display());
        }
    }
    Ok(())
}

/// Refuses profiles that no file mentions. Files that are only included may have more.
fn expect_profiles(profiles: &[String], inputs: &[Input]) -> anyhow::Result<()> {
    let mentions = |word: &str| {
        let mut composes = inputs.iter().filter(|input| input.kind == FileKind::Compose);
        composes.any(|input| String::from_utf8_lossy(&input.bytes).contains(word))
    };
    let is_variable = |line: &str| line.contains("profiles") && line.contains('$');
    let mut composes = inputs.iter().filter(|input| input.kind == FileKind::Compose);
    if ["include", "extends"].into_iter().any(mentions)
        || composes.any(|input| String::from_utf8_lossy(&input.bytes).lines().any(is_variable))
    {
        return Ok(());
    }
    match profiles.iter().find(|profile| *profile != "*" && !mentions(profile)) {
        Some(profile) => anyhow::bail!("--profile: no service has the profile `{profile}`"),
        None => Ok(()),
    }
}

/// How the arguments want Compose projects to be read.
pub(crate) fn options(args: &ProjectArgs) -> anyhow::Result<Options> {
    let read = |path: &PathBuf| disk::read(path).map_err(|what| anyhow::anyhow!("{}: {what}", path.display()));
    let env_files: anyhow::Result<Vec<Vec<u8>>> = args.env_files.iter().map(read).collect();
    let process = match args.use_process_environment {
        true => environment(),
        false => HashMap::new(),
    };
    Ok(Options {
        compose_files: args.compose_files.iter().map(|path| disk::identity(path)).collect(),
        profiles: args.profiles.clone(),
        variables: Settings {
            env_files: env_files?,
            process,
            strict: args.strict_variables,
        },
        ..Options::default()
    })
}

/// The environment of this process, as far as it is text.
fn environment() -> HashMap<String, String> {
    let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
    std::env::vars_os().filter_map(text).collect()
}
