//! The variables that a base image sets, if its complete `ENV` is known.

use crate::image::known_image;
use crate::view::Stage;

/// Variables of a container of any Linux image: BuildKit v0.30, dockerfile2llb/convert.go, sets
/// `PATH` where the image does not, including `scratch`.
const ALWAYS: &str = "PATH";

impl Stage<'_> {
    /// Whether the base image sets a variable; none if not all of its variables are known. The
    /// variables of the stages in the chain are not covered here.
    pub(crate) fn base_sets(self, name: &str) -> Option<bool> {
        if name == ALWAYS {
            return Some(true);
        }
        if self.is_from_scratch() {
            return Some(false);
        }
        let image = self.root_image().likely()?;
        let names = known_image(image.familiar_name(), image.tag())?.variables?;
        // Windows variants have many more.
        (!self.is_windows()).then(|| names.contains(&name))
    }

    /// Whether an unknown base image may well set a variable: its name starts with a part of the
    /// image's own name.
    pub fn base_may_set(self, name: &str) -> bool {
        let Some(image) = self.root_image().likely() else {
            return true;
        };
        let prefix = name.split('_').next().unwrap_or_default().to_ascii_lowercase();
        let path = image.familiar_name().to_ascii_lowercase();
        prefix.len() > 2
            && path
                .split(['/', '-', '_', '.'])
                .any(|part| part.starts_with(&prefix) || prefix.starts_with(part))
    }
}
