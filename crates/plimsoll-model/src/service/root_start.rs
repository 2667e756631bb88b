//! Whether a service's container runs as root, from the Compose file, the Dockerfile and what is
//! known of images. Whether that is bad is left to the rules.

use plimsoll_syntax::image::ImageReference;

use crate::compose::{Field, Scalar};
use crate::image::ImageUser;
use crate::linux::{CapabilityReach, capability};
use crate::stage::account::{User, is_root};
use crate::view::{Instruction, Service, Stage};

/// What makes a container run as root, and thus where it can be changed.
pub enum RootReason<'a> {
    /// The service's `user`.
    User(&'a Field<Scalar>),
    /// The `USER` in force in the stage that is built.
    Instruction(Instruction<'a>),
    /// The stage that is built has no `USER`, and its base is not known to have another account.
    Stage(Stage<'a>),
    /// The image that is pulled is known to run as root.
    Image(ImageReference),
}

impl<'a> Service<'a> {
    /// Why the container runs as root; none if it does not, or if that is not known. An entrypoint
    /// that visibly drops privileges counts, and so does the entrypoint of a known image that drops
    /// them, unless another one replaces it.
    pub fn root_reason(self) -> Option<RootReason<'a>> {
        if self.is_windows() || self.commands().iter().any(|c| c.drop_privileges()) {
            return None;
        }
        if let Some(user) = &self.facts().user {
            let name = self.user_name()?.likely()?;
            let is_root = is_root(name) && !self.entrypoint_drops_privileges();
            return is_root.then_some(RootReason::User(user));
        }
        if !self.is_whole() {
            return None;
        }
        if self.facts().build.is_some() {
            return self.root_reason_of(self.stage()?);
        }
        let image = self.pulled_image()?.reference.as_ref().likely()?;
        if self.start_scripts().any(|script| script.drops_privileges()) {
            return None;
        }
        let runs_unprivileged = self.runs_unprivileged(image, self.facts().entrypoint.is_none());
        (runs_unprivileged == Some(false)).then(|| RootReason::Image(image.clone()))
    }

    fn root_reason_of(self, stage: Stage<'a>) -> Option<RootReason<'a>> {
        if self.entrypoint_drops_privileges() {
            return None;
        }
        if let User::Set { instruction, name } = stage.user() {
            let is_root = is_root(&name.likely()?);
            return is_root.then_some(RootReason::Instruction(instruction));
        }
        if let Some(base) = stage.base_of_service() {
            return base.surely_starts_as_root().then_some(RootReason::Stage(stage));
        }
        if stage.is_from_scratch() {
            return Some(RootReason::Stage(stage));
        }
        let keeps_entrypoint = self.facts().entrypoint.is_none() && stage.start_command().entrypoint.is_none();
        let runs_unprivileged = self.runs_unprivileged(stage.root_image().likely()?, keeps_entrypoint);
        (runs_unprivileged != Some(true)).then_some(RootReason::Stage(stage))
    }

    /// Whether it gets a capability beyond what starves others. Docker hands those only to root.
    pub fn adds_powerful_capability(self) -> bool {
        let mut added = self.facts().cap_add.iter().flat_map(|field| &field.value);
        added.any(|item| {
            let known = item.likely().and_then(capability);
            known.is_some_and(|known| known.reach != CapabilityReach::Resources)
        })
    }

    /// Whether the entrypoint in force drops root's privileges.
    fn entrypoint_drops_privileges(self) -> bool {
        if self.start_scripts().any(|script| script.drops_privileges()) {
            return true;
        }
        if self.facts().entrypoint.is_some() {
            return false;
        }
        let Some(stage) = self.stage() else {
            return self.known_image().is_some_and(|image| image.drops_privileges);
        };
        let start = stage.start_of_image();
        if start.entrypoint.is_some() {
            return stage.drops_privileges();
        }
        let base = stage.root_image().likely();
        let base = base.and_then(|base| self.known(base));
        stage.drops_privileges() || base.is_some_and(|image| image.drops_privileges)
    }

    /// Whether an image is known to end up without root's privileges.
    fn runs_unprivileged(self, image: &ImageReference, keeps_entrypoint: bool) -> Option<bool> {
        let known = self.known(image)?;
        if keeps_entrypoint {
            return known.runs_unprivileged(image.tag());
        }
        known.default_user(image.tag()).map(|user| user != ImageUser::Root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{FileKind, Input, NoFiles};
    use crate::view::Subject;
    use crate::workspace::Workspace;

    fn workspace(compose: &str, dockerfile: &str) -> Workspace {
        let input = |path: &str, kind, text: &str| Input {
            path: path.to_owned(),
            kind,
            bytes: text.as_bytes().to_vec(),
        };
        let inputs = vec![
            input("compose.yaml", FileKind::Compose, compose),
            input("Dockerfile", FileKind::Dockerfile, dockerfile),
        ];
        Workspace::load(inputs, &NoFiles, None)
    }

    /// The reason of the service `a`, in a word.
    fn reason(service: &str, dockerfile: &str) -> &'static str {
        let workspace = workspace(&format!("services:\n  a: {service}\n"), dockerfile);
        let compose = workspace.subjects().find_map(|(_, subject)| match subject {
            Subject::Compose(compose, _) => Some(compose),
            Subject::Dockerfile(_) => None,
        });
        match compose.unwrap().service("a").unwrap().root_reason() {
            Some(RootReason::User(_)) => "user",
            Some(RootReason::Instruction(_)) => "instruction",
            Some(RootReason::Stage(_)) => "stage",
            Some(RootReason::Image(_)) => "image",
            None => "none",
        }
    }

    #[test]
    fn the_last_word_counts() {
        for (service, dockerfile, expected) in [
            ("{build: .}", "FROM debian:12.7", "stage"),
            ("{build: .}", "FROM debian:12.7\nUSER 0", "instruction"),
            ("{build: .}", "FROM debian:12.7\nUSER app", "none"),
            (
                "{build: .}",
                "FROM debian:12.7\nRUN apt-get install -y gosu\nENTRYPOINT [\"/start.sh\"]",
                "none",
            ),
            ("{build: ., user: app}", "FROM debian:12.7", "none"),
            (
                "{image: x, user: root, command: 'sh -c \"chown app /d && exec runuser -u app -- x\"'}",
                "",
                "none",
            ),
            (
                "{image: x, user: root, command: 'sh -c \"su app -c init && exec x\"'}",
                "",
                "user",
            ),
            ("{build: ., user: '0:0'}", "FROM debian:12.7\nUSER app", "user"),
            ("{build: ., user: '${U}'}", "FROM debian:12.7", "none"),
            (
                "{build: {context: ., target: a}}",
                "FROM debian:12.7 AS a\nFROM a\nUSER app",
                "stage",
            ),
            ("{build: ., extends: b}", "FROM debian:12.7", "none"),
            ("{user: root}", "", "user"),
            ("{restart: always}", "", "none"),
            ("{image: 'python:3.13'}", "", "image"),
            ("{image: example/unknown}", "", "none"),
        ] {
            assert_eq!(reason(service, dockerfile), expected, "{service} {dockerfile}");
        }
    }

    #[test]
    fn entrypoints_drop_privileges_unless_replaced() {
        for (service, dockerfile, expected) in [
            ("{image: 'postgres:17'}", "", "none"),
            ("{image: 'postgres:17', user: root}", "", "none"),
            ("{image: 'postgres:17', entrypoint: [postgres]}", "", "image"),
            ("{image: 'python:3.13', command: [gosu, app, x]}", "", "none"),
            ("{build: .}", "FROM postgres:17", "none"),
            ("{build: .}", "FROM postgres:17\nENTRYPOINT [\"/start.sh\"]", "stage"),
            (
                "{build: .}",
                "FROM debian:12.7\nENTRYPOINT [\"gosu\", \"app\", \"x\"]",
                "none",
            ),
            (
                "{build: ., entrypoint: [x]}",
                "FROM debian:12.7\nENTRYPOINT [\"gosu\", \"app\", \"x\"]",
                "stage",
            ),
            (
                "{build: .}",
                "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025",
                "none",
            ),
        ] {
            assert_eq!(reason(service, dockerfile), expected, "{service} {dockerfile}");
        }
    }
}
