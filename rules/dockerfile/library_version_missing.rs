use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Url;
use plimsoll_model::command::git::is_branch_name;
use plimsoll_model::command::package::{Action, Manager, Package, PackageCommand};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

use crate::floating_package::{first_and_more, is_asked_for};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("library_version_missing.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(command) = step.package_command() else {
        return;
    };
    if !is_asked_for(&command, cx) || !installs_by_name(&command) {
        return;
    }
    let is_floating = |package: &Package<'_>| is_floating(step.run, &command, package);
    let Some((first, also)) = first_and_more(named(&command), is_floating, cx) else {
        return;
    };
    let message = format!("whatever version of `{}` is newest gets installed{also}", first.name);
    cx.report(first.argument.span, message)
        .help(help(command.manager, first));
}

/// Whether a command installs what it names, in versions that only the name decides.
fn installs_by_name(command: &PackageCommand<'_>) -> bool {
    let has = |names: &[&str]| command.flags.iter().any(|flag| names.contains(&flag.name));
    match command.manager {
        Manager::Go => matches!(command.subcommand, "install" | "get" | "run"),
        _ if command.action != Action::Install || command.is_dry => false,
        Manager::Pip | Manager::Pipx | Manager::Uv => !has(&["c", "constraint", "no-index", "constraints"]),
        Manager::Npm | Manager::Yarn | Manager::Pnpm | Manager::Bun => !has(&["offline"]),
        // RubyGems 3.5, commands/install_command.rb: `--version` is refused beside several names.
        Manager::Gem if has(&["v", "version"]) => named(command).len() > 1,
        Manager::Gem => !has(&["local", "l", "file", "g"]),
        Manager::Cargo => !has(&["version", "vers", "git", "path"]) && command.subcommand != "add",
        Manager::Composer => matches!(command.subcommand, "require" | "global"),
        _ => false,
    }
}

/// The words that name something to install. `go run` passes the others to the program.
fn named<'p, 'a>(command: &'p PackageCommand<'a>) -> &'p [Package<'a>] {
    let until = match command.manager {
        _ if command.subcommand == "run" => 1,
        // Words after `--` are for the compiler: `gem install nokogiri -- --use-system-libraries`.
        Manager::Gem => {
            let is_flag = |package: &Package<'_>| package.name.starts_with('-');
            let flags = command.packages.iter().position(is_flag);
            flags.unwrap_or(command.packages.len())
        }
        _ => command.packages.len(),
    };
    &command.packages[..until.min(command.packages.len())]
}

fn is_floating(run: Instruction<'_>, command: &PackageCommand<'_>, package: &Package<'_>) -> bool {
    let text = package.argument.text;
    let is_path = text.starts_with(['.', '/', '~', '$', '`', '%']) || text.contains('\\');
    if is_path || is_own(command.manager, package.name) {
        return false;
    }
    match package.version {
        Some("latest" | "*" | "next" | "") => return true,
        Some(version) if command.manager == Manager::Go && is_branch_name(version) => return true,
        Some(_) if !Url::is_in(text) => return false,
        _ => {}
    }
    let ends = [
        ".whl", ".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".gem", ".go", ".egg", ".txt", ".nupkg",
    ];
    if ends.iter().any(|end| text.ends_with(end)) || text.contains(['$', '`', '*']) {
        return false;
    }
    match command.manager {
        Manager::Pip | Manager::Pipx | Manager::Uv if text.starts_with("git+") => !has_reference(text),
        Manager::Pip | Manager::Pipx | Manager::Uv => !text.contains('/'),
        Manager::Npm | Manager::Yarn | Manager::Pnpm | Manager::Bun => {
            let is_git = text.starts_with("git+") || text.starts_with("git:");
            let is_name = text.starts_with('@') || !text.contains(['/', ':']);
            (is_git && !text.contains('#')) || is_name
        }
        Manager::Go => is_go_program(run, text),
        _ => !Url::is_in(text),
    }
}

/// Managers update themselves in steps of their own, and nothing is built with them.
fn is_own(manager: Manager, name: &str) -> bool {
    let name = name.split('[').next().unwrap_or_default();
    match manager {
        Manager::Pip | Manager::Uv => matches!(name, "pip" | "setuptools" | "wheel"),
        Manager::Npm | Manager::Yarn | Manager::Pnpm => matches!(name, "npm"),
        _ => false,
    }
}

/// `git+https://host/path@reference`.
fn has_reference(text: &str) -> bool {
    Url::parse(text).is_some_and(|url| url.path().contains('@'))
}

/// Outside a module a program is taken in its newest version; inside, `go.mod` decides.
fn is_go_program(run: Instruction<'_>, text: &str) -> bool {
    let own = matches!(text, "all" | "std" | "cmd" | "tool") || text.contains("...");
    let copied = run.stage().is_some_and(|stage| {
        let before = |copy: Instruction<'_>| copy.index() < run.index();
        stage.of_kind(Kind::Copy).chain(stage.of_kind(Kind::Add)).any(before)
    });
    !own && !copied
}

fn help(manager: Manager, package: &Package<'_>) -> String {
    let name = package.name;
    match manager {
        _ if Url::is_in(package.argument.text) => "add a tag or commit after it".to_owned(),
        Manager::Pip | Manager::Pipx | Manager::Uv => {
            format!("write `{name}==` and a version, or install from a file that pins versions")
        }
        Manager::Npm | Manager::Yarn | Manager::Pnpm | Manager::Bun | Manager::Go | Manager::Cargo => {
            format!("write `{name}@` and a version")
        }
        Manager::Gem => format!("write `{name}:` and a version, or `--version` if it is the only one"),
        _ => format!("write `{name}:` and a version"),
    }
}
