//! Programs to practise attacks on: which images they are, and where a Dockerfile of theirs lies.

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

/// The folders of a Dockerfile that may be named after its image, the nearest first.
pub(crate) fn image_folders(path: &str) -> impl Iterator<Item = &str> {
    upwards(folder(path)).take(DEPTH).map(file_name)
}

/// Development, if a Dockerfile lies in a folder named after such an image. `targets` are the names, and
/// the Compose files that run them.
pub(crate) fn of_practice(path: &str, targets: &BTreeMap<&str, &str>) -> Option<Verdict> {
    let compose = image_folders(path).find_map(|folder| targets.get(folder))?;
    Some(Verdict {
        environment: Environment::Development,
        reason: Reason::Practice((*compose).to_owned()),
    })
}
