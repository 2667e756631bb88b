use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path::file_name;
use plimsoll_model::secret::secret_file;
use plimsoll_model::view::Stage;

use crate::secret_mount::mount_advice;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("secret_removed_in_later_layer.md")),
    checks: &[Check::Stage(check)],
};

const HELP: &str = "mount it where it is needed: `RUN --mount=type=secret,id=…`; and revoke the old credentials";

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    for leftover in stage.leftovers(|path| secret_file(path).is_some()) {
        // Keys that everybody has call themselves so, as in Vagrant and Laradock.
        if file_name(stage.dockerfile().source().slice(leftover.added)).contains("insecure") {
            continue;
        }
        let text = format!("`{}` can still be read in the layer that added it", leftover.path);
        let finding = cx.report(leftover.deleted, text);
        finding.note(leftover.added, "it is added here");
        finding.help(mount_advice(Some(stage), HELP));
    }
}
