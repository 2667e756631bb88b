use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::start::is_systemd;
use plimsoll_model::view::{Instruction, Stage};

use crate::edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("systemd_stop_signal_missing.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some((start, program)) = stage.first_program().filter(|(_, program)| is_systemd(program)) else {
        return;
    };
    // `/sbin/init` may as well be Upstart, OpenRC or BusyBox.
    if !stage.is_shipped() || stage.is_windows() || !stage.has_systemd() {
        return;
    }
    let Some((instruction, signal)) = stage.stop_signal() else {
        if stage.base_sets_no_signal() {
            report_missing(stage, start, program, cx);
        }
        return;
    };
    // `37` is its number with glibc.
    let Some(name) = signal
        .known()
        .filter(|name| !is_right(name) && !is_said_elsewhere(name))
    else {
        return;
    };
    let Some(word) = instruction.node().words().first() else {
        return;
    };
    let finding = cx.report(word.span, format!("`{program}` does not shut down on `{name}`"));
    finding.help("use `SIGRTMIN+3`");
    finding.fix(Fix::safe("use `SIGRTMIN+3`", [word.span.replace("SIGRTMIN+3")]));
}

fn is_right(signal: &str) -> bool {
    let upper = signal.to_ascii_uppercase();
    matches!(upper.strip_prefix("SIG").unwrap_or(&upper), "RTMIN+3" | "37")
}

/// Signals that no program can catch are left to `ungraceful-stop-signal`.
fn is_said_elsewhere(signal: &str) -> bool {
    let upper = signal.to_ascii_uppercase();
    matches!(
        upper.strip_prefix("SIG").unwrap_or(&upper),
        "KILL" | "STOP" | "9" | "19"
    )
}

fn report_missing(stage: Stage<'_>, start: Instruction<'_>, program: &str, cx: &mut Context<'_>) {
    let place = start.node().command().map_or(start.keyword(), |command| command.span);
    let finding = cx.report(
        place,
        format!("`{program}` does not shut down on `SIGTERM`, which Docker sends"),
    );
    finding.stands_in();
    finding.help("add `STOPSIGNAL SIGRTMIN+3`");
    // A start command from another stage is not repaired there, since others are built on that too.
    if start.stage().is_some_and(|own| own.index() == stage.index()) {
        let line = format!("{} SIGRTMIN+3", edit::keyword_like(start, "STOPSIGNAL"));
        if let Some(edit) = edit::lines_before(start, &[line]) {
            finding.fix(Fix::safe("add the signal", [edit]));
        }
    }
}
