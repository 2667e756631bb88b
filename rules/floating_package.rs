//! Packages without a version: what the rules on system packages and on libraries share.

use plimsoll_lint::Context;
use plimsoll_model::command::package::{Package, PackageCommand};

/// Whether the option `managers` leaves the manager of a command in; without the option all are.
pub(crate) fn is_asked_for(command: &PackageCommand<'_>, cx: &Context<'_>) -> bool {
    cx.list("managers").is_empty() || cx.lists("managers", command.manager.name())
}

/// The first of the packages that float and that the option `allowed-packages` does not list, with
/// words for how many more there are.
pub(crate) fn first_and_more<'p, 'a>(
    packages: &'p [Package<'a>],
    is_floating: impl Fn(&Package<'a>) -> bool,
    cx: &Context<'_>,
) -> Option<(&'p Package<'a>, String)> {
    let mut floating = packages
        .iter()
        .filter(|package| is_floating(package) && !cx.lists("allowed-packages", package.name));
    let first = floating.next()?;
    let more = match floating.count() {
        0 => String::new(),
        more => format!(", and {more} more like it"),
    };
    Some((first, more))
}
