//! What registries are asked, each thing once, and what they answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use plimsoll_registry::{Client, Failure, Kind, Manifest};
use plimsoll_syntax::image::ImageReference;

/// So many requests are under way at a time.
const AT_ONCE: usize = 6;

/// A tag, whose digest is wanted.
pub(super) struct Question {
    /// In familiar form, with its tag: `node:22`.
    pub(super) name: String,
    /// The digests that are written at its places.
    pub(super) digests: BTreeSet<String>,
}

impl Question {
    pub(super) fn about(image: &ImageReference) -> Self {
        let tag = image.tag().unwrap_or("latest");
        let familiar = format!("{}:{tag}", image.familiar_name());
        // Without its registry, `docker.io/localhost/x` would be an image of another one.
        let is_same = ImageReference::parse(&familiar).is_ok_and(|short| short.domain() == image.domain());
        Self {
            name: match is_same {
                true => familiar,
                false => format!("{}/{}:{tag}", image.domain(), image.path()),
            },
            digests: image.digest().map(str::to_owned).into_iter().collect(),
        }
    }
}

/// The digests of tags, once they are known.
#[derive(Default)]
pub(super) struct Answers(OnceLock<BTreeMap<String, String>>);

impl Answers {
    pub(super) fn set(&self, digests: BTreeMap<String, String>) {
        // It is asked once in a run.
        let _ = self.0.set(digests);
    }

    pub(super) fn digest(&self, name: &str) -> Option<&str> {
        self.0.get()?.get(name).map(String::as_str)
    }
}

/// What came of asking.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) digests: BTreeMap<String, String>,
    /// What went wrong, and the tags that are not known for it.
    pub(super) failures: BTreeMap<String, Vec<String>>,
    pub(super) warnings: Vec<String>,
}

/// Asks, some questions at a time.
pub(super) fn ask(client: &Client, mut questions: Vec<Question>) -> Asked {
    questions.sort_by(|one, other| one.name.cmp(&other.name));
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
            let answer = answer(client, question);
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.insert(question.name.clone(), answer);
        }
    };
    thread::scope(|scope| {
        for _ in 0..questions.len().min(AT_ONCE) {
            scope.spawn(work);
        }
    });
    let mut asked = Asked::default();
    for (name, answer) in answers.into_inner().unwrap_or_else(PoisonError::into_inner) {
        match answer {
            Ok((manifest, has_shrunk)) => {
                if has_shrunk {
                    asked.warnings.push(format!(
                        "`{name}` is an image of one platform now, and its digest so far is that of several"
                    ));
                }
                asked.digests.insert(name, manifest.digest);
            }
            Err(failure) => asked.failures.entry(failure.to_string()).or_default().push(name),
        }
    }
    asked
}

/// What the tag stands for, and whether it stood for more when it was pinned.
fn answer(client: &Client, question: &Question) -> Result<(Manifest, bool), Failure> {
    let image = ImageReference::parse(&question.name).expect("it is made from a reference");
    let manifest = client.manifest(&image, image.tag().unwrap_or("latest"))?;
    let moved = question.digests.iter().filter(|digest| **digest != manifest.digest);
    let was_index = |digest: &String| client.manifest(&image, digest).is_ok_and(|old| old.kind == Kind::Index);
    let has_shrunk = manifest.kind == Kind::Single && moved.into_iter().any(was_index);
    Ok((manifest, has_shrunk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_means_the_image_that_is_written() {
        for (written, expected) in [
            ("node:22", "node:22"),
            ("docker.io/library/node:22", "node:22"),
            ("docker.io/localhost/x:1", "docker.io/localhost/x:1"),
            ("docker.io/a_b.c/d:1", "docker.io/a_b.c/d:1"),
            ("registry.example.com/shop/api", "registry.example.com/shop/api:latest"),
        ] {
            let image = ImageReference::parse(written).expect("it is a reference");
            assert_eq!(Question::about(&image).name, expected);
        }
    }
}
