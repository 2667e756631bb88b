//! Names of images: `registry/path:tag@digest`.
//!
//! The grammar is that of distribution/reference v0.6 (`reference.go`, `normalize.go`), which
//! Docker, BuildKit and Compose all use. Variables must already be expanded; the contents of a
//! registry are not known here.

use std::ops::Range;

/// A well-formed reference. Ranges are places in the text that was parsed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageReference {
    text: Box<str>,
    registry: Option<Range<usize>>,
    path: Range<usize>,
    tag: Option<Range<usize>>,
    digest: Option<Range<usize>>,
}

/// Why a text is not a reference, and which part of it is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvalidImage {
    pub kind: InvalidImageKind,
    pub range: Range<usize>,
}

/// What is wrong with a reference.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum InvalidImageKind {
    /// It is empty.
    Empty,
    /// The path has capital letters, which no registry accepts.
    Uppercase,
    /// The path or the registry has a character, or a sequence of them, that is not allowed.
    Name,
    /// The name is longer than 255 bytes.
    TooLong,
    Tag,
    Digest,
    /// 64 hexadecimal digits and nothing else, which Docker takes for the ID of an image.
    Identifier,
}

impl InvalidImageKind {
    /// What is wrong, as a message: one line, lower case, no full stop.
    pub fn message(self) -> &'static str {
        match self {
            Self::Empty => "the image has no name",
            Self::Uppercase => "an image name must be lower case",
            Self::Name => "this is not a valid image name",
            Self::TooLong => "an image name has at most 255 characters",
            Self::Tag => "this is not a valid tag",
            Self::Digest => "this is not a valid digest",
            Self::Identifier => "this is an image id, which only one machine knows",
        }
    }
}

/// The longest name, without tag and digest.
const MAX_NAME: usize = 255;
const MAX_TAG: usize = 128;

impl ImageReference {
    /// Reads a reference.
    pub fn parse(text: &str) -> Result<Self, InvalidImage> {
        let fail = |kind, range| Err(InvalidImage { kind, range });
        if text.is_empty() {
            return fail(InvalidImageKind::Empty, 0..0);
        }
        if text.len() == 64 && text.bytes().all(is_lower_hex) {
            return fail(InvalidImageKind::Identifier, 0..text.len());
        }
        let (named, digest) = match text.split_once('@') {
            Some((named, _)) => (named.len(), Some(named.len() + 1..text.len())),
            None => (text.len(), None),
        };
        if let Some(range) = digest.clone()
            && !is_digest(&text[range.clone()])
        {
            return fail(InvalidImageKind::Digest, range);
        }
        // The colon of a port comes before a slash, that of a tag does not.
        let last = text[..named].rfind('/').map_or(0, |at| at + 1);
        let colon = text[last..named].find(':').map(|at| last + at);
        let tag = colon.map(|at| at + 1..named);
        if let Some(range) = tag.clone()
            && !is_tag(&text[range.clone()])
        {
            return fail(InvalidImageKind::Tag, range);
        }
        let name = 0..colon.unwrap_or(named);
        let registry = registry(&text[name.clone()]);
        let path = registry.as_ref().map_or(0, |r| r.end + 1)..name.end;
        if path.is_empty() {
            return fail(InvalidImageKind::Empty, path);
        }
        if !text[path.clone()].split('/').all(is_component) {
            let upper = text[path.clone()].bytes().any(|b| b.is_ascii_uppercase());
            let lower = text[path.clone()].to_ascii_lowercase();
            let only = upper && lower.split('/').all(is_component);
            let kind = if only {
                InvalidImageKind::Uppercase
            } else {
                InvalidImageKind::Name
            };
            return fail(kind, path);
        }
        if let Some(range) = registry.clone()
            && !is_registry(&text[range.clone()])
        {
            return fail(InvalidImageKind::Name, range);
        }
        if name.len() > MAX_NAME {
            return fail(InvalidImageKind::TooLong, name);
        }
        Ok(Self {
            text: text.into(),
            registry,
            path,
            tag,
            digest,
        })
    }

