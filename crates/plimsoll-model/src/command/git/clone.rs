//! Repositories that a command clones.

use crate::command::argument::{Argument, Parted};

/// The address of a `git clone`, as written.
pub fn cloned<'a>(argv: &[Argument<'a>]) -> Option<Argument<'a>> {
    if argv.first()?.program() != "git" {
        return None;
    }
    let valued = [
        "C",
        "c",
        "b",
        "branch",
        "o",
        "origin",
        "depth",
        "j",
        "jobs",
        "reference",
        "config",
        "filter",
        "template",
        "shallow-since",
        "revision",
        "u",
        "upload-pack",
    ];
    let operands = Parted::of(&argv[1..], &valued).operands;
    let [command, address, ..] = operands[..] else {
        return None;
    };
    (command.text == "clone").then_some(address)
}
