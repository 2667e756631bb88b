//! Where a Dockerfile has room for the digests of the images that it names.
//!
//! A digest belongs to one image. It is written where the end of the name is written: in the
//! instruction, in the default of a variable there, or in that of an ARG that is used for nothing else.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Operator, Part, Variable, Word};
use plimsoll_syntax::image::ImageReference;

use crate::dockerfile::variables;
use crate::image::{DigestPlace, ImageUse, NoDigestPlace, NoRoom};
use crate::view::{Dockerfile, Instruction};

type Place = Result<DigestPlace, NoDigestPlace>;

impl<'a> Dockerfile<'a> {
    /// The places that name an image: the frontend, bases, `COPY --from` and mounts.
    pub fn digest_places(self) -> Vec<Place> {
        let frontend = self.frontend().and_then(|(span, name)| {
            let reference = ImageReference::parse(name).ok()?;
            let is_plain = self.source().slice(span) == name;
            Some(match is_plain {
                true => Ok(DigestPlace::ending_at(span, reference, span)),
                false => Err(no_place(span, NoRoom::Form)),
            })
        });
        let images = self.instructions().flat_map(|instruction| {
            // A name without variables that is none is a fault, and no matter of digests.
            let is_name = |(word, image): &(&Word, ImageUse)| !image.reference.is_unknown() || word.literal().is_none();
            let images = instruction.named_images().into_iter().filter(is_name);
            images.map(move |(word, image)| self.digest_place(instruction, word, &image))
        });
        frontend.into_iter().chain(images).collect()
    }

    fn digest_place(self, instruction: Instruction<'a>, word: &'a Word, image: &ImageUse) -> Place {
        let no_room = |reason| no_place(word.span, reason);
        let reference = image.reference.as_ref().likely();
        let reference = reference.ok_or_else(|| no_room(NoRoom::Unknown))?;
        let end = self.end_of_name(instruction, word, reference).map_err(no_room)?;
        Ok(DigestPlace::ending_at(word.span, reference.clone(), end))
    }

    /// Where the end of a name stands as it is read.
    fn end_of_name(
        self,
        instruction: Instruction<'a>,
        word: &'a Word,
        reference: &ImageReference,
    ) -> Result<Span, NoRoom> {
        let Some((last, before)) = word.parts.split_last() else {
            return Err(NoRoom::Form);
        };
        match last {
            Part::Literal(text) => {
                // What stands before may be a registry or a folder, but no part of the image's own name.
                let rest = reference.as_written().strip_suffix(&*text.value);
                let is_whole = before.is_empty() || text.value.contains('/') || rest.is_some_and(ends_folder);
                match is_whole {
                    true => self.written(text.span, &text.value),
                    false => Err(NoRoom::Pieces),
                }
            }
            Part::Variable(variable) => {
                let default = self.default_of(variable)?;
                let rest = reference.as_written().strip_suffix(default.value);
                if !before.is_empty() && !rest.is_some_and(|rest| names_image(rest, before)) {
                    return Err(NoRoom::Pieces);
                }
                match instruction.node().kind == Kind::From {
                    true if default.is_argument => self.only_names(&variable.name.value, reference)?,
                    true => {}
                    // A stage's own arguments may be used by its commands.
                    false => return Err(NoRoom::Pieces),
                }
                self.written(default.span, default.value)
            }
        }
    }

    /// Where a literal stands as it is read; quotes may stand around it.
    fn written(self, span: Span, value: &str) -> Result<Span, NoRoom> {
        let text = self.source().slice(span);
        let unquoted = ['"', '\'']
            .into_iter()
            .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
        match unquoted {
            _ if text == value => Ok(span),
            Some(inner) if inner == value => {
                let (start, end) = (span.start as usize + 1, span.end as usize - 1);
                Ok(Span::new(span.file, start, end))
            }
            _ => Err(NoRoom::Form),
        }
    }

    /// The literal that a variable in a `FROM` has as its default.
    fn default_of(self, variable: &'a Variable) -> Result<Default<'a>, NoRoom> {
        let argument = variables::argument_of_from(self.facts(), &variable.name.value);
        let value = argument.and_then(|pair| pair.value.as_ref());
        let fallback = match variable.modifier.as_deref() {
            None => None,
            Some(modifier) if matches!(modifier.operator.value, Operator::Default { .. }) => Some(&*modifier.word),
            Some(_) => return Err(NoRoom::Pieces),
        };
        let (parts, is_argument) = match (value, fallback) {
            (Some(word), _) => (&*word.parts, true),
            (None, Some(word)) => (word, false),
            (None, None) => return Err(NoRoom::Unknown),
        };
        match parts {
            [Part::Literal(text)] => Ok(Default {
                value: &text.value,
                span: text.span,
                is_argument,
            }),
            _ => Err(NoRoom::Pieces),
        }
    }

    /// Whether an argument from before the first `FROM` gives the end of one image's name and nothing else.
    fn only_names(self, name: &str, reference: &ImageReference) -> Result<(), NoRoom> {
        let names = |word: &Word| word.all_names().contains(&name);
        let is_elsewhere = |instruction: Instruction<'a>| {
            let node = instruction.node();
            let in_flags = node.flags.iter().filter_map(|flag| flag.value.as_ref()).any(names);
            match node.kind {
                Kind::From => {
                    let word = instruction.stage().and_then(|stage| stage.image_word());
                    let is_other = word.is_some_and(|word| {
                        let is_same = instruction.expand(word).likely().as_deref() == Some(reference.as_written());
                        names(word) && !(is_same && matches!(word.parts.last(), Some(Part::Variable(_))))
                    });
                    is_other || in_flags
                }
                // `ARG NAME` in a stage takes the value into its commands.
                Kind::Arg => node.pairs().iter().any(|pair| match &pair.value {
                    Some(value) => names(value),
                    None => instruction.stage().is_some() && pair.key.as_written() == name,
                }),
                _ => false,
            }
        };
        match self.instructions().any(is_elsewhere) {
            true => Err(NoRoom::Shared(name.to_owned())),
            false => Ok(()),
        }
    }
}

