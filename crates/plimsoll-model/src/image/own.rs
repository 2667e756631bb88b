//! What an organisation says of its own images, over what is known of well-known ones.

use std::sync::OnceLock;

use plimsoll_syntax::image::ImageReference;

use super::catalogue::{COUNT, known_index};
use super::family::{Family, SystemShell};
use super::known::KnownImage;
use crate::base::{Date, glob};

/// What somebody says of the images that a pattern fits. What is absent is left as it is known.
#[derive(Clone, Debug, Default)]
pub struct OwnImage {
    /// As the image is named, with its tag or without, where `*` stands for any text.
    pub pattern: String,
    /// The account that it starts as.
    pub user: Option<String>,
    /// Its distribution.
    pub family: Option<Family>,
    /// The program behind `/bin/sh`, or that there is none.
    pub shell: Option<OwnShell>,
    /// The ports that it serves.
    pub ports: Option<Vec<u16>>,
    /// Whether it brings a `HEALTHCHECK`.
    pub has_healthcheck: Option<bool>,
    /// The last day on which it is patched.
    pub end_of_life: Option<Date>,
}

/// Whether an image has a shell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OwnShell {
    None,
    Some(SystemShell),
}

/// The images of an organisation; the last one that fits holds.
#[derive(Debug, Default)]
pub struct OwnImages(Vec<Own>);

#[derive(Debug)]
struct Own {
    said: OwnImage,
    user: Option<&'static str>,
    ports: Option<&'static [u16]>,
    /// Over each of the well-known images, by its place in their list, and over nothing.
    over: Vec<OnceLock<Box<KnownImage>>>,
}

impl OwnImages {
    pub fn new(said: impl IntoIterator<Item = OwnImage>) -> Self {
        let own = said.into_iter().map(|said| Own {
            // A few words that hold as long as the program runs, as those of the list do.
            user: said.user.as_ref().map(|user| &*String::leak(user.clone())),
            ports: said.ports.as_ref().map(|ports| &*Vec::leak(ports.clone())),
            over: (0..=COUNT).map(|_| OnceLock::new()).collect(),
            said,
        });
        Self(own.collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is known of an image.
    pub(crate) fn known(&self, image: &ImageReference) -> Option<&KnownImage> {
        let (name, tag) = (image.familiar_name(), image.tag());
        let well_known = known_index(name, tag);
        match self.of(image) {
            Some(own) => Some(own.over(well_known)),
            None => well_known.map(super::catalogue::at),
        }
    }

    /// The last day on which an image is patched, if somebody says so.
    pub(crate) fn end_of_life(&self, image: &ImageReference) -> Option<Date> {
        self.of(image)?.said.end_of_life
    }

    fn of(&self, image: &ImageReference) -> Option<&Own> {
        if self.0.is_empty() {
            return None;
        }
        let name = image.familiar_name();
        let whole = image.tag().map(|tag| format!("{name}:{tag}"));
        let fits = |own: &&Own| {
            let pattern = &own.said.pattern;
            glob::matches(pattern, name) || whole.as_ref().is_some_and(|whole| glob::matches(pattern, whole))
        };
        self.0.iter().rev().find(fits)
    }
}

impl Own {
    fn over(&self, well_known: Option<usize>) -> &KnownImage {
        self.over[well_known.unwrap_or(COUNT)].get_or_init(|| {
            let mut image = well_known.map_or(KnownImage::UNKNOWN, |index| *super::catalogue::at(index));
            let said = &self.said;
            if let Some(user) = self.user {
                image.user = Some(user);
                (image.root_tags, image.unprivileged_tags) = (&[], &[]);
            }
            image.own_family = said.family;
            match said.shell {
                Some(OwnShell::Some(shell)) => {
                    image.own_shell = Some(shell);
                    image.shell = None;
                    image.shell_less_tags = &[];
                }
                Some(OwnShell::None) => {
                    image.shell = Some(false);
                    image.shell_tags = &[];
                }
                None => {}
            }
            image.ports = self.ports.unwrap_or(image.ports);
            image.has_healthcheck = said.has_healthcheck.or(image.has_healthcheck);
            Box::new(image)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::ImageUser;
    use super::*;

    #[test]
    fn what_is_said_lies_over_what_is_known() {
        let said = [
            OwnImage {
                pattern: "registry.example.com/base/*".to_owned(),
                user: Some("app".to_owned()),
                shell: Some(OwnShell::Some(SystemShell::Bash)),
                ..OwnImage::default()
            },
            OwnImage {
                pattern: "registry.example.com/base/*-root".to_owned(),
                user: Some("root".to_owned()),
                shell: Some(OwnShell::None),
                ..OwnImage::default()
            },
            OwnImage {
                pattern: "postgres:17*".to_owned(),
                ports: Some(vec![6000]),
                end_of_life: Date::parse("2027-01-31"),
                ..OwnImage::default()
            },
        ];
        let own = OwnImages::new(said);
        let parse = |text: &str| ImageReference::parse(text).expect("it is an image");
        let base = own.known(&parse("registry.example.com/base/node:22-alpine"));
        let base = base.expect("it is known");
        assert_eq!(base.default_user(None), Some(ImageUser::Unprivileged(Some("app"))));
        assert_eq!(base.system_shell(Some("22-alpine")), Some(SystemShell::Bash));
        let root = parse("registry.example.com/base/node:22-root");
        let root = own.known(&root).expect("it is known");
        assert_eq!(root.runs_unprivileged(Some("22-root")), Some(false));
        assert_eq!(root.has_shell(Some("22-root")), Some(false));
        let postgres = own.known(&parse("postgres:17.4")).expect("it is known");
        assert!(postgres.serves(6000) && !postgres.serves(5432) && postgres.is_stateful());
        assert_eq!(own.end_of_life(&parse("postgres:17.4")), Date::parse("2027-01-31"));
        assert!(own.known(&parse("postgres:16")).expect("it is known").serves(5432));
        assert!(own.known(&parse("example/other")).is_none());
    }
}