    /// As written.
    pub fn as_written(&self) -> &str {
        &self.text
    }

    /// The registry with its port, if one is written.
    pub fn registry(&self) -> Option<&str> {
        self.registry.clone().map(|range| &self.text[range])
    }

    /// The registry that the image comes from; `docker.io` if none is written.
    pub fn domain(&self) -> &str {
        match self.registry() {
            // distribution/reference `normalize.go`: the old name of Docker Hub.
            None | Some("index.docker.io") => "docker.io",
            Some(registry) => registry,
        }
    }

    /// The path below the registry, as written: `library/nginx`, `nginx`, `team/app`.
    pub fn path(&self) -> &str {
        &self.text[self.path.clone()]
    }

    /// The tag, without its colon. An image with neither tag nor digest means `latest`.
    pub fn tag(&self) -> Option<&str> {
        self.tag.clone().map(|range| &self.text[range])
    }

    /// The digest with its algorithm: `sha256:…`.
    pub fn digest(&self) -> Option<&str> {
        self.digest.clone().map(|range| &self.text[range])
    }

    /// Where the registry is written.
    pub fn registry_range(&self) -> Option<Range<usize>> {
        self.registry.clone()
    }

    /// Where the path is written.
    pub fn path_range(&self) -> Range<usize> {
        self.path.clone()
    }

    /// Where registry and path are written.
    pub(crate) fn name_range(&self) -> Range<usize> {
        0..self.path.end
    }

    /// Where the tag is written, without its colon.
    pub fn tag_range(&self) -> Option<Range<usize>> {
        self.tag.clone()
    }

    /// The familiar name with the tag that is written: `nginx:1.27`, `nginx`.
    pub fn familiar_with_tag(&self) -> String {
        match self.tag() {
            Some(tag) => format!("{}:{tag}", self.familiar_name()),
            None => self.familiar_name().to_owned(),
        }
    }

    /// Registry and path in the familiar form: `nginx` for `docker.io/library/nginx`.
    pub fn familiar_name(&self) -> &str {
        if self.domain() != "docker.io" {
            return &self.text[self.name_range()];
        }
        match self.path().strip_prefix("library/") {
            Some(name) if !name.contains('/') => name,
            _ => self.path(),
        }
    }

    /// Whether it is one of Docker's official images: those below `docker.io/library`.
    pub fn is_official(&self) -> bool {
        self.domain() == "docker.io" && !self.familiar_name().contains('/')
    }
}

/// The first part of a name, if it is a registry rather than a folder.
fn registry(name: &str) -> Option<Range<usize>> {
    let first = &name[..name.find('/')?];
    // distribution/reference `normalize.go`, splitDockerDomain: a dot, a port, `localhost`, or
    // capitals, which no path can have.
    let capitals = first.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_host = first.contains(['.', ':']) || first == "localhost" || capitals;
    is_host.then_some(0..first.len())
}

