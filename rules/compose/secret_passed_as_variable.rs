use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::secret::secret_name;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_passed_as_variable.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let known = service
        .known_image()
        .filter(|image| image.reads_secret_files == Some(true));
    let image = service.pulled_images().and_then(|image| image.reference.likely());
    let (Some(_), Some(image)) = (known, image) else {
        return;
    };
    for pair in service.facts().environment() {
        let Some((name, secret)) = pair.name().and_then(|name| Some((name, secret_name(name)?))) else {
            continue;
        };
        let is_empty = pair.value.as_ref().is_some_and(|value| value.likely() == Some(""));
        // A value in the file is left to another rule.
        if pair.is_secret() || is_empty || pair.value.as_ref().is_some_and(|value| value.is_literal()) {
            continue;
        }
        let kind = secret.kind.name();
        // Grafana's variables end in two underscores and `FILE`.
        let sign = if name.starts_with("GF_") { "__" } else { "_" };
        cx.report(
            pair.key.span,
            format!("`{}` can also read this {kind} from a file", image.familiar_name()),
        )
        .help(format!(
            "pass it as one of the `secrets`, and name its file in `{name}{sign}FILE`"
        ));
    }
}
