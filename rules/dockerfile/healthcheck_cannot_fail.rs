use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::{Commands, Invocation};
use plimsoll_model::secret::secret_name;
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::shell::{Command, Connector, Redirect};
use plimsoll_syntax::{Edit, Span};

use crate::compose_edit;
use crate::health_check::accepts_errors;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("healthcheck_cannot_fail.md")),
    checks: &[
        Check::Instruction(Kind::Healthcheck, check),
        Check::Service(check_service),
    ],
};

fn check(healthcheck: Instruction<'_>, cx: &mut Context<'_>) {
    for code in healthcheck.code() {
        let add_fail = |curl: &Invocation<'_>| in_instruction(healthcheck, code.kind.is_none(), curl);
        check_commands(&code.commands, false, &add_fail, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(commands) = service.facts().health_commands() {
        check_commands(
            &commands,
            asks_for_account(service),
            &|curl| in_service(service, curl.name_span()),
            cx,
        );
    }
}

/// Adds `--fail` to a `curl` in an instruction. A word of a list has quotes of its own.
fn in_instruction(healthcheck: Instruction<'_>, is_list: bool, curl: &Invocation<'_>) -> Option<Vec<Edit>> {
    let place = curl.name_span();
    let is_word = is_list && curl.script_number == 0;
    let flag = match (is_word, healthcheck.dockerfile().source().slice(place)) {
        (true, "\"curl\"") => ", \"--fail\"",
        (false, "curl" | "\"curl\"" | "'curl'") => " --fail",
        _ => return None,
    };
    Some(vec![place.insert_after(flag)])
}

/// Adds `--fail` to a `curl` in a service: to the end of a list of words.
fn in_service(service: Service<'_>, curl: Span) -> Option<Vec<Edit>> {
    if !compose_edit::is_item(service, curl) {
        return compose_edit::in_scalar(service.compose(), vec![curl.insert_after(" --fail")]);
    }
    let test = compose_edit::site(service)?.child("healthcheck")?.child("test")?;
    Some(vec![test.append(&["--fail"])?])
}

/// `add_fail` adds the flag to a `curl`.
fn check_commands(
    commands: &Commands,
    is_locked: bool,
    add_fail: &dyn Fn(&Invocation<'_>) -> Option<Vec<Edit>>,
    cx: &mut Context<'_>,
) {
    // The code in the argument of `sh -c` decides.
    let number = commands.scripts().count() - 1;
    let invocations: Vec<_> = commands.invocations().filter(|i| i.script_number == number).collect();
    let Some(last) = invocations.iter().rev().find(|i| i.command().parent.is_none()) else {
        return;
    };
    // Something else ends it: a subshell, a loop.
    let is_end = |command: &Command| command.parent.is_none() && command.pipeline > last.command().pipeline;
    let is_piped =
        |command: &Command| command.pipeline == last.command().pipeline && command.stage > last.command().stage;
    let goes_on = last
        .script
        .commands
        .iter()
        .any(|command| is_end(command) || is_piped(command));
    if !goes_on && succeeds(last) && last.command().connector != Connector::And {
        let message = match last.command().connector {
            Connector::Or => "this makes the check succeed, whatever fails before it",
            _ => "the check always succeeds",
        };
        cx.report(last.span, message)
            .help("end with `exit 1` where the service does not answer");
        return;
    }
    let blind: Vec<_> = invocations.iter().filter(|i| accepts_errors(i)).collect();
    if let [curl, others @ ..] = &blind[..] {
        let needs_account = is_locked && blind.iter().any(|curl| !names_account(curl));
        let edits = blind.iter().map(|curl| add_fail(curl)).collect::<Option<Vec<_>>>();
        let edits = edits.filter(|_| !needs_account);
        let finding = cx.report(curl.name_span(), "`curl` takes an error page for a healthy answer");
        for other in others {
            finding.note(other.name_span(), "this one too");
        }
        finding.help(match needs_account {
            true => "add `--fail`, with `--user` if it asks for an account: its refusal (401) would fail the check too",
            false => "add `--fail`",
        });
        if let Some(edits) = edits {
            finding.fix(Fix::unsafe_("add `--fail`", edits.concat()));
        }
    }
}

/// Whether a data store, or what may be one, probably answers nobody without an account: it has a password,
/// or says that it asks for one, and switches nothing off.
fn asks_for_account(service: Service<'_>) -> bool {
    let is_store = service.known_image().is_none_or(|image| image.is_data_service());
    let mut names = service.facts().environment().iter().filter_map(|pair| pair.name());
    let locks = |name: &str| secret_name(name).is_some() || name.to_ascii_lowercase().contains("security");
    is_store && names.any(locks) && service.open_doors().is_empty()
}

/// Whether a request brings an account or a certificate along.
fn names_account(request: &Invocation<'_>) -> bool {
    let has = ["u", "user", "H", "header", "n", "netrc", "E", "cert", "oauth2-bearer"];
    request.parted().has(&has) || request.arguments().iter().any(|argument| argument.text.contains('@'))
}

/// Whether a command cannot fail.
fn succeeds(invocation: &Invocation<'_>) -> bool {
    let command = invocation.command();
    let first = invocation.arguments().first().map(|argument| argument.text);
    // `:> /dev/tcp/127.0.0.1/80` asks whether somebody listens.
    let is_harmless = |redirect: &Redirect| {
        let target = redirect.target.as_ref().and_then(|target| target.value.as_deref());
        redirect.operator.ends_with('&') || target == Some("/dev/null")
    };
    match invocation.name {
        "true" | ":" | "echo" => command.stage == 0 && command.redirects.iter().all(is_harmless),
        "exit" => first == Some("0"),
        _ => false,
    }
}
