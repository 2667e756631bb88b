use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::{Output, plain_fetch};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("remote_file_fetched_in_run.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        let Some(fetch) = plain_fetch(&code.commands).filter(|fetch| !fetch.unpacks) else {
            continue;
        };
        // Printed output is for somebody to read.
        if fetch.download.output == Output::Stdout {
            continue;
        }
        cx.report(fetch.download.urls[0].span, "`ADD` can do all that this step does")
            .help("write `ADD --checksum=sha256:… <url> <path>`, with `--chmod=0755` for a program");
    }
}
