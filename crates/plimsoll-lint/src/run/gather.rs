//! One finding for the same fault of many files: a platform that adds what they all lack, say.

use std::collections::{HashMap, HashSet};

use plimsoll_syntax::FileId;

use crate::{Finding, Report};

/// In so many files of a tree a fault is one decision, and not one slip each.
const MANY: usize = 5;

/// Keeps the first of the findings whose rule says that they are one, if at least [`MANY`] files
/// beside each other have them. The report is in order.
pub(super) fn gathered(mut report: Report) -> Report {
    let mut places: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (index, finding) in report.findings.iter().enumerate() {
        if finding.in_many.is_some() {
            let key = (tree_of(&report, finding), finding.message.clone());
            places.entry(key).or_default().push(index);
        }
    }
    let mut dropped: HashSet<usize> = HashSet::new();
    for indexes in places.into_values() {
        let files: HashSet<FileId> = indexes.iter().map(|&index| report.findings[index].span.file).collect();
        let (Some((first, others)), true) = (indexes.split_first(), files.len() >= MANY) else {
            continue;
        };
        let finding = &mut report.findings[*first];
        finding.message = format!("{}, here and in {} more files", finding.message, files.len() - 1);
        finding.help = finding.in_many.take().map(|help| String::from(help).into());
        dropped.extend(others);
    }
    let mut index = 0;
    report.findings.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
    report
}

/// The folder above that of the file: `apps` for `apps/shop/compose.yaml`.
fn tree_of(report: &Report, finding: &Finding) -> String {
    let path = report.source(finding.span.file).path();
    let folders: Vec<&str> = path.split('/').collect();
    folders[..folders.len().saturating_sub(2)].join("/")
}
