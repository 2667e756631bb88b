use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::compose::Scalar;
use plimsoll_model::image::are_platforms_apart;
use plimsoll_model::view::{Service, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("conflicting_platform.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let (Some(build), Some(stage)) = (service.build.as_ref(), service.stage()) else {
        return;
    };
    let built = build.value.platforms.iter().flat_map(|platforms| &platforms.value);
    let wanted: Vec<&Scalar> = service.platform.iter().map(|field| &field.value).chain(built).collect();
    // What the image runs comes from the first stage of its chain.
    for part in stage.ancestors() {
        let Some((flag, fixed)) = fixed_platform(part) else {
            continue;
        };
        for scalar in &wanted {
            let Some(platform) = scalar.known().filter(|platform| are_platforms_apart(platform, &fixed)) else {
                continue;
            };
            let file = stage.dockerfile().source().shown();
            let message = format!("`{platform}` is wanted, but `{file}` builds for `{fixed}`, whatever is asked for");
            let finding = cx.report(scalar.span, message);
            finding.help("remove `--platform` from the `FROM`, or name the same platform in both");
            finding.note(flag, "the platform is fixed here");
        }
    }
}

/// The platform that the `FROM` of a stage fixes.
fn fixed_platform(stage: Stage<'_>) -> Option<(plimsoll_syntax::Span, String)> {
    let flag = stage.from().node().flag("platform")?;
    let platform = flag.value.as_ref()?.literal()?;
    (stage.parent().is_none() && !stage.is_from_scratch()).then_some((flag.span, platform))
}
