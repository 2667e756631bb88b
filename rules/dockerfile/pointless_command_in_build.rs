use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::view::Instruction;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("pointless_command_in_build.md")),
    checks: &[Check::Run(check)],
};

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // With additional privileges, mounting works.
    let is_privileged = run.node().flag("security").is_some();
    let is_alone = run.steps().nth(1).is_none();
    for invocation in run.steps() {
        let known = reason(&invocation, is_alone).filter(|_| !is_privileged);
        let listed = || {
            cx.lists("commands", invocation.name)
                .then_some("does not belong in a build")
        };
        if let Some(reason) = known.or_else(listed) {
            let finding = cx.report(invocation.name_span(), format!("`{}` {reason}", invocation.name));
            finding.help("remove it");
            return;
        }
    }
}

fn reason(invocation: &Invocation<'_>, is_alone: bool) -> Option<&'static str> {
    let has = |starts: &[&str]| {
        invocation
            .arguments()
            .iter()
            .any(|a| starts.iter().any(|start| a.text.starts_with(start)))
    };
    let asks = has(&["--version", "-V", "--help"]);
    match invocation.name {
        _ if asks => None,
        // Editors can work through a list of commands.
        "vim" | "vi" | "nvim" | "emacs"
            if !has(&["-c", "+", "-e", "-s", "-E", "--batch", "--cmd", "--headless", "-l"]) =>
        {
            Some("waits for a person, and a build has none")
        }
        "nano" | "pico" => Some("waits for a person, and a build has none"),
        "top" | "htop" if !has(&["-b"]) => Some("waits for a person, and a build has none"),
        "shutdown" | "reboot" | "poweroff" | "halt" => Some("has no machine to stop"),
        "mount" if invocation.arguments().len() > 1 => Some("is not allowed in a build, and lasts only for a step"),
        // Together with others they monitor what the step started.
        "ps" | "kill" if is_alone => Some("finds nothing, since every step starts without processes"),
        "ifconfig" => Some("shows the network of the build, not of the container"),
        "free" => Some("shows the machine of the build, not that of the container"),
        "ssh" if !has(&["-T", "git@", "-Q", "-G"]) => Some("opens a session on another host from inside a build"),
        _ => None,
    }
}
