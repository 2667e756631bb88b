use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::{is_newest, plain_url};
use plimsoll_model::command::git::is_branch_name;
use plimsoll_model::dockerfile::{CopySource, git_point, tells_newest_commit};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("remote_add_without_checksum.md")),
    checks: &[Check::Instruction(Kind::Add, check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((sources, _)) = instruction.copied() else {
        return;
    };
    if instruction.node().flag("checksum").is_some() {
        return;
    }
    for (word, source) in sources.iter().zip(instruction.copy_sources()) {
        let text = instruction.expand(word).likely();
        // `plain-http-download` says more about these.
        if text.as_deref().is_some_and(|text| plain_url(text).is_some()) {
            continue;
        }
        // A moving address has no checksum; it is left to `downloads-latest-release`.
        if text
            .as_deref()
            .is_some_and(|text| tells_newest_commit(text) || is_newest(text))
        {
            continue;
        }
        let message = match source {
            CopySource::Url => "whatever the server sends becomes part of the image",
            // Tags are moved now and then, but not without a reason.
            CopySource::Git
                if text
                    .as_deref()
                    .is_some_and(|text| git_point(text).is_none_or(is_branch_name)) =>
            {
                "the repository is fetched at a reference that moves"
            }
            _ => continue,
        };
        if instruction.stage().is_some_and(|stage| verifies(stage, instruction)) {
            return;
        }
        cx.report(word.span, message)
            .help("add `--checksum=`: `sha256:…` of a file, the commit of a repository");
    }
}

/// Whether a later step of the stage checks a hash or a signature.
fn verifies(stage: Stage<'_>, add: Instruction<'_>) -> bool {
    stage.last_verification().is_some_and(|run| run > add.index())
}
