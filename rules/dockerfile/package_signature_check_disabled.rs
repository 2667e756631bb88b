use plimsoll_lint::{Check, Context, Finding, Fix, Page, Rule};
use plimsoll_model::command::download::{download, verifications};
use plimsoll_model::command::package::{expired_lists, takes_expired_lists, unsigned_packages, unsigned_setting};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;

use crate::edit::without_word;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("package_signature_check_disabled.md")),
    checks: &[Check::Run(check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.build_code() {
        let expired = code.commands.invocations().find_map(|i| expired_lists(i.argv()));
        if let Some(span) = expired.filter(|_| !uses_archive(instruction)) {
            report_expired(span, cx);
        }
        let mut is_harmless = None;
        for invocation in code.commands.invocations() {
            let Some(found) = unsigned_packages(invocation.argv()).filter(|_| !invocation.only_prints()) else {
                continue;
            };
            let is_harmless = *is_harmless.get_or_insert_with(|| {
                // The hash of a file says as much as its signature, and a file that was not
                // downloaded was built or supplied by the author.
                let mut invocations = code.commands.invocations();
                let downloads = invocations.any(|invocation| download(invocation.argv()).is_some());
                !downloads || !verifications(&code.commands).is_empty()
            });
            if !(found.only_files && is_harmless) {
                // The flag that a verified file needs holds for the rest too.
                if found.some_files && is_harmless {
                    report(found.span, found.what, cx).help("install the verified file in a command of its own");
                    continue;
                }
                let flag = is_flag(found.span, cx).filter(|_| code.kind.is_some() && invocation.script_number == 0);
                let edit = flag.and_then(|_| without_word(instruction.dockerfile().source(), found.span));
                let finding = report(found.span, found.what, cx);
                if uses_archive(instruction) {
                    finding.help("move to a release that is maintained: the keys of archived ones have expired");
                }
                if let Some(edit) = edit {
                    finding.fix(Fix::unsafe_("remove the flag", [edit]));
                }
            }
        }
    }
    // Files that are written by heredocs, unless they are code.
    if instruction.build_code().iter().any(|code| code.heredoc) {
        return;
    }
    for heredoc in &instruction.node().heredocs {
        if let Some(what) = unsigned_setting(heredoc.body.as_str()) {
            report(heredoc.span, what, cx);
        }
        if takes_expired_lists(heredoc.body.as_str()) && !uses_archive(instruction) {
            report_expired(heredoc.span, cx);
        }
    }
}

/// Whether packages come from an archive, whose lists are old on purpose.
fn uses_archive(instruction: Instruction<'_>) -> bool {
    const ARCHIVES: [&str; 4] = ["archive.debian.org", "snapshot.", "old-releases.", "archive.raspbian"];
    instruction.stage().is_some_and(|stage| stage.mentions(&ARCHIVES))
}

fn report_expired(span: Span, cx: &mut Context<'_>) {
    cx.report(
        span,
        "expired package lists are accepted, and with them outdated packages",
    )
    .help("remove it; if the clock of the build machine is wrong, correct that")
    .case("expired-lists");
}

/// Whether the place is a flag that does nothing else: `--force-yes` also answers questions.
fn is_flag(span: Span, cx: &Context<'_>) -> Option<()> {
    let flags = [
        "--allow-untrusted",
        "--allow-unauthenticated",
        "--nogpgcheck",
        "--no-gpgchecks",
        "--no-gpg-checks",
    ];
    flags.contains(&cx.text(span)).then_some(())
}

fn report<'c>(span: Span, what: &str, cx: &'c mut Context<'_>) -> &'c mut Finding {
    let finding = cx.report(
        span,
        format!("`{what}` accepts packages without checking their signature"),
    );
    finding.help("remove it, and add the key of the repository");
    finding
}
