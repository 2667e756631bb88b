//! Asks registries which digest a tag has now.
//!
//! The only crate that uses the network. It speaks the part of the OCI distribution specification 1.1
//! that this needs: a manifest by its tag, with the logins of Docker's configuration. No secret is
//! printed, kept on disk, or sent to another host than the one that it is for.

mod address;
mod challenge;
mod client;
mod config;
mod failure;
mod helper;
mod http;
mod login;

pub use client::{Client, Kind, Manifest};
pub use config::{DockerConfig, InvalidConfig};
pub use failure::{Failure, Trouble};
pub use http::Certificates;
