//! Where a file names an image, and where the digest of that image is or can be written.

use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Edit, Span};

/// A place that names an image to pull, and has room for its digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DigestPlace {
    /// The whole name as written.
    pub span: Span,
    pub reference: ImageReference,
    /// The digest; the empty place behind the name if there is none.
    at: Span,
}

/// A place that names an image, without room for a digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoDigestPlace {
    /// The whole name as written.
    pub span: Span,
    pub reason: NoRoom,
}

/// Why there is no room for a digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoRoom {
    /// A variable has no value in the file.
    Unknown,
    /// The name or the tag is put together from several pieces, or stands in another file.
    Pieces,
    /// The argument that gives the tag or the name is used for something else too.
    Shared(String),
    /// Quotes, escapes or line ends stand between its words.
    Form,
}

impl NoRoom {
    /// Why, in words.
    pub fn message(&self) -> String {
        match self {
            Self::Unknown => "a variable in it has no value in this file".to_owned(),
            Self::Pieces => "its name or tag is put together from variables, or stands in another file".to_owned(),
            Self::Shared(name) => format!("the argument `{name}` is used for something else too"),
            Self::Form => "quotes, escapes or line ends stand in it".to_owned(),
        }
    }
}

impl DigestPlace {
    /// The place of a name whose end stands in the file as it is read, up to `end`.
    pub(crate) fn ending_at(span: Span, reference: ImageReference, end: Span) -> Self {
        let end = end.at_end();
        let length = reference.digest().map_or(0, str::len);
        let start = end.start as usize - length;
        Self {
            span,
            reference,
            at: Span::new(end.file, start, end.end as usize),
        }
    }

    /// The change that writes a digest. A name without a tag means `latest`, which is written too: else
    /// nobody could tell later what the digest was taken from.
    pub fn write(&self, digest: &str) -> Edit {
        match (self.reference.digest(), self.reference.tag()) {
            (Some(_), _) => self.at.replace(digest),
            (None, Some(_)) => self.at.replace(format!("@{digest}")),
            (None, None) => self.at.replace(format!(":latest@{digest}")),
        }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::{DigestPlace, NoDigestPlace};

    /// A file with a digest at each place, and why there is none at others.
    pub(crate) fn with_digests(
        text: &str,
        places: impl IntoIterator<Item = Result<DigestPlace, NoDigestPlace>>,
    ) -> String {
        let mut edits = Vec::new();
        let mut reasons = String::new();
        for place in places {
            match place {
                Ok(place) => edits.push(place.write("D")),
                Err(no) => reasons.push_str(&format!("# {:?}\n", no.reason)),
            }
        }
        edits.sort();
        edits.dedup();
        let mut pinned = text.to_owned();
        for edit in edits.into_iter().rev() {
            pinned.replace_range(edit.span.range(), &edit.text);
        }
        pinned + &reasons
    }
}
