//! Scripts that people are told to pipe into a shell by the makers of the program.

use crate::base::{Host, Url};

// `INSTALLER_HOSTS` and `INSTALLER_REPOSITORIES`, sorted.
include!(concat!(env!("OUT_DIR"), "/installers.rs"));

/// Whether an address is that of a known program's own installer, over HTTPS.
pub fn is_known_installer(address: &str) -> bool {
    let Some(url) = Url::parse(address).filter(|url| url.is_one_of(&["https"])) else {
        return false;
    };
    let host = url.host().map(Host::name).unwrap_or_default();
    if host != "raw.githubusercontent.com" {
        return INSTALLER_HOSTS.binary_search(&host).is_ok();
    }
    let mut parts = url.path().trim_start_matches('/').splitn(3, '/');
    let (Some(owner), Some(repository)) = (parts.next(), parts.next()) else {
        return false;
    };
    let repository = format!("{owner}/{repository}").to_ascii_lowercase();
    INSTALLER_REPOSITORIES.binary_search(&repository.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_makers_of_a_program_count() {
        for address in [
            "https://sh.rustup.rs",
            "https://deb.nodesource.com/setup_24.x",
            "https://raw.githubusercontent.com/nvm-sh/nvm/v0.40.3/install.sh",
            "https://raw.githubusercontent.com/Homebrew/install/HEAD/install.sh",
        ] {
            assert!(is_known_installer(address), "{address}");
        }
        for address in [
            "http://get.docker.com",
            "get.docker.com",
            "https://get.docker.com.evil.net/",
            "https://raw.githubusercontent.com/someone/nvm/v1/install.sh",
            "https://raw.githubusercontent.com/nvm-sh",
            "https://example.com/install.sh",
        ] {
            assert!(!is_known_installer(address), "{address}");
        }
    }
}
