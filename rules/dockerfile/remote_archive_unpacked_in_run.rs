use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::plain_fetch;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("remote_archive_unpacked_in_run.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        let Some(fetch) = plain_fetch(&code.commands).filter(|fetch| fetch.unpacks) else {
            continue;
        };
        cx.report(
            fetch.download.urls[0].span,
            "`ADD --unpack=true` can do all that this step does",
        )
        .help("write `ADD --unpack=true --checksum=sha256:… <url> <folder>`");
    }
}
