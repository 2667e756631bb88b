//! What package managers do, whatever each of them calls it.

/// What a manager does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// Fetches the package lists: `apt-get update`.
    Update,
    /// Upgrades what is installed.
    Upgrade,
    Install,
    Remove,
    /// Empties its cache.
    Clean,
    /// Adds a source of packages; the source is among the packages.
    AddRepository,
    /// Anything else, including no action at all.
    Other,
}
