//! Combines the findings of all variants: a fault that several variants have is one finding.

use std::collections::{BTreeMap, HashMap};

use plimsoll_model::environment::Environment;
use plimsoll_model::view::VariantView;
use plimsoll_syntax::{FileId, Span};

use crate::{Finding, Group, Level};

/// The findings of all variants by file, each fault once: at its highest level, with the variants
/// that have it, if these are not all. `found` holds the findings of each variant.
pub(crate) fn together(variants: &[VariantView<'_>], found: Vec<Vec<Finding>>) -> BTreeMap<FileId, Vec<Finding>> {
    let mut judged_in: HashMap<FileId, Vec<usize>> = HashMap::new();
    for (index, variant) in variants.iter().enumerate() {
        for &file in variant.files.iter().filter(|file| variant.judges(**file)) {
            judged_in.entry(file).or_default().push(index);
        }
    }
    let mut places: HashMap<(usize, Span, String), usize> = HashMap::new();
    let mut kept: Vec<(Finding, Vec<usize>)> = Vec::new();
    for (index, findings) in found.into_iter().enumerate() {
        let variant = &variants[index];
        for mut finding in findings {
            if variant.only.is_some_and(|only| only != finding.span.file) {
                continue;
            }
            for (span, text) in variant.related(finding.span) {
                finding.note(span, text);
            }
            let key = (finding.rule.index(), finding.span, finding.message.clone());
            let at = *places.entry(key).or_insert(kept.len());
            match kept.get_mut(at) {
                None => kept.push((finding, vec![index])),
                Some((first, holders)) => {
                    if finding.level > first.level {
                        *first = finding;
                    }
                    if holders.last() != Some(&index) {
                        holders.push(index);
                    }
                }
            }
        }
    }
    let heavier = heaviest_in_production(&kept);
    let mut by_file: BTreeMap<FileId, Vec<Finding>> = BTreeMap::new();
    for (mut finding, holders) in kept {
        // A more serious rule reports in production what this one reports in development.
        let group = (finding.span, finding.rule.group);
        if finding.environment == Environment::Development
            && heavier.get(&group).is_some_and(|level| *level > finding.level)
        {
            continue;
        }
        let judged = judged_in.get(&finding.span.file);
        let looks = |index: &&usize| finding.rule.applies_in(variants[**index].verdict.environment);
        let looking = judged.into_iter().flatten().filter(looks).count();
        if holders.len() < looking {
            finding.variants = holders.iter().map(|&index| variants[index].name.clone()).collect();
        }
        // Findings in a Dockerfile are listed with the Compose file that leads there.
        let file = judged.map_or(variants[holders[0]].files[0], |_| finding.span.file);
        by_file.entry(file).or_default().push(finding);
    }
    by_file
}

/// The highest level that rules of a group have at a place in production.
fn heaviest_in_production(kept: &[(Finding, Vec<usize>)]) -> HashMap<(Span, Group), Level> {
    let mut heaviest = HashMap::new();
    for (finding, _) in kept.iter().filter(|(f, _)| f.environment == Environment::Production) {
        let level = heaviest
            .entry((finding.span, finding.rule.group))
            .or_insert(finding.level);
        *level = finding.level.max(*level);
    }
    heaviest
}
