//! Code that only fetches a file, which `ADD` can do as well.

use super::archive::extracted;
use super::fetch::{Download, Tool, download};
use crate::base::Url;
use crate::base::path::file_name;
use crate::command::argument::{Argument, Parted};
use crate::command::invocation::Commands;

/// What the code does.
#[derive(Clone, Debug)]
pub struct PlainFetch<'a> {
    pub download: Download<'a>,
    /// The file is a tar archive, and is unpacked.
    pub unpacks: bool,
}

/// curl(1) and wget(1): flags that make another kind of request, or identify the client.
static SPECIAL: &[&str] = &[
    "H",
    "header",
    "u",
    "user",
    "X",
    "request",
    "d",
    "data",
    "data-raw",
    "F",
    "form",
    "b",
    "cookie",
    "E",
    "cert",
    "netrc",
    "n",
    "oauth2-bearer",
    "x",
    "proxy",
    "k",
    "insecure",
    "cacert",
    "K",
    "config",
    "i",
    "input-file",
    "r",
    "recursive",
    "m",
    "mirror",
    "post-data",
    "method",
    "password",
    "http-user",
    "w",
    "I",
    "head",
];

/// The single download of code that only fetches a file over HTTPS, creates folders, and unpacks it
/// unchanged or makes it executable.
pub fn plain_fetch(commands: &Commands) -> Option<PlainFetch<'_>> {
    let mut fetched = None;
    let (mut unpacks, mut removes) = (false, false);
    let mut archives = Vec::new();
    for invocation in commands.invocations() {
        let argv = invocation.argv();
        if let Some(download) = download(argv) {
            if fetched.is_some() || !is_plain(&download) {
                return None;
            }
            fetched = Some(download);
            continue;
        }
        match invocation.name {
            "set" | "mkdir" | "cd" | "echo" | "chmod" => {}
            "rm" => removes = true,
            "tar" if keeps_layout(argv) => {
                unpacks = true;
                archives.extend(extracted(argv));
            }
            _ => return None,
        }
    }
    // A file that is removed again served another purpose.
    let download = fetched.filter(|_| unpacks || !removes)?;
    let is_other = |archive: &Argument<'_>| {
        download
            .file()
            .is_some_and(|file| file_name(file) != file_name(archive.text))
    };
    if archives.iter().any(is_other) {
        return None;
    }
    Some(PlainFetch { download, unpacks })
}

fn is_plain(download: &Download<'_>) -> bool {
    let [url] = download.urls[..] else { return false };
    let is_https = Url::parse(url.text).is_some_and(|url| url.is_one_of(&["https"]));
    let known = matches!(download.tool, Tool::Curl | Tool::Wget) && is_https;
    // In wget `-i` and `-n…` mean something other than in curl, but neither is plain.
    let special = |name: &str| match (download.tool, name) {
        // `-nv`, `-nc`.
        (Tool::Wget, "n") => false,
        _ => SPECIAL.contains(&name),
    };
    known
        && !url.text.contains('`')
        && !url.text.contains("$(")
        && !download.flags.iter().any(|flag| special(flag.name))
}

/// Whether tar unpacks everything as it is in the archive, like `ADD`.
fn keeps_layout(argv: &[Argument<'_>]) -> bool {
    let parted = Parted::of(argv);
    let changes = parted.has(&[
        "strip-components",
        "strip",
        "transform",
        "wildcards",
        "exclude",
        "no-same-owner",
    ]);
    let first = argv.get(1).is_some_and(|argument| argument.text.contains('x'));
    // Member names after the archive select only a part of it.
    let file_in_flag = parted.has(&["f", "file"]);
    let members = parted.operands.len() > if file_in_flag { 0 } else { 2 };
    !changes && !members && (first || parted.has(&["x", "extract", "get"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn code_that_only_fetches() {
        for (code, expected) in [
            ("curl -fsSL https://a.example/x -o /x && chmod +x /x", Some(false)),
            (
                "wget -nv https://a.example/x.tgz && tar xzf x.tgz && rm x.tgz",
                Some(true),
            ),
            (
                "mkdir /x && curl -fsSL https://a.example/x.tgz | tar -xz -C /x",
                Some(true),
            ),
            (
                "curl -fsSL https://a.example/x.tgz | tar -xz --strip-components=1",
                None,
            ),
            ("curl -H 'A: b' https://a.example/x -o x", None),
            ("curl https://a.example/x -o x && ./x && rm x", None),
            ("curl https://a.example/x -o x && rm x", None),
            (
                "curl -fsSL https://a.example/x -o /usr/bin/x && tar -xzf /tmp/y.tgz -C /opt",
                None,
            ),
            (
                "curl -fsSLO https://a.example/x.tgz && tar -xzf ./x.tgz -C /opt",
                Some(true),
            ),
            ("curl http://a.example/x -o x", None),
        ] {
            let commands = commands(code);
            assert_eq!(plain_fetch(&commands).map(|f| f.unpacks), expected, "{code}");
        }
    }
}
