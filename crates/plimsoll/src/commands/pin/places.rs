//! The places that a run has found, by what can be done about them.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_lint::{Finding, Report};
use plimsoll_syntax::image::ImageReference;

use super::asking::Question;
use super::rule;

/// So many places of an image are named.
const MOST_NAMED: usize = 3;

/// The places of a run.
pub(super) struct Places {
    /// Those that can get a digest, or another one.
    pub(super) open: Vec<Place>,
    /// Those that cannot, and why.
    pub(super) closed: BTreeSet<(String, String)>,
    /// Those that name several images, each in another variant of the project.
    torn: BTreeSet<Spot>,
}

/// A place that names an image.
pub(super) struct Place {
    /// As it is printed: file, line and column.
    pub(super) at: String,
    pub(super) image: ImageReference,
}

/// A file, and a range of it.
type Spot = (String, u32, u32);

impl Places {
    pub(super) fn of(report: &Report) -> Self {
        let mut by_spot: BTreeMap<Spot, Vec<Place>> = BTreeMap::new();
        let mut closed = BTreeSet::new();
        for finding in report.findings.iter().filter(|finding| finding.rule.id() == rule::ID) {
            let source = report.source(finding.span.file);
            let position = source.position(finding.span.start);
            let at = format!("{}:{}:{}", source.shown(), position.line, position.column);
            if finding.case.as_deref() == Some(rule::LEFT_ALONE) {
                closed.insert((at, finding.message.clone()));
                continue;
            }
            if let Ok(image) = ImageReference::parse(&finding.message) {
                by_spot
                    .entry(spot(report, finding))
                    .or_default()
                    .push(Place { at, image });
            }
        }
        let is_torn = |places: &[Place]| places.iter().any(|place| place.image != places[0].image);
        let (torn, whole): (BTreeMap<_, _>, BTreeMap<_, _>) =
            by_spot.into_iter().partition(|(_, places)| is_torn(places));
        let several = "it depends on the files that are merged which image it is".to_owned();
        closed.extend(torn.values().map(|places| (places[0].at.clone(), several.clone())));
        Self {
            open: whole
                .into_values()
                .filter_map(|places| places.into_iter().next())
                .collect(),
            closed,
            torn: torn.into_keys().collect(),
        }
    }

    /// Whether a finding is at a place that names several images.
    pub(super) fn is_torn(&self, report: &Report, finding: &Finding) -> bool {
        self.torn.contains(&spot(report, finding))
    }

    /// An image with its places.
    pub(super) fn named(&self, name: &str) -> String {
        let places = self
            .open
            .iter()
            .filter(|place| Question::about(&place.image).name == name);
        let places: Vec<&str> = places.map(|place| &*place.at).collect();
        let more = match places.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first: Vec<&str> = places.into_iter().take(MOST_NAMED).collect();
        format!("`{name}` ({}{more})", first.join(", "))
    }
}

fn spot(report: &Report, finding: &Finding) -> Spot {
    let path = report.source(finding.span.file).path().to_owned();
    (path, finding.span.start, finding.span.end)
}
