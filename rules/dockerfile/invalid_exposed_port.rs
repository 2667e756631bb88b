use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::ExposeFault;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_exposed_port.md")),
    checks: &[
        Check::Instruction(Kind::Expose, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(expose: Instruction<'_>, cx: &mut Context<'_>) {
    for port in expose.exposed() {
        let Some((fault, span)) = port.fault() else { continue };
        let (message, help) = match fault {
            ExposeFault::Missing => ("the port is missing".to_owned(), "write the port of the container"),
            ExposeFault::NotANumber => (
                format!("`{}` is not a port", port.text()),
                "write numbers with spaces between them",
            ),
            ExposeFault::OutOfRange => ("the highest port is 65535".to_owned(), "write a port from 1 to 65535"),
            ExposeFault::Reversed => (
                "the range ends before it starts".to_owned(),
                "write the lower port first",
            ),
            ExposeFault::Host => (
                format!("`{}` starts with neither an address nor a port", port.text()),
                "write only the port of the container",
            ),
            ExposeFault::Protocol => {
                let protocol = port.protocol().map_or("", |(name, _)| name);
                (format!("`{protocol}` is not a protocol"), "use `tcp`, `udp` or `sctp`")
            }
        };
        cx.report(span, message).help(help);
    }
}
