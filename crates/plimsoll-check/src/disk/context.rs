//! The Compose files around what was named: around a file, as an editor or a hook names it, and above a
//! folder. One may build a Dockerfile, read an environment file, or include, extend or complete a Compose
//! file.

use std::collections::BTreeSet;
use std::path::Path;

use plimsoll_model::base::path::{folder, join, upwards};
use plimsoll_model::files::{FileKind, Files, Input};

use super::kind::{self, Guess};
use super::{Project, name};

/// So many folders above a file are looked at.
const MOST_FOLDERS: usize = 16;
/// So many Compose files are read.
const MOST_FILES: usize = 64;

/// The Compose files, by their names, in the folders of files that were named, and in each folder above
/// these and above the folders that were named, inside the project. None that is an input already.
pub(super) fn around<'a>(named: impl Iterator<Item = &'a Path>, inputs: &[Input], project: &Project) -> Vec<Input> {
    let (walked, alone): (Vec<&Path>, Vec<&Path>) = named.partition(|path| super::is_folder(path));
    let walked: Vec<String> = walked.into_iter().map(|path| join("", &name::identity(path))).collect();
    let alone: BTreeSet<String> = alone.into_iter().map(name::identity).collect();
    let alone = inputs.iter().filter(|input| alone.contains(&input.path));
    let beside = alone.flat_map(|input| upwards(folder(&input.path)).take(MOST_FOLDERS));
    let above = walked
        .iter()
        .flat_map(|place| upwards(place).skip(1).take(MOST_FOLDERS));
    let folders: BTreeSet<&str> = beside.chain(above).collect();
    let mut paths: Vec<String> = folders.iter().flat_map(|folder| composes_in(folder, project)).collect();
    paths.retain(|path| inputs.iter().all(|input| input.path != *path));
    paths.sort();
    paths.truncate(MOST_FILES);
    let read = |path: String| {
        Some(Input {
            bytes: project.read(&path)?,
            kind: FileKind::Compose,
            path,
        })
    };
    paths.into_iter().filter_map(read).collect()
}

/// The paths of the Compose files in a folder, by their names.
fn composes_in(folder: &str, project: &Project) -> Vec<String> {
    let is_compose = |name: &String| kind::by_path(Path::new(name)) == Some(Guess::Is(FileKind::Compose));
    let names = project.names(folder).into_iter().filter(is_compose);
    names.map(|name| join(folder, &name)).collect()
}
