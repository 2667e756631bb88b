//! What `ADD` and `COPY` copy, where they put it, and what becomes of it.

mod copied_credentials;
mod copy_target;
mod deleted_later;
mod destination;
mod from_stage;
mod source;

pub use copied_credentials::CopiedCredentials;
pub use copy_target::Placed;
pub use deleted_later::Leftover;
pub use destination::{Absolute, absolute};
pub use from_stage::StageCopy;
