//! The paths that a command creates or changes, as far as its words tell.

use super::ownership::ownership_change;
use crate::command::argument::Argument;
use crate::command::invocation::Invocation;

/// The paths that a command creates or changes, as written: the arguments of `mkdir`, `touch`,
/// `chown`, `chmod`, the last word of `cp`, `mv`, `ln` and `install`, the targets of `>`.
pub(crate) fn written_paths<'a>(invocation: &Invocation<'a>) -> Vec<Argument<'a>> {
    let redirects = invocation.command().redirects.iter();
    let redirects = redirects.filter(|redirect| matches!(redirect.operator, ">" | ">>" | ">|" | "&>"));
    let targets = redirects
        .filter_map(|redirect| redirect.target.as_ref())
        .map(Argument::of_word);
    let mut paths: Vec<Argument<'a>> = targets.collect();
    match invocation.name {
        "mkdir" | "touch" => paths.extend(&invocation.parted().operands),
        "cp" | "mv" | "ln" | "install" => {
            let words = &invocation.parted().operands;
            paths.extend(words.last().filter(|_| words.len() > 1));
        }
        _ => paths.extend(ownership_change(invocation.argv()).map_or_else(Vec::new, |change| change.paths)),
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn what_is_written() {
        for (line, expected) in [
            ("mkdir -p -m 755 /a /b", "/a /b"),
            ("touch /a", "/a"),
            ("cp -r x y /a", "/a"),
            ("cp x", ""),
            ("chown -R app:app /a", "/a"),
            ("chmod +x /a", "/a"),
            ("echo x >> /a 2> /b", "/a /b"),
            ("cat < /a", ""),
            ("ls /a", ""),
        ] {
            let commands = commands(line);
            let found: Vec<String> = commands
                .invocations()
                .flat_map(|i| written_paths(&i).iter().map(|p| p.text.to_owned()).collect::<Vec<_>>())
                .collect();
            assert_eq!(found.join(" "), expected, "{line}");
        }
    }
}
