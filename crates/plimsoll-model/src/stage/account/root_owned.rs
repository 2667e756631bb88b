//! Files and folders that belong to root although the image runs as another account.

use std::collections::BTreeMap;

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Word};

use super::user::{User, is_root};
use crate::base::path;
use crate::command::Invocation;
use crate::command::file::{covers, ownership_change, written_paths};
use crate::dockerfile::Code;
use crate::image::{Role, known_image};
use crate::stage::data::{VolumePath, brings_scripts};
use crate::view::{Instruction, Stage};

/// A change to a copied file that its step is not permitted to make.
#[derive(Clone)]
pub struct DeniedChange<'a> {
    pub copy: Instruction<'a>,
    /// The source of the copy.
    pub source: &'a Word,
    pub path: String,
    /// `chmod`, `chown` or `chgrp`, and where it names the path.
    pub program: &'a str,
    pub span: Span,
    /// The USER in force, with its group, as expanded.
    pub user: String,
}

/// Folders in which packages create folders with owners of their own.
const OF_PACKAGES: [&str; 5] = ["/var", "/etc", "/usr", "/run", "/home"];

/// Programs that give rights to a file.
const CHANGES: [&str; 4] = ["chmod", "chown", "chgrp", "setfacl"];

impl<'a> Stage<'a> {
    /// The places where a step that runs as another account changes the mode or owner of what ADD
    /// or COPY put there after the same USER, and thus for root.
    // Dockerfile reference, "COPY --chown": all new files are created with UID and GID 0, whatever
    // the USER in force.
    pub fn denied_changes(self) -> Vec<DeniedChange<'a>> {
        let mut user = self.parent().and_then(|parent| parent.inherited(Kind::User).next());
        let mut placed = self.placed().peekable();
        let mut copied: BTreeMap<String, (Instruction<'a>, &'a Word)> = BTreeMap::new();
        let mut folder = self.first_workdir();
        let mut found = Vec::new();
        for instruction in self.instructions() {
            match instruction.node().kind {
                Kind::User => {
                    user = Some(instruction);
                    copied.clear();
                }
                Kind::Workdir => folder = instruction.folder_after(folder),
                Kind::Add | Kind::Copy => {
                    let has_owner = ["chown", "chmod"]
                        .iter()
                        .any(|name| instruction.node().flag(name).is_some());
                    while let Some(file) = placed.next_if(|p| p.instruction.index() <= instruction.index()) {
                        if !has_owner && file.is_file {
                            copied.insert(file.path.to_owned(), (instruction, file.source));
                        }
                    }
                }
                Kind::Run => {
                    let Some(name) = user.and_then(unprivileged) else {
                        continue;
                    };
                    let denied = instruction.denied(&copied, folder.as_deref());
                    found.extend(denied.map(|((copy, source), path, program, span)| DeniedChange {
                        copy,
                        source,
                        path,
                        program,
                        span,
                        user: name.clone(),
                    }));
                }
                _ => {}
            }
        }
        found
    }

    /// Whether a step hands a folder, or one above it, over to an account.
    pub fn hands_over(self, folder: &str) -> bool {
        let mut runs = self.ancestors().flat_map(Stage::runs);
        runs.any(|run| run.handed_over().iter().any(|word| covers(word, folder)))
    }

    /// The volumes of the chain that root surely owns, with the account that the image runs as.
    pub fn volumes_of_root(self) -> Option<(String, Vec<VolumePath<'a>>)> {
        let user = self.unprivileged_user()?;
        let volumes = self.ancestors().flat_map(Stage::volume_paths).take(50).collect();
        let volumes = self.of_root(volumes, |volume: &VolumePath<'a>| &volume.path);
        (!volumes.is_empty()).then_some((user, volumes))
    }

    /// The account that USER names, if it surely is not root.
    pub fn unprivileged_user(self) -> Option<String> {
        let User::Set { name, .. } = self.user() else {
            return None;
        };
        name.known().filter(|name| !is_root(name) && !name.is_empty())
    }

    /// Those of some folders that root surely owns, or would own if they were made: no step creates,
    /// copies or hands over the folder, or a parent of it, as another account. Empty if the base is not a
    /// plain one, or if some steps cannot be read completely.
    pub(crate) fn of_root<T>(self, mut folders: Vec<T>, path_of: impl Fn(&T) -> &String) -> Vec<T> {
        let is_open = |path: &str| {
            crate::linux::is_temporary_folder(path) || path::is_below_any(path, &OF_PACKAGES) || brings_scripts(path)
        };
        folders.retain(|folder| !is_open(path_of(folder)));
        let image = self.root_image().likely().filter(|image| image.is_official());
        let known = image.and_then(|image| known_image(image.familiar_name(), image.tag()));
        if !known.is_some_and(|known| matches!(known.role, Role::BaseOs | Role::Runtime)) {
            return Vec::new();
        }
        for instruction in self.ancestors().flat_map(Stage::instructions) {
            if folders.is_empty() {
                return folders;
            }
            match instruction.node().kind {
                Kind::Run => {
                    let is_read = !instruction.code().is_empty() && !instruction.code().iter().any(Code::runs_scripts);
                    if !is_read {
                        return Vec::new();
                    }
                    let words = instruction.handed_over();
                    let covers = |folder: &str| {
                        words
                            .iter()
                            .any(|word| !word.starts_with('/') || covers(word, folder) || path::is_below(word, folder))
                    };
                    folders.retain(|folder| !covers(path_of(folder)));
                }
                // After a USER the folder is created for that account. BuildKit v0.30,
                // dockerfile2llb/convert.go, dispatchWorkdir: `llb.WithUser`.
                Kind::Workdir => {
                    let path = instruction.folder_after(None);
                    folders.retain(|folder| path.as_ref().is_some_and(|path| !path::is_below(path, path_of(folder))));
                }
                Kind::Add | Kind::Copy if instruction.node().flag("chown").is_some() => {
                    let path = instruction.destination().and_then(|(_, path)| path.likely());
                    let is_near = |folder: &str, path: &str| {
                        !path.starts_with('/') || path::is_below(path, folder) || covers(path, folder)
                    };
                    folders.retain(|folder| path.as_ref().is_some_and(|path| !is_near(path_of(folder), path)));
                }
                _ => {}
            }
        }
        folders
    }
}

