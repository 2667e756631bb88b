use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::compose::Scalar;
use plimsoll_model::environment::{by_path, stage_name};
use plimsoll_model::{Environment, FileKind, Service};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("development_build_in_production.md"),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(build) = &service.facts().build else { return };
    let build = &build.value;
    let of_path = |path: &str| by_path(path, FileKind::Dockerfile).map(|(environment, _)| environment);
    let of_folder = |path: &str| of_path(&format!("{}/Dockerfile", path.trim_end_matches('/')));
    let says: [(Option<&Scalar>, &dyn Fn(&str) -> Option<Environment>); 3] = [
        (build.target.as_ref().map(|field| &field.value), &stage_name),
        (build.dockerfile.as_ref().map(|field| &field.value), &of_path),
        (build.context.as_ref().map(|field| &field.value), &of_folder),
    ];
    for (scalar, says) in says {
        let Some((scalar, text)) = scalar.and_then(|scalar| Some((scalar, scalar.likely()?))) else {
            continue;
        };
        if says(text) == Some(Environment::Development) {
            cx.report(scalar.span, format!("`{text}` is for development"))
                .help("build what is meant for production, and leave this to a file for development");
            return;
        }
    }
}
