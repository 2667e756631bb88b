//! Writing files: readers find the old file or the whole new one, never a part of it, and nothing else
//! about a file that was there changes.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::{links, name, read};

/// Puts bytes into a file and makes the folders above it. What is no file, such as a pipe, is written
/// to; a link leads to its file.
#[expect(clippy::disallowed_methods, reason = "this module writes")]
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let written = match fs::metadata(&path) {
        Ok(there) if !there.is_file() => fs::write(&path, bytes),
        // Somebody may have mounted just the file, or allow writing to nothing else.
        Ok(there) => swap(&path, Some(&there), bytes).or_else(|_| fs::write(&path, bytes)),
        Err(_) => create(&path, bytes),
    };
    written.map_err(|error| cannot_write(&error))
}

/// Makes a file and the folders above it.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    swap(path, None, bytes)
}

/// Writes the new content of a file that had `before` when it was read. Links are followed, but not
/// out of the repository. Mode and owner stay. If the file has changed since, it is left alone.
pub fn replace(path: &str, before: &[u8], after: &[u8]) -> Result<(), String> {
    let path = name::on_disk(path);
    if links::lead_out(&path) {
        return Err("is not written: a link on its path leads out of the repository".to_owned());
    }
    let real = fs::canonicalize(&path).map_err(|error| read::describe(&error))?;
    if read::file(&real)? != before {
        return Err("is not written: it has changed since it was read".to_owned());
    }
    write(&real, before, after).map_err(|error| cannot_write(&error))
}

fn cannot_write(error: &io::Error) -> String {
    let what = read::describe(error);
    format!(
        "cannot be written: {}",
        what.strip_prefix("cannot be read: ").unwrap_or(&what)
    )
}

#[expect(clippy::disallowed_methods, reason = "this module writes")]
fn write(path: &Path, before: &[u8], after: &[u8]) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    if metadata.permissions().readonly() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    // A file with another name, or one that is mounted by itself, is not replaced but written.
    if is_alone(&metadata) && swap(path, Some(&metadata), after).is_ok() {
        return Ok(());
    }
    fs::write(path, after).inspect_err(|_| {
        let _ = fs::write(path, before);
    })
}

/// Puts a new file in the place of the one that was there, if there was one.
fn swap(path: &Path, there: Option<&fs::Metadata>, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = match there {
        Some(_) => NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?,
        None => new_file(folder.unwrap_or(Path::new(".")))?,
    };
    file.write_all(bytes)?;
    if let Some(there) = there {
        file.as_file().set_permissions(there.permissions())?;
        keep_owner(&file, there)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file with the rights that new files have; temporary ones are for one account only.
#[cfg(unix)]
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;

    // What the account does not want to give is left out by the system.
    tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

/// Whether no other name leads to the file.
#[cfg(unix)]
fn is_alone(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    metadata.nlink() == 1
}

#[cfg(not(unix))]
fn is_alone(_: &fs::Metadata) -> bool {
    true
}

/// Gives a new file the owner of the old one. Where that is not allowed, the old file is written.
#[cfg(unix)]
fn keep_owner(file: &NamedTempFile, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};

    let new = file.as_file().metadata()?;
    match (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        true => Ok(()),
        false => fchown(file.as_file(), Some(old.uid()), Some(old.gid())),
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &NamedTempFile, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test reads what was written")]
mod tests {
    use super::*;

    #[test]
    fn files_are_made_replaced_and_written_through_links() {
        let top = std::env::temp_dir().join(format!("plimsoll-put-{}", std::process::id()));
        let file = top.join("a/b/report");
        for text in ["one", "two"] {
            put(&file, text.as_bytes()).expect("it can be written");
            assert_eq!(fs::read_to_string(&file).expect("it is there"), text);
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a/b/report", top.join("link")).expect("links can be made");
            put(&top.join("link"), b"three").expect("it can be written");
            assert_eq!(fs::read_to_string(&file).expect("it is there"), "three");
        }
        assert_eq!(fs::read_dir(top.join("a/b")).expect("it is a folder").count(), 1);
        assert!(put(&top, b"").is_err());
        fs::remove_dir_all(top).expect("the folder is ours");
    }
}
