//! Downloads: what is fetched, and where it goes.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Parted};

/// A command that fetches something.
#[derive(Clone, Debug)]
pub struct Download<'a> {
    pub tool: Tool,
    /// Where the tool's name is written.
    pub tool_span: Span,
    /// From the tool to the last argument.
    pub span: Span,
    pub urls: Vec<Url<'a>>,
    pub output: Output<'a>,
    pub flags: Vec<crate::command::argument::Flag<'a>>,
}

/// An address as written.
#[derive(Clone, Copy, Debug)]
pub struct Url<'a> {
    pub text: &'a str,
    /// The word that it stands in.
    pub span: Span,
    /// No variable is in it.
    pub is_literal: bool,
}

/// A program that downloads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tool {
    Curl,
    Wget,
    Aria2,
    /// `http`, `https` and `xh`.
    Httpie,
}

/// Where a download goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Output<'a> {
    /// Standard output, redirects not looked at.
    Stdout,
    File(&'a str),
    /// A file named like the last part of the address.
    Remote,
}

/// What a command downloads, if it does.
pub fn download<'a>(argv: &[Argument<'a>]) -> Option<Download<'a>> {
    let first = argv.first()?;
    let tool = match first.program() {
        "curl" => Tool::Curl,
        "wget" | "wget2" => Tool::Wget,
        "aria2c" => Tool::Aria2,
        "http" | "https" | "xh" => Tool::Httpie,
        _ => return None,
    };
    let parted = Parted::of(argv);
    let mut urls: Vec<Url<'a>> = parted.operands.iter().map(Url::of).collect();
    for flag in parted.flags.iter().filter(|flag| flag.name == "url") {
        urls.extend(flag.value.map(|text| Url {
            text,
            span: flag.value_span.unwrap_or(flag.argument.span),
            is_literal: !text.contains('$'),
        }));
    }
    Some(Download {
        tool,
        tool_span: first.span,
        span: argv.iter().fold(first.span, |span, argument| span.to(argument.span)),
        urls,
        output: output(tool, &parted),
        flags: parted.flags,
    })
}

impl<'a> Url<'a> {
    /// An address that stands in a word.
    pub fn of(argument: &Argument<'a>) -> Self {
        Self {
            text: argument.text,
            span: argument.span,
            is_literal: argument.is_literal,
        }
    }

    /// Host and port, without the user; absent if a variable is in it.
    pub fn authority(&self) -> Option<&'a str> {
        let rest = self.text.split_once("://").map_or(self.text, |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
        (!authority.is_empty() && !authority.contains(['$', '`'])).then_some(authority)
    }

    /// Whether it goes over the network in the open, to a host that is not certainly a private one:
    /// HTTP or FTP without TLS.
    pub fn is_plain(&self) -> bool {
        let scheme = self.text.split_once("://").map_or("", |(scheme, _)| scheme);
        let is_open = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("ftp");
        is_open && self.authority().is_some_and(|host| !super::is_private_host(host))
    }

    /// The last part of the path: the name that the file usually gets. Absent if there is none.
    pub fn file_name(&self) -> Option<&'a str> {
        let rest = self.text.split_once("://").map_or(self.text, |(_, rest)| rest);
        let (_, path) = rest.split(['?', '#']).next()?.split_once('/')?;
        path.rsplit('/').next().filter(|name| !name.is_empty())
    }

    /// The host, without user and port; absent if it is not an address, or holds a variable.
    pub fn host(&self) -> Option<&'a str> {
        let rest = match self.text.split_once("://") {
            Some((_, rest)) => rest,
            // curl takes `get.example.com/x` for an address too.
            None => self.text,
        };
        let authority = rest.split(['/', '?', '#']).next()?;
        let host = authority.rsplit('@').next()?.split(':').next()?;
        (host.contains('.') && !host.contains(['$', '`'])).then_some(host)
    }
}

fn output<'a>(tool: Tool, parted: &Parted<'a>) -> Output<'a> {
    let named = match tool {
        Tool::Curl => parted.flag(&["o", "output"]),
        Tool::Wget => parted.flag(&["O", "output-document"]),
        Tool::Aria2 => parted.flag(&["o", "out"]),
        Tool::Httpie => parted.flag(&["o", "output"]),
    };
    if let Some(file) = named.and_then(|flag| flag.value) {
        let is_stdout = matches!(file, "-" | "/dev/stdout" | "/dev/fd/1");
        return if is_stdout { Output::Stdout } else { Output::File(file) };
    }
    let is_remote = match tool {
        Tool::Curl => parted.has(&["O", "remote-name", "remote-name-all"]),
        Tool::Wget | Tool::Aria2 => true,
        Tool::Httpie => parted.has(&["d", "download"]),
    };
    if is_remote { Output::Remote } else { Output::Stdout }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn addresses_and_outputs() {
        let commands = commands("curl -fsSL -o /x https://u:p@get.x.io:8/a $B -O; wget -P /d https://a.b");
        let downloads: Vec<_> = commands.invocations().filter_map(|i| download(i.argv())).collect();
        assert_eq!(downloads[0].output, Output::File("/x"));
        assert_eq!(downloads[1].output, Output::Remote);
        let hosts: Vec<_> = downloads.iter().flat_map(|d| &d.urls).map(|u| u.host()).collect();
        assert_eq!(hosts, [Some("get.x.io"), None, Some("a.b")]);
    }
}
