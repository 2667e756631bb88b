use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("bashism_in_sh.md")),
    checks: &[Check::Shell(check)],
};

fn check(found: &ShellFinding, instruction: Instruction<'_>, cx: &mut Context<'_>) {
    // `/bin/echo` is a program of its own, not the shell's.
    let command = instruction.invocation_at(found.span);
    if found.code == "SC3037" && command.is_some_and(|c| cx.text(c.name_span()).contains('/')) {
        return;
    }
    let message = format!(
        "`{}` is not understood by the `/bin/sh` of this image",
        shortened(&found.text)
    );
    cx.report(found.span, message)
        .help("write it as POSIX has it, or set `SHELL [\"/bin/bash\", \"-c\"]`");
}

/// The first words of what may be a whole construct.
fn shortened(text: &str) -> &str {
    const LENGTH: usize = 40;
    let line = text.lines().next().unwrap_or_default().trim_end();
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => line[..end].trim_end(),
        None => line,
    }
}
