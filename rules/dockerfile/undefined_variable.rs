use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::Origin;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Kind, Pair};
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
        let pairs = instruction.node().pairs();
        let in_line = pairs.iter().any(|pair| pair.key.as_written() == name);
        let mut others = pairs.iter().filter(|pair| !pair.span.contains(used.variable.span));
        let sets_itself = others.any(|pair| pair.key.as_written() == name);
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
        let own = pairs.iter().find(|pair| pair.span.contains(used.variable.span));
        if in_line && own.is_some_and(|pair| extends_list(pair, name)) {
            let text = format!("nothing sets `{name}`, so the list gets an empty entry: the current folder");
            let finding = cx.report(used.variable.span, text);
            finding
                .case("list")
                .help(format!("remove it, or write `${{{name}:+:${name}}}` at the end"));
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

/// `ENV PATHS=${PATHS}:/x`: whoever writes it wants to keep what others may have set.
fn extends_list(pair: &Pair, name: &str) -> bool {
    let value = pair.value.as_ref().map_or("", |value| value.as_written());
    let value = value.trim_matches('"');
    pair.key.as_written() == name
        && [format!("${name}"), format!("${{{name}}}")].iter().any(|reference| {
            let rest = value.strip_prefix(reference).map(|rest| rest.starts_with(':'));
            let before = value.strip_suffix(reference).map(|before| before.ends_with(':'));
            rest.or(before) == Some(true)
        })
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
