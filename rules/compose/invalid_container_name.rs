use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::{NameKind, Scalar};
use plimsoll_model::view::{ComposeFile, Service};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_container_name.md")),
    checks: &[Check::Compose(check_project), Check::Service(check)],
};

fn check_project(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if let Some(name) = &compose.facts().name {
        judge(&name.value, NameKind::Project, cx);
    }
}

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    if let Some(name) = &service.container_name {
        judge(&name.value, NameKind::Container, cx);
    }
    if let Some(name) = &service.hostname {
        judge(&name.value, NameKind::Host, cx);
    }
}

fn judge(name: &Scalar, kind: NameKind, cx: &mut Context<'_>) {
    if name.known().is_none_or(|text| kind.allows(text)) {
        return;
    }
    let (what, help) = match kind {
        NameKind::Project => (
            "project name",
            "use lower-case letters, digits, `-` and `_`, and start with a letter or digit",
        ),
        NameKind::Container => (
            "container name",
            "use two or more letters, digits, `_`, `.` and `-`, and start with a letter or digit",
        ),
        NameKind::Host => ("host name", "use letters, digits, `.` and `-`"),
    };
    cx.report(name.span, format!("`{}` is not a valid {what}", name.as_str()))
        .help(help);
}
