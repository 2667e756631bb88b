//! Writing files that are there: whole or not at all, and nothing else about them changes.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::{links, name, read};

/// Writes the new content of a file that had `before` when it was read. Links are followed, but not
/// out of the repository. Mode and owner stay. If the file has changed since, it is left alone.
pub(crate) fn replace(path: &str, before: &[u8], after: &[u8]) -> Result<(), String> {
    let path = name::on_disk(path);
    if links::lead_out(&path) {
        return Err("is not written: a link on its path leads out of the repository".to_owned());
    }
    let real = fs::canonicalize(&path).map_err(|error| read::describe(&error))?;
    if read::file(&real)? != before {
        return Err("is not written: it has changed since it was read".to_owned());
    }
    write(&real, before, after).map_err(|error| format!("cannot be written: {}", read::describe(&error)))
}

#[expect(clippy::disallowed_methods, reason = "this module writes")]
fn write(path: &Path, before: &[u8], after: &[u8]) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    if metadata.permissions().readonly() {
        return Err(ErrorKind::PermissionDenied.into());
    }
    // A file with another name, or one that is mounted by itself, is not replaced but written.
    if is_alone(&metadata) && swap(path, &metadata, after).is_ok() {
        return Ok(());
    }
    fs::write(path, after).inspect_err(|_| {
        let _ = fs::write(path, before);
    })
}

/// Puts a new file in the place of another one.
fn swap(path: &Path, metadata: &fs::Metadata, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(ErrorKind::NotFound)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    let permissions: Permissions = metadata.permissions();
    file.as_file().set_permissions(permissions)?;
    keep_owner(&file, metadata)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
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
