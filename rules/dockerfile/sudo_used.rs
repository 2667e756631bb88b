use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::stage::account::is_root;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::{Edit, Span};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("sudo_used.md")),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

/// One finding per instruction: whoever repairs one of its commands sees the others.
fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let mut invocations = instruction.code().iter().flat_map(|code| code.commands.invocations());
    // A branch for accounts other than root needs it.
    if instruction.code().iter().any(|code| code.commands.ask_who_runs()) {
        return;
    }
    // A step of a RUN may well be that of another account.
    let is_step = matches!(instruction.trigger_or_self().kind, Kind::Run);
    if let Some(span) =
        invocations.find_map(|invocation| sudo(&invocation).filter(|_| !is_step || !drops_root(&invocation)))
    {
        let finding = cx.report(
            span,
            "`sudo` has nobody to ask in an image, and does not pass on all signals",
        );
        finding.help(match runs_as_root(instruction) {
            true => "remove `sudo`: this step runs as root",
            false => "write `USER root` before the steps that need it, and `USER` again after them",
        });
        if let Some(edits) = without_sudo(instruction) {
            finding.fix(Fix::unsafe_("remove `sudo`", edits));
        }
    }
}

/// Whether a step is one of root for sure.
fn runs_as_root(instruction: Instruction<'_>) -> bool {
    let Some(stage) = instruction.stage().filter(|_| instruction.node().kind == Kind::Run) else {
        return false;
    };
    let mut users = stage
        .inherited(Kind::User)
        .filter(|user| user.index() < instruction.index());
    match users.next() {
        Some(user) => user.user_named_for_sure().is_some_and(|name| is_root(&name)),
        None => stage.base_is_root(),
    }
}

/// Removes it from all commands, where the step runs as root anyway.
fn without_sudo(instruction: Instruction<'_>) -> Option<Vec<Edit>> {
    if !runs_as_root(instruction) {
        return None;
    }
    let [code] = instruction.code() else { return None };
    let source = instruction.dockerfile().source();
    let edit = |invocation: Invocation<'_>| {
        let place = sudo(&invocation)?;
        let [wrapper] = invocation.wrappers.as_slice() else {
            return Some(None);
        };
        // Its flags and assignments are not those of the program behind it.
        let is_plain = wrapper.argv.len() == 1 && source.slice(place) == "sudo" && invocation.script_number == 0;
        let gap = place.at_end().to(invocation.name_span().at_start());
        let is_near = source.slice(gap).bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        Some((is_plain && is_near).then(|| place.to(gap).replace("")))
    };
    let edits: Option<Vec<Edit>> = code.commands.invocations().filter_map(edit).collect();
    edits.filter(|edits| code.kind.is_some() && !edits.is_empty())
}

/// Whether `sudo` starts a program as another account than root.
fn drops_root(invocation: &Invocation<'_>) -> bool {
    let wrapper = invocation.wrappers.iter().find(|wrapper| wrapper.name == "sudo");
    let argv = wrapper.map_or(invocation.argv(), |wrapper| &wrapper.argv);
    let mut words = argv.iter().map(|word| word.text);
    let account = match words
        .by_ref()
        .find(|word| word.starts_with("-u") || word.starts_with("--user"))
    {
        Some("-u" | "--user") => words.next(),
        Some(word) => word.strip_prefix("--user=").or_else(|| word.strip_prefix("-u")),
        None => None,
    };
    account.is_some_and(|account| !is_root(account.trim_start_matches('#')))
}

fn sudo(invocation: &Invocation<'_>) -> Option<Span> {
    let mut wrappers = invocation.wrappers.iter();
    let wrapper = wrappers.find(|wrapper| wrapper.name == "sudo");
    let own = || (invocation.name == "sudo").then(|| invocation.name_span());
    wrapper
        .and_then(|wrapper| Some(wrapper.argv.first()?.span))
        .or_else(own)
}
