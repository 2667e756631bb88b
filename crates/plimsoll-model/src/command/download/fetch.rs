//! Downloads: what is fetched, and where it goes.

use plimsoll_syntax::Span;

use crate::base::{Host, Url};
use crate::command::argument::{Argument, Parted};

/// A command that fetches something.
#[derive(Clone, Debug)]
pub struct Download<'a> {
    pub tool: Tool,
    /// The place of the tool's name.
    pub tool_span: Span,
    /// From the tool to the last argument.
    pub span: Span,
    /// The words that say where from.
    pub urls: Vec<Argument<'a>>,
    pub output: Output<'a>,
    pub flags: Vec<crate::command::argument::Flag<'a>>,
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
    /// Standard output, ignoring redirects.
    Stdout,
    File(&'a str),
    /// A file with the name of the last part of the address.
    Remote,
}

impl<'a> Download<'a> {
    /// The file that it writes; absent for standard output, and where the address does not tell.
    pub fn file(&self) -> Option<&'a str> {
        match self.output {
            Output::File(file) => Some(file),
            Output::Remote => Url::with_or_without_scheme(self.urls.first()?.text).file_name(),
            Output::Stdout => None,
        }
    }
}

/// What a command downloads, if anything.
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
    let mut urls = parted.operands.clone();
    for flag in parted.flags.iter().filter(|flag| flag.name == "url") {
        urls.extend(flag.value.map(|text| Argument {
            is_literal: !text.contains('$'),
            ..Argument::new(text, flag.value_span.unwrap_or(flag.argument.span))
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

/// The host that a word names for a download; absent if the word is no address, or the host is not
/// known. Clients take `get.example.com/x` for an address too.
pub fn host_of<'a>(word: &Argument<'a>) -> Option<Host<'a>> {
    let host = Url::with_or_without_scheme(word.text).host()?;
    host.name().contains('.').then_some(host)
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
        let hosts: Vec<_> = downloads
            .iter()
            .flat_map(|d| &d.urls)
            .map(|word| host_of(word).map(Host::name))
            .collect();
        assert_eq!(hosts, [Some("get.x.io"), None, Some("a.b")]);
    }
}
