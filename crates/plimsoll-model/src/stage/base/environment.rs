//! Which variables a base image sets, as far as its `ENV` is known as a whole.

use crate::image::known_image;
use crate::view::Stage;

/// What a container of any Linux image has: BuildKit v0.30, dockerfile2llb/convert.go, sets `PATH`
/// where the image does not, `scratch` included.
const ALWAYS: &str = "PATH";

impl Stage<'_> {
    /// Whether the base image sets a variable; none if not all of its variables are known. What the
    /// stages of the chain set is asked elsewhere.
    pub(crate) fn base_sets(self, name: &str) -> Option<bool> {
        if name == ALWAYS {
            return Some(true);
        }
        if self.is_from_scratch() {
            return Some(false);
        }
        let image = self.root_image().likely()?;
        let names = known_image(image.familiar_name(), image.tag())?.variables?;
        // Variants for Windows have many more.
        (!self.is_windows()).then(|| names.contains(&name))
    }

    /// Whether a name is one that a base image of an unknown kind may well set: it starts with a
    /// part of the image's own name.
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
