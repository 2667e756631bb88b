//! Which of our rules a name in a comment means.
//!
//! The names of other tools are those on the pages (`also:`). A comment without names means every
//! rule that corresponds to one of its author's.

use super::comment::{Author, Name, Which};
use crate::policy::selects;
use crate::{Page, Peer, Registry, ShellCode};

/// Whether a comment means a rule, by name or because it names none.
pub(super) fn means(author: Author, name: Option<&Name>, rule: &Page) -> bool {
    match (author, name) {
        // It would hide findings that nobody has seen yet.
        (Author::Plimsoll, Some(name)) => name.text != "all" && selects(rule, &name.text),
        (Author::Plimsoll, None) => false,
        // Few pages list their ids, while the comment says that somebody has looked.
        (Author::Semgrep | Author::Sonar | Author::Tally, None) => true,
        (author, None) => rule.also().any(|peer| Some(peer.tool) == tool(author)),
        (author, Some(name)) => rule.also().any(|peer| is_named(author, &name.text, peer)),
    }
}

/// The ShellCheck code that a name stands for, with or without the tool in front.
pub(super) fn code_of(name: &str, registry: &Registry) -> Option<ShellCode> {
    let code = ShellCode::of(last_part(name, '/'))?;
    let mut rules = registry.rules().iter();
    rules.any(|rule| rule.has_code(code)).then_some(code)
}

/// The names of a comment, one by one; a single `None` for all.
pub(super) fn names_of(which: &Which) -> Vec<Option<&Name>> {
    match which {
        Which::All => vec![None],
        Which::Named(names) => names.iter().map(Some).collect(),
    }
}

/// The name of an author, as pages write it.
fn tool(author: Author) -> Option<&'static str> {
    Some(match author {
        Author::Plimsoll => return None,
        Author::Hadolint => "hadolint",
        Author::Buildkit => "buildkit",
        Author::Tally => "tally",
        Author::Trivy => "trivy",
        Author::Checkov => "checkov",
        Author::Kics => "kics",
        Author::Dclint => "dclint",
        Author::DockerfileUtils => "dockerfile-utils",
        Author::Semgrep => "semgrep",
        Author::Sonar => "sonar",
    })
}

fn is_named(author: Author, name: &str, peer: Peer<'_>) -> bool {
    let own = Some(peer.tool) == tool(author);
    match author {
        Author::Hadolint => (own || peer.tool == "shellcheck") && peer.id.eq_ignore_ascii_case(name),
        // tally has adopted other tools' rules under their names, and reads BuildKit's comment.
        Author::Buildkit | Author::Tally => is_named_by_tally(name, peer),
        Author::Trivy => own && peer.has_number_of(name),
        Author::Semgrep => own && last_part(name, '.') == last_part(peer.id, '.'),
        Author::Sonar => own && last_part(name, ':').eq_ignore_ascii_case(peer.id),
        _ => own && peer.id.eq_ignore_ascii_case(name),
    }
}

/// `hadolint/DL3006`, or without the tool in front.
fn is_named_by_tally(name: &str, peer: Peer<'_>) -> bool {
    let id = last_part(peer.id, '/');
    let known = matches!(peer.tool, "buildkit" | "hadolint" | "shellcheck" | "tally");
    match name.split_once('/') {
        Some((tool, last)) => known && (peer.id == name || peer.tool == tool && id.eq_ignore_ascii_case(last)),
        None => known && id.eq_ignore_ascii_case(name),
    }
}

fn last_part(id: &str, separator: char) -> &str {
    id.rsplit(separator).next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    static PAGE: Page = Page::of(
        "---\nid: a-b\ngroup: security\ntarget: dockerfile\nlevel: error\nsince: 0.1.0\nalso: [hadolint DL3002, trivy DS-0002, checkov CKV_DOCKER_3, tally tally/user, buildkit UserName, semgrep missing-user]\n---\n\n# Title\n",
    );

    #[test]
    fn a_name_means_what_its_author_means() {
        let means = |author, name: &str| {
            let name = Name {
                text: name.to_owned(),
                range: 0..0,
            };
            means(author, Some(&name), &PAGE)
        };
        for (author, name) in [
            (Author::Plimsoll, "a-b"),
            (Author::Plimsoll, "security"),
            (Author::Plimsoll, "DL3002"),
            (Author::Hadolint, "DL3002"),
            (Author::Trivy, "AVD-DS-0002"),
            (Author::Trivy, "DS002"),
            (Author::Trivy, "ds-0002"),
            (Author::Checkov, "CKV_DOCKER_3"),
            (Author::Tally, "hadolint/DL3002"),
            (Author::Tally, "user"),
            (Author::Tally, "tally/user"),
            (Author::Buildkit, "UserName"),
            (Author::Buildkit, "buildkit/UserName"),
            (Author::Semgrep, "dockerfile.security.missing-user.missing-user"),
        ] {
            assert!(means(author, name), "{author:?} {name}");
        }
        for (author, name) in [
            (Author::Plimsoll, "all"),
            (Author::Hadolint, "CKV_DOCKER_3"),
            (Author::Hadolint, "a-b"),
            (Author::Trivy, "DS-0020"),
            (Author::Trivy, "trivy"),
            (Author::Tally, "buildkit/DL3002"),
            (Author::Checkov, "DS-0002"),
        ] {
            assert!(!means(author, name), "{author:?} {name}");
        }
    }
}
