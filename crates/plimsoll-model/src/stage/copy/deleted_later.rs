//! Files that one instruction puts into a stage and a later one deletes, so that they stay in the
//! layer of the first. Downloads and packages are covered elsewhere.

use std::collections::BTreeMap;

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::base::path;
use crate::command::file::removed;
use crate::dockerfile::CopySource;
use crate::view::{Instruction, Stage};

/// A file that is deleted too late.
#[derive(Clone, Debug)]
pub struct Leftover {
    pub path: String,
    /// Its origin: the source of a COPY, the target of `>`.
    pub added: Span,
    /// The path in the command that deletes it.
    pub deleted: Span,
}

impl<'a> Stage<'a> {
    /// The files that pass `wanted`, that ADD, COPY or a redirection puts into the stage, and that
    /// a later RUN deletes.
    pub fn leftovers(self, wanted: impl Fn(&str) -> bool) -> Vec<Leftover> {
        let mut placed = self.placed().peekable();
        let mut files: BTreeMap<String, Span> = BTreeMap::new();
        let mut folder = self.first_workdir();
        let mut found = Vec::new();
        for instruction in self.instructions() {
            match instruction.node().kind {
                Kind::Workdir => folder = instruction.folder_after(folder),
                Kind::Add | Kind::Copy => {
                    while let Some(file) = placed.next_if(|p| p.instruction.index() <= instruction.index()) {
                        // For a file without an extension it is not known whether it is a folder,
                        // and whether its name is that of the source or of the destination.
                        let inside = path::absolute(file.name, file.path);
                        let paths = [file.path.to_owned(), inside];
                        let named = paths.into_iter().find(|path| wanted(path));
                        if let Some(path) = named.filter(|_| file.kind != CopySource::Archive) {
                            files.insert(path, file.source.span);
                        }
                    }
                }
                Kind::Run => instruction.take_leftovers(&mut files, folder.as_deref(), &wanted, &mut found),
                _ => {}
            }
        }
        found
    }
}

impl Instruction<'_> {
    /// The files of earlier instructions that this RUN deletes, and the files that it adds.
    fn take_leftovers(
        self,
        files: &mut BTreeMap<String, Span>,
        folder: Option<&str>,
        wanted: &impl Fn(&str) -> bool,
        found: &mut Vec<Leftover>,
    ) {
        // After `cd` the folder is another one.
        let moves = self.steps().any(|i| matches!(i.name, "cd" | "pushd"));
        let folder = folder.filter(|_| !moves);
        let mut own: BTreeMap<String, Span> = BTreeMap::new();
        for invocation in self.steps() {
            for redirect in &invocation.command().redirects {
                let Some(target) = &redirect.target else { continue };
                let path = path_of(&target.content, folder).filter(|path| wanted(path));
                if let Some(path) = path.filter(|_| matches!(redirect.operator, ">" | ">>" | ">|")) {
                    own.insert(path, target.span);
                }
            }
            for argument in removed(invocation.argv()) {
                let Some(path) = path_of(argument.text.trim_end_matches('*'), folder) else {
                    continue;
                };
                remove(&mut own, &path);
                for (file, added) in remove(files, &path) {
                    found.push(Leftover {
                        path: file,
                        added,
                        deleted: argument.span,
                    });
                }
            }
        }
        own.retain(|path, _| !self.is_mounted(path));
        files.extend(own);
    }
}

/// Removes a path and everything below it from a list.
fn remove(files: &mut BTreeMap<String, Span>, path: &str) -> Vec<(String, Span)> {
    // `0` is the character after the slash.
    let inside = files
        .range(format!("{path}/")..format!("{path}0"))
        .map(|(file, _)| file.clone());
    let paths: Vec<String> = inside.chain([path.to_owned()]).collect();
    paths.into_iter().filter_map(|path| files.remove_entry(&path)).collect()
}

/// A path of a command, resolved from a folder; `~` is root's home folder, since images are built
/// as root.
fn path_of(text: &str, folder: Option<&str>) -> Option<String> {
    let home = ["~/", "$HOME/", "${HOME}/"]
        .iter()
        .find_map(|home| text.strip_prefix(home));
    let (text, folder) = match home {
        Some(rest) => (rest, Some("/root")),
        None => (text, folder),
    };
    if text.is_empty() || text.contains(['$', '`', '*', '?', '{', '[']) {
        return None;
    }
    match text.starts_with('/') {
        true => Some(path::absolute(text, "/")),
        false => Some(path::absolute(text, folder?)),
    }
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn files_that_are_deleted_too_late() {
        for (text, expected) in [
            ("COPY .npmrc ./\nRUN npm ci && rm -f .npmrc", "/app/.npmrc"),
            ("COPY .npmrc /root/\nRUN rm ~/.npmrc", "/root/.npmrc"),
            (
                "COPY keys/id_rsa /root/.ssh/id_rsa\nRUN rm -rf /root/.ssh",
                "/root/.ssh/id_rsa",
            ),
            ("RUN echo x > .npmrc\nRUN rm .npmrc", "/app/.npmrc"),
            ("RUN echo x > .npmrc && rm .npmrc", ""),
            ("RUN echo x > .npmrc\nRUN cd / && rm .npmrc", ""),
            ("RUN rm .npmrc\nCOPY .npmrc .", ""),
            ("COPY .npmrc .\nRUN rm $X/.npmrc", ""),
            ("COPY other .\nRUN rm other", ""),
        ] {
            let wanted = |path: &str| path.contains("npmrc") || path.contains("id_rsa");
            let found = last_stage(&format!("FROM debian:12.7\nWORKDIR /app\n{text}\n"), |s| {
                s.leftovers(wanted)
            });
            let paths: Vec<String> = found.into_iter().map(|leftover| leftover.path).collect();
            assert_eq!(paths.join(" "), expected, "{text}");
        }
    }
}
