//! Start commands that run more than one long-running program.

use plimsoll_syntax::Span;

use crate::command::invocation::Commands;

/// Programs that start and supervise others.
static SUPERVISORS: &[&str] = &[
    "circusd",
    "foreman",
    "honcho",
    "monit",
    "runsvdir",
    "s6-svscan",
    "supervisord",
];

/// Why several programs run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Several<'a> {
    /// A program whose purpose is to start others.
    Supervisor(&'a str),
    /// One runs in the background, and another follows.
    Background(&'a str),
    /// A service of the system is started, and another program follows.
    Service,
}

/// Where and why a start command runs several programs; none if it runs one.
pub fn several_programs(commands: &Commands) -> Option<(Span, Several<'_>)> {
    let invocations: Vec<_> = commands.invocations().collect();
    invocations.iter().enumerate().find_map(|(at, invocation)| {
        let follows = at + 1 < invocations.len();
        let has = |word: &str| invocation.arguments().iter().any(|argument| argument.text == word);
        let starts_service =
            (invocation.name == "service" || invocation.argv()[0].text.starts_with("/etc/init.d/")) && has("start");
        if SUPERVISORS.contains(&invocation.name) {
            Some((invocation.name_span(), Several::Supervisor(invocation.name)))
        } else if starts_service && follows {
            Some((invocation.span, Several::Service))
        } else if invocation.command().background && follows && invocation.name != "sleep" {
            Some((invocation.span, Several::Background(invocation.name)))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn starts_of_several_programs() {
        for (code, expected) in [
            ("exec nginx", None),
            ("cron & exec nginx", Some(Several::Background("cron"))),
            ("service ssh start && nginx", Some(Several::Service)),
            ("/usr/bin/supervisord -n", Some(Several::Supervisor("supervisord"))),
            ("nginx &", None),
        ] {
            let commands = commands(code);
            assert_eq!(several_programs(&commands).map(|(_, why)| why), expected, "{code}");
        }
    }
}
