//! Repositories that a command clones.

use crate::command::argument::{Argument, Parted};

/// The address of a `git clone`, as written.
pub fn cloned<'a>(argv: &[Argument<'a>]) -> Option<Argument<'a>> {
    if argv.first()?.program() != "git" {
        return None;
    }
    let operands = Parted::of(argv).operands;
    let [command, address, ..] = operands[..] else {
        return None;
    };
    (command.text == "clone").then_some(address)
}
