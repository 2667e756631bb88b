//! What is known about images by their names: their purpose, how long they are maintained, what
//! their tags promise.

mod catalogue;
mod digest_place;
mod family;
mod known;
mod newest;
mod own;
mod platform;
mod port;
mod publisher;
mod release;
mod smaller;
mod usage;

pub use catalogue::known_image;
#[cfg(test)]
pub(crate) use digest_place::testing::with_digests;
pub use digest_place::{DigestPlace, NoDigestPlace, NoRoom};
pub(crate) use family::family_of_tag;
pub use family::{Family, SystemShell};
pub(crate) use known::major_version;
pub use known::{ImageUser, KnownImage, Role};
pub use newest::newest_tag;
pub use own::{OwnImage, OwnImages, OwnShell};
pub use platform::{PlatformFault, are_platforms_apart, platform_fault};
pub(crate) use port::well_known_port;
pub use port::{PortKind, WellKnownPort};
pub use publisher::is_from_known_publisher;
pub use release::{Release, Retired, releases, retired};
pub use smaller::{SmallerImage, smaller_image};
pub(crate) use usage::tail_of;
pub use usage::{ImagePurpose, ImageUse, tag_moves};
