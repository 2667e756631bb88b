//! Entries of a mapping that are not in the order that a rule wants.

use plimsoll_lint::{Context, Fix};
use plimsoll_syntax::SourceFile;
use plimsoll_syntax::yaml::{NodeRef, reordered};

/// Reports each entry whose key in the wanted order comes before that of an entry above it. `advice`
/// says what to do, as help and as the title of the fix.
pub(crate) fn report<'a, K: Ord>(
    mapping: NodeRef<'a>,
    source: &SourceFile,
    key: impl Fn(&'a str) -> K,
    advice: &'static str,
    cx: &mut Context<'_>,
) {
    let entries: Vec<_> = mapping.written_entries().collect();
    let name = |index: usize| entries[index].name().unwrap_or_default();
    let keys: Vec<K> = (0..entries.len()).map(|index| key(name(index))).collect();
    let mut last = 0;
    // One fix moves all of them, so only the first finding has it.
    let mut is_first = true;
    for (index, entry) in entries.iter().enumerate().skip(1) {
        if keys[index] >= keys[last] {
            last = index;
            continue;
        }
        let message = format!("`{}` comes before `{}`", name(index), name(last));
        let finding = cx.report(entry.key.span(), message);
        finding.help(advice);
        let edit = is_first.then(|| reordered(source, mapping, &keys)).flatten();
        is_first = false;
        if let Some(edit) = edit {
            finding.fix(Fix::safe(advice, [edit]));
        }
    }
}
