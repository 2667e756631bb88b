use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::{Invocation, is_shell};
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("image_without_healthcheck.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // An explicit `NONE` is a decision.
    if !stage.is_shipped() || stage.healthcheck().is_some() || !may_be_asked(stage) {
        return;
    }
    let finding = cx.report(stage.place(), "the image has no health check");
    finding.stands_in();
    finding.help("add `HEALTHCHECK CMD` with a command that fails when the service does");
}

/// Whether it starts something that could answer. Without a command of its own it runs what the
/// base image runs, whose check is then in force; `scratch` has no base.
fn may_be_asked(stage: Stage<'_>) -> bool {
    let code = stage
        .start_command()
        .instructions()
        .flat_map(|instruction| instruction.code());
    let mut invocations = code.flat_map(|code| code.commands.invocations()).peekable();
    if invocations.peek().is_none() {
        let starts = stage.start_command().instructions().next().is_some();
        return starts || stage.is_from_scratch();
    }
    // The platform itself checks images that run functions.
    let image = stage.root_image().likely();
    let is_function = image.is_some_and(|image| image.familiar_name().contains("lambda"));
    !is_function && !invocations.any(|i| i.name == "functions-framework" || opens_shell(&i))
}

fn opens_shell(invocation: &Invocation<'_>) -> bool {
    let is_option = |text: &str| text.starts_with("--") || (text.starts_with('-') && !text.contains('c'));
    is_shell(invocation.name) && invocation.arguments().iter().all(|argument| is_option(argument.text))
}
