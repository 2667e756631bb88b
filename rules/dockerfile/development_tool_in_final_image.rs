use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Stage;
use plimsoll_model::command::Purpose;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: include_str!("development_tool_in_final_image.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // `php-dev` is an image that others develop in.
    if !stage.is_in_shipped_chain() || stage.dockerfile().is_in_folder_for_work() {
        return;
    }
    let packages = stage.kept_packages_for(Purpose::Debugging);
    let packages = packages.iter().map(|p| (p.run.index(), p.name, p.span));
    let extensions = stage.php_extensions();
    // `xdebug-3.4.0` is the same in a certain version.
    let extensions = extensions
        .iter()
        .filter(|(_, name, _)| name.split('-').next() == Some("xdebug"));
    let extensions = extensions.map(|(run, _, span)| (run.index(), "xdebug", *span));
    let mut found: Vec<(usize, &str, Span)> = packages.chain(extensions).collect();
    found.sort_by_key(|(_, _, span)| span.start);
    // `pecl install xdebug && docker-php-ext-enable xdebug` is one thing.
    found.dedup_by_key(|(run, name, _)| (*run, *name));
    for (_, name, span) in found {
        cx.report(span, format!("`{name}` is a tool for development, and is shipped"))
            .help("install it in a stage for development that is built on this one");
    }
}
