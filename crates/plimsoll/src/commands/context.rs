//! `plimsoll context`: the files that a build takes from its context, or those that it leaves out.

use std::fmt::Write as _;

use anyhow::{Context as _, bail};
use plimsoll_model::base::path::join;
use plimsoll_model::context::{Above, BuildContext};
use plimsoll_model::project::Options;
use plimsoll_model::view::Subject;
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::Span;
use serde::Serialize;

use crate::args::{ContextArgs, ListFormat};
use crate::outcome::Outcome;
use crate::terminal::printable;
use crate::{disk, terminal};

/// A context with more files is not listed to its end.
const MOST_FILES: usize = 1_000_000;
/// Folders that lie deeper are not entered.
const DEEPEST: usize = 200;

/// What a context holds.
#[derive(Serialize)]
struct Listing {
    format_version: u32,
    dockerfile: String,
    context: String,
    /// Whether a Compose file says that this is the context.
    stated: bool,
    ignore_file: Option<String>,
    /// What a build takes.
    files: Vec<File>,
    /// What is left out; of a folder of which nothing is taken, its name alone, with a slash at its end.
    left_out: Vec<File>,
    /// Bytes of all that a build takes.
    size: u64,
    /// Whether all of it is listed.
    complete: bool,
}

#[derive(Serialize)]
struct File {
    path: String,
    /// In bytes; absent for a folder.
    size: Option<u64>,
    /// The line of the ignore file that decides.
    line: Option<usize>,
    pattern: Option<String>,
}

/// Lists the context of a Dockerfile.
pub(crate) fn run(args: &ContextArgs) -> anyhow::Result<Outcome> {
    let path = std::slice::from_ref(&args.dockerfile);
    let gathered = disk::gather(path, None);
    if let Some(problem) = gathered.problems.first() {
        bail!("{}: {}", problem.path, problem.what);
    }
    let sources = disk::sources(&gathered.project, None);
    let dockerfile = disk::identity(&args.dockerfile);
    let context = match &args.context {
        Some(folder) => BuildContext::open(&dockerfile, disk::identity(folder), &sources.reader()),
        None => {
            let inputs = [gathered.files.inputs, gathered.files.context].concat();
            found(
                &dockerfile,
                Workspace::load_with(inputs, &sources, None, &Options::default()),
            )?
        }
    };
    let listing = list(disk::shown_of(&dockerfile), &context)?;
    match args.format {
        ListFormat::Text => terminal::print(text(&listing, args.ignored).as_bytes())?,
        ListFormat::Json => terminal::print((serde_json::to_string_pretty(&listing)? + "\n").as_bytes())?,
    }
    Ok(if listing.complete {
        Outcome::Clean
    } else {
        Outcome::Failed
    })
}

/// The context that the files themselves tell.
fn found(dockerfile: &str, workspace: Workspace) -> anyhow::Result<BuildContext> {
    let mut subjects = workspace.subjects().map(|(_, subject)| subject);
    let own = subjects.find_map(|subject| match subject {
        Subject::Dockerfile(own) if own.source().path() == dockerfile => Some(own),
        _ => None,
    });
    let own = own.with_context(|| format!("{} is not a Dockerfile", disk::shown_of(dockerfile)))?;
    let known = own.contexts().known.first().cloned();
    known.context("nothing tells which folder this is built from: name it with `--context`")
}

/// Walks through a context.
fn list(dockerfile: String, context: &BuildContext) -> anyhow::Result<Listing> {
    let file = context.ignore_file.as_ref();
    let mut listing = Listing {
        format_version: 1,
        dockerfile,
        context: context.shown().to_owned(),
        stated: context.is_stated,
        ignore_file: file.map(|file| file.source.shown().to_owned()),
        files: Vec::new(),
        left_out: Vec::new(),
        size: 0,
        complete: true,
    };
    let mut open = vec![(String::new(), Above::default(), 0)];
    'walk: while let Some((folder, above, depth)) = open.pop() {
        let entries = match disk::entries(&join(&context.folder, &folder)) {
            Ok(entries) => entries,
            Err(what) if folder.is_empty() => bail!("{}: {what}", context.shown()),
            Err(what) => {
                terminal::complain(format_args!("{folder}: {what}"));
                listing.complete = false;
                continue;
            }
        };
        for entry in entries {
            let path = join(&folder, &entry.name);
            let (fate, below) = match file {
                Some(file) => {
                    let (fate, below) = file.decide(&path, &above);
                    (Some(fate), below)
                }
                None => (None, Above::default()),
            };
            let is_left_out = fate.is_some_and(|fate| fate.is_left_out);
            let line = fate.and_then(|fate| fate.line);
            let enters = entry.size.is_none() && (!is_left_out || file.is_some_and(|file| file.may_take_in(&path)));
            if enters && depth < DEEPEST {
                open.push((path, below, depth + 1));
                continue;
            }
            if enters {
                terminal::complain(format_args!("{path} lies too deep, and is not listed"));
                listing.complete = false;
                continue;
            }
            if listing.files.len() + listing.left_out.len() >= MOST_FILES {
                terminal::complain(format_args!("only {MOST_FILES} files are listed"));
                listing.complete = false;
                break 'walk;
            }
            let row = row(path, entry.size, line, context);
            if is_left_out {
                listing.left_out.push(row);
            } else {
                listing.size += entry.size.unwrap_or(0);
                listing.files.push(row);
            }
        }
    }
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    listing.left_out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(listing)
}

fn row(path: String, size: Option<u64>, line: Option<Span>, context: &BuildContext) -> File {
    let source = context.ignore_file.as_ref().map(|file| &file.source);
    let place = source.zip(line);
    File {
        path: if size.is_none() { path + "/" } else { path },
        size,
        line: place.map(|(source, line)| source.line_of(line.start)),
        pattern: place.map(|(source, line)| source.slice(line).to_owned()),
    }
}

fn text(listing: &Listing, ignored: bool) -> String {
    let mut text = String::new();
    let rows = if ignored { &listing.left_out } else { &listing.files };
    for row in rows {
        let size = row.size.map_or_else(String::new, in_words);
        let pattern = row.pattern.as_ref().zip(row.line);
        let why = pattern.map_or_else(String::new, |(pattern, line)| format!("  (line {line}: {pattern})"));
        let _ = writeln!(text, "{}", printable(&format!("{size:>9}  {}{why}", row.path)));
    }
    let _ = writeln!(
        text,
        "{}{} built from {}: {} with {} {} the build, {} left out{}",
        if rows.is_empty() { "" } else { "\n" },
        printable(&listing.dockerfile),
        printable(&listing.context),
        match listing.files.len() {
            1 => "1 file".to_owned(),
            count => format!("{count} files"),
        },
        in_words(listing.size),
        if listing.files.len() == 1 { "enters" } else { "enter" },
        match listing.left_out.len() {
            0 => "nothing is".to_owned(),
            1 => "1 entry is".to_owned(),
            count => format!("{count} entries are"),
        },
        match &listing.ignore_file {
            Some(file) => format!(" by {}", printable(file)),
            None => ", since there is no ignore file".to_owned(),
        },
    );
    text
}

/// A size in powers of 1,000, as Docker writes them.
fn in_words(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let (mut size, mut unit) = (bytes as f64, 0);
    while size >= 999.5 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    match unit {
        0 => format!("{bytes} B"),
        _ => format!("{size:.1} {}", units[unit]),
    }
}
