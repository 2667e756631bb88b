//! RUN mounts that keep what is written out of the layers.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile as tree;

use crate::base::path;
use crate::view::Instruction;

/// A `--mount=type=cache`.
#[derive(Clone, Debug)]
pub struct CacheMount {
    /// The whole flag.
    pub span: Span,
    /// The folder in the container, without a trailing slash, if it is known.
    pub target: Option<String>,
    /// Who else may use it at the same time, in lower case, if stated.
    pub sharing: Option<String>,
}

impl<'a> Instruction<'a> {
    /// Its cache mounts, in order.
    pub fn cache_mounts(self) -> Vec<CacheMount> {
        let mounts = self
            .mount_flags()
            .filter(|mount| self.mount_type(mount).as_deref() == Some("cache"));
        let mounts = mounts.map(|mount| CacheMount {
            span: mount.span,
            target: self.mount_option(mount, &["target", "dst", "destination"]),
            sharing: self
                .mount_option(mount, &["sharing"])
                .map(|text| text.to_ascii_lowercase()),
        });
        mounts.collect()
    }

    /// Whether what is written to a folder ends up in no layer, because a cache or a memory file
    /// system is mounted on it or above it. A mount with an unknown target may be that one.
    pub fn keeps_out_of_layer(self, folder: &str) -> bool {
        self.mount_flags().any(|mount| {
            let outside = matches!(self.mount_type(mount).as_deref(), Some("cache" | "tmpfs"));
            outside
                && self
                    .mount_option(mount, &["target", "dst", "destination"])
                    .is_none_or(|target| path::is_below(folder, &target))
        })
    }

    /// Whether it has a mount of a type: `secret`, `bind`, `cache` …
    pub fn has_mount(self, kind: &str) -> bool {
        self.mount_flags()
            .any(|mount| self.mount_type(mount).as_deref() == Some(kind))
    }

    pub(crate) fn mount_flags(self) -> impl Iterator<Item = &'a tree::Flag> {
        let node = self.node();
        node.trigger().unwrap_or(node).flags_named("mount")
    }

    pub(crate) fn mount_type(self, mount: &tree::Flag) -> Option<String> {
        // Dockerfile reference, "RUN --mount": the default type is bind.
        match mount.option("type") {
            Some(_) => self.mount_option(mount, &["type"]),
            None => Some("bind".to_owned()),
        }
    }

    pub(crate) fn mount_option(self, mount: &tree::Flag, keys: &[&str]) -> Option<String> {
        let option = keys.iter().find_map(|key| mount.option(key))?;
        let value = self.expand(option.value.as_ref()?).likely()?;
        match value.trim_end_matches('/') {
            "" => Some(value),
            trimmed => Some(trimmed.to_owned()),
        }
    }
}
