use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::PortSyntax;
use plimsoll_model::view::Service;
use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::is_base_60;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unquoted_port.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let always = cx.is_on("always");
    for port in service.ports() {
        let written = cx.text(port.span);
        let message = match is_base_60(written) {
            _ if port.syntax != (PortSyntax::Short { quoted: false }) => continue,
            true => format!("YAML 1.1 reads `{written}` as a number in base 60"),
            false if always => format!("`{written}` is not quoted"),
            false => continue,
        };
        report(port.span, message, cx);
    }
    let exposed = service.facts().expose.iter().flat_map(|field| &field.value);
    for port in exposed.filter(|_| always) {
        let written = cx.text(port.span);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'/');
        if written.bytes().all(is_plain) {
            report(port.span, format!("`{written}` is not quoted"), cx);
        }
    }
}

fn report(port: Span, message: String, cx: &mut Context<'_>) {
    let written = cx.text(port);
    cx.report(port, message)
        .help("put it in quotes")
        .fix(Fix::safe("put it in quotes", [port.replace(format!("\"{written}\""))]));
}
