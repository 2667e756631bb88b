use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unquoted_variable.md"),
    checks: &[Check::Run(check)],
};

/// How names end whose values are lists, to be split on purpose.
const LISTS: [&str; 10] = [
    "args", "opts", "opt", "options", "flags", "pkgs", "packages", "deps", "list", "modules",
];

/// How names end whose values are single words in every image.
const WORDS: [&str; 11] = [
    "home", "version", "arch", "uid", "gid", "port", "revision", "commit", "user", "_id", "url",
];

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for found in cx.shell_findings(instruction) {
        let name = found.variable();
        // What the base image sets is not known.
        if !instruction.sets(name) && !instruction.assigns(name) {
            continue;
        }
        // What the file sets can be seen by its author: a plain word, or a list.
        if instruction
            .set_variable(name)
            .is_some_and(|value| value.likely().is_some())
            || instruction.is_platform_argument(name)
            || instruction.assigns_only_words(name)
        {
            continue;
        }
        if says_what_it_is(name) || is_list(instruction, found) {
            continue;
        }
        cx.report(
            found.span,
            format!("`{}` is split at spaces and expanded as a pattern", found.text),
        )
        .code(found.code)
        .help(format!("put it in double quotes: `\"{}\"`", found.text));
    }
}

fn says_what_it_is(name: &str) -> bool {
    if name == "PATH" {
        return true;
    }
    let name = name.to_ascii_lowercase();
    LISTS.iter().chain(&WORDS).any(|end| name.ends_with(end))
}

/// Whether it is a whole argument of a command that wants the words apart.
fn is_list(instruction: Instruction<'_>, found: &ShellFinding) -> bool {
    instruction.invocation_at(found.span).is_some_and(|command| {
        let mut arguments = command.arguments().iter();
        // `: ${NAME:?}` only asks whether it is set.
        if command.name == ":" {
            return true;
        }
        command.takes_list() && arguments.any(|argument| argument.span == found.span)
    })
}
