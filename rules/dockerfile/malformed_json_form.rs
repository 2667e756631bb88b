use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::written::JsonFault;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("malformed_json_form.md")),
    checks: &[
        // An array with anything other than strings.
        Check::Syntax(SyntaxErrorKind::MalformedJson),
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Cmd, check),
        Check::Instruction(Kind::Copy, check),
        Check::Instruction(Kind::Entrypoint, check),
        Check::Instruction(Kind::Healthcheck, check),
        Check::Instruction(Kind::Onbuild, check),
        Check::Instruction(Kind::Run, check),
        Check::Instruction(Kind::Volume, check),
    ],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(broken) = instruction.broken_json() else {
        return;
    };
    // Nothing starts in a stage that others only copy files from.
    let starts = matches!(
        instruction.node().kind,
        Kind::Cmd | Kind::Entrypoint | Kind::Healthcheck
    );
    if starts && instruction.stage().is_some_and(Stage::is_only_taken_from) {
        return;
    }
    let consequence = if broken.is_command {
        "a shell runs it as a command line"
    } else {
        "its parts are taken as they are"
    };
    let finding = cx.report(broken.span, format!("this is not JSON, so {consequence}"));
    finding.help(match broken.fault {
        JsonFault::SingleQuotes => "JSON needs double quotes",
        JsonFault::CurlyQuotes => "JSON needs straight double quotes",
        JsonFault::NoQuotes => "put each string in double quotes",
        JsonFault::Commas => "put one comma between two strings, and none after the last",
        JsonFault::NotClosed => "the `]` is missing",
        JsonFault::TextBehind => "nothing can follow the `]`; a comment needs a line of its own",
        JsonFault::Other => "check quotes, commas and backslashes: JSON has few escapes",
    });
    if let Some(repaired) = broken.repaired {
        let title = format!("write `{repaired}`");
        finding.fix(Fix::unsafe_(title, [broken.span.replace(repaired)]));
    }
}
