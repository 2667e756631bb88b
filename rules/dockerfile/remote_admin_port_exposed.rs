use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::PortRange;
use plimsoll_model::view::{Instruction, Service, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

use crate::edit::{without, without_word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("remote_admin_port_exposed.md")),
    checks: &[
        Check::Instruction(Kind::Expose, check_instruction),
        Check::Service(check_service),
    ],
};

const HELP: &str = "remove it; `docker exec` gives a shell in a running container";

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let serves_ssh = instruction.stage().is_some_and(Stage::starts_ssh_server);
    for (span, login) in instruction.exposed_logins() {
        // The logins are the purpose of the image.
        if login.name == "SSH" && serves_ssh {
            continue;
        }
        let words = instruction.node().words();
        let edit = match words {
            [only] if only.span == span => without(instruction),
            _ => without_word(instruction.dockerfile().source(), span),
        };
        let finding = cx.report(
            span,
            format!("port {} is for remote logins ({})", login.port, login.name),
        );
        if login.is_desktop() {
            finding
                .case("desktop")
                .help("publish it for this host alone, and ask for a password");
        } else {
            finding.help(HELP);
        }
        if let Some(edit) = edit.filter(|_| words.iter().any(|word| word.span == span)) {
            finding.fix(Fix::unsafe_("remove it", [edit]));
        }
    }
    for port in instruction.exposed_ports() {
        report_listed(port.span, port.value.single(), cx);
    }
}

/// A port that the user listed as one for logins.
fn report_listed(place: Span, port: Option<u16>, cx: &mut Context<'_>) {
    let is_listed = |port: &u16| cx.list("ports").iter().any(|listed| listed.parse() == Ok(*port));
    if let Some(port) = port.filter(is_listed) {
        cx.report(place, format!("port {port} is for remote logins")).help(HELP);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for port in service.ports() {
        if port.is_open().likely() != Some(true) {
            continue;
        }
        if let Some(login) = service.remote_login(port) {
            let text = format!(
                "port {} ({}) lets people log in from other machines",
                login.port, login.name
            );
            let finding = cx.report(port.place(), text);
            if login.is_desktop() {
                finding.help(format!(
                    "if only this machine needs it, write `{}`",
                    port.for_host_alone(service.compose().source_of(port.span))
                ));
            } else {
                finding.help(HELP);
            }
        } else {
            let number = port.target_range().likely().and_then(PortRange::single);
            report_listed(port.place(), number, cx);
        }
    }
}
