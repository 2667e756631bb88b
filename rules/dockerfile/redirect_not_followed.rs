use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::Argument;
use plimsoll_model::command::download::{Download, Tool, download, host_of};
use plimsoll_model::stage::code::Step;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("redirect_not_followed.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(request) = download(step.argv()).filter(|download| download.tool == Tool::Curl) else {
        return;
    };
    if follows(&request) || !request.urls.iter().any(may_move) {
        return;
    }
    let finding = cx.report(request.tool_span, "`curl` does not follow a redirect of this URL");
    finding.help("add `--location`");
    let is_shell = step.code.kind.is_some() && step.script_number == 0;
    if is_shell && step.program().text == "curl" {
        finding.fix(Fix::unsafe_(
            "add `--location`",
            [request.tool_span.insert_after(" --location")],
        ));
    }
}

/// Whether it follows redirects, or is not a plain request for a file.
fn follows(request: &Download<'_>) -> bool {
    let flags = [
        "L",
        "location",
        "location-trusted",
        "follow",
        "I",
        "head",
        "V",
        "version",
        "h",
        "help",
        "X",
        "request",
        "d",
        "data",
        "data-raw",
        "data-binary",
        "data-urlencode",
        "json",
        "F",
        "form",
        "T",
        "upload-file",
        "K",
        "config",
        "unix-socket",
        "w",
        "write-out",
    ];
    let hidden = |url: &Argument<'_>| url.text.starts_with('$') && !url.text.contains('/');
    request.flags.iter().any(|flag| flags.contains(&flag.name)) || request.urls.iter().any(hidden)
}

/// Whether it names an internet host of the kind that moves things: not a number, not a local name,
/// and not one that is known to answer itself.
fn may_move(url: &Argument<'_>) -> bool {
    let Some(host) = host_of(url).filter(|_| url.text.starts_with("http")) else {
        return false;
    };
    let direct = [
        "raw.githubusercontent.com",
        "gist.githubusercontent.com",
        "storage.googleapis.com",
        "dl.google.com",
        "download.docker.com",
        "packages.cloud.google.com",
        "deb.nodesource.com",
        "rpm.nodesource.com",
        "dl.yarnpkg.com",
        "packages.microsoft.com",
        "bootstrap.pypa.io",
        "sh.rustup.rs",
        "getcomposer.org",
    ];
    let name = host.name();
    let answers = host.is_in("amazonaws.com") || name.starts_with("api.") || direct.contains(&name);
    host.address().is_none() && !host.is_private() && !answers
}
