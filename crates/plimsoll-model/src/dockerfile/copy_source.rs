//! The kinds of sources of ADD and COPY, by their spelling.

use plimsoll_syntax::dockerfile::{Part, Word};

use crate::base::Url;

/// Where a source of ADD or COPY comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CopySource {
    /// A file or folder of the build context, a stage, or an image.
    Local,
    /// A local archive, which ADD unpacks.
    Archive,
    /// `http://`, `https://` and the like.
    Url,
    /// A Git repository, which ADD clones.
    Git,
    /// A heredoc: the file is in the Dockerfile.
    Inline,
    /// A hash from an image's history: `file:…`, `multi:…`. The line comes from `docker history`,
    /// and no build can read it.
    Recorded,
    /// A variable that may hold any of these.
    Unknown,
}

/// Extensions of archives that ADD unpacks: moby v28, pkg/archive and go-archive's compression
/// magic (identity tar, gzip, bzip2, xz, zstd). A compressed file that is not a tar stays as it is,
/// but its name does not tell.
const ARCHIVES: [&str; 19] = [
    ".tar",
    ".tar.gz",
    ".tgz",
    ".taz",
    ".tar.bz",
    ".tar.bz2",
    ".tbz",
    ".tbz2",
    ".tb2",
    ".tar.xz",
    ".txz",
    ".tar.lzma",
    ".tar.z",
    ".tar.zst",
    ".tzst",
    ".gz",
    ".bz2",
    ".xz",
    ".zst",
];

/// The ref of a Git repository in its address, after `#` or in its query.
// BuildKit v0.30, util/gitutil: the keys of the query are `ref`, `tag`, `branch`, `commit` and
// `checksum`.
pub fn git_point(address: &str) -> Option<&str> {
    let (rest, fragment) = address.split_once('#').unwrap_or((address, ""));
    // A folder of the repository may follow a colon.
    let named = fragment.split(':').next().filter(|name| !name.is_empty());
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    let value = |part: &'_ str| -> Option<usize> {
        let (key, _) = part.split_once('=')?;
        matches!(key, "ref" | "tag" | "branch" | "commit" | "checksum").then_some(key.len() + 1)
    };
    named.or_else(|| query.split('&').find_map(|part| Some(&part[value(part)?..])))
}

/// Whether an address only returns the newest commit of a branch. `ADD` of it is a well-known way
/// to run the steps below again after each commit; the answer is not used.
// GitHub REST API, "Git database / references", "Commits", "Branches"; GitLab REST API v4, the same.
pub fn tells_newest_commit(address: &str) -> bool {
    let Some(url) = Url::parse(address) else { return false };
    let is_github = url.host().is_some_and(|host| host.is_in("api.github.com"));
    let github = url.path().strip_prefix("/repos/").filter(|_| is_github);
    let gitlab = url.path().split_once("/api/v4/projects/").map(|(_, rest)| rest);
    let asks = |path: &str| {
        ["/git/refs", "/git/ref/", "/commits", "/branches"]
            .iter()
            .any(|part| path.contains(part))
    };
    github.is_some_and(asks) || gitlab.is_some_and(asks)
}

impl CopySource {
    /// The kind of a source whose text is known.
    // BuildKit v0.30, util/gitutil and dockerfile2llb: `git@`, `ssh://`, `git://`, and HTTP URLs that
    // end in `.git` (before `#`) are Git sources.
    pub(crate) fn of_text(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let address = lower.split(['#', '?']).next().unwrap_or_default();
        let has_scheme = |schemes: &[&str]| Url::parse(text).is_some_and(|url| url.is_one_of(schemes));
        let http = has_scheme(&["http", "https"]);
        let git = lower.starts_with("git@") || has_scheme(&["git", "ssh"]);
        if git || (http && address.ends_with(".git")) {
            CopySource::Git
        } else if http || has_scheme(&["ftp"]) {
            CopySource::Url
        } else if is_recorded(&lower) {
            CopySource::Recorded
        } else if ARCHIVES.iter().any(|ending| lower.ends_with(ending)) {
            CopySource::Archive
        } else {
            CopySource::Local
        }
    }

    /// The kind of a source with unknown variables, as far as it is literal: its end marks an
    /// archive, its start a URL.
    pub(crate) fn of_literal_ends(word: &Word) -> Self {
        let literal = |part: Option<&Part>| match part {
            Some(Part::Literal(text)) => Self::of_text(&text.value),
            _ => CopySource::Local,
        };
        match (literal(word.parts.first()), literal(word.parts.last())) {
            (start @ (CopySource::Url | CopySource::Git), _) => start,
            (_, CopySource::Archive) => CopySource::Archive,
            _ => CopySource::Unknown,
        }
    }
}

/// `file:` or the like, and a SHA-256, as builders before BuildKit wrote into the history of
/// images.
fn is_recorded(text: &str) -> bool {
    let kinds = ["file:", "dir:", "multi:"];
    let hash = kinds.iter().find_map(|kind| text.strip_prefix(kind));
    hash.is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_tell_what_they_name() {
        let hash = "8b8864b3e02a33a579dc216fd51b28a6047bc8eeaa03045b258980fe0cf7fcb3";
        for (text, expected) in [
            ("app.jar", CopySource::Local),
            ("file:notes", CopySource::Local),
            (&*format!("file:{hash}"), CopySource::Recorded),
            (&*format!("multi:{hash}"), CopySource::Recorded),
            (hash, CopySource::Local),
            ("rootfs.tar.xz", CopySource::Archive),
            ("https://example.com/a", CopySource::Url),
            ("https://example.com/a.git#main", CopySource::Git),
        ] {
            assert_eq!(CopySource::of_text(text), expected, "{text}");
        }
    }
}
