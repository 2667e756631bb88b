use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("variable_expanded_too_early.md")),
    checks: &[Check::Instruction(Kind::Env, check)],
};

fn check(env: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(stage) = env.stage() else { return };
    for pair in env.node().pairs() {
        let Some(value) = &pair.value else { continue };
        let name = pair.key.as_written();
        let Some(variable) = value.only_variable() else {
            continue;
        };
        if &*variable.name.value != name || variable.modifier.is_some() {
            continue;
        }
        let arguments = env.build_arguments(value);
        let has_default = env.dockerfile().has_argument_default(name);
        if has_default || arguments.is_empty() || arguments.iter().any(|argument| argument.value.is_some()) {
            continue;
        }
        // A build by hand may pass it.
        let mut services = stage.services().take(20).peekable();
        if services.peek().is_some() && services.all(|service| gives_none(service, name)) {
            let finding = cx.report(value.span, format!("no build sets `{name}`, so the variable is empty"));
            finding.help("set it under `build.args` or in `environment`, or give the `ARG` a default");
        }
    }
}

/// Whether the build of a service surely does not pass an argument.
fn gives_none(service: Service<'_>, name: &str) -> bool {
    let Some(build) = &service.facts().build else {
        return false;
    };
    let arguments = build.value.args.iter().flat_map(|arguments| &arguments.value);
    service.is_complete()
        && !arguments
            .into_iter()
            .any(|pair| pair.name().is_none_or(|own| own == name))
}
