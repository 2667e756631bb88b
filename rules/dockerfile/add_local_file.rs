use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("add_local_file.md")),
    checks: &[Check::Instruction(Kind::Add, check)],
};

fn check(add: Instruction<'_>, cx: &mut Context<'_>) {
    // Only `ADD` has these two flags.
    if add.flag("checksum").is_some() || add.flag("unpack").is_some() {
        return;
    }
    let sources = add.copy_sources();
    // A line from an image's history (`ADD file:… in /app`) is not meant to be built.
    if sources.contains(&CopySource::Recorded) {
        return;
    }
    if !sources.contains(&CopySource::Local) && !add.adds_file_of_variable() {
        return;
    }
    let all_local = sources.iter().all(|s| *s == CopySource::Local);
    let is_read = add
        .copied()
        .is_some_and(|(words, destination)| words.iter().chain(destination).all(|word| word.malformed.is_none()));
    let finding = cx.report(add.keyword(), "`ADD` copies a local file");
    finding.help("`COPY` does only that");
    if all_local && is_read {
        finding.fix(Fix::safe("use `COPY`", [add.keyword().replace("COPY")]));
    }
}
