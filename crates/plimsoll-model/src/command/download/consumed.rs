//! Downloads that are unpacked, installed or run by the code that fetches them.
//!
//! Those that an interpreter runs at once are facts of `piped`.

use std::collections::HashSet;

use plimsoll_syntax::Span;

use super::cleartext::plain_url;
use super::fetch::{Output, download};
use super::newest::is_newest;
use crate::base::path::file_name;
use crate::command::invocation::{Commands, Invocation};

/// Programs that unpack, install or run a file.
const USERS: [&str; 26] = [
    "tar",
    "bsdtar",
    "unzip",
    "7z",
    "7za",
    "gunzip",
    "gzip",
    "xz",
    "unxz",
    "bunzip2",
    "zstd",
    "cpio",
    "dpkg",
    "apt-get",
    "apt",
    "rpm",
    "yum",
    "dnf",
    "apk",
    "installer",
    "sh",
    "bash",
    "python",
    "python3",
    "java",
    "chmod",
];

/// Programs that unpack or install what is piped to them.
const READERS: [&str; 10] = [
    "tar", "bsdtar", "gunzip", "xz", "unxz", "bunzip2", "zstd", "cpio", "dpkg", "rpm2cpio",
];

/// The addresses of downloads that the same code uses, each once, in the order of the text. Leaves
/// out addresses without TLS, and addresses of the newest version, of which nobody can have a hash;
/// they are faults of their own.
pub fn used_downloads(commands: &Commands) -> Vec<Span> {
    let invocations: Vec<Invocation<'_>> = commands.invocations().collect();
    // One pass over all words, so that many downloads stay linear.
    let mut used: HashSet<&str> = HashSet::new();
    let mut globs = false;
    for invocation in &invocations {
        let is_user = USERS.contains(&invocation.name);
        // `chmod 644` makes nothing a program.
        let runs = |text: &str| text.contains('x') || text.ends_with(['5', '7', '1']);
        if is_user && invocation.name == "chmod" && !invocation.arguments().iter().any(|a| runs(a.text)) {
            continue;
        }
        if is_user {
            globs |= invocation.arguments().iter().any(|a| a.text.contains('*'));
            used.extend(invocation.arguments().iter().map(|a| file_name(a.text)));
        } else if invocation.program().text.contains('/') {
            used.insert(file_name(invocation.program().text));
        }
    }
    let mut found = Vec::new();
    for invocation in &invocations {
        let Some(download) = download(invocation.argv()) else {
            continue;
        };
        let Some(url) = download
            .urls
            .first()
            .filter(|url| plain_url(url.text).is_none() && !is_newest(url.text))
        else {
            continue;
        };
        let redirected = || {
            let redirects = &invocation.command().redirects;
            let to_file = redirects
                .iter()
                .find(|r| matches!(r.operator, ">" | ">|") && r.descriptor.is_none_or(|fd| fd == 1));
            to_file
                .and_then(|redirect| redirect.target.as_ref())
                .map(|word| &*word.content)
        };
        let file = match download.output {
            Output::Stdout => redirected(),
            _ => download.file(),
        };
        let is_used = match file {
            Some(file) => used.contains(file_name(file)) || (globs && is_archive(file)),
            None => invocation.pipes_into().is_some_and(|next| READERS.contains(&next.name)),
        };
        if is_used {
            found.push(url.span);
        }
    }
    found
}

fn is_archive(file: &str) -> bool {
    let endings = [".gz", ".tgz", ".xz", ".bz2", ".zip", ".deb", ".rpm", ".apk", ".zst"];
    endings.iter().any(|ending| file.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::shell::{Dialect, ShellOptions};
    use plimsoll_syntax::{FileId, TextBuilder};

    use super::*;

    #[test]
    fn uses_are_found() {
        for (code, expected) in [
            ("curl -fsSL https://a.example/t.tgz | tar xz", 1),
            ("curl -fsSLO https://a.example/t.tgz && tar xzf t.tgz", 1),
            ("curl -fsSL https://a.example/t -o /usr/bin/t && chmod +x /usr/bin/t", 1),
            ("curl -fsSL https://a.example/t > /usr/bin/t; chmod 755 /usr/bin/t", 1),
            ("wget https://a.example/t.deb && dpkg -i *.deb", 1),
            ("wget https://a.example/i.sh && bash ./i.sh", 1),
            ("wget https://a.example/i && ./i --yes", 1),
            (
                "curl -fsSL https://a.example/data.json -o /data.json && chmod 644 /data.json",
                0,
            ),
            ("curl -fsSL https://a.example/key | gpg --dearmor > k", 0),
            ("curl -fsSL http://a.example/t.tgz | tar xz", 0),
            ("curl https://a.example/i.sh | sh", 0),
        ] {
            let mut text = TextBuilder::new(FileId(0));
            text.push_exact(code, 0);
            let commands = Commands::of_shell(&text.finish(), Dialect::Bash, ShellOptions::default());
            assert_eq!(used_downloads(&commands).len(), expected, "{code}");
        }
    }
}
