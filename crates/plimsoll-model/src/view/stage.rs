//! A stage: what it is built from, whether it is shipped, and what it starts.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Arguments, CommandForm, Kind, Word};
use plimsoll_syntax::image::ImageReference;

use super::{Dockerfile, Instruction, Service, Stage};
use crate::base::Value;
use crate::command::{Commands, Invocation};
use crate::dockerfile::{Base, Code, StageFacts};
use crate::environment::Environment;
use crate::image::KnownImage;
use crate::workspace::{ANY_STAGE, StageUse};

/// The instructions that decide what a container of the image runs.
#[derive(Clone, Copy)]
pub struct StartCommand<'a> {
    pub entrypoint: Option<Instruction<'a>>,
    pub cmd: Option<Instruction<'a>>,
}

/// What a context replaces.
static REPLACED: Base = Base::Image(Value::Unknown);

/// How far a chain of stages is followed.
const LONGEST_CHAIN: usize = 256;
/// Through the builds of so many services is it followed. Projects have two or three, one for each layer of
/// their images; what lies behind more is not known.
const MOST_SERVICES: usize = 16;

impl<'a> Stage<'a> {
    /// Its Dockerfile.
    pub fn dockerfile(self) -> Dockerfile<'a> {
        self.dockerfile
    }

    /// Its number, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Its `FROM`.
    pub fn from(self) -> Instruction<'a> {
        Instruction::new(self.dockerfile, Some(self), self.facts().from)
    }

    /// The name as written after `AS`.
    pub fn name(self) -> Option<&'a Word> {
        match &self.from().node().arguments {
            Arguments::From { name, .. } => name.as_ref(),
            _ => None,
        }
    }

    /// The image as written after `FROM`.
    pub fn image_word(self) -> Option<&'a Word> {
        match &self.from().node().arguments {
            Arguments::From { image, .. } => image.as_ref(),
            _ => None,
        }
    }

    /// The places in the next 200 stages that use its name: `FROM`, `--from` of COPY, and mounts.
    /// Leaves out places where the name comes from variables.
    pub fn uses_of_name(self) -> Vec<Span> {
        let Some(name) = self.name() else { return Vec::new() };
        // A bound keeps files with thousands of named stages linear.
        let later = self.dockerfile.stages().skip(self.index + 1).take(200);
        let words = later.flat_map(|stage| {
            let from = stage.image_word().into_iter();
            let nodes = stage.instructions().map(Instruction::node);
            let copied = nodes.clone().filter_map(|n| n.flag("from")?.value.as_ref());
            let mounted = nodes
                .flat_map(|n| &n.flags)
                .filter_map(|f| f.option("from")?.value.as_ref());
            from.chain(copied).chain(mounted).collect::<Vec<_>>()
        });
        let own = words.filter(|w| w.as_written().eq_ignore_ascii_case(name.as_written()));
        own.map(|w| w.span).collect()
    }

    /// What it is built from. A context that a service passes under the name of the image takes its
    /// place.
    pub fn base(self) -> &'a Base {
        match &self.facts().base {
            Base::Image(image)
                if image
                    .as_ref()
                    .likely()
                    .is_some_and(|image| self.dockerfile.takes_context(image.as_written())) =>
            {
                &REPLACED
            }
            base => base,
        }
    }

    /// The stage it is built from, if it is in this file.
    pub fn parent(self) -> Option<Self> {
        match *self.base() {
            Base::Stage(index) => Some(self.dockerfile.stage(index)),
            _ => None,
        }
    }

    /// The stage itself, the one it is built from, and so on. No image has more than 127 layers, so
    /// a chain longer than [`LONGEST_CHAIN`] cannot matter, and is cut.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |stage| stage.parent()).take(LONGEST_CHAIN)
    }

    /// The stage of another Dockerfile that the chain starts from: what another service builds, in the place of
    /// an image (`additional_contexts: {base: service:base}`).
    pub fn base_of_service(self) -> Option<Self> {
        let root = self.root();
        let Base::Image(image) = &root.facts().base else {
            return None;
        };
        self.built_by_service(image.as_ref().likely()?.as_written())
    }

    /// What another service builds, as the source of a COPY that names it as a context.
    pub(crate) fn source_of_service(self, copy: Instruction<'a>) -> Option<Self> {
        let from = copy.node().flag("from")?.value.as_ref()?.literal()?;
        self.built_by_service(&from)
    }

    /// The stage that another service builds and that has a name here.
    fn built_by_service(self, name: &str) -> Option<Self> {
        let workspace = self.dockerfile.workspace;
        let (dockerfile, stage) = workspace.links.named_stage(self.dockerfile.index, name)?;
        Some(workspace.dockerfile(dockerfile).stage(stage))
    }

    /// Its ancestors, then those that other services build, in other Dockerfiles, through at most
    /// [`MOST_SERVICES`] builds: services may go round in a circle, and every one of a long chain is asked.
    pub(crate) fn lineage(self) -> impl Iterator<Item = Self> {
        let builds = std::iter::successors(Some(self), |stage| stage.base_of_service());
        let stages = builds.take(MOST_SERVICES).flat_map(Self::ancestors);
        stages.take(LONGEST_CHAIN)
    }

    /// What its image exposes: each EXPOSE, the last first.
    pub(crate) fn exposes(self) -> impl Iterator<Item = Instruction<'a>> {
        self.lineage().flat_map(|stage| stage.of_kind(Kind::Expose).rev())
    }

    /// The image at the start of the chain; unknown for scratch too.
    pub fn root_image(self) -> Value<&'a ImageReference> {
        match self.root().base() {
            Base::Image(image) => image.as_ref(),
            _ => Value::Unknown,
        }
    }

    /// What is known of that image.
    pub fn known_root(self) -> Option<&'a KnownImage> {
        self.root_image().likely().and_then(|image| self.known_image(image))
    }

    /// What is known of an image.
    pub(crate) fn known_image(self, image: &ImageReference) -> Option<&'a KnownImage> {
        self.dockerfile.workspace.known_image(image)
    }

    /// Whether the chain starts from scratch.
    pub fn is_from_scratch(self) -> bool {
        matches!(self.root().base(), Base::Scratch)
    }

    /// The stage at the end of the chain.
    pub(crate) fn root(self) -> Self {
        self.dockerfile.stage(self.facts().root)
    }

    /// Its instructions, without the `FROM`.
    pub fn instructions(self) -> impl DoubleEndedIterator<Item = Instruction<'a>> + Clone {
        let StageFacts { from, end, .. } = *self.facts();
        (from + 1..end).map(move |index| Instruction::new(self.dockerfile, Some(self), index))
    }

    /// The instructions before and after one of its own.
    pub fn neighbours(self, instruction: Instruction<'a>) -> impl Iterator<Item = Instruction<'a>> {
        let StageFacts { from, end, .. } = *self.facts();
        let index = instruction.index();
        let beside = [index.saturating_sub(1), index + 1].into_iter();
        let own = beside.filter(move |at| (from + 1..end).contains(at));
        own.map(move |at| Instruction::new(self.dockerfile, Some(self), at))
    }

    /// Its instructions, the `FROM` first.
    pub(crate) fn instructions_with_from(self) -> impl Iterator<Item = Instruction<'a>> {
        std::iter::once(self.from()).chain(self.instructions())
    }

    /// Its instructions of a kind.
    pub fn of_kind(self, kind: Kind) -> impl DoubleEndedIterator<Item = Instruction<'a>> + Clone {
        let StageFacts { from, end, .. } = *self.facts();
        let found = self.dockerfile.facts().of_kind(kind, from + 1..end).iter();
        found.map(move |&index| Instruction::new(self.dockerfile, Some(self), index as usize))
    }

    /// The instructions of a kind in it and in the stages it is built from, the last first.
    pub fn inherited(self, kind: Kind) -> impl Iterator<Item = Instruction<'a>> {
        self.ancestors().flat_map(move |s| s.of_kind(kind).rev())
    }

    /// Whether it becomes an image: it is the last one, or a service builds it.
    pub fn is_shipped(self) -> bool {
        self.stage_use().is_shipped
    }

    /// Whether it is shipped, or nothing in the file uses it: whoever builds it makes an image.
    pub fn is_end(self) -> bool {
        self.stage_use().is_end
    }

    /// Whether its contents are shipped: it, or a stage built on it, is.
    pub fn is_in_shipped_chain(self) -> bool {
        self.stage_use().is_in_shipped_chain
    }

    /// Whether its contents stay behind: other stages take files from it, and neither it nor a
    /// stage built on it becomes an image. Not so for a stage that nobody uses: whoever builds it
    /// makes an image.
    pub fn is_only_taken_from(self) -> bool {
        self.stage_use().is_only_taken_from
    }

    /// The Compose services that build it.
    pub fn services(self) -> impl Iterator<Item = Service<'a>> {
        let workspace = self.dockerfile.workspace;
        workspace
            .links
            .to_stage(self.dockerfile.index, self.index)
            .map(|link| workspace.service(link.compose, link.service))
    }

    /// What the stage is for: what its own name says, else the services that build it, else the
    /// file.
    pub fn environment(self) -> Environment {
        self.dockerfile
            .workspace
            .environment_of_stage(self.dockerfile.index, self.index)
    }

    /// Whether a Bake file or a dev container around the Dockerfile may build it.
    pub(crate) fn is_built_otherwise(self) -> bool {
        let targets = self.dockerfile.workspace.links.other_targets(self.dockerfile.index);
        let name = self.name().and_then(Word::literal);
        name.is_some_and(|name| {
            targets
                .iter()
                .any(|word| word == ANY_STAGE || word.eq_ignore_ascii_case(&name))
        })
    }

    /// What a container of it runs, as its own file says.
    pub fn start_command(self) -> StartCommand<'a> {
        StartCommand::of(self.ancestors())
    }

    /// The same, also as the files say from which other services build what it starts from.
    pub(crate) fn start_of_image(self) -> StartCommand<'a> {
        StartCommand::of(self.lineage())
    }

    /// The HEALTHCHECK in force, which may be `NONE`.
    pub fn healthcheck(self) -> Option<Instruction<'a>> {
        self.lineage()
            .find_map(|stage| stage.of_kind(Kind::Healthcheck).next_back())
    }

    /// Where a finding about the whole stage points: its `FROM` line.
    pub fn place(self) -> Span {
        self.from().node().span
    }

    fn stage_use(self) -> &'a StageUse {
        self.dockerfile
            .workspace
            .links
            .use_of(self.dockerfile.index, self.index)
    }

    pub(crate) fn facts(self) -> &'a StageFacts {
        &self.dockerfile.facts().stages[self.index]
    }
}