/// What a variable stands for unless the build sets it.
struct Default<'a> {
    value: &'a str,
    span: Span,
    /// It is that of an ARG, and not written beside the variable.
    is_argument: bool,
}

fn no_place(span: Span, reason: NoRoom) -> NoDigestPlace {
    NoDigestPlace { span, reason }
}

/// Whether what stands before a name leaves that name whole.
fn ends_folder(text: &str) -> bool {
    text.is_empty() || text.ends_with('/')
}

/// Whether what stands before a variable is the name of an image up to the colon of its tag, and that
/// name is written there.
fn names_image(expanded: &str, before: &[Part]) -> bool {
    let Some(Part::Literal(text)) = before.last() else {
        return ends_folder(expanded);
    };
    // Behind an `@`, the colon is that of a digest.
    let Some(name) = text.value.strip_suffix(':').filter(|name| !name.contains('@')) else {
        return ends_folder(expanded);
    };
    let folder = expanded.strip_suffix(':').and_then(|rest| rest.strip_suffix(name));
    name.contains('/') || !name.is_empty() && folder.is_some_and(ends_folder)
}

#[cfg(test)]
mod tests {
    use crate::image::with_digests;
    use crate::view::testing;

    /// The file with a digest at each place, and why there is none.
    fn pinned(text: &str) -> String {
        testing::dockerfile(text, |dockerfile| with_digests(text, dockerfile.digest_places()))
    }

    #[test]
    fn digests_have_a_place() {
        let old = format!("sha256:{}", "0a".repeat(32));
        for (text, expected) in [
            (
                "# syntax=docker/dockerfile:1\nFROM node:22 AS build\n",
                "# syntax=docker/dockerfile:1@D\nFROM node:22@D AS build\n",
            ),
            ("FROM node\n", "FROM node:latest@D\n"),
            ("FROM \"node:22\"\n", "FROM \"node:22@D\"\n"),
            (&*format!("FROM node:22@{old}\n"), "FROM node:22@D\n"),
            (&*format!("FROM node@{old}\n"), "FROM node@D\n"),
            (
                "FROM scratch\nCOPY --from=redis:7 --chown=1 /a /b\nRUN --mount=type=bind,from=ghcr.io/a/b:1,target=/x x\n",
                "FROM scratch\nCOPY --from=redis:7@D --chown=1 /a /b\nRUN --mount=type=bind,from=ghcr.io/a/b:1@D,target=/x x\n",
            ),
            ("ARG V=22\nFROM node:${V}\n", "ARG V=22@D\nFROM node:${V}\n"),
            (
                "ARG V=\"22\"\nFROM a.example.com/node:$V AS a\nFROM a.example.com/node:$V\n",
                "ARG V=\"22@D\"\nFROM a.example.com/node:$V AS a\nFROM a.example.com/node:$V\n",
            ),
            ("ARG I=node:22\nFROM $I\n", "ARG I=node:22@D\nFROM $I\n"),
            ("ARG I\nFROM ${I:-node:22}\n", "ARG I\nFROM ${I:-node:22@D}\n"),
            (
                "ARG R=docker.io\nFROM $R/node:22\n",
                "ARG R=docker.io\nFROM $R/node:22@D\n",
            ),
            (
                "ARG R=a.example.com/\nARG V=22\nFROM ${R}node:$V\n",
                "ARG R=a.example.com/\nARG V=22@D\nFROM ${R}node:$V\n",
            ),
            (
                "FROM node:22 AS a\nFROM a\nCOPY --from=a /x /\n",
                "FROM node:22@D AS a\nFROM a\nCOPY --from=a /x /\n",
            ),
        ] {
            assert_eq!(pinned(text), expected, "{text}");
        }
    }

    #[test]
    fn what_has_no_place_is_left_alone() {
        for (text, reason) in [
            ("ARG V\nFROM node:${V}\n", "Unknown"),
            ("ARG V=22\nFROM node:${V}-slim\n", "Pieces"),
            ("ARG N=node\nFROM $N:22\n", "Pieces"),
            ("ARG S=-slim\nFROM node:22$S\n", "Pieces"),
            ("ARG N=node\nARG V=22\nFROM $N:$V\n", "Pieces"),
            ("ARG V=22\nARG W=$V\nFROM node:$W\n", "Pieces"),
            ("ARG V=22\nFROM node:${V#2}\n", "Unknown"),
            ("ARG V=3\nFROM alpine:$V\nARG V\nRUN echo $V\n", "Shared(\"V\")"),
            ("ARG V=3\nARG W=x$V\nFROM alpine:$V\n", "Shared(\"V\")"),
            (
                &*format!("ARG H={}\nFROM node:22@sha256:$H\n", "a".repeat(64)),
                "Pieces",
            ),
            ("FROM no\\\nde:22\n", "Form"),
            ("FROM \"node\":22\n", "Form"),
        ] {
            assert_eq!(pinned(text), format!("{text}# {reason}\n"), "{text}");
        }
        let no_name = "FROM Node:22\n";
        assert_eq!(pinned(no_name), no_name);
        let two = "ARG V=3\nFROM alpine:$V AS a\nFROM debian:$V\n";
        assert_eq!(pinned(two), format!("{two}# Shared(\"V\")\n# Shared(\"V\")\n"));
    }
}
