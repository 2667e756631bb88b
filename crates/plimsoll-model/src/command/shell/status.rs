//! What becomes of the status of a command.

use plimsoll_syntax::shell::{Command, Compound, Connector, Role, Script};

/// Whether nobody would see the status of a pipeline even if it were right.
pub(super) fn is_disregarded(script: &Script, index: u32) -> bool {
    let lost = |at: u32, command: &Command| match command.role {
        Role::Condition | Role::ProcessSubstitution => true,
        // `x=$(a | b)` fails with its pipe, `echo $(a | b)` does not; nor does `export x=$(…)`.
        Role::Substitution => script
            .ancestors(at)
            .next()
            .is_some_and(|(_, parent)| parent.name.is_some()),
        _ => false,
    };
    lost(index, &script.commands[index as usize]) || script.ancestors(index).any(|(at, command)| lost(at, command))
}

/// Whether the status of a command goes unread: other commands follow that run in any case, and errors
/// do not end the code. The loss is then that of the `;`, and `pipefail` would change nothing.
pub(super) fn is_dropped(script: &Script, index: u32) -> bool {
    let command = &script.commands[index as usize];
    if command.options.errexit {
        return false;
    }
    let later = script.commands[index as usize + 1..].iter();
    let mut siblings = later.filter(|later| later.parent == command.parent && later.pipeline != command.pipeline);
    match siblings.find(|later| later.stage == 0) {
        // `a | b && c; d`: the pipe decides whether `c` runs.
        Some(next) => next.connector == Connector::Then && next.role == command.role,
        None => match (command.role, command.parent) {
            (Role::Branch | Role::Plain, Some(parent)) if is_plain_block(script, parent) => is_dropped(script, parent),
            _ => false,
        },
    }
}

/// Whether the status of a compound is that of the last command in it.
fn is_plain_block(script: &Script, index: u32) -> bool {
    let compound = script.commands[index as usize].compound;
    matches!(compound, Some(Compound::Group | Compound::If | Compound::Case))
}

/// Whether `|| true` follows.
pub(super) fn is_excused(script: &Script, last: u32) -> bool {
    let command = &script.commands[last as usize];
    let later = script.commands[last as usize + 1..].iter();
    let mut next = later.skip_while(|c| c.depth > command.depth);
    next.next().is_some_and(|next| {
        let name = next.name.as_ref().map(|word| &*word.content);
        next.parent == command.parent && next.connector == Connector::Or && matches!(name, Some("true" | ":"))
    })
}
