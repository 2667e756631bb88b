//! Fixes, applied in memory and judged before anything is written.
//!
//! [`fix`] takes the files of a run and gives those that change. A project is fixed in passes: all
//! fixes that fit together are made, the project is judged again, and a gate looks at what came of it.
//! Fixes that fail there are held back, and the others go in. `docs/fixes.md` describes it for users.

mod gate;
mod job;
mod leaves;
mod model;
mod passes;
mod patch;
mod state;
#[cfg(test)]
mod tests;

pub use gate::Reason;
pub use job::Job;
pub use model::Difference;
pub use passes::{Fixed, FixedFile, HeldBack, Made, Version, fix};
pub use patch::Patch;
