//! What fixes change, as a unified diff. Secrets are masked in it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use plimsoll_fix::{FixedFile, Version};
use plimsoll_lint::{Page, Safety};
use similar::TextDiff;

use super::source::harmless;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes the changes of some files. `page` finds the page of a rule: above a file stands what its
/// unsafe fixes may change.
pub(crate) fn write<'p>(
    files: &[FixedFile],
    page: impl Fn(&str) -> Option<&'p Page>,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    for file in files {
        let made = file.made.iter().filter(|made| made.safety == Safety::Unsafe);
        let unsafe_rules: BTreeMap<&str, &str> = made.map(|made| (&*made.rule, &*made.title)).collect();
        for (rule, title) in unsafe_rules {
            let effect = page(rule).and_then(Page::effect_of_fix).unwrap_or(title);
            writeln!(out, "# {rule} (unsafe): {effect}")?;
        }
        let (before, after) = (shown(&file.before), shown(&file.after));
        let name = file.before.source.shown();
        let diff = TextDiff::from_lines(&*before, &*after);
        let mut unified = diff.unified_diff();
        let unified = unified
            .context_radius(CONTEXT)
            .header(&format!("a/{name}"), &format!("b/{name}"))
            .to_string();
        for line in unified.split_terminator('\n') {
            writeln!(out, "{}", colored(line, color))?;
        }
    }
    Ok(())
}

fn shown(version: &Version) -> Cow<'_, str> {
    harmless(&version.source, &version.redacted)
}

fn colored(line: &str, color: bool) -> Cow<'_, str> {
    let code = match line.bytes().next() {
        _ if !color => return Cow::Borrowed(line),
        Some(b'+') => 32,
        Some(b'-') => 31,
        Some(b'@') => 36,
        _ => return Cow::Borrowed(line),
    };
    Cow::Owned(format!("\x1b[{code}m{line}\x1b[0m"))
}
