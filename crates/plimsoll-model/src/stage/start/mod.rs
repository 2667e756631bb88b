//! What a container of the image starts, and how it is monitored and stopped.

mod debugger;
mod root_need;
mod script;
mod service;
mod start_interval;
mod stop_signal;

pub(crate) use script::{Named, names_in, names_of_start};
pub use script::{RunScript, Runner};
pub use start_interval::StartIntervalFault;
pub use stop_signal::is_systemd;
