use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{Action, Manager, Package, PackageCommand};
use plimsoll_model::environment::Environment;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("tool_already_in_base_image.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // A developer's image may contain whatever helps.
    if cx.environment() == Environment::Development {
        return;
    }
    let Some(image) = stage.root_image().likely() else {
        return;
    };
    if !image.is_official() {
        return;
    }
    let image = image.familiar_name();
    for invocation in stage.runs().flat_map(|run| run.steps()) {
        let command = invocation.package_command();
        let Some(command) = command.filter(|c| c.action == Action::Install && !c.is_dry) else {
            continue;
        };
        let versioned = command.flags.iter().any(|flag| matches!(flag.name, "v" | "version"));
        let known = command
            .packages
            .iter()
            .find(|p| p.version.is_none() && !versioned && brings(image, &command, p));
        if let Some(package) = known {
            let message = format!("`{image}` already has `{}`", tool(package.name));
            cx.report(package.argument.span, message).help(help(&command));
        }
    }
}

/// Whether an official image contains what is installed, in a version of its own.
fn brings(image: &str, command: &PackageCommand<'_>, package: &Package<'_>) -> bool {
    let is_system = command.manager.is_system();
    match image {
        "ruby" if command.manager == Manager::Gem => package.name == "bundler",
        "node" if command.manager == Manager::Npm => matches!(package.name, "yarn"),
        "node" => is_system && matches!(package.name, "nodejs" | "npm" | "yarn"),
        "python" => {
            is_system
                && matches!(
                    package.name,
                    "python3" | "python3-pip" | "python-pip" | "py3-pip" | "py-pip"
                )
        }
        "golang" => is_system && matches!(package.name, "golang" | "go" | "golang-go"),
        "ruby" => is_system && matches!(package.name, "ruby" | "ruby-bundler"),
        "rust" => is_system && matches!(package.name, "rust" | "cargo" | "rustc"),
        "composer" => is_system && package.name == "composer",
        _ => false,
    }
}

/// The program as the image has it.
fn tool(package: &str) -> &str {
    match package {
        "python3-pip" | "python-pip" | "py3-pip" | "py-pip" => "pip",
        "nodejs" => "node",
        "golang" | "golang-go" => "go",
        "ruby-bundler" => "bundler",
        "rust" => "rustc",
        other => other,
    }
}

fn help(command: &PackageCommand<'_>) -> &'static str {
    match command.manager.is_system() {
        true => "remove it: the package is another version, which is installed as well",
        false => "remove it, or name the version that you need",
    }
}
