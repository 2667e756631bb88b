//! Downloads over connections that anyone on the path can read and change.

use plimsoll_syntax::Span;

use super::fetch::{Url, download};
use crate::command::argument::Argument;
use crate::command::invocation::Commands;
use crate::command::package::{Action, package_command};

/// Every address without TLS that a command of some code fetches from, with its host. Leaves out
/// hosts of private networks, and the sources of package managers that check signatures.
pub fn plain_downloads(commands: &Commands) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    for invocation in commands.invocations() {
        for url in fetched(invocation.argv()) {
            if let Some(host) = url.authority().filter(|_| url.is_plain()) {
                found.push((host, url.span));
            }
        }
    }
    found
}

/// The host of an address without TLS that is not certainly in a private network.
pub fn plain_url(text: &str) -> Option<&str> {
    let url = Url {
        text,
        span: Span::default(),
        is_literal: true,
    };
    url.authority().filter(|_| url.is_plain())
}

fn fetched<'a>(argv: &[Argument<'a>]) -> Vec<Url<'a>> {
    if let Some(download) = download(argv) {
        return download.urls;
    }
    let is_clone = argv[0].program() == "git" && argv.get(1).is_some_and(|a| a.text == "clone");
    let is_address = |a: &&Argument<'a>| a.text.contains("://") && !a.is_flag();
    if is_clone {
        return argv.iter().filter(is_address).map(Url::of).collect();
    }
    let Some(command) = package_command(argv).filter(|command| command.action == Action::Install) else {
        return Vec::new();
    };
    let packages = command.packages.iter().map(|package| package.argument);
    packages.filter(|a| is_address(&a)).map(|a| Url::of(&a)).collect()
}
