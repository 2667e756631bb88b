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
    let folder = if stage.is_from_scratch() {
        "`/`, as nothing stands below"
    } else {
        "a folder that the base image decides"
    };
    let text = format!("`{}` is relative to {folder}", word.as_written());
    cx.report(word.span, text).help("write the whole path, from `/`");
}

/// Whether the path is relative; `None` if a variable at its start may make it absolute.
fn is_relative(workdir: Instruction<'_>) -> Option<bool> {
    let word = workdir.node().words().first()?;
    // What a quote without an end makes of it is said by the parser.
    if word.malformed.is_some() {
        return None;
    }
    let start = match (workdir.expand(word), word.parts.first()) {
        (Value::Known(path) | Value::Default(path), _) => path,
        (Value::Unknown, Some(Part::Literal(text))) => text.value.to_string(),
        (Value::Unknown, _) => return None,
    };
    // A variable without a value leaves no path at all.
    if start.is_empty() {
        return None;
    }
    // As written too: with `\` as escape character, `C:\data` loses it.
    let is_absolute = |path: &str| path.starts_with(['/', '\\']) || has_drive(path);
    Some(!is_absolute(&start) && !is_absolute(word.as_written()))
}

/// `C:data` goes on from the folder that the drive is at, so it takes a slash as well.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}
