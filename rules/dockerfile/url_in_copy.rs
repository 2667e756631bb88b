use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("url_in_copy.md")),
    checks: &[Check::Instruction(Kind::Copy, check)],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((words, _)) = copy.copied() else { return };
    let sources = copy.copy_sources();
    let is_address = |source: &CopySource| matches!(source, CopySource::Url | CopySource::Git);
    let all = sources.iter().all(is_address) && copy.node().flags.is_empty();
    for (word, source) in words.iter().zip(&sources).filter(|(_, source)| is_address(source)) {
        let verb = match source {
            CopySource::Git => "clone",
            _ => "download",
        };
        let finding = cx.report(word.span, format!("`COPY` cannot {verb}"));
        finding.help("`ADD` can");
        // For the other sources, or with the flags, `ADD` would not do the same.
        if all {
            finding.fix(Fix::unsafe_("use `ADD`", [copy.keyword().replace("ADD")]));
        }
    }
}
