//! What a service shares with its host.

mod daemon;
mod device;
mod path;
mod prepared_mount;
mod socket;

pub use path::HostFolder;
pub use socket::{RuntimeSocket, runtime_socket};
