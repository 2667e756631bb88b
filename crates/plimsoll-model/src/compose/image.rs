//! The images that services pull, and the programs that they start.

use std::borrow::Cow;

use plimsoll_syntax::Spanned;
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::shell::{Dialect, ShellOptions};

use super::Compose;
use super::command::Command;
use super::field::Scalar;
use super::health::{HealthForm, HealthTest};
use super::mount::MountKind;
use super::service::Service;
use crate::base::Value;
use crate::base::path::file_name;
use crate::command::{Commands, is_shell};
use crate::image::{ImagePurpose, ImageUse, KnownImage, known_image, tail_of};

/// What stands before an image that a build gets as a context.
// docs.docker.com/reference/compose-file/build, "additional_contexts".
const IMAGE_SCHEME: &str = "docker-image://";

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

    /// The other images that a service pulls: those that its build takes its cache from, that it
    /// mounts, that its hooks run, and that its build is given as contexts.
    pub(crate) fn further_images(&self, service: &Service) -> Vec<ImageUse> {
        let build = service.build.iter();
        let caches = build.flat_map(|b| &b.value.cache_from).flat_map(|field| &field.value);
        // `type=registry,ref=…` and the like are not plain names.
        let caches = caches.filter(|source| !source.text.as_str().contains('='));
        let mounts = service.mounts().iter();
        let mounted = mounts.filter(|mount| mount.kind.known() == Some(MountKind::Image));
        let mounted = mounted.filter_map(|mount| mount.source.as_ref());
        let run = service.hooks().filter_map(|hook| Some(&hook.image.as_ref()?.value));
        let is_pulled = |image: &&Scalar| !self.relations.built.contains(image.as_str());
        let caches = caches.filter_map(|image| image_use(image, ImagePurpose::Cache));
        let mounted = mounted
            .filter(is_pulled)
            .filter_map(|image| image_use(image, ImagePurpose::Source));
        let run = run
            .filter(is_pulled)
            .filter_map(|image| image_use(image, ImagePurpose::Service));
        let given: Vec<Scalar> = service.given_images().collect();
        let given = given.iter().filter(is_pulled);
        let given = given.filter_map(|image| image_use(image, ImagePurpose::Source));
        caches.chain(mounted).chain(run).chain(given).collect()
    }

    /// What names the images that run or are taken in as they are pulled: of a service, of its hooks and
    /// mounts, and those that its build is given.
    pub(crate) fn digest_words<'a>(&'a self, service: &'a Service) -> Vec<Cow<'a, Scalar>> {
        let own = service.image.as_ref().filter(|_| service.build.is_none());
        let mounts = service.mounts().iter();
        let mounted = mounts.filter(|mount| mount.kind.known() == Some(MountKind::Image));
        let mounted = mounted.filter_map(|mount| mount.source.as_ref());
        let run = service.hooks().filter_map(|hook| Some(&hook.image.as_ref()?.value));
        let pulled = own.map(|image| &image.value).into_iter().chain(mounted).chain(run);
        let pulled = pulled.filter(|image| !self.relations.built.contains(image.as_str()));
        pulled
            .map(Cow::Borrowed)
            .chain(service.given_images().map(Cow::Owned))
            .collect()
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
    /// The images that its build is given as contexts: `base: docker-image://node:22`.
    fn given_images(&self) -> impl Iterator<Item = Scalar> {
        let contexts = self.build.iter().flat_map(|build| &build.value.additional_contexts);
        contexts.flat_map(|field| &field.value).filter_map(|context| {
            let value = context.value.as_ref()?;
            let length = value.as_str().len();
            let name = value.as_str().strip_prefix(IMAGE_SCHEME)?;
            Some(value.part(length - name.len()..length))
        })
    }

    /// What its `entrypoint` and `command` run, as far as the Compose file says so.
    pub fn commands(&self) -> &[Commands] {
        self.answers.commands.get_or_init(|| {
            let fields = self.entrypoint.iter().chain(&self.command);
            let words: Vec<_> = fields.map(|field| exec_words(&field.value)).collect();
            match &words[..] {
                // The command is the code of the shell, or an argument of the program before it.
                [entrypoint, command] if takes_code(entrypoint, command) => {
                    vec![Commands::of_exec(&[entrypoint.as_slice(), command].concat())]
                }
                words => words.iter().map(|words| Commands::of_exec(words)).collect(),
            }
        })
    }

    /// What its health check runs, as far as the Compose file says so.
    pub fn health_commands(&self) -> Option<Commands> {
        let test = &self.healthcheck.as_ref()?.value.test.as_ref()?.value;
        match test.form {
            HealthForm::Exec => Some(test.as_program()),
            HealthForm::Shell => {
                let code = test.words.first()?;
                Some(Commands::of_shell_with(
                    &code.text,
                    Dialect::Posix,
                    ShellOptions::default(),
                    &|_| None,
                ))
            }
            HealthForm::None | HealthForm::Invalid => None,
        }
    }
}

impl HealthTest {
    /// Its words as a program and its arguments, as after `CMD`.
    pub fn as_program(&self) -> Commands {
        Commands::of_exec(&spanned(&self.words))
    }
}

/// Whether an entrypoint is a shell that reads its code from the command.
fn takes_code(entrypoint: &[Spanned<Box<str>>], command: &[Spanned<Box<str>>]) -> bool {
    let [program, .., last] = entrypoint else {
        let first = command.first().is_some_and(|word| word.value.starts_with('-'));
        return first && entrypoint.iter().any(|program| is_shell(file_name(&program.value)));
    };
    is_shell(file_name(&program.value)) && last.value.starts_with('-') && last.value.ends_with('c')
}

/// The words of a command; an unknown variable stays as written.
fn exec_words(command: &Command) -> Vec<Spanned<Box<str>>> {
    spanned(&command.words)
}

fn spanned(words: &[Scalar]) -> Vec<Spanned<Box<str>>> {
    let word = |word: &Scalar| Spanned::new(word.as_str().into(), word.span);
    words.iter().map(word).collect()
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
