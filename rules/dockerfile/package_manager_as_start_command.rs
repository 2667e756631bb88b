use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Commands;
use plimsoll_model::command::server::{PackageScript, development_server, package_script};
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::dockerfile::CommandForm;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("package_manager_as_start_command.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    let start = stage.start_command();
    // What is behind an entrypoint depends on that; a shell in front has a rule of its own.
    let command = match (start.entrypoint, start.cmd) {
        (None, Some(command)) | (Some(command), None) => command,
        (Some(_), Some(_)) | (None, None) => return,
    };
    let form = command.node().command().map(|command| &command.form);
    if !stage.is_shipped() || !matches!(form, Some(CommandForm::Exec(_))) {
        return;
    }
    let mut services = stage.services().peekable();
    if services.peek().is_some() && services.all(starts_otherwise) {
        return;
    }
    if let Some(script) = command.code().first().and_then(|code| first_script(&code.commands)) {
        report(&script, cx);
    }
}

/// What scripts that stay are called, in front of any `:prod`. Others build something, and end.
const STAYS: [&str; 6] = ["start", "serve", "server", "prod", "production", "worker"];

/// Whether a service has an init process, or starts something else.
fn starts_otherwise(service: Service<'_>) -> bool {
    service.facts().init.is_some() || service.command.is_some() || service.entrypoint.is_some()
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    let is_plain = match service.stage() {
        Some(stage) => stage.start_command().entrypoint.is_none(),
        // Other images may have an init process as their entrypoint.
        None => service
            .pulled_images()
            .and_then(|image| image.reference.likely())
            .is_some_and(|image| image.familiar_name() == "node"),
    };
    if !is_plain || service.facts().init.is_some() || service.entrypoint.is_some() {
        return;
    }
    let mut commands = service.commands().iter();
    if let Some(script) = commands.next().and_then(first_script) {
        report(&script, cx);
    }
}

/// The script of package.json that a command line starts first, with nothing in front.
fn first_script(commands: &Commands) -> Option<PackageScript<'_>> {
    let first = commands
        .invocations()
        .next()
        .filter(|first| first.wrappers.is_empty())?;
    // What is for development has more serious findings, and bun replaces itself.
    let is_meant = |script: &PackageScript<'_>| {
        let name = script.name.split([':', '-', '_']).next();
        let stays = name.is_some_and(|name| STAYS.contains(&name));
        stays && script.manager != "bun" && development_server(first.argv()).is_none()
    };
    package_script(first.argv()).filter(is_meant)
}

fn report(script: &PackageScript<'_>, cx: &mut Context<'_>) {
    let message = format!(
        "`{}` keeps stop signals from the program that it starts",
        script.manager
    );
    cx.report(script.span, message)
        .help("start the program itself, such as `CMD [\"node\", \"server.js\"]`");
}
