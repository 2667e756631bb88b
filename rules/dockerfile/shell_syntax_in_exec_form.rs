use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::{gives_code_to_shell, is_shell, is_shell_operator_for, is_whole_command};
use plimsoll_model::image::{Role, known_image};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{CommandForm, Kind};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("shell_syntax_in_exec_form.md")),
    checks: &[
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Healthcheck, check),
        Check::Run(check),
    ],
};

/// Programs whose own language uses `$`, or that replace variables themselves.
const EXPANDING: [&str; 16] = [
    "awk",
    "cmd",
    "confd",
    "dockerize",
    "envsubst",
    "find",
    "gawk",
    "gomplate",
    "grep",
    "jq",
    "nginx",
    "perl",
    "php",
    "powershell",
    "pwsh",
    "sed",
];

fn check(start: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(CommandForm::Exec(words)) = start.trigger_or_self().command().map(|c| &c.form) else {
        return;
    };
    let commands = start.code().first().map(|code| &code.commands);
    let Some(first) = commands.and_then(|commands| commands.invocations().next()) else {
        return;
    };
    let expands = EXPANDING.contains(&first.name) || gives_code_to_shell(words.iter().map(|word| &*word.value));
    // The entrypoint may read CMD as code.
    let is_read = start.node().kind == Kind::Cmd && start.stage().is_some_and(reads_code);
    if expands || is_read || start.stage().is_some_and(Stage::is_windows) {
        return;
    }
    if let Some(program) = words
        .first()
        .filter(|word| names_program(start) && is_whole_command(&word.value))
    {
        let text = format!("`{}` is taken for the name of a program", program.value.trim());
        cx.report(program.span, text)
            .case("whole-command")
            .help("write each word as a string of its own");
        return;
    }
    for word in words {
        if is_shell_operator_for(first.name, &word.value) {
            cx.report(
                word.span,
                format!("without a shell, `{}` is only an argument", word.value),
            )
            .help("write `[\"sh\", \"-c\", \"…\"]`, or the shell form");
            return;
        }
        if let Some(name) = variable(&word.value) {
            let finding = cx.report(word.span, format!("without a shell, `{name}` is not replaced"));
            let bare = name.trim_matches(['$', '{', '}']);
            // An ARG is gone when the container starts.
            finding.help(match start.node().kind != Kind::Run && start.is_build_argument(bare) {
                true => format!("keep it with `ENV {bare}=${bare}`, and write `[\"sh\", \"-c\", \"exec …\"]`"),
                false => "write `[\"sh\", \"-c\", \"exec …\"]`, so that a shell replaces it".to_owned(),
            });
            return;
        }
    }
}

/// Whether the first word is a program, and no argument of an entrypoint: that of the base image is known
/// for languages and distributions only, and hands on what it gets.
fn names_program(start: Instruction<'_>) -> bool {
    if start.node().kind != Kind::Cmd {
        return true;
    }
    start.stage().is_some_and(|stage| {
        let base = stage.root_image().likely();
        let known = base.and_then(|image| known_image(image.familiar_name(), image.tag()));
        let is_plain = known.is_some_and(|known| matches!(known.role, Role::BaseOs | Role::Runtime));
        stage.start_command().entrypoint.is_none() && (is_plain || stage.is_from_scratch())
    })
}

/// Whether the entrypoint passes its arguments to a shell, or to a program that may.
fn reads_code(stage: Stage<'_>) -> bool {
    let Some(entrypoint) = stage.start_command().entrypoint else {
        return false;
    };
    let commands = entrypoint.code().iter().flat_map(|code| code.commands.invocations());
    commands
        .into_iter()
        .any(|i| is_shell(i.name) || EXPANDING.contains(&i.name) || i.name.ends_with(".sh"))
}

/// The variable that a word is or begins with, also after the `=` of a flag.
fn variable(word: &str) -> Option<&str> {
    let at = word.find('$')?;
    let rest = &word[at + 1..];
    let name = rest.strip_prefix('{').unwrap_or(rest);
    let length = name
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(name.len());
    // Shell code, awk's `$1` and a pattern's `$` are not variables.
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase()) && length > 1;
    let is_braced = rest.starts_with('{');
    let end = at + 1 + length + if is_braced { 1 } else { 0 };
    let closed = !is_braced || word[end..].starts_with('}');
    let end = end + usize::from(is_braced);
    (is_name && closed && !word.contains([' ', '\n', '\'', '"'])).then(|| &word[at..end])
}
