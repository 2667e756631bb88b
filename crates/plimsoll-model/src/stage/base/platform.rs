//! Whether a stage is surely for Windows, for faults that only exist there.

use crate::image::Family;
use crate::view::Stage;

impl Stage<'_> {
    /// Whether its image or `--platform` says that it is for Windows. A backtick as escape character
    /// says only that the file has such a stage.
    pub fn is_surely_windows(self) -> bool {
        let by_escape_alone = self.dockerfile.tree().escape == '`' && self.family() != Some(Family::Windows);
        self.is_windows() && !by_escape_alone
    }
}
