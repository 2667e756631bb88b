use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::{used_downloads, verifications};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("download_without_checksum.md")),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.build_code() {
        let found = used_downloads(&code.commands);
        if found.is_empty() || !verifications(&code.commands).is_empty() {
            continue;
        }
        for span in found {
            cx.report(span, "the download is used without being verified")
                .help("compare it with a known hash first: `echo \"<hash>  <file>\" | sha256sum -c -`");
        }
    }
}
