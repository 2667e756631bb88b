use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::build::asset_build;
use plimsoll_model::environment::Environment;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("asset_build_needs_real_key.md")),
    checks: &[Check::Stage(check)],
};

/// Files with keys that were made up for the build, or with the real ones.
const KEY_FILES: [&str; 4] = ["secrets.yml", "credentials.yml", "master.key", "production.key"];

/// Variables that keep Rails from asking for the real key, or that supply one.
const KEYS: [&str; 3] = ["SECRET_KEY_BASE_DUMMY", "SECRET_KEY_BASE", "RAILS_MASTER_KEY"];

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    // Outside production Rails makes up a key by itself.
    if cx.environment() == Environment::Development || stage.is_windows() || stage.mentions(&KEY_FILES) {
        return;
    }
    let is_old = stage.is_too_old_for_rails_71();
    for run in stage.runs() {
        let has_secret = run.has_mount("secret");
        for invocation in run.steps() {
            let Some(span) = asset_build(invocation.argv()).filter(|_| !has_secret) else {
                continue;
            };
            let is_set = |name: &&str| run.variable_of(&invocation, name).is_some();
            let environment = run
                .variable_of(&invocation, "RAILS_ENV")
                .and_then(|value| value.likely());
            let is_other = environment.is_some_and(|name| matches!(name.as_str(), "development" | "test"));
            if KEYS.iter().any(is_set) || is_other {
                continue;
            }
            if is_old {
                let text =
                    "the assets are built without a made-up `SECRET_KEY_BASE`, so Rails may ask for the real one";
                cx.report(span, text)
                    .help("write `SECRET_KEY_BASE=made-up` before the command")
                    .case("old");
                continue;
            }
            let finding = cx.report(
                span,
                "the assets are built without `SECRET_KEY_BASE_DUMMY`, so Rails asks for the real key",
            );
            finding.help(
                "write `SECRET_KEY_BASE_DUMMY=1` before the command (Rails 7.1), or any made-up `SECRET_KEY_BASE`",
            );
            let is_line = invocation.code.kind.is_some() && invocation.script_number == 0;
            if is_line && !invocation.wrappers.iter().any(|wrapper| wrapper.name == "sudo") {
                let set = invocation.command().span.insert_before("SECRET_KEY_BASE_DUMMY=1 ");
                finding.fix(Fix::unsafe_("set `SECRET_KEY_BASE_DUMMY`", [set]));
            }
        }
    }
}
