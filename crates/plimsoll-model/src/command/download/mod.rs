//! What commands download: from where, how safely, and how it is used.

mod add_able;
mod archive;
mod cache;
mod cleartext;
mod consumed;
mod fetch;
mod http_error;
mod installers;
mod library_cache;
mod newest;
mod piped_to_shell;
mod verification;

pub use add_able::{PlainFetch, plain_fetch};
pub use archive::extracted;
pub use cache::{FetchedCache, fetched_cache};
pub use cleartext::{plain_downloads, plain_url, serves_https};
pub use consumed::used_downloads;
pub use fetch::{Download, Output, Tool, download, host_of};
pub use installers::is_known_installer;
pub use library_cache::{LibraryCache, empties_cache, library_cache};
pub use newest::is_newest;
pub(crate) use piped_to_shell::powershell_piped_download;
pub use piped_to_shell::{PipedDownload, Way, piped_downloads};
pub(crate) use verification::verification;
pub use verification::{Strength, Verification, verifications};
