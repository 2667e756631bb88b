use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::environment;
use plimsoll_model::view::{Dockerfile, Stage};
use plimsoll_syntax::dockerfile::Word;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unreachable_stage.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    if dockerfile.stages().len() < 2 {
        return;
    }
    let needed = dockerfile.needed_stages();
    // A name that says what the stage is for makes it a target.
    let targets = dockerfile.stages().filter(|stage| is_target(*stage)).map(Stage::index);
    let wanted = dockerfile.stage_graph().needed(targets);
    for stage in dockerfile.stages() {
        if needed[stage.index()] || wanted[stage.index()] {
            continue;
        }
        let message = match stage.name() {
            Some(name) => format!("nothing uses the stage `{}`, so it is not built", name.as_written()),
            None => "nothing uses this stage, so it is not built".to_owned(),
        };
        cx.report(stage.place(), message)
            .stands_in()
            .help("remove it, or use it: `COPY --from=…`, `FROM …`, or the `target` of a build");
    }
}

/// Whether a stage is named after a typical build target: `test`, `dev`, `release`.
fn is_target(stage: Stage<'_>) -> bool {
    let name = stage.name().and_then(Word::literal);
    name.is_some_and(|name| environment::stage_name(&name).is_some())
}
