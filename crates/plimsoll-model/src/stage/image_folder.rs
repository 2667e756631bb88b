//! Whether a Dockerfile is in a folder that is named after an image for developers.
//!
//! It does not decide the environment of the file: such an image may well be published. Only rules
//! about what developers need ask for it.

use crate::base::words;
use crate::view::Dockerfile;

impl Dockerfile<'_> {
    /// Whether one of the two folders above it is named after a development image: `php-dev`,
    /// `php-dev/8.4`, `alpine-devel`.
    pub fn is_in_folder_for_work(self) -> bool {
        let folders = self.source().path().rsplit('/').skip(1).take(2);
        folders.into_iter().any(is_for_work)
    }
}

fn is_for_work(folder: &str) -> bool {
    let words = words(folder);
    let says = |word: &String| {
        matches!(
            word.as_str(),
            "dev" | "devel" | "development" | "debug" | "workspace" | "xdebug"
        )
    };
    words.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_for_work() {
        for (folder, expected) in [
            ("php-dev", true),
            ("debug", true),
            ("device", false),
            ("8.4-alpine", false),
        ] {
            assert_eq!(is_for_work(folder), expected, "{folder}");
        }
    }
}
