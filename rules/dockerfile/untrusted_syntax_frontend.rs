use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::image::ImageReference;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("untrusted_syntax_frontend.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let Some((span, name)) = dockerfile.frontend() else {
        return;
    };
    let Ok(image) = ImageReference::parse(name) else { return };
    let mut path = image.path().rsplit('/');
    let (last, owner) = (path.next(), path.next());
    // Mirrors carry Docker's images under their own names.
    let is_official = owner == Some("docker") && matches!(last, Some("dockerfile" | "dockerfile-upstream"));
    if cx.lists("trusted-frontends", image.familiar_name()) {
        return;
    }
    if !is_official {
        cx.report(span, format!("`{name}` reads this file and the whole build context"))
            .help("use `docker/dockerfile:1`, unless you trust the publisher of this one");
        return;
    }
    let tag = image.tag().unwrap_or("latest");
    let is_pinned = image.digest().is_some() || tag.starts_with(|c: char| c.is_ascii_digit());
    if !is_pinned {
        let is_at_work = !cx.is_production();
        let finding = cx.report(span, format!("`{tag}` may become another major version of the syntax"));
        finding.help("use `docker/dockerfile:1`, which gets fixes and stays compatible");
        if is_at_work {
            finding.case("own-channel");
        }
        // A mirror may not have all tags, and other tags of the developers' image are made of branches.
        if matches!(name, "docker/dockerfile" | "docker/dockerfile:latest") {
            finding.fix(Fix::unsafe_(
                "use `docker/dockerfile:1`",
                [span.replace("docker/dockerfile:1")],
            ));
        }
    }
}
