use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::shell::comparisons_taken_for_redirects;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("version_taken_for_redirect.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    for code in run.build_code() {
        for found in comparisons_taken_for_redirects(&code.commands) {
            let is_plain = !cx.text(found.span).contains(['\'', '"', '\\', '$']);
            let message = format!("without quotes, the shell writes a file `{}` here", found.file);
            let finding = cx.report(found.span, message);
            finding.help("put the whole word in quotes");
            if found.script_number == 0 && is_plain {
                let edits = [found.span.insert_before("'"), found.span.insert_after("'")];
                finding.fix(Fix::unsafe_("put it in quotes", edits));
            }
        }
    }
}
