use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("fixed_platform_in_from.md")),
    checks: &[Check::Instruction(Kind::From, check)],
};

fn check(from: Instruction<'_>, cx: &mut Context<'_>) {
    let Some(flag) = from.node().flag("platform") else {
        return;
    };
    let (Some(stage), Some(platform)) = (from.stage(), flag.value.as_ref().and_then(|value| value.literal())) else {
        return;
    };
    // BuildKit v0.30, linter/ruleset.go, FromPlatformFlagConstDisallowed: the name of a stage may
    // say that it is for one platform.
    let name = stage
        .name()
        .map(|name| name.as_written().to_ascii_lowercase())
        .unwrap_or_default();
    let mut parts = platform.split('/').filter(|part| !part.is_empty());
    if platform.is_empty() || stage.is_windows() || parts.any(|part| name.contains(&part.to_ascii_lowercase())) {
        return;
    }
    let finding = cx.report(flag.span, format!("the stage is built for `{platform}` only"));
    finding.help("remove the flag, or use `$BUILDPLATFORM` if the stage only runs build tools");
}
