//! The paths that COPY takes from other stages, of the file or of other services.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::base::path;
use crate::view::{Instruction, Stage};

/// A source of `COPY --from` that names a stage.
#[derive(Clone)]
pub struct StageCopy<'a> {
    pub from: Stage<'a>,
    /// Resolved from the root of that stage, without a trailing slash.
    pub path: String,
    pub span: Span,
}

impl<'a> Stage<'a> {
    /// The paths that its COPY instructions take from stages, in order; unknown ones are left out.
    pub(crate) fn copies_from_stages(self) -> Vec<StageCopy<'a>> {
        let uses = self.dockerfile.stage_graph().uses_in(self.index).iter();
        let own = uses.map(|stage_use| {
            let instruction = Instruction::new(self.dockerfile, Some(self), stage_use.instruction);
            (instruction, self.dockerfile.stage(stage_use.used))
        });
        let copies = self.of_kind(Kind::Copy).filter(|_| self.dockerfile.is_given_contexts());
        let of_services = copies.filter_map(|copy| Some((copy, self.source_of_service(copy)?)));
        let mut found = Vec::new();
        for (instruction, from) in own.chain(of_services) {
            let Some((sources, _)) = instruction.copied() else {
                continue;
            };
            for source in sources {
                let Some(path) = instruction.expand(source).likely() else {
                    continue;
                };
                // BuildKit v0.30, dockerfile2llb/convert.go, dispatchCopy: sources are relative to
                // the root of the stage, whatever its folder is.
                let path = path::absolute(&path, "/");
                found.push(StageCopy {
                    from,
                    path,
                    span: source.span,
                });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn sources_with_their_stages() {
        let text = "FROM a AS x\nFROM b\nRUN true\nCOPY --from=x /a/ b /c/\nCOPY --from=nginx /d /\nCOPY e /\n";
        let found = last_stage(text, |stage| {
            let copies = stage.copies_from_stages().into_iter();
            copies.map(|copy| (copy.from.index(), copy.path)).collect::<Vec<_>>()
        });
        assert_eq!(found, [(0, "/a".to_owned()), (0, "/b".to_owned())]);
    }
}
