//! How a finding is ignored by a comment: where it stands and what it says, for each reach that makes
//! sense at the place.

use std::ops::Range;

use plimsoll_config::as_toml;
use plimsoll_model::view::{ComposeFile, Dockerfile, Subject};
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::SourceFile;
use plimsoll_syntax::dockerfile::Instruction;
use plimsoll_syntax::yaml::NodeKind;

use crate::config::Chain;
use crate::judging::Ready;
use crate::telling::subject;

/// How far an ignore reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// The instruction, the line of it, or the entry.
    Here,
    /// The stage of a Dockerfile.
    Stage,
    /// The service of a Compose file.
    Service,
    File,
}

impl Reach {
    /// What it is called in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Stage => "in this stage",
            Self::Service => "in this service",
            Self::File => "in this file",
        }
    }
}

/// A comment to be put into a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignore {
    pub reach: Reach,
    /// The offset where it goes.
    pub at: usize,
    /// A whole line, with its line end.
    pub text: String,
}

/// What stands for the reason until the user writes it.
const REASON: &str = "write the reason here";

/// The comments that ignore a rule at a place in a file, the nearest reach first. None where the file has
/// no comments, such as an environment file.
pub fn ignores(workspace: &Workspace, path: &str, rule: &str, place: Range<usize>) -> Vec<Ignore> {
    let Some((subject, source)) = subject(workspace, path) else {
        return Vec::new();
    };
    let comment = |reach: Reach, line: usize| {
        let order = match reach {
            Reach::Here | Reach::Service => "ignore",
            Reach::Stage => "ignore-stage",
            Reach::File => "ignore-file",
        };
        above(source, line, reach, &format!("# plimsoll: {order}[{rule}] "))
    };
    let lines = match subject {
        Subject::Dockerfile(dockerfile) => in_dockerfile(dockerfile, source, place.start),
        Subject::Compose(compose, _) => in_compose(compose, source, place.start),
    };
    lines.into_iter().map(|(reach, line)| comment(reach, line)).collect()
}

/// The lines of a Dockerfile above which an ignore goes.
fn in_dockerfile(dockerfile: Dockerfile<'_>, source: &SourceFile, at: usize) -> Vec<(Reach, usize)> {
    let tree = dockerfile.tree();
    let line_of = |offset: u32| source.line_of(offset);
    let holds = |instruction: &&Instruction| instruction.full_span.range().contains(&at);
    let mut lines = Vec::new();
    if let Some(instruction) = tree.instructions.iter().find(holds) {
        let (first, own) = (line_of(instruction.full_span.start), line_of(at as u32));
        let written = source.slice(source.line_span(own)).trim_start();
        // Between the lines of a heredoc a comment is part of what it says, and it reaches no line without
        // code.
        let has_code = instruction.heredocs.is_empty() && !written.is_empty() && !written.starts_with('#');
        let line = if has_code { own } else { first };
        lines.push((Reach::Here, line.max(first)));
    }
    let stages = dockerfile.stages().map(|stage| stage.from().node().full_span.start);
    if let Some(from) = stages.rev().find(|start| *start as usize <= at) {
        lines.push((Reach::Stage, line_of(from)));
    }
    // Directives are directives only at the top.
    let last = tree.directives.last().map(|directive| line_of(directive.span.start));
    lines.push((Reach::File, last.map_or(1, |line| line + 1)));
    lines
}

/// The lines of a Compose file above which an ignore goes.
fn in_compose(compose: ComposeFile<'_>, source: &SourceFile, at: usize) -> Vec<(Reach, usize)> {
    let yaml = &compose.facts().yaml;
    let mut here: Option<usize> = None;
    for (_, node) in yaml.nodes() {
        let parts: Vec<Range<usize>> = match &node.kind {
            NodeKind::Mapping(entries) => {
                let whole =
                    |entry: &plimsoll_syntax::yaml::Entry| yaml.node(entry.key).span.to(yaml.node(entry.value).span);
                entries.iter().map(|entry| whole(entry).range()).collect()
            }
            NodeKind::Sequence(items) => items.iter().map(|&item| yaml.node(item).span.range()).collect(),
            NodeKind::Scalar { .. } | NodeKind::Alias { .. } => Vec::new(),
        };
        let holding = parts.into_iter().filter(|part| part.start <= at && at <= part.end);
        here = holding.map(|part| part.start).chain(here).max();
    }
    let line_of = |offset: usize| source.line_of(offset as u32);
    let mut lines: Vec<(Reach, usize)> = here.map(|start| (Reach::Here, line_of(start))).into_iter().collect();
    let service = compose.services().find(|service| {
        let facts = service.facts();
        let is_own = facts.name.span.file == source.id() && facts.span.file == source.id();
        is_own && facts.name.span.start as usize <= at && at <= facts.span.end as usize
    });
    if let Some(service) = service {
        lines.push((Reach::Service, line_of(service.facts().name.span.start as usize)));
    }
    lines.push((Reach::File, 1));
    lines.dedup_by_key(|(_, line)| *line);
    lines
}

/// A comment above a line, indented like it.
fn above(source: &SourceFile, line: usize, reach: Reach, order: &str) -> Ignore {
    let span = source.line_span(line);
    let text = source.slice(span);
    // A byte order mark stays at the beginning.
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let indent: String = text[mark..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let indent = if reach == Reach::File { String::new() } else { indent };
    let is_crlf = source.text().contains("\r\n");
    let end = if is_crlf { "\r\n" } else { "\n" };
    let at = span.start as usize + mark;
    let is_unended = at > 0 && !source.text()[..at].ends_with('\n') && mark == 0;
    let before = if is_unended { end } else { "" };
    Ignore {
        reach,
        at,
        text: format!("{before}{indent}{order}{REASON}{end}"),
    }
}

/// The configuration file that an exception for a file goes into, and what it says.
pub fn exception(ready: &Ready, path: &str, rule: &str) -> (String, String) {
    let chain = ready.loaded.chain_of(path);
    let configuration = chain.map_or("plimsoll.toml", |chain| &chain.path);
    let rest = match chain {
        Some(Chain { anchor, .. }) if !anchor.way_down.is_empty() => format!("{}{path}", anchor.way_down),
        Some(Chain { anchor, .. }) => path.strip_prefix(&anchor.folder).unwrap_or(path).to_owned(),
        None => path.to_owned(),
    };
    let quoted = |text: &str| as_toml(&serde_json::Value::String(text.to_owned()));
    let text = format!(
        "[[exceptions]]\nrule = {}\nfiles = [{}]\nreason = {}\n",
        quoted(rule),
        quoted(&rest),
        quoted(REASON)
    );
    (configuration.to_owned(), text)
}
