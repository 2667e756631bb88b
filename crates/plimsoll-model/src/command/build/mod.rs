//! Commands that build programs.

mod architecture;
mod compile;
mod rails_assets;

pub use architecture::architecture_in;
pub use compile::{Compile, compile};
pub use rails_assets::asset_build;
