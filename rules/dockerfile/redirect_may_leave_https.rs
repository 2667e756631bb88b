use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::download::{Tool, download, piped_downloads, used_downloads, verifications};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("redirect_may_leave_https.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        if !verifications(&code.commands).is_empty() {
            continue;
        }
        let mut used: Vec<Span> = used_downloads(&code.commands);
        let piped = piped_downloads(&code.commands);
        used.extend(piped.iter().flat_map(|piped| &piped.download.urls).map(|url| url.span));
        used.sort_by_key(|span| (span.start, span.end));
        for step in code.commands.invocations() {
            let Some(download) = download(step.argv()).filter(|download| download.tool == Tool::Curl) else {
                continue;
            };
            let has = |names: &[&str]| download.flags.iter().any(|flag| names.contains(&flag.name));
            let is_used = download.urls.iter().any(|url| {
                used.binary_search_by_key(&(url.span.start, url.span.end), |s| (s.start, s.end))
                    .is_ok()
            });
            if is_used && has(&["L", "location"]) && !has(&["proto", "proto-redir", "K", "config"]) {
                cx.report(download.tool_span, "`curl` follows redirects to `http://`, too")
                    .help("add `--proto '=https'`");
            }
        }
    }
}
