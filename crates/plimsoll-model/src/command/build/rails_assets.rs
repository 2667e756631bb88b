//! Rails tasks that run while an image is built.

use plimsoll_syntax::Span;

use crate::command::argument::Argument;

/// `rails assets:precompile`, also by rake: the program and the task.
pub fn asset_build(argv: &[Argument<'_>]) -> Option<Span> {
    let first = argv.first()?;
    if !matches!(first.program(), "rails" | "rake") {
        return None;
    }
    let task = argv[1..].iter().find(|argument| argument.text == "assets:precompile")?;
    Some(first.span.to(task.span))
}
