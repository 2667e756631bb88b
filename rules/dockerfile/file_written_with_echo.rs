use std::collections::BTreeMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("file_written_with_echo.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // The files that are created, with their place and the number of lines.
    let mut written: BTreeMap<&str, (Span, usize)> = BTreeMap::new();
    for step in run.steps().filter(|step| matches!(step.name, "echo" | "printf")) {
        let is_literal = step.arguments().iter().all(|argument| argument.is_literal);
        for redirect in &step.command().redirects {
            let Some(target) = &redirect.target else { continue };
            let Some(path) = target
                .value
                .as_deref()
                .filter(|path| path.starts_with('/') && *path != "/dev/null")
            else {
                continue;
            };
            match redirect.operator {
                ">" if is_literal => _ = written.insert(path, (target.span, 1)),
                ">>" if is_literal => {
                    if let Some((_, lines)) = written.get_mut(path) {
                        *lines += 1;
                    }
                }
                // A line that has to be expanded needs the shell.
                ">" | ">>" => _ = written.remove(path),
                _ => {}
            }
        }
    }
    let mut found: Vec<_> = written.into_iter().filter(|(_, (_, lines))| *lines > 1).collect();
    found.sort_by_key(|(_, (span, _))| span.start);
    for (path, (span, _)) in found {
        cx.report(span, format!("`{path}` is written line by line"))
            .help(format!("write `COPY <<EOF {path}`, with the lines below it"));
    }
}
