use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::variable_disables_tls;
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("tls_verification_disabled_by_variable.md")),
    checks: &[
        Check::Instruction(Kind::Env, check_pairs),
        Check::Instruction(Kind::Arg, check_pairs),
        Check::Run(check_code),
        Check::Instruction(Kind::Cmd, check_code),
        Check::Instruction(Kind::Entrypoint, check_code),
        Check::Service(check_service),
    ],
};

const HELP: &str = "remove it, and add the certificate authority that is missing";

fn check_pairs(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for pair in instruction.node().pairs() {
        let value = pair.value.as_ref().and_then(|word| instruction.expand(word).likely());
        let name = pair.key.as_written();
        if value.is_some_and(|value| variable_disables_tls(name, &value)) {
            report(name, pair.span, cx);
        }
    }
    // As written it sets nothing, but whoever repairs it switches the checks off.
    if let Some((pair, value)) = instruction.meant_argument() {
        let name = pair.key.as_written();
        if variable_disables_tls(name, value) {
            let text = format!("`{name}` is meant to make programs accept any certificate");
            cx.report(pair.key.span, text).help(HELP);
        }
    }
}

fn check_code(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let scripts = instruction.code().iter().flat_map(|code| code.commands.scripts());
    let commands = scripts.flat_map(|script| &script.commands);
    for assignment in commands.flat_map(|command| &command.assignments) {
        let value = assignment.value.as_ref().and_then(|word| word.value.as_deref());
        let name = &*assignment.name.value;
        if value.is_some_and(|value| variable_disables_tls(name, value)) {
            report(name, assignment.span, cx);
        }
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let build = service.facts().build.as_ref();
    let args = build.and_then(|build| build.value.args.as_ref()).into_iter();
    let pairs = service.facts().environment().iter();
    for pair in pairs.chain(args.flat_map(|field| &field.value)) {
        let (Some(name), Some(value)) = (pair.name(), &pair.value) else {
            continue;
        };
        if value.likely().is_some_and(|text| variable_disables_tls(name, text)) {
            report(name, pair.key.span.to(value.span), cx);
        }
    }
}

fn report(name: &str, span: Span, cx: &mut Context<'_>) {
    cx.report(span, format!("`{name}` makes programs accept any certificate"))
        .help(HELP);
}
