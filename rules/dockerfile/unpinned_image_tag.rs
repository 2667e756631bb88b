use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::{ImageUse, known_image, retired, tag_moves};
use plimsoll_model::view::{Dockerfile, Instruction, Service};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::image::ImageReference;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("unpinned_image_tag.md")),
    // A name in a trigger may be a stage of another Dockerfile.
    checks: &[
        Check::Dockerfile(check_bases),
        Check::Instruction(Kind::Copy, check_instruction),
        Check::Instruction(Kind::Run, check_instruction),
        Check::Service(check_service),
    ],
};

/// So many instructions are searched for an earlier use of an image.
const MOST_BEFORE: usize = 200;

/// Several bases that take their tag from one argument have a single finding, since it is repaired
/// there.
fn check_bases(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let mut groups: Vec<(ImageUse, Vec<Span>)> = Vec::new();
    let mut group_of: HashMap<(String, String), usize> = HashMap::new();
    for image in dockerfile.stages().flat_map(|stage| stage.from().images()) {
        let Some(key) = tag_by_variable(&image) else {
            groups.push((image, Vec::new()));
            continue;
        };
        let next = groups.len();
        let at = *group_of.entry(key).or_insert(next);
        match at == next {
            true => groups.push((image, Vec::new())),
            false => groups[at].1.push(image.span),
        }
    }
    for (image, others) in groups {
        check(&image, None, cx, &others);
    }
}

/// The variable that holds the whole tag, and that tag.
fn tag_by_variable(image: &ImageUse) -> Option<(String, String)> {
    let tag = image.named()?.tag()?;
    Some((image.tag_variable()?.to_owned(), tag.to_owned()))
}

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for image in instruction.images() {
        if !is_used_before(&image, instruction) {
            check(&image, None, cx, &[]);
        }
    }
}

/// Whether an earlier instruction takes files from the same image: one answer serves them all.
fn is_used_before(image: &ImageUse, instruction: Instruction<'_>) -> bool {
    let is_same = |other: ImageUse| other.named() == image.named();
    let before = instruction
        .dockerfile()
        .instructions()
        .take(instruction.index().min(MOST_BEFORE));
    let mut taking = before.filter(|other| matches!(other.node().kind, Kind::Copy | Kind::Run));
    image.named().is_some() && taking.any(|other| other.images().into_iter().any(is_same))
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for image in service.pulled_images().into_iter().chain(service.further_images()) {
        match image.named().filter(|_| image.ends_in_default) {
            Some(reference) => check_default(&image, reference, cx),
            None => check(&image, Some(service), cx, &[]),
        }
    }
}

/// Whoever deploys is asked for a version, and may leave it out.
fn check_default(image: &ImageUse, reference: &ImageReference, cx: &mut Context<'_>) {
    let tag = reference.tag().unwrap_or("latest");
    if reference.digest().is_some() || !tag_moves(reference.familiar_name(), tag) {
        return;
    }
    let name = reference.familiar_name();
    cx.report(image.tag_span(), format!("`{name}` falls back to `{tag}`, which moves"))
        .help("require a version with `${…:?}`, or fall back to one")
        .case("fallback");
}

/// What a tag that moves leads to: for an image that nobody builds, a pull brings another version, and
/// for a data store that may be one that does not read the data.
fn consequence(name: &str, service: Option<Service<'_>>) -> &'static str {
    match service {
        None => "builds are not repeatable",
        Some(_) if known_image(name, None).is_some_and(|known| known.is_data_service() && known.is_stateful()) => {
            "the next pull may bring a version that cannot read the data that is there"
        }
        Some(_) => "the next pull may bring another version",
    }
}

/// Your own image, which another file builds, changes when you want it to.
fn check(image: &ImageUse, service: Option<Service<'_>>, cx: &mut Context<'_>, others: &[Span]) {
    let Some(reference) = image.named() else {
        return;
    };
    // A retired image has a finding of its own, and none of its tags moves any more.
    let is_retired = retired(reference).is_some_and(|retired| !retired.is_mirrored);
    if reference.digest().is_some() || is_retired {
        return;
    }
    match reference.tag() {
        None => {
            let text = format!(
                "`{}` has no tag, so it is whatever `latest` is today",
                reference.as_written()
            );
            let finding = cx.report(image.span, text);
            finding.help(format!("name a version: `{}:…`", reference.as_written()));
            if service.is_some_and(Service::is_built_beside) {
                finding.case("built-beside");
            }
        }
        Some(tag) if tag_moves(reference.familiar_name(), tag) || cx.lists("moving-tags", tag) => {
            let name = reference.familiar_name();
            let finding = cx.report(
                image.tag_span(),
                format!("`{tag}` moves, so {}", consequence(name, service)),
            );
            // The place contains a variable: the tag is written where that gets its value.
            finding.help(match image.tag_span() == image.span {
                true => format!("give the variable a version of `{name}` as its default"),
                false => format!("name a version of `{name}`, or a digest"),
            });
            for other in others {
                finding.note(*other, "the same variable sets the tag here");
            }
            if service.is_some_and(Service::is_built_beside) {
                finding.case("built-beside");
            }
        }
        Some(_) => {}
    }
}