/// The account of a USER, if it is known not to be root.
fn unprivileged(user: Instruction<'_>) -> Option<String> {
    // A `Default` may be root in another build.
    let name = user.expand(user.node().words().first()?).known()?;
    let account = name.split(':').next().unwrap_or_default();
    (!account.is_empty() && !is_root(account)).then_some(name)
}

type Copied<'a> = (Instruction<'a>, &'a Word);

impl<'a> Instruction<'a> {
    /// The changes of mode and owner of copied files.
    fn denied(
        self,
        copied: &BTreeMap<String, Copied<'a>>,
        folder: Option<&str>,
    ) -> impl Iterator<Item = (Copied<'a>, String, &'a str, Span)> {
        // After `cd` the folder is another one, and a step owns what it creates.
        let is_plain = self
            .steps()
            .all(|i| !matches!(i.name, "cd" | "pushd" | "cp" | "mv" | "install"));
        let steps = self.steps().filter(|i| is_plain && i.wrappers.is_empty());
        let mut found = Vec::new();
        for invocation in steps {
            let Some(change) = ownership_change(invocation.argv()) else {
                continue;
            };
            for path in change.paths.iter().filter(|path| path.is_literal) {
                let Some(folder) = folder.filter(|_| !path.text.contains(['*', '?', '['])) else {
                    continue;
                };
                let whole = path::absolute(path.text, folder);
                let copy = copied.get(&whole).copied();
                found.extend(copy.map(|copy| (copy, whole, change.program, path.span)));
            }
        }
        found.into_iter()
    }

    /// The paths that a RUN creates or hands over to an account, including home folders; `/` stands for
    /// paths that nobody sees.
    fn handed_over(self) -> Vec<String> {
        let sets_umask = self.steps().any(|step| step.name == "umask");
        let folder = self.stage().and_then(|stage| stage.folder_before(self.index()));
        let folder = folder.filter(|_| !self.changes_folder());
        let mut paths: Vec<String> = Vec::new();
        for invocation in self.steps() {
            let words = invocation.arguments().iter().map(|argument| argument.text);
            let is_change = match invocation.name {
                "setfacl" | "useradd" | "adduser" | "usermod" | "install" => true,
                // A mode or a mask that opens the folder to others.
                "mkdir" => sets_umask || invocation.parted().has(&["m", "mode"]),
                // `find /data -exec chown app {} +`
                "find" => invocation
                    .arguments()
                    .iter()
                    .any(|word| CHANGES.contains(&word.program())),
                _ => ownership_change(invocation.argv()).is_some(),
            };
            let is_search = invocation.name == "find" && !words.clone().any(|word| word.starts_with('/'));
            if is_change && (is_search || invocation.is_wrapped_in("xargs")) {
                paths.push("/".to_owned());
            }
            // The names that `find` looks for are no paths.
            let is_open = |word: &str| word.contains('$') || word.contains('*') && invocation.name != "find";
            // All words of such a command: one too many does no harm.
            match is_change {
                true => {
                    let own = words.filter(|word| word.starts_with('/') || is_open(word));
                    paths.extend(own.map(str::to_owned));
                    paths.extend(relative(&invocation, folder.as_deref()));
                }
                false if invocation.name != "mkdir" => {
                    paths.extend(
                        written_paths(&invocation)
                            .iter()
                            .map(|path| path.text)
                            .filter(|path| path.starts_with('/'))
                            .map(str::to_owned),
                    );
                }
                false => {}
            }
        }
        paths
    }
}

