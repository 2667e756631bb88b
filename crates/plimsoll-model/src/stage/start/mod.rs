//! What a container of the image starts, and how it is monitored and stopped.

mod debugger;
mod root_need;
mod service;
mod start_interval;
mod stop_signal;

pub use start_interval::StartIntervalFault;
pub use stop_signal::is_systemd;
