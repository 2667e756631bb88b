use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::Origin;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::{edit_distance, nearest};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("undefined_variable.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Arg, check),
        Check::Instruction(Kind::Copy, check),
        Check::Instruction(Kind::Env, check),
        Check::Instruction(Kind::Expose, check),
        Check::Instruction(Kind::Label, check),
        Check::Instruction(Kind::Stopsignal, check),
        Check::Instruction(Kind::User, check),
        Check::Instruction(Kind::Volume, check),
        Check::Instruction(Kind::Workdir, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for used in instruction.variable_uses() {
        let name = &*used.variable.name.value;
        // A variable that is declared elsewhere, or in this very line, is left to other rules.
        let in_line = instruction
            .node()
            .pairs()
            .iter()
            .any(|pair| pair.key.as_written() == name);
        let sets_itself = in_line && instruction.node().pairs().len() > 1;
        if used.has_substitute || sets_itself || instruction.missed_declaration(name).is_some() {
            continue;
        }
        let Some(stage) = instruction.stage() else { continue };
        let origin = instruction.origin(name);
        if !matches!(origin, Some(Origin::Nowhere | Origin::MaybeBase)) {
            continue;
        }
        let near = nearest(name, stage.names_set().filter(|other| *other != name && is_name(other)));
        // `PATH2` beside `PATH1` is not a typo, but another of a series.
        let near = near.filter(|near| !differ_in_digits(near, name));
        // `ENV NAME=$NAME` means exactly this name, and passes it on from outside.
        let near = near.filter(|near| !in_line || edit_distance(near, name) <= 1);
        let is_misspelt = near.is_some_and(|near| edit_distance(near, name) <= 1);
        if origin == Some(Origin::MaybeBase) && (!is_misspelt || in_line) {
            continue;
        }
        let finding = cx.report(used.variable.span, format!("nothing sets `{name}`, so it is empty"));
        match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if in_line => finding.help("remove it: there is no former value to keep"),
            None => finding.help(format!("set it with `ARG` or `ENV`, or write `${{{name}:-…}}`")),
        };
    }
}

fn differ_in_digits(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    letters(a) == letters(b)
}

/// Whether a word can be the name of a variable. `ARG "name=value"` sets one that cannot be
/// referred to.
fn is_name(word: &str) -> bool {
    word.chars().all(|c| c.is_alphanumeric() || c == '_')
}
