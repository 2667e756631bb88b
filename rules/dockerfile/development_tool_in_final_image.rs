use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::Purpose;
use plimsoll_model::view::Stage;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("development_tool_in_final_image.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // `php-dev` is an image that others develop in.
    if !stage.is_in_shipped_chain() || stage.dockerfile().is_in_folder_for_work() {
        return;
    }
    let packages = stage.kept_packages_for(Purpose::Debugging);
    // Whoever builds it with `--build-arg INSTALL_XDEBUG=true` wants one to develop in.
    let packages = packages.iter().filter(|p| !p.run.is_optional(p.span));
    let packages = packages.map(|p| (p.name, p.span));
    let extensions = stage.php_extensions();
    // `xdebug-3.4.0` is the same with a version.
    let extensions = extensions
        .iter()
        .filter(|(run, name, span)| name.split('-').next() == Some("xdebug") && !run.is_optional(*span));
    let extensions = extensions.map(|(_, _, span)| ("xdebug", *span));
    let mut found: Vec<(&str, Span)> = packages.chain(extensions).collect();
    found.sort_by_key(|(_, span)| span.start);
    let started: Vec<&str> = started(stage);
    let mut seen: Vec<&str> = Vec::new();
    for (name, span) in found {
        // `pecl install xdebug` and `docker-php-ext-enable xdebug` are one thing; and an image's
        // purpose is the program that it starts.
        if seen.contains(&name) || started.contains(&name) {
            continue;
        }
        seen.push(name);
        cx.report(
            span,
            format!("`{name}` is a development tool, and is shipped in the image"),
        )
        .help("install it in a development stage that is built on this one");
    }
}

/// The programs that the image, or one that is built on it, starts.
fn started(stage: Stage<'_>) -> Vec<&str> {
    let starts = stage
        .shipped_as()
        .flat_map(|stage| stage.start_command().instructions());
    let code = starts.flat_map(|instruction| instruction.code());
    let invocations = code.flat_map(|code| code.commands.invocations());
    invocations.map(|invocation| invocation.name).collect()
}