/// The paths without a slash in front whose owner or mode a command changes, from the folder in force; `/`
/// where that is not known.
fn relative(invocation: &Invocation<'_>, folder: Option<&str>) -> Vec<String> {
    let change = ownership_change(invocation.argv());
    let paths = change.iter().flat_map(|change| &change.paths);
    let relative = paths.filter(|path| !path.text.starts_with('/'));
    relative
        .map(|path| folder.map_or_else(|| "/".to_owned(), |folder| path::absolute(path.text, folder)))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn changes_that_are_denied() {
        for (text, expected) in [
            ("USER app\nCOPY run.sh /run.sh\nRUN chmod +x /run.sh", 1),
            ("USER app\nWORKDIR /app\nCOPY run.sh .\nRUN chmod +x run.sh", 1),
            ("USER app\nCOPY --chown=app run.sh /run.sh\nRUN chmod +x /run.sh", 0),
            ("COPY run.sh /run.sh\nUSER app\nRUN chmod +x /run.sh", 0),
            ("USER app\nCOPY run.sh /run.sh\nUSER root\nRUN chmod +x /run.sh", 0),
            ("USER app\nCOPY run.sh /run.sh\nRUN sudo chmod +x /run.sh", 0),
            ("USER 0\nCOPY run.sh /run.sh\nRUN chmod +x /run.sh", 0),
            ("ARG U=app\nUSER $U\nCOPY run.sh /run.sh\nRUN chmod +x /run.sh", 0),
        ] {
            let count = last_stage(&format!("FROM debian:12.7\n{text}\n"), |stage| {
                stage.denied_changes().len()
            });
            assert_eq!(count, expected, "{text}");
        }
    }

    #[test]
    fn volumes_that_root_owns() {
        for (text, expected) in [
            ("VOLUME /data\nUSER app", 1),
            ("RUN mkdir /data\nVOLUME /data\nUSER app", 1),
            ("COPY seed /data/\nVOLUME /data\nUSER app", 1),
            ("RUN mkdir /data && chown app /data\nVOLUME /data\nUSER app", 0),
            (
                "WORKDIR /app\nRUN mkdir data && chown -R app:app data\nVOLUME /app/data\nUSER app",
                0,
            ),
            ("WORKDIR /app\nRUN chown -R app .\nVOLUME /app/data\nUSER app", 0),
            ("RUN cd /app && chown app data\nVOLUME /app/data\nUSER app", 0),
            (
                "WORKDIR /app\nRUN mkdir data && chown app other\nVOLUME /app/data\nUSER app",
                1,
            ),
            ("RUN mkdir -m 755 /other\nVOLUME /data\nUSER app", 1),
            ("RUN mkdir -p -m 1777 /data\nVOLUME /data\nUSER app", 0),
            ("RUN mkdir --mode=0777 /data\nVOLUME /data\nUSER app", 0),
            ("RUN umask 0 && mkdir /data\nVOLUME /data\nUSER app", 0),
            ("RUN find /data -exec chown app {} +\nVOLUME /data\nUSER app", 0),
            ("RUN find /data -name '*.tmp' -exec rm {} +\nVOLUME /data\nUSER app", 1),
            (
                "RUN find /app -name '*.sh' -exec chmod +x {} +\nVOLUME /data\nUSER app",
                1,
            ),
            ("RUN echo /data | xargs chown app\nVOLUME /data\nUSER app", 0),
            ("RUN chown -R app /\nVOLUME /data\nUSER app", 0),
            ("RUN useradd -m -d /data app\nVOLUME /data\nUSER app", 0),
            ("COPY --chown=app seed /data/\nVOLUME /data\nUSER app", 0),
            ("WORKDIR /data\nVOLUME /data\nUSER app", 0),
            ("RUN ./setup.sh\nVOLUME /data\nUSER app", 0),
            ("VOLUME /var/lib/x\nUSER app", 0),
            ("VOLUME /data", 0),
            ("VOLUME /data\nUSER root", 0),
        ] {
            let found = last_stage(&format!("FROM debian:12.7\n{text}\n"), |stage| {
                stage.volumes_of_root().map_or(0, |(_, volumes)| volumes.len())
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
