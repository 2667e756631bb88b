//! Which files configurations leave out, and which they look at beside those that are found by their
//! names.

use plimsoll_lint::policy::{Anchor, Reach, Written};

/// What the configurations of a run say of files.
#[derive(Default)]
pub struct NamedFiles {
    excludes: Vec<Exclude>,
    includes: Vec<Include>,
    variants: Vec<Variant>,
}

/// Files by patterns, and what these are relative to.
pub(super) struct Patterns {
    pub(super) anchor: Anchor,
    pub(super) patterns: Vec<String>,
}

struct Exclude {
    of: Patterns,
    even_named: bool,
}

/// Files that are looked at whatever they are called.
struct Include {
    files: Patterns,
    /// Folders, of which files with the usual names are looked at.
    folders: Patterns,
    reach: Reach,
}

/// Compose files that belong together, the base first.
struct Variant {
    written: Vec<Written<String>>,
    paths: Vec<String>,
}

impl Patterns {
    fn has(&self, path: &str) -> bool {
        self.anchor.has_one(&self.patterns, path)
    }
}

impl NamedFiles {
    pub(super) fn leave_out(&mut self, of: Patterns, even_named: bool) {
        self.excludes.push(Exclude { of, even_named });
    }

    /// What is left out so far is so even if it is named.
    pub(super) fn force_excludes(&mut self) {
        for exclude in &mut self.excludes {
            exclude.even_named = true;
        }
    }

    pub(super) fn include(&mut self, of: Patterns, reach: Reach) {
        let Patterns { anchor, patterns } = of;
        let (folders, files) = patterns.into_iter().partition(|pattern| pattern.ends_with('/'));
        let of = |patterns| Patterns {
            anchor: anchor.clone(),
            patterns,
        };
        self.includes.push(Include {
            files: of(files),
            folders: of(folders),
            reach,
        });
    }

    pub(super) fn add_variant(&mut self, written: &[Written<String>], of: &Patterns) {
        self.variants.push(Variant {
            written: written.to_vec(),
            paths: of.patterns.iter().map(|name| of.anchor.path_of(name)).collect(),
        });
    }

    /// The files of variants, as they are written and as they are found.
    pub(super) fn of_variants(&self) -> impl Iterator<Item = (&Written<String>, &String)> {
        let variants = self.variants.iter();
        variants.flat_map(|variant| variant.written.iter().zip(&variant.paths))
    }

    /// Whether a file is left out.
    pub fn excludes(&self, path: &str, is_named: bool) -> bool {
        let mut excludes = self.excludes.iter();
        excludes.any(|exclude| (exclude.even_named || !is_named) && exclude.of.has(path))
    }

    /// Whether there are files to look at beside those that are found by their names.
    pub fn names_more(&self) -> bool {
        !self.includes.is_empty() || !self.variants.is_empty()
    }

    /// Whether a file is to be looked at that is not found by its name, or lies where nobody looks.
    pub fn includes(&self, path: &str, is_called_so: bool) -> bool {
        let has = |include: &Include| include.files.has(path) || is_called_so && include.folders.has(path);
        let mut includes = self.includes.iter();
        self.is_in_variant(path) || includes.any(|include| include.reach.holds_at(path) && has(include))
    }

    /// Whether a file is part of a variant, and so a Compose file whatever it is called.
    pub fn is_in_variant(&self, path: &str) -> bool {
        self.of_variants().any(|(_, own)| own == path)
    }

    /// The names of the folders that lead to files which are looked at.
    pub fn folders(&self) -> Vec<String> {
        let patterns = self
            .includes
            .iter()
            .flat_map(|include| [&include.files, &include.folders]);
        let patterns = patterns.flat_map(|of| &of.patterns);
        let paths = patterns.chain(self.of_variants().map(|(_, path)| path));
        let names = paths.flat_map(|path| path.split('/'));
        names.map(str::to_owned).collect()
    }

    /// The files of each variant.
    pub fn variants(&self) -> Vec<Vec<String>> {
        self.variants.iter().map(|variant| variant.paths.clone()).collect()
    }
}
