//! Whether files have changed since they were looked at, for clients that do not tell.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use super::name;

/// When some files and folders were changed last, and how long they were.
#[derive(Default, PartialEq, Eq)]
pub struct Stamps(BTreeMap<String, Option<(SystemTime, u64)>>);

impl Stamps {
    /// Looks at paths; what is not there counts too, since it may come.
    pub fn of(paths: impl IntoIterator<Item = String>) -> Self {
        Self(
            paths
                .into_iter()
                .map(|path| (stamp(&path), path))
                .map(|(stamp, path)| (path, stamp))
                .collect(),
        )
    }

    /// Whether all of them are as they were.
    pub fn still_hold(&self) -> bool {
        self.0.iter().all(|(path, stamped)| stamp(path) == *stamped)
    }
}

#[expect(clippy::disallowed_methods, reason = "this module asks the disk")]
fn stamp(path: &str) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(name::to_ask(&name::on_disk(path))).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
