//! The volumes that a stage declares, and what later steps do to them.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::base::path;
use crate::command::file::written_paths;
use crate::view::{Instruction, Stage};

/// A path that VOLUME names.
#[derive(Clone)]
pub struct VolumePath<'a> {
    pub instruction: Instruction<'a>,
    pub path: String,
    pub span: Span,
}

impl<'a> Stage<'a> {
    /// The paths in the VOLUME instructions of the stage itself, in order, as far as they are known
    /// and absolute.
    pub fn volume_paths(self) -> Vec<VolumePath<'a>> {
        let volumes = self.of_kind(Kind::Volume);
        let paths = volumes.flat_map(|instruction| {
            let words = instruction.node().words().iter();
            words.filter_map(move |word| {
                let path = instruction.expand(word).likely().filter(|path| path.starts_with('/'))?;
                let path = path::absolute(&path, "/");
                Some(VolumePath {
                    instruction,
                    path,
                    span: word.span,
                })
            })
        });
        paths.filter(|volume| volume.path != "/").collect()
    }

    /// The places after a VOLUME that change its contents, each with that volume: sources that are
    /// copied there, words of commands that write there.
    pub fn changes_in_volumes(self) -> Vec<(Span, VolumePath<'a>)> {
        // Each volume is compared with each path, hence the bound.
        let volumes: Vec<VolumePath<'a>> = self.volume_paths().into_iter().take(50).collect();
        let Some(first) = volumes.first() else {
            return Vec::new();
        };
        let above = |index: usize, path: &str| {
            let mut volumes = volumes.iter().filter(|volume| volume.instruction.index() < index);
            volumes.find(|volume| path::is_below(path, &volume.path)).cloned()
        };
        let placed = self.placed();
        let copied = placed.filter_map(|p| Some((p.source.span, above(p.instruction.index(), p.path)?)));
        let mut found: Vec<_> = copied.collect();
        for run in self
            .of_kind(Kind::Run)
            .filter(|run| run.index() > first.instruction.index())
        {
            for invocation in run.steps() {
                for path in written_paths(&invocation) {
                    let is_plain = path.text.starts_with('/') && !path.text.contains(['$', '`', '*']);
                    let volume = is_plain
                        .then(|| above(run.index(), &path::absolute(path.text, "/")))
                        .flatten();
                    let volume = volume.filter(|volume| !run.is_mounted(&volume.path));
                    found.extend(volume.map(|volume| (path.span, volume)));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn changes_behind_the_volume() {
        for (text, expected) in [
            ("VOLUME /data\nCOPY seed /data/", 1),
            ("VOLUME /data\nCOPY seed /database/", 0),
            ("COPY seed /data/\nVOLUME /data", 0),
            ("VOLUME /a /data\nRUN mkdir -p /data/x && chown app /data", 2),
            ("VOLUME /data\nRUN --mount=type=cache,target=/data mkdir /data/x", 0),
            ("VOLUME /data\nRUN cp $X /other", 0),
            ("VOLUME [\"/\"]\nRUN mkdir /x", 0),
        ] {
            let count = last_stage(&format!("FROM debian:12.7\n{text}\n"), |s| s.changes_in_volumes().len());
            assert_eq!(count, expected, "{text}");
        }
    }
}
