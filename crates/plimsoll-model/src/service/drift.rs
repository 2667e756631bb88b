//! Where development and production of one project drift apart in what should be the same.

use plimsoll_syntax::Span;
use plimsoll_syntax::image::ImageReference;

use crate::base::path::{file_name, folder};
use crate::environment::{Environment, Reason, development_settings, is_plain_compose};
use crate::image::major_version;
use crate::view::{ComposeFile, Service, Subject};

/// What differs between a service for development and the same one for production.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Drift {
    /// Another image of the data store, or another major version of it.
    Image { own: String, other: String },
    /// The images that both sides build are made from other major versions.
    Base { own: String, other: String },
    /// Only development has a health check.
    Healthcheck,
}

/// A difference with its places.
#[derive(Clone, Debug)]
pub struct Drifting {
    pub drift: Drift,
    pub span: Span,
    /// Where the production side says it; absent for what it lacks.
    pub other: Option<Span>,
}

/// At most so many other ways to start a project are looked at.
const MOST_SIDES: usize = 64;

impl<'a> ComposeFile<'a> {
    /// The ways to start the project of a folder that are for production, apart from this one.
    pub fn production_sides(self) -> Vec<ComposeFile<'a>> {
        let workspace = self.workspace();
        let here = folder(self.source().path());
        let alone = workspace.alone().map(|(_, subject)| subject);
        let subjects = workspace.variants().map(|variant| variant.subject).chain(alone);
        let sides = subjects.filter_map(|subject| match subject {
            Subject::Compose(other, _) => Some(other),
            Subject::Dockerfile(_) => None,
        });
        let is_side = |other: &ComposeFile<'a>| {
            other.index != self.index
                && other.verdict().environment == Environment::Production
                && folder(other.source().path()) == here
        };
        sides.filter(is_side).take(MOST_SIDES).collect()
    }
}

impl ComposeFile<'_> {
    /// What a file for production holds that a file for developers is for, each kind with its first place.
    /// Empty if there is such a file beside it, and where the file itself is not meant for production.
    pub fn development_settings(self) -> Vec<(Span, String)> {
        let verdict = self.verdict();
        let path = self.source().path();
        let is_for_work = |other: ComposeFile<'_>| other.verdict().environment == Environment::Development;
        let has_file = || {
            matches!(verdict.reason, Reason::Siblings(_)) || self.workspace().composes_in(folder(path)).any(is_for_work)
        };
        let is_base = verdict.environment == Environment::Production && is_plain_compose(file_name(path));
        match is_base && !has_file() {
            true => development_settings(self.facts()),
            false => Vec::new(),
        }
    }
}

impl<'a> Service<'a> {
    /// What differs from the service of the same name that starts in production. Unknown versions differ
    /// from nothing.
    pub fn drift_from(self, twin: Service<'a>) -> Option<Drifting> {
        self.image_drift(twin)
            .or_else(|| self.base_drift(twin))
            .or_else(|| self.healthcheck_drift(twin))
    }

    fn image_drift(self, twin: Service<'a>) -> Option<Drifting> {
        let is_store = |service: Service<'a>| service.known_image().is_some_and(|image| image.is_data_service());
        if !is_store(self) || !is_store(twin) {
            return None;
        }
        let (own, other) = (self.pulled_image()?, twin.pulled_image()?);
        let (image, twins) = (own.reference.as_ref().known()?, other.reference.as_ref().known()?);
        let drift = Drift::Image {
            own: image.familiar_with_tag(),
            other: twins.familiar_with_tag(),
        };
        let is_other = image.familiar_name() != twins.familiar_name() || differs(image, twins);
        (is_other && own.span != other.span).then_some(Drifting {
            drift,
            span: own.span,
            other: Some(other.span),
        })
    }

    fn base_drift(self, twin: Service<'a>) -> Option<Drifting> {
        let (own, other) = (self.stage()?, twin.stage()?);
        let (image, twins) = (own.root_image().known()?, other.root_image().known()?);
        let is_other = image.familiar_name() == twins.familiar_name() && differs(image, twins);
        let build = self.build.as_ref()?;
        is_other.then(|| Drifting {
            drift: Drift::Base {
                own: image.familiar_with_tag(),
                other: twins.familiar_with_tag(),
            },
            span: build.key,
            other: Some(other.root().place()),
        })
    }

    fn healthcheck_drift(self, twin: Service<'a>) -> Option<Drifting> {
        let own = self.healthcheck.as_ref()?;
        let has_one = |image: Service<'a>| {
            image
                .known_image()
                .is_none_or(|image| image.has_healthcheck != Some(false))
        };
        let is_missing =
            twin.healthcheck.is_none() && twin.is_whole() && twin.pulled_image().is_some() && !has_one(twin);
        is_missing.then_some(Drifting {
            drift: Drift::Healthcheck,
            span: own.key,
            other: None,
        })
    }
}

/// Whether two images of one name are of different major versions.
fn differs(own: &ImageReference, other: &ImageReference) -> bool {
    let major = |image: &ImageReference| image.tag().and_then(major_version);
    matches!((major(own), major(other)), (Some(own), Some(other)) if own != other)
}
