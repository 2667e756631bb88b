//! From files to a report: which files there are, which configuration holds, what is known. What the
//! program, the language server, the stream and the Python package have in common; neither arguments nor
//! formats nor a terminal.
//!
//! # In memory
//!
//! Whoever has the texts already needs one type, [`Checker`]: a configuration and the rules, made once and
//! used as often as wanted, from any thread. It asks neither the disk nor the clock.
//!
//! ```
//! use plimsoll_check::{Checker, File};
//! use plimsoll_lint::Registry;
//!
//! let rules = Registry::new(plimsoll_rules::rules());
//! let checker = Checker::new(&rules, None).expect("there is no configuration that could be wrong");
//! let report = checker.check(&[
//!     File::new("compose.yaml", "services:\n  api:\n    build: .\n    privileged: true\n"),
//!     File::new("Dockerfile", "FROM debian\nCMD [\"api\"]\n"),
//! ]);
//! let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.id()).collect();
//! assert!(rules.contains(&"privileged-container"));
//! assert!(rules.contains(&"unpinned-image-tag"));
//! ```
//!
//! [`report`] writes what was found as JSON.
//!
//! # On the disk
//!
//! [`disk::gather`] finds and reads the files, [`judging::Judging::prepare`] adds the configuration and
//! gives all that is needed to judge, and [`judging::Ready::judge`] does it. What is wrong on the way is
//! a value ([`told::Told`]); nothing here prints.

pub mod baseline;
mod checker;
pub mod clock;
pub mod completing;
pub mod config;
pub mod disk;
pub mod ignoring;
pub mod judging;
pub mod live;
mod pack;
pub mod rego;
pub mod report;
pub mod telling;
pub mod told;

pub use checker::{Checker, File, Model, Settings, Wants};
