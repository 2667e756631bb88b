use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Flag;
use plimsoll_model::command::package::Manager;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("npm_flags_deprecated.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // npm 6, which comes with Node.js 14, does not know the new flag.
    if run
        .stage()
        .is_some_and(|stage| has_old_npm(stage.root_image().likely().and_then(|image| image.tag())))
    {
        return;
    }
    for invocation in run.steps() {
        let Some(command) = invocation.package_command().filter(|c| c.manager == Manager::Npm) else {
            continue;
        };
        let Some(flag) = command.flags.iter().find(|flag| is_old(flag)) else {
            continue;
        };
        let written = flag.argument.text;
        let finding = cx.report(
            flag.argument.span,
            format!("`{written}` is the old way to leave out development packages"),
        );
        finding.help("write `--omit=dev`");
        if is_plain(flag) {
            finding.fix(Fix::safe(
                "write `--omit=dev`",
                [flag.argument.span.replace("--omit=dev")],
            ));
        }
    }
}

fn is_old(flag: &Flag<'_>) -> bool {
    match flag.name {
        "production" => matches!(flag.value, None | Some("true")),
        "only" => matches!(flag.value, Some("prod" | "production")) && flag.value_span == Some(flag.argument.span),
        _ => false,
    }
}

/// Whether the word is in the file as it is, without quotes that a list may need.
fn is_plain(flag: &Flag<'_>) -> bool {
    flag.argument.span.len() == flag.argument.text.len()
}

fn has_old_npm(tag: Option<&str>) -> bool {
    let major = tag.and_then(|tag| tag.split(['.', '-']).next()?.parse::<u32>().ok());
    major.is_some_and(|major| major < 15)
}
