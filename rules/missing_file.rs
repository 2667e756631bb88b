//! What rules say of a file that a project needs and that is not there.

use plimsoll_lint::Context;
use plimsoll_model::project::{Absence, MissingFile};

/// Reports the file; `help` tells what to do if nothing explains why it is missing.
pub(crate) fn report(missing: &MissingFile, help: &str, cx: &mut Context<'_>) {
    let (case, help) = match &missing.absence {
        Absence::Fault => (None, help.to_owned()),
        Absence::Template(name) => (Some("template"), format!("create it from `{name}`")),
        Absence::Ignored => (
            Some("ignored"),
            "add a template of it, so that others know what it contains".to_owned(),
        ),
        // It may well be there.
        Absence::Outside => return,
        Absence::Unexplained => (Some("unexplained"), help.to_owned()),
    };
    let message = format!("`{}` does not exist, and Compose stops without it", missing.path);
    let finding = cx.report(missing.span, message).help(help);
    if let Some(case) = case {
        finding.case(case);
    }
}
