//! The scripts of the build context that an image starts and that its RUN steps call: where they come
//! from, and what becomes of them on their way. What they do is told by
//! [`ScriptFile`].

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Kind, Word};

use crate::base::glob;
use crate::base::path::{absolute, file_name, folder, inside, join};
use crate::command::file::{Mode, ownership_change};
use crate::command::{Argument, Commands, Source, interpreter, is_shell};
use crate::context::ScriptFile;
use crate::dockerfile::{Code, CopySource};
use crate::stage::copy::Placed;
use crate::view::{Dockerfile, Instruction, Stage, StartCommand};

/// Where programs are looked for that are named without a folder.
const PATH: [&str; 6] = [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
];
/// Through so many stages is a file followed.
const MOST_STAGES: usize = 8;
/// So many words of a piece of code are looked up, and so many of the steps of a stage.
const MOST_NAMES: usize = 50;
const MOST_OF_STAGE: usize = 500;
/// So many COPY instructions are asked for one script.
const MOST_STEPS: usize = 100;
/// So many places are looked at for one script.
const MOST_ORIGINS: usize = 16;
/// What takes carriage returns away, by its name or in a pattern.
const MENDS_LINES: [&str; 5] = ["dos2unix", "fromdos", "\\r", "\\015", "\\x0d"];

/// A script of the build context that is run in an image.
#[derive(Clone)]
pub struct RunScript<'a> {
    pub file: &'a ScriptFile,
    /// The word that names it.
    pub word: Span,
    /// As it is named.
    pub name: String,
    /// The source of ADD or COPY that takes it from the context.
    pub source: &'a Word,
    pub runner: Runner,
    /// The stage in which it is run, and the RUN if it is one.
    stage: Stage<'a>,
    run: Option<Instruction<'a>>,
    /// The ADD and COPY on its way, from the context on.
    copies: Vec<Instruction<'a>>,
}

/// What opens a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Runner {
    /// The kernel alone, which reads the first line.
    Kernel,
    /// A program that lets the kernel do it, and has `sh` read a file without such a line.
    Program,
    /// A shell that is given the file.
    Shell,
}

/// A word that may name a script.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) word: Span,
    pub(crate) text: String,
    pub(crate) runner: Runner,
}

/// Where in the context a file of an image may come from.
#[derive(Clone)]
struct Origin<'a> {
    source: &'a Word,
    copies: Vec<Instruction<'a>>,
    path: String,
}

/// What is found on the way from the image back to the context.
#[derive(Default)]
struct Trail<'a> {
    /// The COPY instructions from the image to the stage in question.
    behind: Vec<Instruction<'a>>,
    steps: usize,
    found: Vec<Origin<'a>>,
}

