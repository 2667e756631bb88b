use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::image::{PlatformFault, platform_fault};
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_platform.md")),
    checks: &[
        Check::Instruction(Kind::From, check_from),
        Check::Service(check_service),
    ],
};

fn check_from(from: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(word) = from.node().flag("platform").and_then(|f| f.value.as_ref()) else {
        return;
    };
    // BuildKit takes an empty flag for none.
    if let Value::Known(text) | Value::Default(text) = from.expand(word)
        && !text.is_empty()
    {
        check(&text, word.span, cx);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let facts = service.facts();
    let built = facts.build.as_ref().and_then(|b| b.value.platforms.as_ref());
    let built = built.into_iter().flat_map(|p| &p.value);
    for scalar in facts.platform.iter().map(|p| &p.value).chain(built) {
        if let Some(text) = scalar.likely().filter(|text| !text.is_empty()) {
            check(text, scalar.span, cx);
        }
    }
}

fn check(text: &str, span: Span, cx: &mut Context<'_>) {
    let Some(fault) = platform_fault(text) else { return };
    let message = match fault {
        PlatformFault::Form => format!("`{text}` is not `os/architecture`"),
        PlatformFault::OperatingSystem => format!("`{text}` names an unknown operating system"),
        PlatformFault::Architecture => format!("`{text}` names an unknown architecture"),
    };
    cx.report(span, message)
        .help("write it like `linux/amd64` or `linux/arm64`");
}
