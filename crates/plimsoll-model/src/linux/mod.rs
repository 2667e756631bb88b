//! Things that have a meaning in Linux itself: capabilities, signals, devices, the usual folders.

mod capability;
mod device;
mod folder_purpose;
mod security_opt;
mod signal;
mod system_directory;

pub use capability::{Capability, CapabilityReach, capability};
pub use device::{DeviceReach, allows_every_device, device_reach};
pub use folder_purpose::{is_program_path, is_temporary_folder};
pub use security_opt::lost_confinement;
pub use signal::{is_signal, signal_names};
pub use system_directory::system_directory;
