//! Downloads over connections that anyone on the path can read and change.

use plimsoll_syntax::Span;

use super::fetch::download;
use crate::base::{Host, Url};
use crate::command::argument::Argument;
use crate::command::invocation::Commands;
use crate::command::package::{Action, package_command};

/// Every address without TLS that a command of some code fetches from, with its host. Leaves out
/// hosts of private networks, and the sources of package managers that check signatures.
pub fn plain_downloads(commands: &Commands) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    for invocation in commands.invocations() {
        for url in fetched(invocation.argv()) {
            found.extend(plain_url(url.text).map(|host| (host, url.span)));
        }
    }
    found
}

// `HTTPS_HOSTS`, sorted.
include!(concat!(env!("OUT_DIR"), "/https_hosts.rs"));

/// Whether a host is known to give the same files by HTTPS.
pub fn serves_https(host: &str) -> bool {
    HTTPS_HOSTS.binary_search(&host).is_ok()
}

/// The host, and the port, of an address that is HTTP or FTP without TLS; absent if it is certainly in
/// a private network, or not known.
pub fn plain_url(text: &str) -> Option<&str> {
    let url = Url::parse(text).filter(|url| url.is_one_of(&["http", "ftp"]))?;
    let is_public = url.host().is_some_and(|host| !Host::is_private(host));
    is_public.then(|| url.host_and_port())
}

fn fetched<'a>(argv: &[Argument<'a>]) -> Vec<Argument<'a>> {
    if let Some(download) = download(argv) {
        return download.urls;
    }
    let is_clone = argv[0].program() == "git" && argv.get(1).is_some_and(|a| a.text == "clone");
    let is_address = |a: &Argument<'a>| Url::parse(a.text).is_some() && !a.is_flag();
    if is_clone {
        return argv.iter().copied().filter(is_address).collect();
    }
    let Some(command) = package_command(argv).filter(|command| command.action == Action::Install) else {
        return Vec::new();
    };
    let packages = command.packages.iter().map(|package| package.argument);
    packages.filter(is_address).collect()
}
