//! Links that lead out of the repository. Whoever sends a change can put one in place of a file, and
//! the report would show lines of what it leads to.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::top::repository;

/// Whether a link on a path leads out of the repository that the link lies in. Without a repository
/// it is the current folder that counts, and for a file elsewhere the folder that it lies in. Links
/// further up belong to the machine and may lead anywhere.
pub(super) fn lead_out(path: &Path) -> bool {
    let Ok(current) = env::current_dir() else { return false };
    let current = fs::canonicalize(&current).unwrap_or(current);
    let whole = current.join(path);
    let last = whole.components().count();
    let mut place = PathBuf::new();
    for (at, part) in whole.components().enumerate() {
        let folder = place.clone();
        place.push(part);
        let is_link = matches!(part, Component::Normal(_))
            && fs::symlink_metadata(&place).is_ok_and(|metadata| metadata.file_type().is_symlink());
        if !is_link {
            continue;
        }
        let (Ok(folder), Ok(target)) = (fs::canonicalize(&folder), fs::canonicalize(&place)) else {
            continue;
        };
        let root = match repository(&folder) {
            Some(root) => root,
            None if folder.starts_with(&current) => &current,
            None if at + 1 == last => &folder,
            None => continue,
        };
        if !target.starts_with(root) {
            return true;
        }
    }
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes the folders that it reads")]
    fn links_stay_inside() {
        let top = env::temp_dir().join(format!("plimsoll-links-{}", std::process::id()));
        for folder in ["shop/.git", "shop/api", "other/.git", "plain"] {
            fs::create_dir_all(top.join(folder)).expect("the folder for temporary files can be written");
        }
        for file in ["shop/api/Dockerfile", "other/secret.env", "plain/Dockerfile"] {
            fs::write(top.join(file), file).expect("files can be written");
        }
        for (target, link) in [
            ("../other/secret.env", "shop/Dockerfile"),
            ("../../other/secret.env", "shop/api/prod.env"),
            ("api/Dockerfile", "shop/inside"),
            ("../other", "shop/folder"),
            ("api", "shop/web"),
            ("Dockerfile", "shop/twice"),
            ("../other/secret.env", "plain/out"),
            ("Dockerfile", "plain/beside"),
            ("shop", "project"),
        ] {
            symlink(target, top.join(link)).expect("links can be made");
        }
        for (path, is_outside) in [
            ("shop/Dockerfile", true),
            ("shop/api/prod.env", true),
            ("shop/twice", true),
            ("shop/folder", true),
            ("shop/folder/secret.env", true),
            ("shop/web/../web/prod.env", true),
            ("shop/inside", false),
            ("shop/web/Dockerfile", false),
            ("shop/api/Dockerfile", false),
            ("plain/out", true),
            ("plain/beside", false),
            ("project/api/Dockerfile", false),
            ("shop/missing", false),
        ] {
            assert_eq!(lead_out(&top.join(path)), is_outside, "{path}");
        }
        fs::remove_dir_all(top).expect("the folder is ours");
    }
}