impl<'a> StartCommand<'a> {
    /// What the first of some stages runs, of which each is built from the next.
    // BuildKit v0.30, dockerfile2llb/convert.go, dispatchEntrypoint: an ENTRYPOINT drops the CMD of the
    // stage it is built from, but not one of its own stage.
    fn of(stages: impl Iterator<Item = Stage<'a>>) -> Self {
        let (mut entrypoint, mut cmd) = (None, None);
        for stage in stages {
            entrypoint = stage.of_kind(Kind::Entrypoint).next_back();
            cmd = cmd.or_else(|| stage.of_kind(Kind::Cmd).next_back());
            if entrypoint.is_some() {
                break;
            }
        }
        Self { entrypoint, cmd }
    }

    /// Whether it visibly switches to an account other than root before the program starts.
    pub fn drops_privileges(self) -> bool {
        self.code().any(|code| code.commands.drop_privileges())
    }

    /// What is left of it in a container of a service, whose own `entrypoint` replaces both
    /// instructions, and whose `command` replaces CMD.
    pub(crate) fn left_by(self, service: Service<'_>) -> StartCommand<'a> {
        let facts = service.facts();
        let keeps_entrypoint = facts.entrypoint.is_none();
        StartCommand {
            entrypoint: self.entrypoint.filter(|_| keeps_entrypoint),
            cmd: self.cmd.filter(|_| keeps_entrypoint && facts.command.is_none()),
        }
    }

    /// The single command line that ENTRYPOINT and CMD form if both are in exec form.
    pub fn combined(self) -> Option<Commands> {
        let words = |instruction: Instruction<'a>| match &instruction.node().command()?.form {
            CommandForm::Exec(words) => Some(words.as_slice()),
            CommandForm::Shell(_) => None,
        };
        let (entrypoint, cmd) = (words(self.entrypoint?)?, words(self.cmd?)?);
        Some(Commands::of_exec(&[entrypoint, cmd].concat()))
    }

