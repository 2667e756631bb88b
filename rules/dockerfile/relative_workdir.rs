use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("relative_workdir.md")),
    checks: &[Check::Instruction(Kind::Workdir, check)],
};

fn check(workdir: Instruction<'_>, cx: &mut Context<'_>) {
    if workdir.has_relative_path() != Some(true) || workdir.follows_workdir() {
        return;
    }
    let (Some(stage), Some(word)) = (workdir.stage(), workdir.node().words().first()) else {
        return;
    };
    let folder = if stage.is_from_scratch() {
        "`/`, since the stage starts from `scratch`"
    } else {
        "a folder that the base image sets"
    };
    let text = format!("`{}` is relative to {folder}", word.as_written());
    let is_plain = cx.text(word.span) == word.as_written();
    let before = stage.base_folder().filter(|_| is_plain);
    let finding = cx.report(word.span, text);
    finding.help("write an absolute path, starting with `/`");
    if let Some(before) = before {
        let path = word.as_written().trim_start_matches("./");
        let path = format!("{}/{path}", before.trim_end_matches('/'));
        finding.fix(Fix::safe(format!("write `{path}`"), [word.span.replace(path)]));
    }
}