impl<'a> Stage<'a> {
    /// The scripts that its ENTRYPOINT and CMD start, as far as they lie in the build context.
    pub fn start_scripts(self) -> Vec<RunScript<'a>> {
        let named = self.start_names().into_iter();
        named.filter_map(|named| self.script(named, None)).collect()
    }

    /// The scripts that its own RUN steps call, as far as they lie in the build context.
    pub fn run_scripts(self) -> Vec<RunScript<'a>> {
        let named = self.run_names();
        named.filter_map(|(run, named)| self.script(named, Some(run))).collect()
    }

    /// The scripts that its steps call, and those that a container starts if it becomes an image. None of
    /// a Windows image.
    pub fn scripts(self) -> Vec<RunScript<'a>> {
        if self.is_windows() || !self.dockerfile().workspace().runs_scripts() {
            return Vec::new();
        }
        let mut scripts = self.run_scripts();
        if self.is_end() {
            scripts.extend(self.start_scripts());
        }
        scripts
    }

    fn script_places(self) -> Vec<String> {
        let started = self.start_names().into_iter().map(|named| (None, named));
        let run = self.run_names().map(|(run, named)| (Some(run), named));
        let places = started.chain(run).flat_map(|(run, named)| self.places(&named, run));
        places.map(|(_, place)| place).collect()
    }

    /// The places in the project where a script may lie that somebody else starts in it.
    pub(crate) fn places_of(self, named: &Named) -> Vec<String> {
        self.places(named, None).into_iter().map(|(_, place)| place).collect()
    }

    fn start_names(self) -> Vec<Named> {
        names_of_start(self.start_command())
    }

    fn run_names(self) -> impl Iterator<Item = (Instruction<'a>, Named)> {
        // What ONBUILD keeps runs in another context.
        let named = self.of_kind(Kind::Run).flat_map(|run| {
            let code = run.build_code().iter();
            let named = code.flat_map(|code| names_in(&code.commands, Runner::Program));
            let with_folder = named.filter(|named| named.runner == Runner::Shell || named.text.contains('/'));
            with_folder.map(move |named| (run, named))
        });
        named.take(MOST_OF_STAGE)
    }

    /// The script that a word names at the end of the stage, or in a RUN.
    pub(crate) fn script(self, named: Named, run: Option<Instruction<'a>>) -> Option<RunScript<'a>> {
        let workspace = self.dockerfile().workspace();
        if !workspace.runs_scripts() {
            return None;
        }
        let mut places = self.places(&named, run).into_iter();
        let (origin, file) = places.find_map(|(origin, place)| Some((origin, workspace.script(&place)?)))?;
        Some(RunScript {
            file,
            word: named.word,
            name: named.text,
            source: origin.source,
            runner: named.runner,
            stage: self,
            run,
            copies: origin.copies,
        })
    }

    /// Where in the project a script may lie, the likeliest place first.
    fn places(self, named: &Named, run: Option<Instruction<'a>>) -> Vec<(Origin<'a>, String)> {
        let before = run.map_or(usize::MAX, Instruction::index);
        let mut trail = Trail::default();
        for path in named.paths(|| self.folder_before(before)) {
            if run.is_none_or(|run| !run.is_mounted(&path)) {
                self.follow(&path, before, &mut trail);
            }
        }
        let places = trail.found.into_iter().flat_map(|origin| {
            // What another service builds has contexts of its own.
            let contexts = origin.copies[0].dockerfile().contexts().known.iter();
            let kept = contexts.filter(|context| context.leaves_out(&origin.path).is_none());
            let places: Vec<String> = kept.map(|context| join(&context.folder, &origin.path)).collect();
            places.into_iter().map(move |place| (origin.clone(), place))
        });
        places.take(MOST_ORIGINS).collect()
    }

    /// The folder in force before an instruction of the file; none if the base image decides, and is
    /// not known.
    pub(crate) fn folder_before(self, before: usize) -> Option<String> {
        let chain: Vec<Stage<'a>> = self.lineage().collect();
        let start = chain.last().and_then(|root| root.base_folder()).map(str::to_owned);
        let moves = chain.into_iter().rev().flat_map(|stage| stage.of_kind(Kind::Workdir));
        let moves = moves.filter(|workdir| self.comes_before(*workdir, before));
        moves.fold(start, |folder, workdir| workdir.folder_after(folder))
    }

    /// Follows a path of the image back to the context.
    fn follow(self, path: &str, before: usize, trail: &mut Trail<'a>) {
        for stage in self.lineage() {
            let placed: Vec<Placed<'a>> = stage
                .placed()
                .filter(|placed| self.comes_before(placed.instruction, before))
                .collect();
            for placed in placed.iter().rev() {
                let Some(rest) = inside(path, placed.path) else {
                    continue;
                };
                if trail.is_spent() {
                    return;
                }
                let copy = placed.instruction;
                let Some(sources) = placed.sources_of(rest) else {
                    return;
                };
                if copy.node().flag("from").is_none() {
                    trail.add(placed, sources);
                } else if let Some(from) = stage.taken_from(copy) {
                    trail.behind.push(copy);
                    for source in sources {
                        from.follow(&absolute(&source, "/"), usize::MAX, trail);
                    }
                    trail.behind.pop();
                } else if rest.is_empty() {
                    // Another image brings it.
                    return;
                }
            }
        }
    }

    /// Whether an instruction comes before one of its file with a number. What another service builds is
    /// there as a whole.
    fn comes_before(self, instruction: Instruction<'a>, before: usize) -> bool {
        instruction.index() < before || !instruction.dockerfile().is(self.dockerfile())
    }

    /// The stage that a COPY takes from, of this file or of another service.
    fn taken_from(self, copy: Instruction<'a>) -> Option<Self> {
        if let Some(built) = self.source_of_service(copy) {
            return Some(built);
        }
        let dockerfile = self.dockerfile();
        let mut uses = dockerfile.stage_graph().uses_in(self.index()).iter();
        let taken = uses.find(|taken| taken.instruction == copy.index())?;
        dockerfile.stage_at(taken.used)
    }
}

