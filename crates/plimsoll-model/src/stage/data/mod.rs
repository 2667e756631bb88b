//! The folders in which an image keeps data.

mod data_folders;
mod volume;

pub(crate) use data_folders::brings_scripts;
pub use data_folders::{StateFolder, is_data_folder};
pub use volume::VolumePath;
