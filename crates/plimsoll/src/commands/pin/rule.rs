//! The rule that finds what can be pinned. It takes the place of the one about missing digests: what is
//! ignored or accepted there is left alone here.

use std::sync::Arc;

use plimsoll_lint::{Context, Fix, Registry, View};

use super::asking::{Answers, Question};

/// The rule that it replaces.
pub(super) const ID: &str = "image-digest-missing";
/// The case of its findings that nothing can be done about.
pub(super) const LEFT_ALONE: &str = "left-alone";

/// All rules, with ours in the place of its name. What is pinned is looked at too if that may have moved.
pub(super) fn registry(answers: Arc<Answers>, looks_at_pinned: bool) -> Registry {
    let others = plimsoll_rules::rules().filter(|rule| rule.page.id() != ID);
    let mut registry = Registry::new(others);
    let loaded = registry.load(include_str!("rule.md").to_owned(), move |view, cx| {
        look(view, cx, &answers, looks_at_pinned);
    });
    loaded.expect("the page is right, and the name is free");
    registry
}

/// The message of a finding is the name of the image, so that registries can be asked for it.
fn look(view: View<'_>, cx: &mut Context<'_>, answers: &Answers, looks_at_pinned: bool) {
    let places = match view {
        View::Dockerfile(dockerfile) => dockerfile.digest_places(),
        View::Service(service) => service.digest_places(),
        _ => return,
    };
    for place in places {
        let place = match place {
            Ok(place) => place,
            Err(no_place) => {
                cx.report(no_place.span, no_place.reason.message()).case(LEFT_ALONE);
                continue;
            }
        };
        let written = place.reference.digest();
        let is_settled = written.is_some() && (!looks_at_pinned || place.reference.tag().is_none());
        let digest = answers.digest(&Question::about(&place.reference).name);
        if is_settled || written.is_some() && written == digest {
            continue;
        }
        let finding = cx.report(place.span, place.reference.as_written());
        if let Some(digest) = digest {
            finding.fix(Fix::safe("write the digest", [place.write(digest)]));
        }
    }
}
