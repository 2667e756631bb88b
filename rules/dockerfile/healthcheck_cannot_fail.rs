use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Url;
use plimsoll_model::command::Invocation;
use plimsoll_model::command::download::{Tool, download};
use plimsoll_model::dockerfile::Code;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::shell::{Connector, Role};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("healthcheck_cannot_fail.md")),
    checks: &[Check::Instruction(Kind::Healthcheck, check)],
};

fn check(healthcheck: Instruction<'_>, cx: &mut Context<'_>) {
    for code in healthcheck.code() {
        check_code(code, cx);
    }
}

fn check_code(code: &Code, cx: &mut Context<'_>) {
    // The code in the argument of `sh -c` decides.
    let number = code.commands.scripts().count() - 1;
    let invocations: Vec<_> = code
        .commands
        .invocations()
        .filter(|i| i.script_number == number)
        .collect();
    let Some(last) = invocations.iter().rev().find(|i| i.command().parent.is_none()) else {
        return;
    };
    if succeeds(last) && last.command().connector != Connector::And {
        let message = match last.command().connector {
            Connector::Or => "whatever fails before it, the check succeeds",
            _ => "the check always succeeds",
        };
        cx.report(last.span, message)
            .help("end with `exit 1` where the service does not answer");
        return;
    }
    if let Some(curl) = invocations.iter().find(|i| accepts_errors(i)) {
        let finding = cx.report(curl.name_span(), "for `curl` an error page is a healthy answer");
        finding.help("add `--fail`");
    }
}

/// Whether a command cannot fail.
fn succeeds(invocation: &Invocation<'_>) -> bool {
    let first = invocation.arguments().first().map(|argument| argument.text);
    match invocation.name {
        "true" | ":" | "echo" => invocation.command().stage == 0,
        "exit" => first == Some("0"),
        _ => false,
    }
}

/// Whether it is a request whose status nobody checks.
fn accepts_errors(invocation: &Invocation<'_>) -> bool {
    let Some(request) = download(invocation.argv()).filter(|d| d.tool == Tool::Curl) else {
        return false;
    };
    // `-I` shows the status, but `curl` succeeds with any.
    let looks = [
        "f",
        "fail",
        "fail-with-body",
        "w",
        "write-out",
        "i",
        "include",
        "V",
        "version",
        "K",
        "config",
    ];
    let looks = request.flags.iter().any(|flag| looks.contains(&flag.name));
    let is_read = invocation.script.is_within(invocation.index, Role::Substitution)
        || invocation.pipes_into().is_some_and(|next| next.name != "cat");
    let is_http = request
        .urls
        .iter()
        .all(|url| Url::parse(url.text).is_none_or(|url| url.is_one_of(&["http", "https"])));
    !looks && !is_read && is_http && !request.urls.is_empty()
}
