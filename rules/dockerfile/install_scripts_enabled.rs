use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::package::{Action, Manager, package_command};
use plimsoll_model::stage::code::Step;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("install_scripts_enabled.md")),
    checks: &[Check::Step(check)],
};

/// Variables with the same effect.
const VARIABLES: [&str; 4] = [
    "NPM_CONFIG_IGNORE_SCRIPTS",
    "npm_config_ignore_scripts",
    "YARN_IGNORE_SCRIPTS",
    "YARN_ENABLE_SCRIPTS",
];

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(command) = package_command(step.argv()) else {
        return;
    };
    let installs = matches!(command.manager, Manager::Npm | Manager::Yarn) && command.action == Action::Install;
    let ignores = command.flags.iter().any(|flag| flag.name == "ignore-scripts")
        || VARIABLES.iter().any(|name| step.run.variable_of(step, name).is_some());
    if installs && !command.is_dry && !ignores {
        let message = format!("`{}` runs the install scripts of every package", command.title());
        cx.report(command.head(), message)
            .help("add `--ignore-scripts`, and run the scripts of those that need them: `npm rebuild <package>`");
    }
}
