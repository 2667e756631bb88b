use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::environment::{Environment, by_path, stage_name};
use plimsoll_model::files::FileKind;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("development_build_in_production.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(build) = &service.facts().build else { return };
    let build = &build.value;
    let target = build.target.as_ref().map(|field| (&field.value, Part::Target));
    let dockerfile = build.dockerfile.as_ref().map(|field| (&field.value, Part::Dockerfile));
    let context = build.context.as_ref().map(|field| (&field.value, Part::Context));
    for (scalar, part) in [target, dockerfile, context].into_iter().flatten() {
        let Some(text) = scalar.likely().filter(|text| is_for_development(text, part)) else {
            continue;
        };
        cx.report(scalar.span, format!("`{text}` is for development"))
            .help("use the production build here, and move this one to a development file");
        return;
    }
}

/// The parts of a build that have a name.
#[derive(Clone, Copy)]
enum Part {
    Target,
    Dockerfile,
    Context,
}

fn is_for_development(name: &str, part: Part) -> bool {
    let of_path = |path: &str| by_path(path, FileKind::Dockerfile).map(|(environment, _)| environment);
    let environment = match part {
        Part::Target => stage_name(name),
        Part::Dockerfile => of_path(name),
        // A folder is judged like that of a Dockerfile in it.
        Part::Context => of_path(&format!("{}/Dockerfile", name.trim_end_matches('/'))),
    };
    environment == Some(Environment::Development)
}
