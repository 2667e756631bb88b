use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ineffective_on_windows.md")),
    checks: &[
        Check::Instruction(Kind::Add, check_owner),
        Check::Instruction(Kind::Copy, check_owner),
        Check::Instruction(Kind::Stopsignal, check_signal),
    ],
};

fn check_owner(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(flag) = copy.node().flag("chown").filter(|_| is_windows(copy)) else {
        return;
    };
    let rest = cx.workspace().source(flag.span.file).text();
    let blanks = rest[flag.span.end as usize..]
        .bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'));
    let end = flag.span.end as usize + blanks.count();
    let finding = cx.report(flag.span, "`--chown` has no effect on Windows");
    finding.help("remove the flag");
    let edit = Span::new(flag.span.file, flag.span.start as usize, end).replace("");
    finding.fix(Fix::safe("remove the flag", [edit]));
}

fn check_signal(signal: Instruction<'_>, cx: &mut Context<'_>) {
    if !is_windows(signal) {
        return;
    }
    let full = signal.node().full_span;
    let text = cx.workspace().source(full.file).text();
    let end = full.end as usize;
    let line_end = match text.get(end..) {
        Some(rest) if rest.starts_with("\r\n") => end + 2,
        Some(rest) if rest.starts_with('\n') => end + 1,
        _ => end,
    };
    let finding = cx.report(signal.keyword(), "`STOPSIGNAL` has no effect on Windows");
    finding.help("remove it");
    let edit = Span::new(full.file, full.start as usize, line_end).replace("");
    finding.fix(Fix::safe("remove the line", [edit]));
}

fn is_windows(instruction: Instruction<'_>) -> bool {
    instruction.stage().is_some_and(|stage| stage.is_surely_windows())
}
