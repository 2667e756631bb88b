//! Programs to practise attacks on: which images they are, and where a Dockerfile of theirs lies.

use std::borrow::Cow;
use std::collections::BTreeMap;

use plimsoll_syntax::image::ImageReference;

use super::{Environment, Reason, Verdict};
use crate::base::path::{file_name, folder, upwards};
use crate::image::{Role, known_image};

/// How many folders above a Dockerfile may bear the name of its image: `php/8.1/apache/Dockerfile`.
const DEPTH: usize = 3;

/// The name, without its owner, of an image that is there to be attacked.
pub(crate) fn practice_target(image: &ImageReference) -> Option<&str> {
    let known = known_image(image.familiar_name(), image.tag())?;
    (known.role == Role::PracticeTarget).then(|| file_name(image.path()))
}

/// The names that the image of a Dockerfile may have, the nearest folder first: `spring/with-h2/2.0/Dockerfile`
/// makes `spring-with-h2`.
pub(crate) fn image_names(path: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let folders = || upwards(folder(path)).take(DEPTH).map(file_name);
    let pairs = folders()
        .skip(1)
        .zip(folders())
        .map(|(outer, inner)| format!("{outer}-{inner}").into());
    folders().map(Cow::Borrowed).chain(pairs)
}

/// Development, if a Dockerfile lies in a folder named after such an image. `targets` are the names, and
/// the Compose files that run them.
pub(crate) fn of_practice(path: &str, targets: &BTreeMap<&str, &str>) -> Option<Verdict> {
    let compose = image_names(path).find_map(|name| targets.get(&*name))?;
    Some(Verdict {
        environment: Environment::Development,
        reason: Reason::Practice((*compose).to_owned()),
    })
}
