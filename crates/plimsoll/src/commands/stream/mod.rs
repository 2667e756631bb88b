//! `plimsoll check --stdin-format jsonl`: a file a line in, an answer a line out, in the same order, on
//! all cores and in constant memory. `docs/scale.md` describes it for users.
//!
//! One thread reads, the pool judges, and this one writes. Between them is a queue of promises: its length
//! and a budget of bytes bound what is on the way.

mod answer;
mod budget;
mod input;
mod projects;

use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

use anyhow::Context;
use plimsoll_check::Checker;
use plimsoll_check::disk::Found;
use plimsoll_lint::Registry;
use plimsoll_model::files::{FileKind, Input};
use plimsoll_model::sources::Sources;

use self::answer::{Answered, answers};
use self::budget::Budget;
use self::input::Lines;
use self::projects::Projects;
use super::judging::Judging;
use crate::args::{CheckArgs, FailOn};
use crate::disk::Project;
use crate::outcome::Outcome;
use crate::report::Format;
use crate::terminal;

/// So many projects are on the way for each thread that judges.
const QUEUED: usize = 4;

/// What is to come for one project.
type Promise = Receiver<Answered>;

/// Answers the lines of standard input.
pub(super) fn run(args: &CheckArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    if !matches!(args.format, None | Some(Format::Jsonl)) {
        anyhow::bail!("--stdin-format: the answers are in `jsonl`, so that has to be the format");
    }
    let Some(checker) = checker(args, registry)? else {
        return Ok(Outcome::Failed);
    };
    let budget = Arc::new(Budget::default());
    let (queue, promises) = sync_channel(QUEUED * rayon::current_num_threads());
    let reader = {
        let (checker, budget) = (Arc::new(checker), Arc::clone(&budget));
        thread::spawn(move || read(io::stdin().lock(), &checker, &budget, &queue))
    };
    let written = match write(&promises, &budget, &mut BufWriter::new(io::stdout().lock())) {
        // Whoever reads has seen enough, and the reader may wait for a line that never comes.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Outcome::Clean),
        result => result.context("the answers cannot be written")?,
    };
    let read = reader
        .join()
        .unwrap_or_else(|_| Err(io::Error::other("the reader failed")));
    read.context("standard input cannot be read")?;
    if written.broken > 0 && !args.quiet {
        let (broken, lines) = (written.broken, written.lines);
        terminal::complain(format_args!("{broken} of {lines} lines could not be judged"));
    }
    Ok(Outcome::of(true, written.fails && args.fail_on.is_some()))
}

/// What the arguments and the configuration of the current folder say, for any file. None if something is
/// wrong with them, which is told.
fn checker(args: &CheckArgs, registry: &Registry) -> anyhow::Result<Option<Checker>> {
    let Some(layer) = args.rules.layer() else {
        return Ok(None);
    };
    let here = PathBuf::from(".");
    let project = Arc::new(Project::around(&[&here], None));
    let sources = Sources::shared(Arc::clone(&project) as _);
    let judging = Judging {
        paths: &[],
        project: &args.project,
        config: &args.config,
        environment: args.rules.environment,
        date: args.rules.date,
    };
    // The configuration is that of a file which would lie here.
    let files = Found {
        inputs: vec![Input {
            path: "Dockerfile".to_owned(),
            kind: FileKind::Dockerfile,
            bytes: Vec::new(),
        }],
        context: Vec::new(),
        folders: Vec::new(),
    };
    let ready = judging.prepare(files, &project, &sources, layer, registry)?;
    let checker = ready.map(|ready| Checker::of(ready, sources));
    Ok(match args.fail_on {
        Some(lowest) => checker.map(|checker| checker.failing(FailOn::level(lowest))),
        None => checker,
    })
}

/// Reads projects and has them judged, until there are no more or nobody wants the answers.
fn read(
    input: impl BufRead,
    checker: &Arc<Checker>,
    budget: &Arc<Budget>,
    queue: &SyncSender<Promise>,
) -> io::Result<()> {
    for project in Projects::of(Lines::of(input)) {
        let project = project?;
        let size = budget.take(project.size());
        let (answered, promise) = sync_channel(1);
        let checker = Arc::clone(checker);
        rayon::spawn(move || {
            // Nobody may want the answer any more.
            let _ = answered.send(answers(project, &checker, size));
        });
        if queue.send(promise).is_err() {
            break;
        }
    }
    Ok(())
}

/// What was written.
#[derive(Default)]
struct Written {
    lines: u64,
    /// Those that could not be judged.
    broken: u64,
    /// Some finding fails.
    fails: bool,
}

/// Writes the answers in the order of the projects. While it waits, nothing that is answered is held back.
fn write(promises: &Receiver<Promise>, budget: &Budget, out: &mut impl Write) -> io::Result<Written> {
    let mut written = Written::default();
    while let Some(promise) = next(promises, out)? {
        let answered = next(&promise, out)?.ok_or_else(|| io::Error::other("a project was lost"))?;
        out.write_all(&answered.text)?;
        written.lines += answered.lines;
        written.broken += answered.broken;
        written.fails |= answered.fails;
        budget.give(answered.size);
    }
    out.flush()?;
    Ok(written)
}

/// What comes next; none at the end.
fn next<T>(from: &Receiver<T>, out: &mut impl Write) -> io::Result<Option<T>> {
    match from.try_recv() {
        Ok(next) => Ok(Some(next)),
        Err(TryRecvError::Disconnected) => Ok(None),
        Err(TryRecvError::Empty) => {
            out.flush()?;
            Ok(from.recv().ok())
        }
    }
}
