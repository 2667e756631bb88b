use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::stage::package::{Lock, UnlockedInstall};
use plimsoll_model::view::Stage;
use plimsoll_syntax::Edit;
use plimsoll_syntax::dockerfile::Arguments;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("lockfile_not_copied.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    for unlocked in stage.unlocked_installs() {
        let title = &unlocked.install.title;
        match unlocked.lock {
            Lock::NotCopied(lockfile) => {
                let message = format!("`{lockfile}` lies beside it, but `{title}` runs without it");
                let finding = cx.report(unlocked.source.span, message);
                finding.help(format!("copy `{lockfile}` too, so that what was tested is installed"));
                finding.note(unlocked.install.head, "this installs");
                if let Some(edit) = copy_too(&unlocked, lockfile) {
                    finding.fix(Fix::unsafe_(format!("copy `{lockfile}` too"), [edit]));
                }
            }
            Lock::LeftOut(lockfile, line) => {
                let message = format!("`{title}` runs without `{lockfile}`, which the ignore file leaves out");
                let finding = cx.report(unlocked.source.span, message);
                finding.help("remove the line from the ignore file, so that what was tested is installed");
                finding.note(line, "this line leaves it out");
            }
            Lock::Ignored(_) | Lock::Missing { .. } => {}
        }
    }
}

/// The edit that copies a lock file with its manifest; none where the destination is not a folder, or where
/// the sources are words of a list.
fn copy_too(unlocked: &UnlockedInstall<'_>, lockfile: &str) -> Option<Edit> {
    let (_, destination) = unlocked.copy.copied()?;
    let folder = destination?.literal()?;
    let is_folder = folder.ends_with('/') || folder == "." || folder.ends_with("/.");
    let written = unlocked.source.as_written();
    let place = written.strip_suffix(unlocked.manifest)?;
    let is_list = matches!(unlocked.copy.node().arguments, Arguments::Copy { json: true, .. });
    let is_plain = is_folder && !is_list && !written.starts_with(['"', '\'']);
    is_plain.then(|| unlocked.source.span.insert_after(format!(" {place}{lockfile}")))
}