fn is_registry(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) => {
            let digits = address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
            return digits && !address.is_empty() && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let is_label = |label: &str| {
        let inner = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        inner && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    host.split('.').all(is_label) && port.is_none_or(is_port)
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Lower-case letters and digits, separated by one dot, one or two underscores, or any number of
/// dashes.
fn is_component(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| is_letter(*byte)) {
        return !bytes.is_empty();
    }
    let ends = bytes.first().is_some_and(|b| is_letter(*b)) && bytes.last().is_some_and(|b| is_letter(*b));
    let separators = bytes.split(|byte| is_letter(*byte)).filter(|run| !run.is_empty());
    let mut separators = separators.map(|run| matches!(run, b"." | b"_" | b"__") || run.iter().all(|b| *b == b'-'));
    ends && separators.all(|allowed| allowed)
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    bytes.first().is_some_and(|b| is_word(*b))
        && bytes.len() <= MAX_TAG
        && bytes.iter().all(|b| is_word(*b) || matches!(b, b'.' | b'-'))
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else {
        return false;
    };
    let is_part = |part: &str| {
        let first = part.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
        first && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    // go-digest knows the length of three algorithms.
    let length = match algorithm {
        "sha256" => hex.len() == 64,
        "sha384" => hex.len() == 96,
        "sha512" => hex.len() == 128,
        _ => hex.len() >= 32,
    };
    let digits = match algorithm {
        "sha256" | "sha384" | "sha512" => hex.bytes().all(is_lower_hex),
        _ => hex.bytes().all(|b| b.is_ascii_hexdigit()),
    };
    length && digits && algorithm.split(['+', '.', '-', '_']).all(is_part)
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found() {
        let digest = format!("sha256:{}", "0a".repeat(32));
        let full = format!("localhost:5000/team/app:1.2-alpine@{digest}");
        for (text, registry, path, tag, digest, familiar) in [
            ("nginx", None, "nginx", None, None, "nginx"),
            ("nginx:1.27", None, "nginx", Some("1.27"), None, "nginx"),
            (
                "docker.io/library/nginx",
                Some("docker.io"),
                "library/nginx",
                None,
                None,
                "nginx",
            ),
            ("library/nginx", None, "library/nginx", None, None, "nginx"),
            (
                "index.docker.io/a/b:x",
                Some("index.docker.io"),
                "a/b",
                Some("x"),
                None,
                "a/b",
            ),
            ("localhost/app", Some("localhost"), "app", None, None, "localhost/app"),
            (
                "[::1]:5000/app:2",
                Some("[::1]:5000"),
                "app",
                Some("2"),
                None,
                "[::1]:5000/app",
            ),
            (
                "ghcr.io/a__b/c--d.e",
                Some("ghcr.io"),
                "a__b/c--d.e",
                None,
                None,
                "ghcr.io/a__b/c--d.e",
            ),
            ("app:5000", None, "app", Some("5000"), None, "app"),
            (
                &full,
                Some("localhost:5000"),
                "team/app",
                Some("1.2-alpine"),
                Some(&*digest),
                "localhost:5000/team/app",
            ),
        ] {
            let image = ImageReference::parse(text).unwrap();
            assert_eq!(
                (image.registry(), image.path(), image.tag()),
                (registry, path, tag),
                "{text}"
            );
            assert_eq!((image.digest(), image.familiar_name()), (digest, familiar), "{text}");
            assert_eq!(image.is_official(), !familiar.contains('/'), "{text}");
        }
        let image = ImageReference::parse("ghcr.io/a:v1").unwrap();
        assert_eq!(image.tag_range(), Some(10..12));
        assert_eq!((image.name_range(), image.path_range()), (0..9, 8..9));
    }

    #[test]
    fn what_is_no_reference_is_pointed_at() {
        use InvalidImageKind as Kind;
        let long = "a".repeat(256);
        let id = "0".repeat(64);
        for (text, kind, range) in [
            ("", Kind::Empty, 0..0),
            ("Nginx:1", Kind::Uppercase, 0..5),
            ("a//b", Kind::Name, 0..4),
            ("a___b", Kind::Name, 0..5),
            ("-a", Kind::Name, 0..2),
            ("a:", Kind::Tag, 2..2),
            ("a:b:c", Kind::Tag, 2..5),
            ("a:-x", Kind::Tag, 2..4),
            ("a@sha256:12", Kind::Digest, 2..11),
            ("a@b", Kind::Digest, 2..3),
            ("x.io:port/a", Kind::Name, 0..9),
            ("x.io/", Kind::Empty, 5..5),
            ("ä", Kind::Name, 0..2),
            (":1", Kind::Empty, 0..0),
            (&long, Kind::TooLong, 0..256),
            (&id, Kind::Identifier, 0..64),
        ] {
            assert_eq!(ImageReference::parse(text), Err(InvalidImage { kind, range }), "{text}");
        }
    }
}
