use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::{Instruction, ShellPlace};

use crate::edit::is_in_line;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unquoted_variable.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

/// Endings of names whose values are lists, meant to be split.
const LISTS: [&str; 10] = [
    "args", "opts", "opt", "options", "flags", "pkgs", "packages", "deps", "list", "modules",
];

/// Endings of names whose values are single words in every image.
const WORDS: [&str; 11] = [
    "home", "version", "arch", "uid", "gid", "port", "revision", "commit", "user", "_id", "url",
];

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    let name = found.variable();
    // The base image's variables are not known, nor those that a script is started with.
    if !code.assigns(name) && !code.run().is_some_and(|run| run.sets(name)) {
        return;
    }
    // The author can see values in the file: a plain word, or a list.
    let is_seen = |run: Instruction<'_>| {
        let value = run.set_variable(name);
        run.is_platform_argument(name) || value.is_some_and(|value| value.likely().is_some())
    };
    if code.assigns_only_words(name) || code.run().is_some_and(is_seen) {
        return;
    }
    if says_what_it_is(name) || is_list(code, found) {
        return;
    }
    let message = format!("`{}` is split at spaces and expanded as a pattern", found.text);
    let quoted = format!("\"{}\"", found.text);
    let is_plain = cx.text(found.span) == &*found.text && is_in_line(code, found.span);
    let finding = cx.report(found.span, message);
    finding.help(format!("put it in double quotes: `{quoted}`"));
    if is_plain {
        finding.fix(Fix::unsafe_("put it in double quotes", [found.span.replace(quoted)]));
    }
}

fn says_what_it_is(name: &str) -> bool {
    if name == "PATH" {
        return true;
    }
    let name = name.to_ascii_lowercase();
    LISTS.iter().chain(&WORDS).any(|end| name.ends_with(end))
}

/// Whether it is a whole argument of a command that wants the words separately.
fn is_list(code: ShellPlace<'_>, found: &ShellFinding) -> bool {
    code.invocation_at(found.span).is_some_and(|command| {
        let mut arguments = command.arguments().iter();
        // `: ${NAME:?}` only asks whether it is set.
        if command.name == ":" {
            return true;
        }
        command.takes_list() && arguments.any(|argument| argument.span == found.span)
    })
}