/// The words with which a start may name a script.
pub(crate) fn names_of_start(start: StartCommand<'_>) -> Vec<Named> {
    // The exec form of CMD is given to the ENTRYPOINT, which may just start it.
    if let Some(combined) = start.combined() {
        return names_in(&combined, Runner::Kernel);
    }
    let code = start.instructions().next().map_or(&[][..], Instruction::code);
    let runner = |code: &Code| match code.kind {
        None => Runner::Kernel,
        Some(_) => Runner::Program,
    };
    code.iter()
        .flat_map(|code| names_in(&code.commands, runner(code)))
        .collect()
}

impl<'a> Trail<'a> {
    fn is_spent(&mut self) -> bool {
        self.steps += 1;
        self.steps > MOST_STEPS || self.behind.len() > MOST_STAGES || self.found.len() >= MOST_ORIGINS
    }

    fn add(&mut self, placed: &Placed<'a>, sources: Vec<String>) {
        let copies: Vec<Instruction<'a>> = std::iter::once(placed.instruction)
            .chain(self.behind.iter().rev().copied())
            .collect();
        self.found.extend(sources.into_iter().map(|path| Origin {
            source: placed.source,
            copies: copies.clone(),
            path,
        }));
    }
}

impl Named {
    /// The paths in the image that it may mean, from the folder that is in force.
    pub(crate) fn paths(&self, folder: impl FnOnce() -> Option<String>) -> Vec<String> {
        let text = &*self.text;
        if text.starts_with('/') {
            return vec![absolute(text, "/")];
        }
        if text.contains('/') || self.runner == Runner::Shell {
            return folder().map(|folder| absolute(text, &folder)).into_iter().collect();
        }
        PATH.iter().map(|folder| absolute(text, folder)).collect()
    }
}

impl Dockerfile<'_> {
    /// The places in the project where the scripts that it runs may lie.
    pub(crate) fn script_places(self) -> Vec<String> {
        match self.contexts().known.is_empty() && !self.is_given_contexts() {
            true => Vec::new(),
            false => self.stages().flat_map(Stage::script_places).collect(),
        }
    }
}

impl Placed<'_> {
    /// The sources that may become what lies at `rest` below the place where this one ends up, from the
    /// top of the context, or of a stage. None if something unknown may be there instead.
    fn sources_of(&self, rest: &str) -> Option<Vec<String>> {
        if self.kind != CopySource::Local {
            let hides = rest.is_empty() || self.kind == CopySource::Unknown;
            return (!hides).then(Vec::new);
        }
        let written = self.instruction.expand(self.source).likely()?;
        if self.instruction.node().flag("parents").is_some() || written.contains(['?', '[', '\\']) {
            return None;
        }
        let source = absolute(&written, "/")[1..].to_owned();
        let name = file_name(&source);
        if name.contains('*') {
            let fits = !rest.contains('/') && glob::matches(name, rest);
            let place = folder(&source);
            return Some(fits.then(|| join(place, rest)).into_iter().collect());
        }
        if source.contains('*') {
            return None;
        }
        // The source may be a file in a folder, or the folder itself.
        let is_file = rest.is_empty() || rest == name;
        let below = join(&source, rest);
        let own = is_file.then(|| source.clone());
        Some(own.into_iter().chain((!rest.is_empty()).then_some(below)).collect())
    }
}

impl<'a> RunScript<'a> {
    /// Whether the program that its first line names surely is not there when it is run.
    pub fn lacks_interpreter(&self) -> bool {
        let index = self.run.map_or(usize::MAX, Instruction::index);
        let shebang = self.file.shebang.as_ref();
        shebang.is_some_and(|shebang| self.stage.lacks_interpreter_at(index, &shebang.interpreter))
    }

