use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::build::compile;
use plimsoll_model::command::package::package_command;
use plimsoll_model::dockerfile::Base;
use plimsoll_model::image::smaller_image;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("oversized_base_image.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let (Base::Image(image), Some(word)) = (stage.base(), stage.image_word()) else {
        return;
    };
    if !stage.is_in_shipped_chain() {
        return;
    }
    let Some(image) = image.as_ref().likely() else { return };
    let Some(smaller) = smaller_image(image) else { return };
    let mut shipped = stage
        .shipped_as()
        .filter(|s| s.starts_service() == Some(true))
        .peekable();
    // A stage that compiles needs the compilers; to keep them out of the image takes a second
    // stage.
    if shipped.peek().is_none() || uses_compilers(stage) || shipped.any(uses_compilers) {
        return;
    }
    let message = format!("`{}` also ships {}", image.as_written(), smaller.left_out);
    cx.report(word.span, message)
        .help(format!("try `{}`, and install what is missing", smaller.name));
}

/// Whether a step compiles, fetches code with Git, or installs headers to compile against.
fn uses_compilers(stage: Stage<'_>) -> bool {
    let mut steps = stage.runs().flat_map(|run| run.steps());
    steps.any(|step| {
        let command = package_command(step.argv());
        let headers = command.is_some_and(|command| {
            let is_header = |name: &str| name.ends_with("-dev") || name.ends_with("-devel");
            command.packages.iter().any(|package| is_header(package.name))
        });
        headers
            || compile(step.argv()).is_some()
            || matches!(step.name, "git" | "bundle" | "gem" | "mix" | "rebar3" | "cpanm")
    })
}
