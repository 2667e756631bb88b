use std::collections::HashSet;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Service, Stage};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("debug_mode_enabled.md")),
    checks: &[Check::Stage(check_stage), Check::Service(check_service)],
};

fn check_stage(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    let mut seen = HashSet::new();
    for env in stage.inherited(Kind::Env) {
        for pair in env.node().pairs().iter().rev() {
            let name = pair.key.as_written();
            // Only the last value of a variable is shipped.
            let Some(word) = pair.value.as_ref().filter(|_| seen.insert(name)) else {
                continue;
            };
            let value = env.expand(word).likely();
            if let Some(why) = value.and_then(|value| debugging(name, &value)) {
                cx.report(pair.span, format!("`{name}` {why}")).help(HELP);
            }
        }
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for pair in service.facts().environment() {
        let (Some(name), Some(value)) = (pair.name(), &pair.value) else {
            continue;
        };
        let value = value.likely();
        if let Some(why) = value.and_then(|value| debugging(name, value)) {
            cx.report(pair.span, format!("`{name}` {why}")).help(HELP);
        }
    }
}

const HELP: &str = "set it in a development file, and remove it or switch it off here";

/// What a value switches on, if anything.
fn debugging(name: &str, value: &str) -> Option<&'static str> {
    let value = value.trim().to_ascii_lowercase();
    match name {
        "DEBUG"
        | "APP_DEBUG"
        | "FLASK_DEBUG"
        | "DJANGO_DEBUG"
        | "WP_DEBUG"
        | "WORDPRESS_DEBUG"
        | "SYMFONY_DEBUG"
        | "QUART_DEBUG"
        | "WERKZEUG_DEBUG"
        | "DEBUG_MODE"
        | "ASPNETCORE_DETAILEDERRORS" => {
            matches!(&*value, "1" | "true" | "yes" | "on").then_some("switches debug mode on")
        }
        "GIN_MODE" => (value == "debug").then_some("switches debug mode on"),
        "XDEBUG_MODE" => (!matches!(&*value, "" | "off")).then_some("switches Xdebug on"),
        "NODE_ENV"
        | "BUN_ENV"
        | "RAILS_ENV"
        | "RACK_ENV"
        | "FLASK_ENV"
        | "QUART_ENV"
        | "DJANGO_ENV"
        | "APP_ENV"
        | "APPLICATION_ENV"
        | "SYMFONY_ENV"
        | "CI_ENVIRONMENT"
        | "ASPNETCORE_ENVIRONMENT"
        | "DOTNET_ENVIRONMENT"
        | "MIX_ENV"
        | "HUGO_ENV"
        | "GO_ENV"
        | "PHP_ENV"
        | "ENVIRONMENT" => {
            let develops = matches!(&*value, "development" | "dev" | "develop" | "local" | "debug");
            develops.then_some("selects a development mode")
        }
        _ => None,
    }
}
