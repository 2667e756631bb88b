//! A service as rules see it: with its file, and the stage that it builds.

use std::ops::Deref;

use plimsoll_syntax::image::ImageReference;

use super::{ComposeFile, Dockerfile, Service, Stage};
use crate::base::{Value, path::folder};
use crate::compose::{Mount, Scalar};
use crate::environment::Environment;
use crate::image::{Family, ImageUse, KnownImage, family_of_tag};
use crate::workspace::Link;
use crate::{compose, environment};

/// At most so many services are asked whether another one repeats them.
const MOST_ORIGINALS: usize = 500;

impl<'a> Service<'a> {
    /// The facts of the service.
    pub fn facts(self) -> &'a compose::Service {
        &self.compose.facts().services[self.index]
    }

    /// Its number in the file, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Its file.
    pub fn compose(self) -> ComposeFile<'a> {
        self.compose
    }

    /// The Dockerfile that it builds, if it is in reach.
    pub fn dockerfile(self) -> Option<Dockerfile<'a>> {
        let workspace = self.compose.workspace;
        self.link().map(|l| workspace.dockerfile(l.dockerfile))
    }

    /// The stage that it builds; none if it does not build, if the Dockerfile is not in reach, or
    /// if the target is not known.
    pub fn stage(self) -> Option<Stage<'a>> {
        let workspace = self.compose.workspace;
        let link = self.link()?;
        link.stage
            .map(|stage| workspace.dockerfile(link.dockerfile).stage(stage))
    }

    /// The account that it starts as, as the Compose file says it; without its group.
    pub fn user_name(self) -> Option<Value<&'a str>> {
        let user = self.facts().user.as_ref()?;
        Some(
            user.value
                .value()
                .map(|user| user.split(':').next().unwrap_or_default()),
        )
    }

    /// Whether a bind mount puts the project itself into the container: the folder of the Compose
    /// file, the build context, or a parent of either.
    pub fn covers_project(self, mount: &Mount) -> bool {
        self.compose.facts().covers_project(self.facts(), mount)
    }

    /// The image that it pulls; none if it or another service of the file builds it, since the name
    /// is then only that of the result.
    pub fn pulled_image(self) -> Option<&'a ImageUse> {
        self.compose.facts().pulled_image(self.facts())
    }

    /// Like [`Service::pulled_image`], for callers that keep it.
    pub fn pulled_images(self) -> Option<ImageUse> {
        self.pulled_image().cloned()
    }

    /// The other images that it pulls: those that its build takes its cache from, that it mounts, and
    /// that its hooks run.
    pub fn further_images(self) -> Vec<ImageUse> {
        self.compose.facts().further_images(self.facts())
    }

    /// What is known about the image that it pulls.
    pub fn known_image(self) -> Option<&'a KnownImage> {
        if self.compose.workspace.has_own_images() {
            return self.known(self.pulled_image()?.reference.as_ref().likely()?);
        }
        self.compose.facts().known_image(self.facts())
    }

    /// Whether the documentation of its image, or of the one that this is built on, asks for a part of the
    /// host: `pid`, `socket`, `/proc`.
    pub fn asks_for_host(self, part: &str) -> bool {
        self.known_root().is_some_and(|image| image.host_access.contains(&part))
    }

    /// Whether the documentation of its image, or of the one that this is built on, asks for a capability.
    pub fn asks_for_capability(self, name: &str) -> bool {
        self.known_root()
            .is_some_and(|image| image.extra_capabilities.contains(&name))
    }

    /// What is known of its image, or of the one that this is built on.
    pub(crate) fn known_root(self) -> Option<&'a KnownImage> {
        let root = self.root_image().likely();
        root.as_ref().and_then(|root| self.known(root))
    }

    /// What is known of an image.
    pub(crate) fn known(self, image: &ImageReference) -> Option<&'a KnownImage> {
        self.compose.workspace.known_image(image)
    }

    /// Whether a key that is absent here is absent for Compose too: the file was read completely,
    /// no other service is extended, and no other file supplies the rest.
    pub fn is_whole(self) -> bool {
        self.facts().is_complete() && !self.compose.facts().partial && !self.is_part()
    }

    /// Whether it is known to be a Windows container, which lacks most of Linux's features.
    pub fn is_windows(self) -> bool {
        let facts = self.facts();
        let platform = facts.platform.as_ref().and_then(|field| field.value.likely());
        if facts.isolation.is_some() || platform.is_some_and(|platform| platform.starts_with("windows")) {
            return true;
        }
        let pulled = self.pulled_image().and_then(|image| image.reference.as_ref().likely());
        pulled.is_some_and(is_windows_image) || self.stage().is_some_and(Stage::is_windows)
    }

    /// Whether a Compose file of the same folder builds the image that this one pulls: it is one of
    /// the project's own.
    pub fn is_built_beside(self) -> bool {
        let mut beside = self.compose.workspace.composes_in(folder(self.compose.source().path()));
        beside.any(|file| {
            file.service(&self.facts().name.value)
                .is_some_and(|twin| twin.facts().build.is_some())
        })
    }

    /// What the service is for: what its own name or comment says, else its file.
    pub fn environment(self) -> Environment {
        let written = self.compose.workspace.compose_of(self.name.span.file);
        let written = written.map(|compose| compose.facts());
        environment::of_service(self.facts(), written, self.compose.verdict())
    }

    /// The variables of services of its file that hold the same value as one of its own: by the same
    /// default of the same variable, or through an alias. In the order of the file.
    pub fn same_values(self, value: &Scalar) -> impl Iterator<Item = (Self, usize)> + use<'a> {
        let compose = self.compose;
        let places = compose.facts().same_values(value).iter();
        places.map(move |&(index, pair)| (Service { compose, index }, pair))
    }

    /// The service that it repeats: an earlier one whose mapping it takes over with `<<`, its image
    /// included. What is wrong with the one is wrong with the other, and is repaired there.
    pub fn original(self) -> Option<Self> {
        let facts = self.facts();
        let image = facts.image.as_ref().filter(|_| facts.build.is_none())?;
        let compose = self.compose;
        let earlier = (0..self.index.min(MOST_ORIGINALS)).map(|index| Service { compose, index });
        let mut holders = earlier.filter(|other| other.span.contains(image.value.span));
        holders.find(|other| !other.span.contains(facts.name.span))
    }

    fn link(self) -> Option<&'a Link> {
        self.compose.workspace.links.of_service(self.compose.index, self.index)
    }
}

impl Deref for Service<'_> {
    type Target = compose::Service;

    fn deref(&self) -> &compose::Service {
        self.facts()
    }
}

fn is_windows_image(image: &ImageReference) -> bool {
    let family = image.tag().and_then(family_of_tag);
    family == Some(Family::Windows) || image.familiar_name().starts_with("mcr.microsoft.com/windows/")
}

#[cfg(test)]
mod tests {
    use super::super::testing::service;

    #[test]
    fn what_an_image_asks_for_holds_for_those_built_on_it() {
        let asks = |keys: &str| {
            service(keys, |s| {
                (s.asks_for_host("socket"), s.asks_for_capability("NET_ADMIN"))
            })
        };
        assert_eq!(asks("image: 'portainer/agent:2.27.1'"), (true, false));
        assert_eq!(
            asks("build: {dockerfile_inline: 'FROM docker.elastic.co/beats/filebeat:9.5.1'}"),
            (true, false)
        );
        assert_eq!(
            asks("build: {dockerfile_inline: 'FROM linuxserver/swag:3.3.0'}"),
            (false, true)
        );
        assert_eq!(asks("image: 'example/app:1.0'"), (false, false));
    }
}
