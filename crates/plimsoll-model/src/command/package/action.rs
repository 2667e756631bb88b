//! What package managers do, whatever each of them calls it.

/// What a manager does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// Fetches the lists of what there is: `apt-get update`.
    Update,
    /// Brings what is installed to newer versions.
    Upgrade,
    Install,
    Remove,
    /// Empties its cache.
    Clean,
    /// Adds a source of packages; the source stands among the packages.
    AddRepository,
    /// Anything else; also no action at all.
    Other,
}
