use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Commands;
use plimsoll_model::command::server::{DevelopmentServer, development_server};
use plimsoll_model::view::{Service, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("development_server_command.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    // If every service that builds it says itself what to run, nobody runs this.
    let mut services = stage.services().peekable();
    let is_replaced = services.peek().is_some() && services.all(|s| s.command.is_some() || s.entrypoint.is_some());
    if !stage.is_shipped() || is_replaced || is_swoole(stage) {
        return;
    }
    let start = stage.start_command();
    if let Some(server) = start.combined().as_ref().and_then(server) {
        report(server, cx);
        return;
    }
    for code in start.code() {
        if let Some(server) = server(&code.commands) {
            report(server, cx);
        }
    }
}

/// On Swoole, `php artisan serve` and the like start the production server.
fn is_swoole(stage: Stage<'_>) -> bool {
    let image = stage.root_image().likely();
    image.is_some_and(|image| image.path().contains("swoole") || image.path().contains("hyperf"))
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for commands in service.commands() {
        if let Some(server) = server(commands) {
            report(server, cx);
        }
    }
}

fn server(commands: &Commands) -> Option<DevelopmentServer> {
    commands.invocations().find_map(|i| development_server(i.argv()))
}

fn report(server: DevelopmentServer, cx: &mut Context<'_>) {
    let finding = cx.report(server.span, format!("starts {}", server.name));
    finding.help(match server.instead {
        Some(instead) => format!("use {instead} in production"),
        None => "start the production server, and keep this in a development file or stage".to_owned(),
    });
}
