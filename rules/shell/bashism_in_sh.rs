use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("bashism_in_sh.md"),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        // `/bin/echo` is a program of its own, not the shell's.
        let command = instruction.invocation_at(found.span);
        if found.code == "SC3037" && command.is_some_and(|c| cx.text(c.name_span()).contains('/')) {
            continue;
        }
        let message = format!(
            "`{}` is not understood by the `/bin/sh` of this image",
            shortened(&found.text)
        );
        cx.report(found.span, message)
            .code(found.code)
            .help("write it as POSIX has it, or set `SHELL [\"/bin/bash\", \"-c\"]`");
    }
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
