use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::{download, is_newest};
use plimsoll_model::dockerfile::{CopySource, tells_newest_commit};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("downloads_latest_release.md")),
    checks: &[Check::Step(check_run), Check::Instruction(Kind::Add, check_add)],
};

fn check_run(step: &Step<'_>, cx: &mut Context<'_>) {
    for url in download(step.argv()).iter().flat_map(|download| &download.urls) {
        check(url.text, url.span, cx);
    }
}

fn check_add(add: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((sources, _)) = add.copied() else { return };
    for (source, kind) in sources.iter().zip(add.copy_sources()) {
        let text = add.expand(source).likely();
        // A download that only restarts the cache is not used as one.
        if let Some(text) = text.filter(|text| kind == CopySource::Url && !tells_newest_commit(text)) {
            check(&text, source.span, cx);
        }
    }
}

fn check(url: &str, span: Span, cx: &mut Context<'_>) {
    if is_newest(url) {
        let finding = cx.report(span, "this URL always points to the newest version");
        finding.help("name a version or a commit");
    }
}
