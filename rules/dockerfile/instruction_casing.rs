use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("instruction_casing.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let known = dockerfile.tree().all_instructions().filter(|i| i.kind != Kind::Unknown);
    let keywords: Vec<_> = known.map(|i| (i.kind.name(), i.keyword, cx.text(i.keyword))).collect();
    // BuildKit v0.30, dockerfile2llb, validateCommandCasing: mixed keywords count for neither case.
    let lower = |text: &str| !text.bytes().any(|b| b.is_ascii_uppercase());
    let upper = |text: &str| !text.bytes().any(|b| b.is_ascii_lowercase());
    let lowers = keywords.iter().filter(|(_, _, text)| lower(text)).count();
    let uppers = keywords.iter().filter(|(_, _, text)| upper(text)).count();
    let is_decided = cx.is_on("capitals");
    let (is_right, case): (fn(&str) -> bool, _) = match lowers > uppers && !is_decided {
        true => (lower, "lower case"),
        false => (upper, "capitals"),
    };
    let why = if is_decided { "" } else { " like most keywords here" };
    for (name, span, text) in keywords.into_iter().filter(|(_, _, text)| !is_right(text)) {
        let right = if case == "capitals" {
            name.to_owned()
        } else {
            name.to_ascii_lowercase()
        };
        let finding = cx.report(span, format!("`{text}` is not in {case}{why}"));
        finding.help(format!("write `{right}`"));
        finding.fix(Fix::safe(format!("write `{right}`"), [span.replace(right)]));
    }
}
