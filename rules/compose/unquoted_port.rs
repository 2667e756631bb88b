use plimsoll_lint::{Check, Context, Fix, Rule};
use plimsoll_model::Service;
use plimsoll_model::compose::PortSyntax;
use plimsoll_syntax::yaml::is_base_60;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unquoted_port.md"),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for port in service.ports() {
        let written = cx.text(port.span);
        if port.syntax != (PortSyntax::Short { quoted: false }) || !is_base_60(written) {
            continue;
        }
        cx.report(port.span, format!("`{written}` is a number with base 60 for YAML 1.1"))
            .help("put it in quotes")
            .fix(Fix::safe(
                "put it in quotes",
                [port.span.replace(format!("\"{written}\""))],
            ));
    }
}
