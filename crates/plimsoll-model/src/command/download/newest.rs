//! Addresses that stand for the newest version.

use crate::base::Url;

/// Whether an address names no version: a part of its path is `latest`, or the name of the main
/// branch in the form of GitHub and GitLab.
pub fn is_newest(url: &str) -> bool {
    let Some(url) = Url::parse(url) else {
        return false;
    };
    let path = url.path();
    // A key stays the same for years.
    if [".asc", ".gpg", ".key", ".sig"].iter().any(|end| path.ends_with(end)) {
        return false;
    }
    let mut parts = path.split('/');
    // `Miniconda3-latest-Linux-x86_64.sh`, but not `latest-news.html`.
    let is_latest = |part: &str| part == "latest" || part.contains("-latest-") || part.contains("-latest.");
    let is_hosted = url.host().is_some_and(|host| {
        let known = ["github.com", "githubusercontent.com", "gitlab.com"];
        known.iter().any(|domain| host.is_in(domain))
    });
    let is_branch = |part: &str| {
        let name = [".tar.gz", ".zip", ".tar.bz2"]
            .iter()
            .find_map(|end| part.strip_suffix(end))
            .unwrap_or(part);
        is_hosted && matches!(name, "master" | "main" | "HEAD" | "trunk" | "develop")
    };
    parts.any(|part| is_latest(part) || is_branch(part))
}

#[cfg(test)]
mod tests {
    use super::is_newest;

    #[test]
    fn addresses_without_a_version() {
        for url in [
            "https://github.com/a/b/releases/latest/download/c.tgz",
            "https://raw.githubusercontent.com/a/b/master/install.sh",
            "https://github.com/a/b/archive/refs/heads/main.zip",
            "https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh",
        ] {
            assert!(is_newest(url), "{url}");
        }
        for url in [
            "https://github.com/a/main-tool/archive/v1.zip",
            "https://deb.debian.org/debian/dists/main/x",
            "https://example.com/latest-news-1.2.tar.gz",
            "latest",
        ] {
            assert!(!is_newest(url), "{url}");
        }
    }
}
