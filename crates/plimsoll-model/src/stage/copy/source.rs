//! What ADD and COPY copy.

use plimsoll_syntax::dockerfile::{Arguments, Part, Word};

use crate::dockerfile::CopySource;
use crate::view::Instruction;

impl<'a> Instruction<'a> {
    /// The source of a COPY or ADD that takes the whole context.
    pub fn source_of_all(self) -> Option<&'a Word> {
        let (sources, _) = self.copied()?;
        if self.node().flag("from").is_some() || self.node().flag("exclude").is_some() {
            return None;
        }
        let is_all = |word: &&Word| word.literal().is_some_and(|path| matches!(&*path, "." | "./" | "/"));
        sources.iter().find(is_all)
    }
}

impl Instruction<'_> {
    /// The kind of each source of ADD or COPY, in order.
    pub fn copy_sources(self) -> Vec<CopySource> {
        match &self.node().arguments {
            Arguments::Copy { sources, .. } => sources.iter().map(|word| self.copy_source(word)).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether an ADD with one unknown source is surely meant to copy a file: the name of the
    /// variable says so (`JAR_FILE`), and so does the extension of the destination (`app.jar`),
    /// which is not an archive's.
    pub fn adds_file_of_variable(self) -> bool {
        let Some(([source], Some(destination))) = self.copied() else {
            return false;
        };
        let (Some(Part::Variable(variable)), Some(written)) = (source.parts.first(), destination.literal()) else {
            return false;
        };
        let words = crate::base::words(&variable.name.value);
        let says = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
        let name = written.rsplit('/').next().unwrap_or_default();
        let has_ending = name.rfind('.').is_some_and(|at| at > 0 && at + 1 < name.len());
        source.parts.len() == 1
            && self.copy_sources() == [CopySource::Unknown]
            && says(&["file", "jar", "war"])
            && !says(&["url", "uri", "archive", "tar", "tarball", "zip"])
            && has_ending
            && CopySource::of_text(name) == CopySource::Local
    }

    fn copy_source(self, word: &Word) -> CopySource {
        if self.node().heredocs.iter().any(|h| h.span == word.span) {
            return CopySource::Inline;
        }
        let value = self.expand(word);
        let text = match value.likely() {
            Some(text) => text,
            None => return CopySource::of_literal_ends(word),
        };
        CopySource::of_text(&text)
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::dockerfile::Kind;

    use crate::stage::tests::last_stage;

    #[test]
    fn the_first_source_may_be_the_value_of_a_flag() {
        for (line, sources) in [
            ("COPY a b /c/", Some(2)),
            ("COPY --link a b /c/", Some(2)),
            ("COPY --from=x a b /c/", Some(2)),
            ("COPY --from x a /c", None),
            ("COPY --chown app a /c", None),
        ] {
            let copied = last_stage(&format!("FROM debian:12.7\n{line}\n"), |stage| {
                let copy = stage.of_kind(Kind::Copy).next();
                copy.and_then(|copy| copy.copied()).map(|(sources, _)| sources.len())
            });
            assert_eq!(copied, sources, "{line}");
        }
    }
}
