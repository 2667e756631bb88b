//! What a file of the disk is called inside the engine, where names are text.
//!
//! Whoever stands below the top of a repository may want files named by way of the top: `../shop/Dockerfile`
//! for what lies here, in `shop`. Then each file has one name, whether a file up there leads to it or
//! one beside it, and is judged as it is from the top. People read the short form.
//!
//! Nearly all names are UTF-8, and are called what they are. On Unix a name may hold any bytes;
//! those that are no text become characters that no font and no keyboard has, so that two names
//! never become one and each leads back to its file.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use plimsoll_model::base::path::{is_absolute, join};

use super::top::below_top;

/// The first of 256 characters for private use, each of which stands for a byte.
const FIRST: u32 = 0x0010_FE00;

/// The current folder, if files are named by way of the top: `../shop`.
static HERE: OnceLock<String> = OnceLock::new();

/// Names files by way of the top of the repository from now on, for a process that stays where it is.
pub fn name_by_top() {
    if let Some(way) = below_top().filter(|way| !way.as_os_str().is_empty()) {
        let up = "../".repeat(way.components().count());
        let _ = HERE.set(up + &text_of(&way));
    }
}

/// Which file a path means: with `/`, without needless `./`, and text whatever its bytes are.
pub fn identity(path: &Path) -> String {
    let short: PathBuf = path.components().filter(|c| *c != Component::CurDir).collect();
    let short = if short.as_os_str().is_empty() { path } else { &short };
    let own = text_of(short);
    match HERE.get() {
        Some(here) if !is_absolute(&own) => join(here, &own),
        _ => own,
    }
}

/// The way to a file from the current folder.
fn from_here<'i>(identity: &'i str, here: &str) -> Cow<'i, str> {
    let (way, back): (Vec<&str>, Vec<&str>) = (identity.split('/').collect(), here.split('/').collect());
    let common = way.iter().zip(&back).take_while(|(one, other)| one == other).count();
    if common < back.len() / 2 {
        return Cow::Borrowed(identity);
    }
    let up = std::iter::repeat_n("..", back.len() - common);
    let short: Vec<&str> = up.chain(way[common..].iter().copied()).collect();
    match short.is_empty() {
        true => Cow::Borrowed("."),
        false => Cow::Owned(short.join("/")),
    }
}

/// The way to a file on the disk.
pub(super) fn on_disk(identity: &str) -> PathBuf {
    if identity.contains(stands_for_byte) {
        path_of(identity)
    } else {
        PathBuf::from(identity)
    }
}

/// A folder as the system takes it: the current one has no name of its own.
pub(super) fn to_ask(folder: &Path) -> &Path {
    match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    }
}

/// A name as the user should read it, where that is something else.
pub(super) fn shown(identity: &str) -> Option<String> {
    let short = HERE
        .get()
        .map_or(Cow::Borrowed(identity), |here| from_here(identity, here));
    match short.contains(stands_for_byte) {
        true => Some(path_of(&short).to_string_lossy().into_owned()),
        false => (short != identity).then(|| short.into_owned()),
    }
}

fn stands_for_byte(c: char) -> bool {
    (FIRST..FIRST + 256).contains(&u32::from(c))
}

/// The path that bytes of a list mean.
#[cfg(unix)]
pub(super) fn of_bytes(bytes: &[u8]) -> PathBuf {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn of_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(unix)]
fn text_of(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;

    let escaped = |byte: &u8| char::from_u32(FIRST + u32::from(*byte)).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            // A name that has such a character itself is not to be taken for another one.
            if stands_for_byte(c) {
                text.extend(c.encode_utf8(&mut [0; 4]).as_bytes().iter().map(escaped));
            } else {
                text.push(c);
            }
        }
        text.extend(chunk.invalid().iter().map(escaped));
    }
    text
}

#[cfg(unix)]
fn path_of(identity: &str) -> PathBuf {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    let mut bytes = Vec::with_capacity(identity.len());
    for c in identity.chars() {
        match u8::try_from(u32::from(c).wrapping_sub(FIRST)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    PathBuf::from(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn text_of(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

#[cfg(not(unix))]
fn path_of(identity: &str) -> PathBuf {
    PathBuf::from(identity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_called_what_they_are_in_short() {
        for (path, name) in [
            ("./a//b/./c", "a/b/c"),
            ("../a", "../a"),
            ("/a", "/a"),
            (".", "."),
            ("é", "é"),
        ] {
            assert_eq!(identity(Path::new(path)), name);
            assert_eq!(shown(name), None);
        }
    }

    #[test]
    fn ways_by_the_top_are_read_in_short() {
        for (here, identity, short) in [
            ("../shop", "../shop/web/Dockerfile", "web/Dockerfile"),
            ("../shop", "../shop", "."),
            ("../shop", "../shopping/Dockerfile", "../shopping/Dockerfile"),
            ("../shop", "../compose.yaml", "../compose.yaml"),
            ("../shop", "..", ".."),
            ("../shop", "../../other/Dockerfile", "../../other/Dockerfile"),
            ("../shop", "/srv/Dockerfile", "/srv/Dockerfile"),
            ("../../a/b", "../../a/b/Dockerfile", "Dockerfile"),
            ("../../a/b", "../../a/c/Dockerfile", "../c/Dockerfile"),
            ("../../a/b", "../../c/Dockerfile", "../../c/Dockerfile"),
            ("../../a/b", "../../a", ".."),
        ] {
            assert_eq!(from_here(identity, here), short, "{identity} from {here}");
            assert_eq!(
                join(here, &from_here(identity, here)),
                identity,
                "{identity} from {here}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_apart_and_lead_back() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;

        let names: [&[u8]; 4] = [
            b"caf\xe9/Dockerfile",
            b"caf\xe8/Dockerfile",
            "\u{10fee9}".as_bytes(),
            b"\xff",
        ];
        for bytes in names {
            let path = Path::new(OsStr::from_bytes(bytes));
            assert_eq!(on_disk(&identity(path)), path);
            let same = names
                .iter()
                .filter(|other| identity(Path::new(OsStr::from_bytes(other))) == identity(path));
            assert_eq!(same.count(), 1);
        }
        let name = identity(Path::new(OsStr::from_bytes(names[0])));
        assert_eq!(shown(&name).as_deref(), Some("caf\u{fffd}/Dockerfile"));
    }
}
