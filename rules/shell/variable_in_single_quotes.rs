use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::view::ShellPlace;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("variable_in_single_quotes.md")),
    checks: &[Check::Shell(check), Check::Script(check)],
};

/// Programs that get code of their own, with a `$` that is theirs.
const HAVE_OWN_CODE: [&str; 22] = [
    "ash",
    "awk",
    "bash",
    "dash",
    "docker-php-ext-configure",
    "find",
    "gawk",
    "gosu",
    "jq",
    "mawk",
    "node",
    "parallel",
    "perl",
    "php",
    "pwsh",
    "python3",
    "ruby",
    "sed",
    "sh",
    "su",
    "xargs",
    "yq",
];

fn check(found: &ShellFinding, code: ShellPlace<'_>, cx: &mut Context<'_>) {
    let command = code.invocation_at(found.span);
    // Text that is kept is usually a script or a configuration, with variables for its reader.
    if command.is_none_or(|command| command.output_is_kept() || has_own_code(command.name)) {
        return;
    }
    cx.report(found.span, "nothing is expanded inside single quotes")
        .help("use double quotes, if the value is meant");
}

fn has_own_code(name: &str) -> bool {
    // Images have wrappers such as `sedfile`.
    HAVE_OWN_CODE.contains(&name) || name.contains("sed")
}
