use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Pair};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("noninteractive_frontend_kept.md")),
    checks: &[Check::Stage(check)],
};

const NAME: &str = "DEBIAN_FRONTEND";

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    // The last one in the chain is what containers see.
    let found = stage.inherited(Kind::Env).find_map(|env| {
        let pair = env
            .node()
            .pairs()
            .iter()
            .rev()
            .find(|pair| pair.key.as_written() == NAME)?;
        Some((env, pair))
    });
    let Some((env, pair)) = found else { return };
    let value = pair.value.as_ref().and_then(|word| env.expand(word).likely());
    if value.as_deref() != Some("noninteractive") {
        return;
    }
    let finding = cx.report(pair.span, format!("`{NAME}` stays set in every container of the image"));
    finding.help(format!(
        "write `ARG {NAME}=noninteractive`, which lasts only for the build"
    ));
    if let Some(fix) = fix(env, pair) {
        finding.fix(fix);
    }
}

fn fix(env: Instruction<'_>, pair: &Pair) -> Option<Fix> {
    let is_alone = env.node().pairs().len() == 1 && !pair.legacy && env.node().onbuild.is_none();
    is_alone.then(|| Fix::unsafe_("use `ARG`", [env.keyword().replace("ARG")]))
}
