use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{Instruction, Value};
use plimsoll_syntax::dockerfile::{Kind, Part};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("relative_workdir.md"),
    checks: &[Check::Instruction(Kind::Workdir, check)],
};

fn check(workdir: Instruction<'_>, cx: &mut Context<'_>) {
    if is_relative(workdir) != Some(true) {
        return;
    }
    let (Some(stage), Some(word)) = (workdir.stage(), workdir.node().words().first()) else {
        return;
    };
    let own = stage.of_kind(Kind::Workdir).filter(|w| w.index() < workdir.index());
    let inherited = stage.ancestors().skip(1).flat_map(|s| s.of_kind(Kind::Workdir));
    // An earlier one that may be absolute is enough: unknown is not wrong.
    if own.chain(inherited).any(|w| is_relative(w) != Some(true)) {
        return;
    }
    // Nothing stands below scratch, so the folder is always the root.
    if stage.is_from_scratch() {
        return;
    }
    let text = format!(
        "`{}` is relative to a folder that the base image decides",
        word.as_written()
    );
    cx.report(word.span, text).help("write the whole path, from `/`");
}

/// Whether the path is relative; `None` if a variable at its start may make it absolute.
fn is_relative(workdir: Instruction<'_>) -> Option<bool> {
    let word = workdir.node().words().first()?;
    let start = match (workdir.expand(word), word.parts.first()) {
        (Value::Known(path) | Value::Default(path), _) => path,
        (Value::Unknown, Some(Part::Literal(text))) => text.value.to_string(),
        (Value::Unknown, _) => return None,
    };
    let drive = start.as_bytes().get(1) == Some(&b':') && start.as_bytes()[0].is_ascii_alphabetic();
    Some(!(start.starts_with(['/', '\\']) || drive))
}
