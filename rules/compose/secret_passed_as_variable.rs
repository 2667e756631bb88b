use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::KeyValue;
use plimsoll_model::secret::secret_name;
use plimsoll_model::view::Service;
use plimsoll_syntax::Edit;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

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
        let with_file = format!("{name}{sign}FILE");
        let finding = cx.report(
            pair.key.span,
            format!("`{}` can also read this {kind} from a file", image.familiar_name()),
        );
        finding.help(format!(
            "pass it as one of the `secrets`, and name its file in `{with_file}`"
        ));
        if let Some(edits) = pass_as_secret(service, pair, name, &with_file) {
            finding.fix(Fix::unsafe_("pass it as one of the `secrets`", edits));
        }
    }
}

/// The edits that pass what one variable holds as a secret. None if the service needs the variable
/// itself elsewhere, as its health check may.
fn pass_as_secret(service: Service<'_>, pair: &KeyValue, name: &str, with_file: &str) -> Option<Vec<Edit>> {
    let compose = service.compose();
    let source = compose.source_of(pair.span);
    let variable = match &pair.value {
        None if pair.is_entry() => return None,
        None => name,
        Some(value) => {
            let [variable] = &*value.variables else { return None };
            let written = source.slice(variable.span);
            let inner = written.trim_start_matches('$').trim_matches(['{', '}']);
            // `${X:?}` requires it, as the secret does; a default would be lost.
            let behind = inner.strip_prefix(&*variable.name.value)?;
            let is_plain = behind.is_empty() || behind.starts_with(":?") || behind.starts_with('?');
            let is_whole = value.span_of(0..value.as_str().len()) == variable.span;
            (is_plain && is_whole).then_some(&*variable.name.value)?
        }
    };
    let mentions = |text: &str| text.matches(name).count();
    let is_needed = mentions(source.slice(service.facts().span)) > mentions(source.slice(pair.span));
    // A stack takes secrets only from files.
    if is_needed || compose.is_swarm_stack() {
        return None;
    }
    let secret = name.to_ascii_lowercase();
    let path = format!("/run/secrets/{secret}");
    let mut edits = match &pair.value {
        None => vec![pair.key.text.full_span().replace(format!("{with_file}={path}"))],
        Some(value) => vec![
            pair.key.text.full_span().replace(with_file),
            value.variables[0].span.replace(path),
        ],
    };
    edits = match pair.is_entry() {
        false => compose_edit::in_scalar(service.compose(), edits)?,
        true => {
            let parts = edits
                .into_iter()
                .map(|edit| compose_edit::in_scalar(service.compose(), vec![edit]));
            parts.collect::<Option<Vec<Vec<Edit>>>>()?.concat()
        }
    };
    let mut edits: Vec<Option<Edit>> = edits.into_iter().map(Some).collect();
    edits.push(compose_edit::add_items(service, "secrets", &[&secret]));
    let source = Content::mapping([("environment", Content::text(variable))]);
    if !compose_edit::takes_from_variable(service, &secret, variable) {
        edits.push(compose_edit::declare(service, "secrets", &secret, &source));
    }
    compose_edit::joined(edits)
}
