use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("copy_source_outside_context.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    // In a stage, an image or another context, the whole file system is available.
    if copy.node().flag("from").is_some() {
        return;
    }
    let Some((words, _)) = copy.copied() else { return };
    for (word, source) in words.iter().zip(copy.copy_sources()) {
        if !matches!(source, CopySource::Local | CopySource::Archive) {
            continue;
        }
        let Some(path) = copy.expand(word).likely() else {
            continue;
        };
        if climbs_out(&path) {
            let finding = cx.report(word.span, format!("`{path}` leads out of the build context"));
            finding.help("build with a parent folder as the context, or pass a named one with `--build-context`");
        } else if is_of_a_machine(&path) {
            let finding = cx.report(word.span, format!("`{path}` is a path on somebody's machine"));
            finding.help("write the path relative to the build context");
        }
    }
}

/// Whether `..` leads above the folder that the path starts in.
fn climbs_out(path: &str) -> bool {
    let mut depth = 0i32;
    path.split(['/', '\\']).any(|part| {
        match part {
            "" | "." => {}
            ".." => depth -= 1,
            _ => depth += 1,
        }
        depth < 0
    })
}

/// Whether a path names the home of an account, which has no business in a build context.
fn is_of_a_machine(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let on_drive = path::behind_drive(path).is_some_and(|rest| rest.starts_with(['/', '\\']));
    on_drive || ["/home/", "/users/"].iter().any(|home| lower.starts_with(home))
}
