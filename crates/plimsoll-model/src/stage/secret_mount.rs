//! The secrets that a step gets by `--mount=type=secret`.

use plimsoll_syntax::dockerfile as tree;

use crate::view::Instruction;

/// A secret that a step should have, and where: `token`, `npmrc:/root/.npmrc` for a file,
/// `token:NPM_TOKEN` for a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NeededSecret<'t> {
    pub id: &'t str,
    /// The path or the variable; anywhere if absent.
    pub place: Option<&'t str>,
}

impl<'t> NeededSecret<'t> {
    /// Reads its text.
    pub fn of(text: &'t str) -> Self {
        match text.split_once(':') {
            Some((id, place)) if !place.is_empty() => Self { id, place: Some(place) },
            _ => Self {
                id: text.trim_end_matches(':'),
                place: None,
            },
        }
    }

    /// The flag that mounts it.
    pub fn flag(self) -> String {
        let id = self.id;
        match self.place {
            Some(path) if path.starts_with('/') => format!("--mount=type=secret,id={id},target={path}"),
            Some(variable) => format!("--mount=type=secret,id={id},env={variable}"),
            None => format!("--mount=type=secret,id={id}"),
        }
    }
}

impl Instruction<'_> {
    /// Whether a secret is surely not mounted where it is needed.
    pub fn lacks_secret(self, secret: NeededSecret<'_>) -> bool {
        !self.mount_flags().any(|mount| self.may_mount(mount, secret))
    }

    // Dockerfile reference, "RUN --mount=type=secret": without an id it is the base name of the
    // target, without a target the secret lies in /run/secrets.
    fn may_mount(self, mount: &tree::Flag, secret: NeededSecret<'_>) -> bool {
        let is = |keys: &[&str], wanted: &str| match keys.iter().any(|key| mount.option(key).is_some()) {
            true => Some(self.mount_option(mount, keys).is_none_or(|value| value == wanted)),
            false => None,
        };
        let target = ["target", "dst", "destination"];
        let file = self.mount_option(mount, &target);
        let by_name = || file.as_deref().and_then(|path| path.rsplit('/').next()) == Some(secret.id);
        let is_it = is(&["id", "source", "src"], secret.id).unwrap_or_else(by_name);
        let is_there = match secret.place {
            None => true,
            Some(path) if path.starts_with('/') => {
                is(&target, path).unwrap_or_else(|| path == format!("/run/secrets/{}", secret.id))
            }
            Some(variable) => is(&["env"], variable).unwrap_or(false),
        };
        self.mount_type(mount).is_none_or(|kind| kind == "secret") && is_it && is_there
    }
}
