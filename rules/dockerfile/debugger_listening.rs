use plimsoll_lint::{Check, Context, Finding, Fix, Page, Rule};
use plimsoll_model::command::server::{Debugger, debugger_variable, debuggers};
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::{Edit, SourceFile, Span};

use crate::edit::without_word;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("debugger_listening.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    let source = stage.dockerfile().source();
    for found in stage.debuggers() {
        let finding = report(found, cx);
        if let Some(edit) = without_flag(source, found.span) {
            finding.fix(Fix::unsafe_("leave out the debugger", [edit]));
        }
    }
}

/// Flags that open a debugger by themselves.
const FLAGS: [&str; 3] = ["-agentlib:jdwp", "-Xrunjdwp", "--inspect"];

/// Removes the flag that opens a debugger: an item of a list, a word of a command, or one of several words
/// in quotes. A value that becomes empty keeps its quotes. None for the value of another flag (`-a`).
fn without_flag(source: &SourceFile, place: Span) -> Option<Edit> {
    let written = source.slice(place);
    let before = source.text().get(..place.start as usize)?;
    let mut words = before
        .split(|c: char| c.is_whitespace() || matches!(c, '"' | ','))
        .rev();
    let previous = words.find(|word| !word.is_empty())?;
    if previous.len() == 2 && previous.starts_with('-') {
        return None;
    }
    let starts = |text: &str| FLAGS.iter().any(|flag| text.starts_with(flag));
    let is_one = |text: &str| !text.contains(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '\\' | '$'));
    if starts(written) && is_one(written) {
        return without_word(source, place);
    }
    let inner = written.strip_prefix('"')?.strip_suffix('"')?;
    let mut flags = inner.split(' ').filter(|word| starts(word) && is_one(word));
    let flag = flags.next().filter(|_| flags.next().is_none())?;
    let start = place.start as usize + 1 + inner.find(flag)?;
    let end = start + flag.len();
    if flag.len() < inner.len() {
        return match inner.strip_prefix(flag) {
            Some(_) => Some(Span::new(place.file, start, end + 1).replace("")),
            None => without_word(source, Span::new(place.file, start, end)),
        };
    }
    if before.ends_with('=') {
        return Some(place.replace("\"\""));
    }
    let behind = source.text().get(place.end as usize..)?;
    let rest = behind.trim_start_matches(' ').strip_prefix(',')?;
    let end = source.text().len() - rest.trim_start_matches(' ').len();
    Some(Span::new(place.file, place.start as usize, end).replace(""))
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for commands in service.commands() {
        for found in debuggers(commands) {
            report(found, cx);
        }
    }
    for pair in service.facts().environment() {
        let value = pair
            .value
            .as_ref()
            .and_then(|value| Some((value.likely()?, value.span)));
        let (Some(name), Some((value, span))) = (pair.name(), value) else {
            continue;
        };
        if let Some(found) = debugger_variable(name, value, span) {
            report(found, cx);
        }
    }
}

fn report<'c>(found: Debugger, cx: &'c mut Context<'_>) -> &'c mut Finding {
    let text = match found.is_loopback {
        true => format!("opens {} inside the container", found.name),
        false => format!("opens {}, which lets anyone who can reach it run code", found.name),
    };
    let finding = cx.report(found.span, text);
    finding.help("start it without the debugger in production");
    if found.is_loopback {
        finding.case("loopback");
    }
    finding
}
