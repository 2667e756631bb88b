//! Package lists that apt takes although their time is up.

use plimsoll_syntax::Span;

use super::command::package_command;
use crate::command::argument::{Argument, Flag, is_off};

/// The words of a command that switch off the look at the time of package lists: an option of apt,
/// or a line for its configuration.
// apt.conf(5), `Acquire::Check-Valid-Until`.
pub fn expired_lists<'a>(argv: &[Argument<'a>]) -> Option<Span> {
    if matches!(argv.first()?.program(), "echo" | "printf") {
        let line = argv[1..].iter().find(|argument| takes_expired_lists(argument.text))?;
        return Some(line.span);
    }
    let command = package_command(argv).filter(|command| command.manager.is_debian())?;
    let is_switch =
        |flag: &&Flag<'a>| flag.value.is_some_and(takes_expired_lists) && matches!(flag.name, "o" | "option");
    let flag = command.flags.iter().find(is_switch)?;
    Some(flag.argument.span.to(flag.value_span.unwrap_or(flag.argument.span)))
}

/// Whether a line of apt's configuration switches it off: `Acquire::Check-Valid-Until "false";`.
pub fn takes_expired_lists(text: &str) -> bool {
    const SETTING: &str = "acquire::check-valid-until";
    let lower = text.to_ascii_lowercase();
    let mut found = lower.match_indices(SETTING);
    found.any(|(at, _)| {
        let value = lower[at + SETTING.len()..].trim_start_matches([' ', '=', '"', '\'']);
        let end = value.find(|letter: char| !letter.is_ascii_alphanumeric());
        is_off(&value[..end.unwrap_or(value.len())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_in_commands_and_lines() {
        for (line, expected) in [
            ("apt-get -o Acquire::Check-Valid-Until=false update", true),
            ("apt-get -oAcquire::Check-Valid-Until=0 update", true),
            ("apt-get -o Acquire::Check-Valid-Until=true update", false),
            ("echo Acquire::Check-Valid-Until=false", true),
            ("apt-get update", false),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            assert_eq!(expired_lists(&argv).is_some(), expected, "{line}");
        }
        assert!(takes_expired_lists("Acquire::Check-Valid-Until \"false\";"));
        assert!(!takes_expired_lists("Acquire::Check-Valid-Until \"true\";"));
    }
}
