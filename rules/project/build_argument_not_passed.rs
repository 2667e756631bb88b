use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("build_argument_not_passed.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let Some(build) = service.build.as_ref() else { return };
    let mut told: Vec<&str> = Vec::new();
    for needed in service.lacking_arguments() {
        let name = needed.name;
        if told.contains(&name) {
            continue;
        }
        told.push(name);
        let file = needed.dockerfile.source().shown();
        let place = match build.value.args.as_ref() {
            Some(arguments) => arguments.key,
            None => build.key,
        };
        let finding = cx.report(place, format!("`{file}` cannot be built without the argument `{name}`"));
        finding.help(format!("set `{name}` in `build.args`, or give the `ARG` a default"));
        finding.note(needed.place, "it is needed here");
    }
}
