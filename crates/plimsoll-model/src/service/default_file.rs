//! Which of several files with default names Compose reads.

use plimsoll_syntax::Span;

use crate::base::path::{file_name, folder};
use crate::project::{BASES, OVERRIDES};
use crate::view::ComposeFile;

impl<'a> ComposeFile<'a> {
    /// The name of the file in its folder that Compose reads instead of this one. None if both are
    /// part of one project, or say the same.
    ///
    /// compose-go v2, cli/options.go `WithDefaultConfigPath`: the first of the names is used, with
    /// a warning about the others.
    pub fn preferred_instead(self) -> Option<&'a str> {
        let path = self.source().path();
        let own = file_name(path);
        let names = [BASES, OVERRIDES].into_iter().find(|names| names.contains(&own))?;
        let beside = || self.workspace().composes_in(folder(path));
        let first = names
            .iter()
            .take_while(|name| **name != own)
            .find_map(|name| beside().find(|file| file_name(file.source().path()) == *name))?;
        let (id, other) = (self.source().id(), first.source().id());
        let mut variants = self.workspace().variants();
        let is_one_project = variants.any(|variant| variant.files.contains(&id) && variant.files.contains(&other));
        let is_copy = self.source().text() == first.source().text();
        (!is_one_project && !is_copy).then(|| file_name(first.source().path()))
    }

    /// The place that stands for the whole file: its key `services`, else its first key.
    pub fn head(self) -> Span {
        let root = self.root();
        let services = root.and_then(|root| root.get("services"));
        let first = || root.and_then(|root| root.entries().into_iter().next());
        let entry = services.or_else(first);
        entry.map_or(Span::new(self.source().id(), 0, 0), |entry| entry.key.span())
    }
}
