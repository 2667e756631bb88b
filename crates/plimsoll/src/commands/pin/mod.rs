//! `plimsoll pin`: writes the digests of images behind their tags. The only command that uses the network.
//!
//! A rule finds the images, so that comments and the configuration leave out what they leave out of
//! `check`. Registries are asked, the rule finds the images again and offers the digests as fixes, and
//! these go through the gate of `--fix`.

mod asking;
mod login;
mod places;
mod rule;

use std::io;
use std::sync::Arc;

use plimsoll_fix::{Fixed, Job};
use plimsoll_lint::policy::Layer;
use plimsoll_lint::{Finding, Report};
use plimsoll_model::files::Input;
use plimsoll_model::sources::Sources;

use self::asking::{Answers, Question};
use self::places::{Place, Places};
use super::fixing::{self, Fixing, Written};
use super::judging::{Judging, Ready};
use crate::args::{EnvironmentChoice, FixArgs, PinArgs};
use crate::disk::{self, Project};
use crate::outcome::Outcome;
use crate::{inputs, terminal};

/// Pins what the arguments name, or says what is not pinned.
pub(crate) fn run(args: &PinArgs) -> anyhow::Result<Outcome> {
    let answers = Arc::new(Answers::default());
    let gathered = inputs::gather(&args.paths, &args.project, args.stdin_filename.as_deref())?;
    let complete = !gathered.problems.iter().any(|problem| problem.named);
    let sources = disk::sources(&gathered.project, gathered.unsaved.as_ref());
    let judging = Judging {
        paths: &args.paths,
        project: &args.project,
        config: &args.config,
        environment: EnvironmentChoice::Auto,
        date: None,
    };
    let registry = rule::registry(Arc::clone(&answers), args.looks_at_pinned());
    let layer = Layer::of_words(&[rule::ID.to_owned()], &[]);
    let Some(ready) = judging.prepare(gathered.files, &gathered.project, &sources, layer, &registry)? else {
        return Ok(Outcome::Failed);
    };
    if ready.inputs.is_empty() && complete && !args.quiet {
        terminal::complain("no Dockerfiles and no Compose files found");
    }
    let reads_stdin = args.paths.iter().any(|path| disk::is_stdin(path));
    let mut pinning = Pinning {
        args,
        answers,
        project: &gathered.project,
        stdin: reads_stdin.then(|| disk::name_of_stdin(gathered.unsaved.as_ref())),
        inputs: ready.inputs.clone(),
        ready,
    };
    let (done, found) = pinning.run(&sources)?;
    Ok(Outcome::of(complete && done, found))
}

struct Pinning<'a> {
    args: &'a PinArgs,
    /// What the rule knows of the registries' answers.
    answers: Arc<Answers>,
    project: &'a Project,
    /// The path of standard input, if it is read.
    stdin: Option<&'a str>,
    inputs: Vec<Input>,
    ready: Ready,
}

impl Pinning<'_> {
    /// Whether all was done, and whether there was something to find.
    fn run(&mut self, sources: &Sources<'_>) -> anyhow::Result<(bool, bool)> {
        let places = Places::of(&self.judge(sources));
        let questions = self.questions(&places);
        let is_answered = match questions.is_empty() {
            true => true,
            false => self.ask(questions, &places)?,
        };
        if !self.args.quiet {
            for (at, why) in &places.closed {
                terminal::complain(format_args!("{at}: left alone: {why}"));
            }
        }
        let report = self.judge(sources);
        if report.internal_error {
            terminal::complain("a rule failed; not all images were looked at");
        }
        let is_answered = is_answered && !report.internal_error;
        let left = Places::of(&report);
        if self.args.check {
            self.list(&left)?;
            return Ok((is_answered, !left.open.is_empty()));
        }
        let fixed = self.fix(&report, &places);
        fixing::tell_held_back(&fixed);
        let is_whole = is_answered && fixed.held_back.is_empty();
        let fix_args = FixArgs::default();
        let fixing = Fixing {
            args: &fix_args,
            ready: &self.ready,
            project: self.project,
            hide: &|_| (),
            stdin: self.stdin,
            color: terminal::has_color(self.args.color),
            quiet: self.args.quiet,
        };
        if self.args.diff {
            fixing.show(&fixed)?;
            return Ok((is_whole, !fixed.files.is_empty()));
        }
        let written = fixing.write(&fixed, &self.inputs)?;
        if !self.args.quiet {
            tell(&fixed, &written);
        }
        Ok((is_whole && written.complete, false))
    }

    fn judge(&mut self, sources: &Sources<'_>) -> Report {
        self.ready.inputs.clone_from(&self.inputs);
        self.ready.judge(sources, &|| ())
    }

    /// What registries have to be asked for: where only is said what is not pinned, that is known already.
    fn questions(&self, places: &Places) -> Vec<Question> {
        let is_asked = |place: &&Place| !self.args.check || place.image.digest().is_some();
        let mut questions: Vec<Question> = Vec::new();
        for place in places.open.iter().filter(is_asked) {
            let question = Question::about(&place.image);
            match questions.iter_mut().find(|other| other.name == question.name) {
                Some(other) => other.digests.extend(question.digests),
                None => questions.push(question),
            }
        }
        questions
    }

    /// Asks the registries, and says what they do not answer; whether they answer everything.
    fn ask(&self, questions: Vec<Question>, places: &Places) -> anyhow::Result<bool> {
        let client = login::client()?;
        let asked = asking::ask(&client, questions);
        for warning in client.warnings().iter().chain(&asked.warnings) {
            terminal::complain(warning);
        }
        for (failure, names) in &asked.failures {
            let names: Vec<String> = names.iter().map(|name| places.named(name)).collect();
            terminal::complain(format_args!("{failure}; no digest for {}", names.join(", ")));
        }
        let is_complete = asked.failures.is_empty();
        self.answers.set(asked.digests);
        Ok(is_complete)
    }

    /// The digests, written in memory.
    fn fix(&self, report: &Report, places: &Places) -> Fixed {
        // A configuration may turn on other rules at some places.
        let wants = |report: &Report, finding: &Finding| {
            finding.rule.id() == rule::ID && finding.fix.is_some() && !places.is_torn(report, finding)
        };
        let job = Job {
            registry: &self.ready.registry,
            policy: &self.ready.policy.stating(&self.inputs),
            files: self.project,
            hide: &|_| (),
            wants: &wants,
            once: true,
        };
        plimsoll_fix::fix(&job, self.inputs.clone(), report)
    }

    /// Lists what is not pinned, and what has moved since.
    fn list(&self, left: &Places) -> io::Result<()> {
        terminal::print_with(|out| {
            for place in &left.open {
                let name = Question::about(&place.image).name;
                let line = match self.answers.digest(&name).filter(|_| place.image.digest().is_some()) {
                    Some(digest) => format!("{}: `{name}` has another digest now: {digest}", place.at),
                    None if place.image.digest().is_some() => continue,
                    None => format!("{}: `{name}` has no digest", place.at),
                };
                writeln!(out, "{}", terminal::printable(&line))?;
            }
            Ok(())
        })
    }
}

/// Says what was done.
fn tell(fixed: &Fixed, written: &Written) {
    let counted = |count: usize, one: &str, more: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {more}"),
    };
    let files = fixed.files.iter().filter(|file| written.has(file.path()));
    let images: usize = files.clone().map(|file| file.made.len()).sum();
    let images = counted(images, "image", "images");
    let files = counted(files.count(), "file", "files");
    terminal::complain(format_args!("pinned {images} in {files}"));
}