    /// The stage in which it is run.
    pub fn stage(&self) -> Stage<'a> {
        self.stage
    }

    /// The RUN, ENTRYPOINT or CMD that names it; the `FROM` if only a service does.
    pub fn instruction(&self) -> Instruction<'a> {
        let named = |start: &Instruction<'a>| start.node().full_span.contains(self.word);
        let start = || self.stage.start_command().instructions().find(named);
        self.run.or_else(start).unwrap_or_else(|| self.stage.from())
    }

    /// The ADD or COPY that takes it from the context.
    pub fn copy(&self) -> Instruction<'a> {
        self.copies[0]
    }

    /// Whether a flag of ADD or COPY sets its mode.
    pub fn has_stated_mode(&self) -> bool {
        self.stated_mode().is_some()
    }

    /// Whether somebody may execute it where it is run; none if that is not sure.
    pub fn is_executable(&self) -> Option<bool> {
        if self.is_asked_for() {
            return None;
        }
        if let Some(copy) = self.stated_mode() {
            let mode = copy.expand(copy.node().flag("chmod")?.value.as_ref()?).known()?;
            return Mode::octal(&mode).map(Mode::is_executable);
        }
        let may_be_changed = self.steps().any(|step| self.may_change_mode(step));
        self.file
            .is_executable
            .filter(|is_executable| *is_executable || !may_be_changed)
    }

    /// Whether its first line ends in a carriage return where it is run.
    pub fn has_windows_lines(&self) -> bool {
        let mends = |step: Instruction<'a>| {
            let text = step.dockerfile().source().slice(step.node().full_span);
            MENDS_LINES.iter().any(|mends| text.contains(mends)) || self.runs_others(step)
        };
        self.file.has_windows_lines && !self.steps().any(mends)
    }

    /// Whether the code that calls it asks first whether that is permitted: `[ -x /start.sh ]`.
    fn is_asked_for(&self) -> bool {
        let of_start = || self.stage.start_command().code();
        let code: Vec<&Code> = match self.run {
            Some(run) => run.build_code().iter().collect(),
            None => of_start().collect(),
        };
        let mut invocations = code.iter().flat_map(|code| code.commands.invocations());
        invocations.any(|invocation| {
            let words = invocation.arguments();
            matches!(invocation.name, "[" | "[[" | "test")
                && words.iter().any(|word| word.text == "-x")
                && words.iter().any(|word| self.is_named(word) || is_open(word))
        })
    }

    /// Whether a path ends in its name, in the image or in the context.
    fn is_named(&self, path: &Argument<'_>) -> bool {
        let name = file_name(path.text);
        name == file_name(&self.name) || name == file_name(self.file.source.path())
    }

    fn stated_mode(&self) -> Option<Instruction<'a>> {
        let mut copies = self.copies.iter().rev();
        copies.find(|copy| copy.node().flag("chmod").is_some()).copied()
    }

    /// The RUN steps of all stages that it passes, as far as they come before it is run.
    fn steps(&self) -> impl Iterator<Item = Instruction<'a>> {
        let before = self.run.map_or(usize::MAX, |run| run.index() + 1);
        let passed = self.copies.iter().filter_map(|copy| copy.stage());
        let stages = std::iter::once(self.stage).chain(passed).flat_map(Stage::lineage);
        let stage = self.stage;
        let runs = stages.flat_map(Stage::runs);
        runs.filter(move |run| stage.comes_before(*run, before))
    }

    /// Whether a step may make it executable.
    fn may_change_mode(&self, step: Instruction<'a>) -> bool {
        let text = step.dockerfile().source().slice(step.node().full_span);
        let (mut mentioned, mut changes) = (text.matches("chmod").count(), false);
        for invocation in step.steps() {
            match ownership_change(invocation.argv()) {
                Some(change) if change.program == "chmod" => {
                    mentioned = mentioned.saturating_sub(1);
                    let is_near = |path: &Argument<'_>| self.is_named(path) || is_open(path);
                    // `xargs` adds paths that nobody sees.
                    let is_unknown = change.recursive || change.paths.is_empty() || invocation.is_wrapped_in("xargs");
                    changes |= is_unknown || change.paths.iter().any(is_near);
                }
                _ => {
                    let names_it = || invocation.arguments().iter().any(|word| self.is_named(word));
                    changes |= matches!(invocation.name, "install" | "cp" | "mv")
                        && (invocation.is_wrapped_in("xargs") || names_it());
                }
            }
        }
        changes || mentioned > 0 || self.runs_others(step)
    }

    /// Whether a step runs a script that may do anything to it.
    fn runs_others(&self, step: Instruction<'a>) -> bool {
        let is_own = self.run.is_some_and(|run| run.index() == step.index());
        !is_own && step.build_code().iter().any(Code::runs_scripts)
    }
}

/// Whether a word may stand for other paths than it says.
fn is_open(path: &Argument<'_>) -> bool {
    !path.is_literal || path.text.contains(['*', '?', '[', '{', '$'])
}

