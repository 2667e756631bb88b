//! The images that services pull, and the programs that they start.

use plimsoll_syntax::Spanned;
use plimsoll_syntax::image::ImageReference;

use super::Compose;
use super::command::Command;
use super::field::Scalar;
use super::service::Service;
use crate::base::Value;
use crate::command::Commands;
use crate::image::{ImagePurpose, ImageUse, KnownImage, known_image, tail_of};

impl Compose {
    /// The image that a service pulls; none if it or another service of the file builds it, since
    /// the name is then only that of the result.
    pub(crate) fn pulled_image<'a>(&self, service: &'a Service) -> Option<&'a ImageUse> {
        let pulled = service.answers.pulled.get_or_init(|| {
            let image = service.image.as_ref().filter(|_| service.build.is_none())?;
            let is_built = self.relations.built.contains(image.value.as_str());
            (!is_built).then(|| image_use(&image.value, ImagePurpose::Service))?
        });
        pulled.as_ref()
    }

    /// What is known about the image that a service pulls.
    pub(crate) fn known_image(&self, service: &Service) -> Option<&'static KnownImage> {
        *service.answers.known.get_or_init(|| {
            let image = self.pulled_image(service)?.reference.as_ref().likely()?;
            known_image(image.familiar_name(), image.tag())
        })
    }
}

impl Service {
    /// What its `entrypoint` and `command` run, as far as the Compose file says so.
    pub fn commands(&self) -> &[Commands] {
        self.answers.commands.get_or_init(|| {
            let fields = self.entrypoint.iter().chain(&self.command);
            fields
                .map(|field| Commands::of_exec(&exec_words(&field.value)))
                .collect()
        })
    }

    /// The images that its build takes its cache from.
    pub fn cache_images(&self) -> Vec<ImageUse> {
        let build = self.build.as_ref();
        let sources = build
            .into_iter()
            .flat_map(|b| &b.value.cache_from)
            .flat_map(|f| &f.value);
        // `type=registry,ref=…` and the like are not plain names.
        sources
            .filter(|s| !s.text.as_str().contains('='))
            .filter_map(|source| image_use(source, ImagePurpose::Cache))
            .collect()
    }
}

/// The words of a command; an unknown variable stays as written.
fn exec_words(command: &Command) -> Vec<Spanned<Box<str>>> {
    let word = |word: &Scalar| Spanned::new(word.as_str().into(), word.span);
    command.words.iter().map(word).collect()
}

fn image_use(scalar: &Scalar, purpose: ImagePurpose) -> Option<ImageUse> {
    let reference = scalar.value().map(|name| ImageReference::parse(name).ok()).flatten();
    let slash = scalar.as_str().rfind('/').unwrap_or(scalar.as_str().len());
    let end = scalar.as_str().rfind([':', '/']).map_or(0, |sign| sign + 1);
    let tail = scalar.piece(slash..scalar.as_str().len()).likely().and_then(tail_of);
    Some(ImageUse {
        span: scalar.span,
        text: scalar.text.clone(),
        reference,
        purpose,
        ends_in_default: matches!(scalar.piece(end..scalar.as_str().len()), Value::Default(_)),
        tail,
    })
}
