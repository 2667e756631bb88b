//! Whether the data of a service outlives its container.

mod misplaced;
mod persistence;
