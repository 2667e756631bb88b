//! What the services of a project mean for the host, for each other and for their data.
//!
//! The facts are methods on the views [`Service`](crate::view::Service) and
//! [`ComposeFile`](crate::view::ComposeFile), each in a module of its own.

mod authentication;
mod connectivity;
pub mod data_volume;
mod default_file;
mod digest;
mod drift;
mod exposure;
mod hidden_folder;
pub mod host;
mod lacking_argument;
mod lifecycle;
mod other_build;
mod partial_file;
mod remote_login;
mod resources;
mod reverse_proxy;
mod root_start;
mod run_script;
mod start_script;
mod state_volume;
mod swarm;
mod unheard_port;

pub use authentication::{DoorKind, OpenDoor};
pub use connectivity::UsedAddress;
pub use drift::{Drift, Drifting};
pub use exposure::Listener;
pub use hidden_folder::HiddenFolder;
pub use lacking_argument::LackingArgument;
pub use remote_login::{RemoteLogin, remote_login};
pub use root_start::RootReason;
pub use run_script::{ScriptStart, ScriptStarter};
pub use start_script::MountedScript;
pub use state_volume::RootVolume;
pub use unheard_port::UnheardPort;