    /// Both instructions, the ENTRYPOINT first.
    pub fn instructions(self) -> impl Iterator<Item = Instruction<'a>> {
        self.entrypoint.into_iter().chain(self.cmd)
    }

    /// The code of both.
    pub fn code(self) -> impl Iterator<Item = &'a Code> {
        self.instructions().flat_map(Instruction::code)
    }

    /// The programs that both start.
    pub fn invocations(self) -> impl Iterator<Item = Invocation<'a>> {
        self.code().flat_map(|code| code.commands.invocations())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{FileKind, Input, NoFiles};
    use crate::view::Subject;
    use crate::workspace::Workspace;

    /// How many stages the first of some services is built on, with its own. Each service builds two, on what the
    /// next one builds, and the last one on what `end` says.
    fn stages_of_first(services: usize, end: &str) -> (usize, Value<String>) {
        let input = |path: String, kind, text: String| Input {
            path,
            kind,
            bytes: text.into_bytes(),
        };
        let mut compose = "services:\n".to_owned();
        let mut inputs = Vec::new();
        for at in 0..services {
            let (next, base) = match at + 1 == services {
                true => (0, end),
                false => (at + 1, "base"),
            };
            compose +=
                &format!("  s{at}: {{build: {{context: d{at}, additional_contexts: {{base: 'service:s{next}'}}}}}}\n");
            let text = format!("FROM {base} AS a\nFROM a\n");
            inputs.push(input(format!("d{at}/Dockerfile"), FileKind::Dockerfile, text));
        }
        inputs.push(input("compose.yaml".to_owned(), FileKind::Compose, compose));
        let workspace = Workspace::load(inputs, &NoFiles, None);
        let service = workspace.subjects().find_map(|(_, subject)| match subject {
            Subject::Compose(compose, _) => compose.service("s0"),
            Subject::Dockerfile(_) => None,
        });
        let service = service.expect("a service");
        let image = service.root_image().map(|image| image.as_written().to_owned());
        (service.stage().expect("a stage").lineage().count(), image)
    }

    #[test]
    fn a_chain_of_services_is_followed_within_bounds() {
        let image = Value::Known("debian:12.7".to_owned());
        assert_eq!(stages_of_first(1, "debian:12.7"), (2, image.clone()));
        assert_eq!(
            stages_of_first(MOST_SERVICES, "debian:12.7"),
            (2 * MOST_SERVICES, image)
        );
        let cut = (2 * MOST_SERVICES, Value::Unknown);
        assert_eq!(stages_of_first(MOST_SERVICES + 1, "debian:12.7"), cut);
        // Round in a circle.
        assert_eq!(stages_of_first(3, "base"), cut);
    }
}
