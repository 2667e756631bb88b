use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::Instruction;
use plimsoll_model::command::{Download, Invocation, Output, Tool, download};
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::shell::Role;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("http_errors_ignored.md"),
    checks: &[
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    let steps: Vec<_> = run.steps().collect();
    let noticed = steps.iter().rposition(|(_, step)| would_notice(step));
    for (at, (code, invocation)) in steps.iter().enumerate() {
        let Some(request) = download(invocation.argv()).filter(|download| download.tool == Tool::Curl) else {
            continue;
        };
        let tested = noticed.is_some_and(|noticed| noticed > at);
        if !is_saved(invocation, &request) || looks_at_status(&request) || tested {
            continue;
        }
        let finding = cx.report(request.tool_span, "`curl` saves an error page as if it were the file");
        finding.help("add `--fail`");
        // In an exec form the words are those of a list.
        let is_shell = code.kind.is_some() && invocation.script_number == 0;
        if is_shell && invocation.program().text == "curl" {
            finding.fix(Fix::unsafe_(
                "add `--fail`",
                [request.tool_span.insert_after(" --fail")],
            ));
        }
    }
}

/// Whether the answer becomes a file. One that goes through a pipe is read by a program that fails on
/// what it does not understand, or is a matter of another rule.
fn is_saved(invocation: &Invocation<'_>, request: &Download<'_>) -> bool {
    let redirected = invocation.command().redirects.iter().any(|redirect| {
        let to_file = matches!(redirect.operator, ">" | ">>") && redirect.descriptor.is_none_or(|number| number == 1);
        to_file
            && redirect
                .target
                .as_ref()
                .is_some_and(|target| &*target.content != "/dev/null")
    });
    // Whatever unpacks or installs it, in this step or a later one, fails on a page.
    let ends = [
        ".gz", ".tgz", ".zip", ".xz", ".bz2", ".deb", ".rpm", ".tar", ".whl", ".zst", ".7z", ".sh",
    ];
    let name = match request.output {
        Output::File(file) => Some(file),
        _ => request.urls.first().map(|url| url.text),
    };
    let is_archive = name.is_some_and(|name| ends.iter().any(|end| name.ends_with(end)));
    let is_web = request
        .urls
        .iter()
        .any(|url| url.text.starts_with("http") || url.text.starts_with('$'));
    let is_read = invocation.script.is_within(invocation.index, Role::Substitution);
    let saved = match request.output {
        Output::File(file) => file != "/dev/null",
        Output::Remote => true,
        Output::Stdout => redirected,
    };
    is_web && saved && !is_read && !is_archive
}

fn looks_at_status(request: &Download<'_>) -> bool {
    let flags = [
        "f",
        "fail",
        "fail-with-body",
        "w",
        "write-out",
        "I",
        "head",
        "V",
        "version",
        "K",
        "config",
    ];
    request.flags.iter().any(|flag| flags.contains(&flag.name))
        || request.flags.iter().any(|flag| flag.argument.text.starts_with('$'))
        || request
            .urls
            .iter()
            .any(|url| url.text.starts_with('$') && url.text.to_ascii_uppercase().contains("OPT"))
}

/// Whether a later command fails on a page in place of the file: it unpacks, installs or verifies.
fn would_notice(later: &Invocation<'_>) -> bool {
    let unpacks = matches!(
        later.name,
        "tar"
            | "bsdtar"
            | "unzip"
            | "gunzip"
            | "gzip"
            | "zcat"
            | "xz"
            | "unxz"
            | "bunzip2"
            | "bzip2"
            | "7z"
            | "7za"
            | "7zr"
            | "zstd"
            | "cpio"
            | "jar"
            | "ar"
    );
    let installs = matches!(
        later.name,
        "dpkg"
            | "rpm"
            | "gdebi"
            | "apt-get"
            | "apt"
            | "dnf"
            | "yum"
            | "microdnf"
            | "zypper"
            | "apk"
            | "pip"
            | "pip3"
            | "python"
            | "python3"
            | "php"
            | "perl"
            | "ruby"
    );
    let verifies = later.name.ends_with("sum")
        || matches!(
            later.name,
            "gpg" | "gpgv" | "cosign" | "minisign" | "openssl" | "shasum" | "git" | "patch" | "jq" | "grep"
        );
    // A shell stumbles over the first tag of a page.
    unpacks || installs || verifies || matches!(later.name, "sh" | "bash")
}