/// The words of code that may name a script.
pub(crate) fn names_in(commands: &Commands, runner: Runner) -> Vec<Named> {
    let moves = commands
        .invocations()
        .any(|invocation| matches!(invocation.name, "cd" | "pushd"));
    let named = commands.invocations().filter_map(|invocation| {
        let (word, runner) = match interpreter(invocation.argv()) {
            Some(own) => match own.source {
                Source::File(at) if is_shell(own.name) => (invocation.argv()[at], Runner::Shell),
                _ => return None,
            },
            // A program in between starts it in its own way.
            None if !invocation.wrappers.is_empty() => (invocation.program(), Runner::Program),
            None => (invocation.program(), runner),
        };
        let is_plain = !word.text.is_empty() && !word.text.contains(['$', '`', '*', '\\']);
        let is_known = is_plain && (word.text.starts_with('/') || !moves);
        is_known.then(|| Named {
            word: word.span,
            text: word.text.to_owned(),
            runner,
        })
    });
    named.take(MOST_NAMES).collect()
}

#[cfg(test)]
mod tests {
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};
    use crate::view::Subject;
    use crate::workspace::Workspace;

    /// The scripts that the last stage of a Dockerfile starts, each with the word that takes it.
    fn scripts(dockerfile: &str, files: &[(&str, &str)]) -> String {
        let input = Input {
            path: "Dockerfile".to_owned(),
            kind: FileKind::Dockerfile,
            bytes: dockerfile.into(),
        };
        let workspace = Workspace::load(vec![input], &Texts(files), None);
        let Some((_, Subject::Dockerfile(dockerfile))) = workspace.subjects().next() else {
            panic!("a Dockerfile");
        };
        let stage = dockerfile.stages().next_back().expect("a stage");
        let run = stage.run_scripts().into_iter();
        let found = stage.start_scripts().into_iter().chain(run);
        let found: Vec<String> = found
            .map(|script| format!("{} {:?}", script.file.source.path(), script.runner))
            .collect();
        found.join(", ")
    }

    #[test]
    fn scripts_are_followed_to_the_context() {
        let files = [("start.sh", "#!/bin/sh\n"), ("bin/run", "#!/bin/sh\n"), ("a.conf", "")];
        for (text, expected) in [
            ("COPY start.sh /\nENTRYPOINT [\"/start.sh\"]", "start.sh Kernel"),
            ("COPY start.sh /usr/local/bin\nCMD start.sh", "start.sh Program"),
            ("COPY bin/ /usr/local/bin/\nCMD [\"run\"]", "bin/run Kernel"),
            ("WORKDIR /app\nCOPY . .\nCMD [\"./start.sh\"]", "start.sh Kernel"),
            ("WORKDIR /app\nCOPY . .\nCMD [\"sh\", \"start.sh\"]", "start.sh Shell"),
            (
                "WORKDIR /app\nCOPY *.sh ./\nENTRYPOINT [\"tini\", \"--\"]\nCMD [\"/app/start.sh\"]",
                "start.sh Program",
            ),
            (
                "COPY bin/run /x\nENTRYPOINT [\"/x\", \"--\"]\nCMD [\"/start.sh\"]",
                "bin/run Kernel",
            ),
            ("COPY bin /bin\nCOPY --from=a /run /bin/run\nCMD [\"/bin/run\"]", ""),
            ("COPY start.sh /\nRUN /start.sh", "start.sh Program"),
            ("COPY start.sh /a/\nRUN cd /a && ./start.sh", ""),
            ("COPY start.sh /a/\nRUN cd /a && sh /a/start.sh", "start.sh Shell"),
            ("COPY . /a\nRUN --mount=type=bind,target=/a /a/start.sh", ""),
            ("COPY start.sh /other.sh\nCMD [\"/start.sh\"]", ""),
            ("COPY $FROM /start.sh\nCMD [\"/start.sh\"]", ""),
        ] {
            let found = scripts(&format!("FROM debian:12.7\n{text}\n"), &files);
            assert_eq!(found, expected, "{text}");
        }
        let text =
            "FROM debian:12.7 AS a\nCOPY . /src\nFROM debian:12.7\nCOPY --from=a /src/bin /app\nCMD [\"/app/run\"]\n";
        assert_eq!(scripts(text, &files), "bin/run Kernel");
    }
}
