use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_destination_not_directory.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((sources, Some(destination))) = copy.copied() else {
        return;
    };
    // A line from an image's history (`COPY file:… in /app`) is not meant to be built.
    if copy.copy_sources().contains(&CopySource::Recorded) {
        return;
    }
    // The value of a variable may end with a slash.
    let Some(path) = copy.expand(destination).known().filter(|_| sources.len() > 1) else {
        return;
    };
    let is_folder =
        path.is_empty() || path.ends_with(['/', '\\']) || matches!(path.rsplit(['/', '\\']).next(), Some("." | ".."));
    if is_folder || destination.as_written().ends_with('\\') || destination.malformed.is_some() {
        return;
    }
    let written = cx.text(destination.span);
    let finding = cx.report(
        destination.span,
        "several sources need a folder as destination, with a slash at its end",
    );
    finding.help(format!("write `{path}/`"));
    let mut inside = destination.span;
    if written.ends_with(['"', '\'']) {
        inside.end -= 1;
    }
    finding.fix(Fix::safe("add the slash", [inside.insert_after("/")]));
}
