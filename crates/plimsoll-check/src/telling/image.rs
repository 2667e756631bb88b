//! What is known of an image that a file names.

use std::ops::Range;

use plimsoll_model::base::Date;
use plimsoll_model::image::{releases, retired, tag_moves};
use plimsoll_model::stage::account::{BaseUser, User};
use plimsoll_model::view::{Service, Stage, Subject};
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::Span;
use plimsoll_syntax::image::ImageReference;

use super::subject;

/// The image that `FROM` or `image` names at a place, where that is, and what is known of it, a sentence
/// each.
pub fn image_at(
    workspace: &Workspace,
    path: &str,
    at: usize,
    today: Option<Date>,
) -> Option<(Range<usize>, Vec<String>)> {
    let (subject, source) = subject(workspace, path)?;
    let holds = |span: Span| span.file == source.id() && span.start as usize <= at && at <= span.end as usize;
    let (span, image, account) = match subject {
        Subject::Dockerfile(dockerfile) => {
            let stage = dockerfile.stages().find(|stage| holds(stage.from().node().span))?;
            let image = stage.root_image().likely()?.clone();
            (stage.from().node().span, image, account_of_base(stage))
        }
        Subject::Compose(compose, _) => {
            let is_here =
                |service: &Service<'_>| service.facts().image.as_ref().is_some_and(|image| holds(image.whole()));
            let service = compose.services().find(is_here)?;
            let field = service.facts().image.as_ref()?;
            let image = ImageReference::parse(field.value.likely()?).ok()?;
            let known = service.known_image();
            let account = account_of(known.and_then(|known| known.runs_unprivileged(image.tag())));
            (field.whole(), image, account)
        }
    };
    let mut sentences = vec![format!("**{}**", image.as_written())];
    sentences.push(pinning(&image));
    sentences.extend(account);
    sentences.extend(releases(&image).first().map(|release| {
        let is_over = today.is_some_and(|today| release.end < today);
        let verb = if is_over {
            "was patched until"
        } else {
            "is patched until"
        };
        format!("{} {} {verb} {}.", release.product, release.name, release.end)
    }));
    if let Some(successor) = retired(&image).and_then(|retired| retired.successor(&image)) {
        sentences.push(format!("The name was retired; instead: {successor}."));
    }
    Some((span.range(), sentences))
}

fn account_of(is_unprivileged: Option<bool>) -> Option<String> {
    is_unprivileged.map(|is_unprivileged| match is_unprivileged {
        true => "It starts as an account other than root.".to_owned(),
        false => "It starts as root.".to_owned(),
    })
}

fn account_of_base(stage: Stage<'_>) -> Option<String> {
    match stage.user() {
        User::Base(BaseUser::Root) => account_of(Some(false)),
        User::Base(BaseUser::Unprivileged) => account_of(Some(true)),
        User::Base(BaseUser::Unknown) => None,
        User::Set { name, .. } => Some(format!("This stage ends as `{}`.", name.likely()?)),
    }
}

fn pinning(image: &ImageReference) -> String {
    match (image.digest(), image.tag()) {
        (Some(_), _) => "Pinned by its digest: always the same bytes.".to_owned(),
        (None, None) => "Without a tag: whatever `latest` is at the moment.".to_owned(),
        (None, Some(tag)) if tag_moves(image.familiar_name(), tag) => {
            format!("`{tag}` moves to a new image again and again.")
        }
        (None, Some(tag)) => format!("Not pinned: `{tag}` is rebuilt now and then, for example with patches."),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_model::files::{FileKind, Input, NoFiles};
    use plimsoll_model::image::{OwnImage, OwnImages};
    use plimsoll_model::project::Options;
    use plimsoll_model::sources::Sources;

    use super::*;

    #[test]
    fn the_words_of_the_organisation_are_told_in_both_files() {
        let own = OwnImage {
            pattern: "registry.example.com/own".to_owned(),
            user: Some("app".to_owned()),
            ..OwnImage::default()
        };
        let options = Options {
            images: Arc::new(OwnImages::new([own])),
            ..Options::default()
        };
        for (path, kind, text) in [
            (
                "Dockerfile",
                FileKind::Dockerfile,
                "FROM registry.example.com/own:1.2\n",
            ),
            (
                "compose.yaml",
                FileKind::Compose,
                "services: {a: {image: 'registry.example.com/own:1.2'}}\n",
            ),
        ] {
            let input = Input {
                path: path.to_owned(),
                kind,
                bytes: text.as_bytes().to_vec(),
            };
            let workspace = Workspace::load_with(vec![input], &Sources::new(&NoFiles), None, &options);
            let at = text.find("own:").expect("it is there");
            let (_, sentences) = image_at(&workspace, path, at, None).expect("an image");
            let account = "It starts as an account other than root.".to_owned();
            assert!(sentences.contains(&account), "{path}: {sentences:?}");
        }
    }
}
