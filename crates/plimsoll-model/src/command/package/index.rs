//! Package managers that look for a name in several indexes, so that whoever owns it in one of them
//! decides what is installed.

use plimsoll_syntax::Span;

use super::command::package_command;
use super::manager::Manager;
use crate::base::{Host, Url};
use crate::command::argument::Argument;

/// Where a command adds an index beside another, unless something else settles which one a package
/// comes from: a hash, or a local version that only one index has.
pub fn added_index(argv: &[Argument<'_>]) -> Option<Span> {
    let command = package_command(argv).filter(|c| matches!(c.manager, Manager::Pip | Manager::Uv))?;
    let flag = command.flags.iter().find(|flag| flag.name == "extra-index-url")?;
    let has_hashes = command.flags.iter().any(|flag| flag.name == "require-hashes");
    // `torch==2.5.1+cpu` is in one index only.
    let is_local = |text: &str| text.contains('+') || text.ends_with(".whl");
    let all_local = !command.packages.is_empty() && command.packages.iter().all(|p| is_local(p.argument.text));
    // Strangers fill none of them.
    let mut indexes = command
        .flags
        .iter()
        .filter(|flag| matches!(flag.name, "i" | "index-url" | "extra-index-url"));
    let replaces_public = command.flags.iter().any(|flag| matches!(flag.name, "i" | "index-url"));
    let are_owned = replaces_public && indexes.all(|flag| flag.value.is_some_and(is_owned_index));
    let value = flag.value_span.unwrap_or(flag.argument.span);
    (!has_hashes && !all_local && !are_owned).then(|| flag.argument.span.to(value))
}

// `OWNED_INDEXES`, sorted.
include!(concat!(env!("OUT_DIR"), "/package_indexes.rs"));

fn is_owned_index(address: &str) -> bool {
    let host = Url::parse(address.trim_matches(['"', '\''])).and_then(|url| url.host().map(Host::name));
    host.is_some_and(|host| OWNED_INDEXES.binary_search(&host).is_ok())
}

/// Whether a variable adds an index beside the public one.
pub fn variable_adds_index(name: &str, value: &str) -> bool {
    matches!(name, "PIP_EXTRA_INDEX_URL" | "UV_EXTRA_INDEX_URL") && !value.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_open_questions_count() {
        for (line, expected) in [
            ("pip install --extra-index-url https://a.example/simple x", true),
            ("pip install --extra-index-url=https://a.example/simple x", true),
            ("pip install --index-url https://a.example/simple x", false),
            (
                "pip install --extra-index-url=https://pypi.nvidia.com --index-url https://download.pytorch.org/whl/cu130 x",
                false,
            ),
            (
                "pip install --extra-index-url=https://pip.example.com/simple --index-url https://download.pytorch.org/whl/cu130 x",
                true,
            ),
            (
                "pip install --extra-index-url https://download.pytorch.org/whl/cpu x",
                true,
            ),
            (
                "pip install --require-hashes --extra-index-url https://a.example -r r.txt",
                false,
            ),
            (
                "pip install --extra-index-url https://a.example torch==2.5.1+cpu",
                false,
            ),
            ("pip install x", false),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            assert_eq!(added_index(&argv).is_some(), expected, "{line}");
        }
    }
}
