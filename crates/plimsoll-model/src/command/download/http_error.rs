//! Whether `curl` saves a "not found" page as the file, and which commands notice.

use plimsoll_syntax::shell::Role;

use super::fetch::{Download, Output, Tool, download};
use crate::command::invocation::Invocation;

impl Invocation<'_> {
    /// A `curl` request whose answer becomes a file, whatever the server says.
    pub fn blind_request(&self) -> Option<Download<'_>> {
        let request = download(self.argv()).filter(|download| download.tool == Tool::Curl)?;
        (is_saved(self, &request) && !looks_at_status(&request)).then_some(request)
    }

    /// Whether it fails if the file is really a page: it unpacks, installs or verifies.
    pub fn fails_on_error_page(&self) -> bool {
        let unpacks = matches!(
            self.name,
            "tar"
                | "bsdtar"
                | "unzip"
                | "gunzip"
                | "gzip"
                | "zcat"
                | "xz"
                | "unxz"
                | "bunzip2"
                | "bzip2"
                | "7z"
                | "7za"
                | "7zr"
                | "zstd"
                | "cpio"
                | "jar"
                | "ar"
        );
        let installs = matches!(
            self.name,
            "dpkg"
                | "rpm"
                | "gdebi"
                | "apt-get"
                | "apt"
                | "dnf"
                | "yum"
                | "microdnf"
                | "zypper"
                | "apk"
                | "pip"
                | "pip3"
                | "python"
                | "python3"
                | "php"
                | "perl"
                | "ruby"
        );
        let verifies = self.name.ends_with("sum")
            || matches!(
                self.name,
                "gpg" | "gpgv" | "cosign" | "minisign" | "openssl" | "shasum" | "git" | "patch" | "jq" | "grep"
            );
        // A shell fails at the first tag of a page.
        unpacks || installs || verifies || matches!(self.name, "sh" | "bash")
    }
}

/// Whether the answer becomes a file. In a pipe, the reading program fails on what it does not
/// understand, or another rule covers it.
fn is_saved(invocation: &Invocation<'_>, request: &Download<'_>) -> bool {
    let redirected = invocation.command().redirects.iter().any(|redirect| {
        let to_file = matches!(redirect.operator, ">" | ">>") && redirect.descriptor.is_none_or(|number| number == 1);
        to_file
            && redirect
                .target
                .as_ref()
                .is_some_and(|target| &*target.content != "/dev/null")
    });
    // Whatever unpacks or installs it, in this step or a later one, fails on a page.
    let ends = [
        ".gz", ".tgz", ".zip", ".xz", ".bz2", ".deb", ".rpm", ".tar", ".whl", ".zst", ".7z", ".sh",
    ];
    let name = match request.output {
        Output::File(file) => Some(file),
        _ => request.urls.first().map(|url| url.text),
    };
    let is_archive = name.is_some_and(|name| ends.iter().any(|end| name.ends_with(end)));
    let is_web = request
        .urls
        .iter()
        .any(|url| url.text.starts_with("http") || url.text.starts_with('$'));
    let is_read = invocation.script.is_within(invocation.index, Role::Substitution);
    let saved = match request.output {
        Output::File(file) => file != "/dev/null",
        Output::Remote => true,
        Output::Stdout => redirected,
    };
    is_web && saved && !is_read && !is_archive
}

fn looks_at_status(request: &Download<'_>) -> bool {
    let flags = [
        "f",
        "fail",
        "fail-with-body",
        "w",
        "write-out",
        "I",
        "head",
        "V",
        "version",
        "K",
        "config",
    ];
    request.flags.iter().any(|flag| flags.contains(&flag.name))
        || request.flags.iter().any(|flag| flag.argument.text.starts_with('$'))
        || request
            .urls
            .iter()
            .any(|url| url.text.starts_with('$') && url.text.to_ascii_uppercase().contains("OPT"))
}
