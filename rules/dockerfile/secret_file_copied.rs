use plimsoll_lint::{Check, Context, Level, Rule};
use plimsoll_model::secret::{SecretFile, secret_file};
use plimsoll_model::{CopySource, Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("secret_file_copied.md"),
    checks: &[
        Check::Instruction(Kind::Copy, check),
        Check::Instruction(Kind::Add, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((sources, _)) = instruction.copied() else {
        return;
    };
    // A builder's files stay behind, and those of another stage were copied there first.
    let is_shipped = instruction.stage().is_some_and(Stage::is_in_shipped_chain);
    if !is_shipped || instruction.node().flag("from").is_some() {
        return;
    }
    for (word, source) in sources.iter().zip(instruction.copy_sources()) {
        let path = instruction
            .expand(word)
            .likely()
            .filter(|_| source == CopySource::Local);
        let Some((path, kind)) = path
            .and_then(|path| Some((secret_file(&path)?, path)))
            .map(|(kind, path)| (path, kind))
        else {
            continue;
        };
        let how_often = match kind {
            SecretFile::Key => "usually",
            SecretFile::Settings => "often",
        };
        let text = format!("`{path}` {how_often} holds credentials, and becomes part of the image");
        let finding = cx.report(word.span, text);
        finding.help("mount it where it is needed: `RUN --mount=type=secret,id=…`, or a secret of the container");
        if kind == SecretFile::Settings {
            finding.level(Level::Warning);
        }
    }
}
