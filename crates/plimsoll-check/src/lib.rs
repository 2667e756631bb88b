//! From paths to a report: which files there are, which configuration holds, what is known. What the
//! program and the language server have in common; neither arguments nor formats nor a terminal.
//!
//! [`disk::gather`] finds and reads the files, [`judging::Judging::prepare`] adds the configuration and
//! gives all that is needed to judge, and [`judging::Ready::judge`] does it. What is wrong on the way is
//! a value ([`told::Told`]); nothing here prints.

pub mod baseline;
pub mod clock;
pub mod completing;
pub mod config;
pub mod disk;
pub mod ignoring;
pub mod judging;
pub mod live;
mod pack;
pub mod rego;
pub mod telling;
pub mod told;
