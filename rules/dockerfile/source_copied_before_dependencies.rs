use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::project_install;
use plimsoll_model::stage::copy::Placed;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("source_copied_before_dependencies.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let placed: Vec<Placed<'_>> = stage.placed().collect();
    // Only files from the context change with the code.
    let local = |p: &&Placed<'_>| p.instruction.node().flag("from").is_none();
    let whole = |p: &&Placed<'_>| matches!(p.name, "." | "" | "*") && !p.is_file;
    let Some(source) = placed.iter().filter(local).find(whole) else {
        return;
    };
    let before = source.instruction.index();
    let mut earlier = placed.iter().filter(|p| p.instruction.index() < before);
    for run in stage.runs().filter(|run| run.index() > before) {
        let Some((span, title, manifest)) = install(run) else {
            continue;
        };
        let known = |p: &Placed<'_>| p.name.ends_with(manifest) || p.name.contains('*') || p.name.contains("lock");
        let mounts = run.node().flags_named("mount").next().is_some();
        if mounts || earlier.any(known) {
            return;
        }
        let message = format!("`{title}` runs again after every change of the code");
        let finding = cx.report(span, message);
        finding.note(source.source.span, "everything is copied here");
        finding.help(format!(
            "copy `{manifest}` and what belongs to it first, install, then copy the rest"
        ));
        return;
    }
}

/// The first command of a step that installs what a manifest lists, with the manifest.
fn install(run: Instruction<'_>) -> Option<(Span, String, &'static str)> {
    run.steps().find_map(|invocation| {
        if let Some(install) = project_install(invocation.argv()) {
            // Cargo and Maven compile the code at the same time.
            let compiles = matches!(install.tool, "cargo" | "dotnet" | "poetry" | "uv");
            // An optimised autoloader of Composer lists the classes of the code.
            let words = || invocation.arguments().iter().map(|argument| argument.text);
            let lists_code = words()
                .any(|word| matches!(word, "-o" | "-a") || word.contains("-autoload") || word.contains("classmap"));
            let compiles = compiles || lists_code;
            return (!compiles).then(|| (install.head, install.title.clone(), install.manifests[0]));
        }
        let command = invocation.package_command()?;
        let lists = command
            .flags
            .iter()
            .find(|flag| matches!(flag.name, "r" | "requirement"))?;
        let is_list = lists.value.is_some_and(|file| file.ends_with("requirements.txt"));
        let own = command.packages.iter().any(|package| package.name.starts_with('.'));
        let editable = command.flags.iter().any(|flag| matches!(flag.name, "e" | "editable"));
        let fits = is_list && !own && !editable && command.title().starts_with("pip ");
        fits.then(|| (command.head(), command.title(), "requirements.txt"))
    })
}
