//! Where in the image ADD and COPY put files.

use plimsoll_syntax::dockerfile::{Kind, Word};

use crate::base::path;
use crate::dockerfile::{CopySource, PlacedFile};
use crate::view::{Instruction, Stage};

/// A source of ADD or COPY, and where it ends up.
#[derive(Clone, Copy)]
pub struct Placed<'a> {
    pub instruction: Instruction<'a>,
    pub source: &'a Word,
    pub kind: CopySource,
    /// Its last part, if it is known: `app.jar` of `build/app.jar`.
    pub name: &'a str,
    /// The whole path in the image. For a folder, the folder that its content ends up in.
    pub path: &'a str,
    /// Its name shows that it is probably a file, not a folder.
    pub is_file: bool,
}

impl<'a> Stage<'a> {
    /// The files that ADD and COPY bring to this stage, in order; those with an unknown destination
    /// are left out.
    pub fn placed(self) -> impl Iterator<Item = Placed<'a>> + Clone {
        let files = self.facts().placed.get_or_init(|| self.find_placed());
        files.iter().filter_map(move |file| {
            let instruction = Instruction::new(self.dockerfile, Some(self), file.instruction);
            let (sources, _) = instruction.copied()?;
            Some(Placed {
                instruction,
                source: sources.get(file.source as usize)?,
                kind: file.kind,
                name: &file.name,
                path: &file.path,
                is_file: file.is_file,
            })
        })
    }

    fn find_placed(self) -> Vec<PlacedFile> {
        let mut folder = self
            .parent()
            .map_or(Some("/".to_owned()), |parent| parent.final_workdir());
        let mut placed = Vec::new();
        for instruction in self.instructions() {
            match instruction.node().kind {
                Kind::Workdir => folder = instruction.folder_after(folder),
                Kind::Add | Kind::Copy => placed.extend(instruction.placed(folder.as_deref())),
                _ => {}
            }
        }
        placed
    }

    /// The folder that the stage ends in, as far as the files tell. The base image's own is not
    /// known, and taken for `/`.
    pub fn final_workdir(self) -> Option<String> {
        let chain: Vec<Stage<'a>> = self.ancestors().collect();
        let moves = chain.into_iter().rev().flat_map(|stage| stage.of_kind(Kind::Workdir));
        let mut folder = Some("/".to_owned());
        for workdir in moves {
            folder = workdir.folder_after(folder);
        }
        folder
    }

    /// The folder in force at one of its instructions.
    pub fn folder_at(self, instruction: Instruction<'a>) -> Option<String> {
        let before = self
            .of_kind(Kind::Workdir)
            .take_while(|workdir| workdir.index() < instruction.index());
        before.fold(self.first_workdir(), |folder, workdir| workdir.folder_after(folder))
    }

    /// The folder that the stage starts in.
    pub fn first_workdir(self) -> Option<String> {
        self.parent().map_or(Some("/".to_owned()), Stage::final_workdir)
    }
}

impl<'a> Instruction<'a> {
    /// The folder in force after a WORKDIR, if it is known; `before` is the one before it.
    pub fn folder_after(self, before: Option<String>) -> Option<String> {
        let path = self.expand(self.node().words().first()?).likely()?;
        match path.starts_with('/') {
            true => Some(path::absolute(&path, "/")),
            false => before.map(|before| path::absolute(&path, &before)),
        }
    }

    /// The files that this ADD or COPY brings, resolved from a folder.
    fn placed(self, folder: Option<&str>) -> Vec<PlacedFile> {
        let Some((sources, Some(destination))) = self.copied() else {
            return Vec::new();
        };
        let Some(written) = self.expand(destination).likely() else {
            return Vec::new();
        };
        let base = match folder {
            _ if written.starts_with('/') => path::absolute(&written, "/"),
            Some(folder) => path::absolute(&written, folder),
            None => return Vec::new(),
        };
        let into_folder = sources.len() > 1 || written.ends_with('/') || written.ends_with('.');
        let kinds = self.copy_sources();
        let placed = sources.iter().zip(kinds).enumerate().map(|(at, (source, kind))| {
            let text = self.expand(source).likely();
            let text = text.unwrap_or_else(|| source.as_written().to_owned());
            let name = text
                .trim_end_matches('/')
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned();
            let is_file = kind == CopySource::Inline || looks_like_file(&text, &name);
            let path = match is_file && into_folder {
                true => path::absolute(&name, &base),
                false => base.clone(),
            };
            PlacedFile {
                instruction: self.index(),
                source: at as u32,
                kind,
                name: name.into(),
                path: path.into(),
                is_file,
            }
        });
        placed.collect()
    }
}

fn looks_like_file(text: &str, name: &str) -> bool {
    let is_pattern = name.contains(['*', '?', '[', '$']);
    let has_ending = name.rfind('.').is_some_and(|at| at > 0 && at + 1 < name.len());
    !text.ends_with('/') && !is_pattern && has_ending && name != ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_files() {
        assert!(looks_like_file("a/b.sh", "b.sh"));
        for text in [".", "..", "src", "src/", ".git", "*.jar", "x."] {
            assert!(!looks_like_file(text, text.trim_end_matches('/')), "{text}");
        }
    }
}
