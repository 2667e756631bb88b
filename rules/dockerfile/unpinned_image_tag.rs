use std::collections::HashMap;

use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::image::{ImageUse, known_image, newest_tag, retired, tag_moves};
use plimsoll_model::view::{Dockerfile, Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Edit, Span};

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

/// What names an image.
#[derive(Clone, Copy)]
enum Place<'a> {
    Base,
    Step(Instruction<'a>),
    Service(Service<'a>),
}

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
        check(&image, Place::Base, cx, &others);
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
            check(&image, Place::Step(instruction), cx, &[]);
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
            None => check(&image, Place::Service(service), cx, &[]),
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
fn consequence(name: &str, place: Place<'_>) -> &'static str {
    match place {
        Place::Base | Place::Step(_) => "builds are not repeatable",
        Place::Service(_)
            if known_image(name, None).is_some_and(|known| known.is_data_service() && known.is_stateful()) =>
        {
            "the next pull may bring a version that cannot read the data that is there"
        }
        Place::Service(_) => "the next pull may bring another version",
    }
}

/// The fix that names the newest release, in all steps that take files from the image. None for a service
/// that keeps data: what runs today may be newer than the table, and an older release may not read its data.
fn newest(image: &ImageUse, place: Place<'_>) -> Option<Fix> {
    let reference = image.named()?;
    let keeps_data = || {
        let known = known_image(reference.familiar_name(), None);
        known.is_some_and(|known| !known.data_folders(reference.tag()).is_empty())
    };
    if matches!(place, Place::Service(_)) && keeps_data() {
        return None;
    }
    let tag = newest_tag(reference)?;
    let mut edits = vec![image.with_tag(&tag)?];
    if let Place::Step(first) = place {
        let later = first.dockerfile().instructions().skip(first.index() + 1);
        let steps = later.filter(|other| matches!(other.node().kind, Kind::Copy | Kind::Run));
        let same = steps
            .flat_map(|step| step.images())
            .filter(|other| other.named() == image.named());
        let further: Option<Vec<Edit>> = same.take(MOST_BEFORE).map(|other| other.with_tag(&tag)).collect();
        edits.extend(further?);
    }
    Some(Fix::unsafe_(format!("use release `{tag}`"), edits))
}

/// Your own image, which another file builds, changes when you want it to.
fn check(image: &ImageUse, place: Place<'_>, cx: &mut Context<'_>, others: &[Span]) {
    let Some(reference) = image.named() else {
        return;
    };
    // A retired image has a finding of its own, and none of its tags moves any more.
    let is_retired = retired(reference).is_some_and(|retired| !retired.is_mirrored);
    if reference.digest().is_some() || is_retired {
        return;
    }
    let name = reference.familiar_name();
    let (at, text, help) = match reference.tag() {
        None => {
            let written = reference.as_written();
            let text = format!("`{written}` has no tag, so it is whatever `latest` is today");
            (image.span, text, format!("name a version: `{written}:…`"))
        }
        Some(tag) if tag_moves(name, tag) || cx.lists("moving-tags", tag) => {
            let at = image.tag_span();
            // The place contains a variable: the tag is written where that gets its value.
            let help = match at == image.span {
                true => format!("give the variable a version of `{name}` as its default"),
                false => format!("name a version of `{name}`, or a digest"),
            };
            (at, format!("`{tag}` moves, so {}", consequence(name, place)), help)
        }
        Some(_) => return,
    };
    let is_built_beside = matches!(place, Place::Service(service) if service.is_built_beside());
    let fix = newest(image, place).filter(|_| !is_built_beside);
    let finding = cx.report(at, text);
    finding.help(help);
    for other in others {
        finding.note(*other, "the same variable sets the tag here");
    }
    if is_built_beside {
        finding.case("built-beside");
    }
    if let Some(fix) = fix {
        finding.fix(fix);
    }
}
