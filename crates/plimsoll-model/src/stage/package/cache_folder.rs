//! Where the package managers of languages keep their downloads in a step, and whether a mount
//! keeps them out of the image.

use crate::base::{Value, path};
use crate::command::Invocation;
use crate::command::download::LibraryCache;
use crate::stage::CacheMount;
use crate::view::Instruction;

/// What becomes of the downloads of a step.
#[derive(Debug)]
pub enum Downloads {
    /// A mount keeps them out of the image.
    Mounted,
    /// They get into the image.
    Kept,
    /// They get into the image, since the mount is on the cache of another account; the second is
    /// the folder of this one.
    Missed(CacheMount, String),
}

impl<'a> Instruction<'a> {
    /// What becomes of the downloads of a program of this RUN.
    pub fn downloads(self, program: &Invocation<'a>, cache: &LibraryCache) -> Downloads {
        let folder = self.cache_folder(program, cache).likely();
        if let Some(folder) = &folder
            && self.keeps_out_of_layer(folder)
        {
            return Downloads::Mounted;
        }
        let mut missed = None;
        for mount in self.cache_mounts() {
            let Some(target) = &mount.target else {
                return Downloads::Mounted;
            };
            match &folder {
                Some(folder) if path::is_below(target, folder) => return Downloads::Mounted,
                Some(folder) if is_at_another_home(target, cache) => missed = Some((mount, folder.clone())),
                // A setting that is not seen may lead there.
                _ if looks_like_cache(target, cache) => return Downloads::Mounted,
                _ => {}
            }
        }
        let homes = ["/root", "/home", ""];
        match missed {
            Some((mount, folder)) => Downloads::Missed(mount, folder),
            None if folder.is_none()
                && homes
                    .iter()
                    .any(|home| self.keeps_out_of_layer(&format!("{home}/{}", cache.folder))) =>
            {
                Downloads::Mounted
            }
            None => Downloads::Kept,
        }
    }

    /// The folder of a cache, where variables or the home folder of the account put it.
    fn cache_folder(self, program: &Invocation<'a>, cache: &LibraryCache) -> Value<String> {
        let own = cache.moved_by.iter().find_map(|name| self.variable_of(program, name));
        if let Some(folder) = own {
            return folder;
        }
        let Some(below) = cache.folder.strip_prefix('.') else {
            return Value::Unknown;
        };
        if let Some(name) = below.strip_prefix("cache/")
            && let Some(shared) = self.variable_of(program, "XDG_CACHE_HOME")
        {
            return shared.map(|shared| path::normal(&format!("{shared}/{name}")));
        }
        self.home_of(program)
            .map(|home| path::normal(&format!("{home}/{}", cache.folder)))
    }
}

/// Whether a folder is where an account has the cache by default, or all its caches.
fn is_at_another_home(target: &str, cache: &LibraryCache) -> bool {
    let shared = cache.folder.split('/').next().unwrap_or_default();
    let ends = |folder: &str| {
        target
            .strip_suffix(folder)
            .is_some_and(|home| home == "/root/" || home.starts_with("/home/"))
    };
    ends(cache.folder) || ends(shared)
}

/// Whether a folder may be a cache that a setting names.
fn looks_like_cache(target: &str, cache: &LibraryCache) -> bool {
    let first = cache.folder.split('/').next().unwrap_or_default();
    target.contains(first) || target.ends_with("cache") || target.contains(cache.folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::download::library_cache;
    use crate::stage::tests::last_stage;

    #[test]
    fn mounts_hold_the_cache_of_their_account() {
        for (text, expected) in [
            ("RUN pip install a", "kept"),
            (
                "RUN --mount=type=cache,target=/root/.cache/pip pip install a",
                "mounted",
            ),
            ("RUN --mount=type=cache,target=/root/.cache pip install a", "mounted"),
            (
                "USER app\nRUN --mount=type=cache,target=/root/.cache pip install a",
                "missed",
            ),
            (
                "USER app\nRUN --mount=type=cache,target=/home/app/.cache/pip pip install a",
                "mounted",
            ),
            (
                "USER 1000\nRUN --mount=type=cache,target=/root/.cache/pip pip install a",
                "mounted",
            ),
            (
                "ENV PIP_CACHE_DIR=/pip\nRUN --mount=type=cache,target=/pip pip install a",
                "mounted",
            ),
            (
                "ENV PIP_CACHE_DIR=/pip\nRUN --mount=type=cache,target=/root/.cache/pip pip install a",
                "missed",
            ),
            (
                "ENV XDG_CACHE_HOME=/x\nRUN --mount=type=cache,target=/x/pip pip install a",
                "mounted",
            ),
            ("RUN --mount=type=cache,target=/my/cache pip install a", "mounted"),
            ("RUN --mount=type=cache,target=/root/.npm pip install a", "kept"),
            ("RUN --mount=type=cache,target=/root/.npm npm ci", "mounted"),
            ("USER app\nRUN --mount=type=cache,target=/root/.npm npm ci", "missed"),
            (
                "USER app\nRUN --mount=type=cache,target=/n npm_config_cache=/n npm ci",
                "mounted",
            ),
        ] {
            let text = format!("FROM debian:12.7\nRUN useradd -m app\n{text}\n");
            let found = last_stage(&text, |stage| {
                let run = stage.runs().last().expect("a RUN");
                let step = run.steps().next().expect("a program");
                let cache = library_cache(&step.package_command().expect("a manager")).expect("a cache");
                match run.downloads(&step, &cache) {
                    Downloads::Mounted => "mounted",
                    Downloads::Kept => "kept",
                    Downloads::Missed(..) => "missed",
                }
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
