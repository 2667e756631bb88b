//! Mounts that can be parsed but not made.

use plimsoll_syntax::Span;

use super::Compose;
use super::mount::{Mount, MountKind, MountSyntax};
use crate::base::path;

impl Mount {
    /// What Compose or Docker would refuse, at the wrong words.
    pub fn fault(&self, compose: &Compose) -> Option<(Span, &'static str)> {
        let contradiction = |one: &str, other: &str| {
            let place = |name: &str| self.options.iter().position(|option| &*option.value == name);
            let last = place(one)?.max(place(other)?);
            Some(self.options[last].span)
        };
        if let Some(span) = contradiction("ro", "rw") {
            return Some((span, "`rw` contradicts `ro`"));
        }
        if let Some(span) = contradiction("z", "Z") {
            return Some((span, "`Z` contradicts `z`"));
        }
        if let Some(target) = &self.target
            && target.known().is_some_and(is_relative)
        {
            return Some((target.span, "the path in the container is not absolute"));
        }
        // An entry that is not an alias has no keys but its own.
        if self.syntax == MountSyntax::Long && self.via.is_none() {
            // compose-go v2, override/uncity.go, and moby v28, volume/mounts/linux_parser.go.
            if self.target.is_none() {
                return Some((self.first_key(compose), "the path in the container is missing"));
            }
            if self.kind.known() == Some(MountKind::Bind) && self.source.is_none() {
                return Some((self.first_key(compose), "a bind mount needs a `source`"));
            }
        }
        None
    }

    /// The first entry of the long form.
    fn first_key(&self, compose: &Compose) -> Span {
        let text = compose.yaml.source.slice(self.span);
        let line = text.lines().next().unwrap_or_default().trim_end();
        let start = self.span.start as usize;
        Span::new(self.span.file, start, start + line.len())
    }
}

/// Neither a Linux path nor a Windows one.
fn is_relative(path: &str) -> bool {
    !path.starts_with(['/', '\\', '$']) && path::behind_drive(path).is_none()
}
