//! A rule, and where it looks.

use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::image::ImageUse;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{ComposeFile, Dockerfile, EnvFileView, Instruction, Service, Stage};
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Kind;

use crate::{Context, Page};

/// A rule that is built in: its page, and where it looks.
pub struct Rule {
    pub page: Page,
    pub checks: &'static [Check],
}

/// A rule that was made while plimsoll runs. It is shown each view, and takes those that it wants.
pub(crate) struct LoadedRule {
    pub(crate) page: Page,
    pub(crate) look: Box<Look>,
}

/// What a loaded rule does.
pub type Look = dyn Fn(View<'_>, &mut Context<'_>) + Send + Sync;

/// What a loaded rule is shown.
#[derive(Clone, Copy)]
pub enum View<'a> {
    Dockerfile(Dockerfile<'a>),
    Stage(Stage<'a>),
    Instruction(Instruction<'a>),
    Compose(ComposeFile<'a>),
    Service(Service<'a>),
    EnvFile(EnvFileView<'a>),
}

/// A place to look. The engine walks once and calls; take the narrowest that will do.
pub enum Check {
    /// Each Dockerfile, those in `dockerfile_inline` included.
    Dockerfile(fn(Dockerfile<'_>, &mut Context<'_>)),
    /// Each stage.
    Stage(fn(Stage<'_>, &mut Context<'_>)),
    /// Each instruction of a kind; triggers of `ONBUILD` are seen through their `ONBUILD`.
    Instruction(Kind, fn(Instruction<'_>, &mut Context<'_>)),
    /// Each RUN, also behind `ONBUILD`.
    Run(fn(Instruction<'_>, &mut Context<'_>)),
    /// Each program that a RUN starts, also behind `ONBUILD`.
    Step(fn(&Step<'_>, &mut Context<'_>)),
    /// What ShellCheck finds in a RUN, also behind `ONBUILD`, under the codes that the page names.
    Shell(fn(&ShellFinding, Instruction<'_>, &mut Context<'_>)),
    /// Each Compose file.
    Compose(fn(ComposeFile<'_>, &mut Context<'_>)),
    /// Each service.
    Service(fn(Service<'_>, &mut Context<'_>)),
    /// Each place that names an image to be pulled: FROM, `--from` of COPY and of mounts, `image` of
    /// a service that does not build, `cache_from`.
    Image(fn(&ImageUse, &mut Context<'_>)),
    /// Each environment file that a project reads: `.env`, and those of `env_file` and `include`.
    EnvFile(fn(EnvFileView<'_>, &mut Context<'_>)),
    /// What could not be read: the parsers and the model find it, and the rule speaks for it.
    Syntax(SyntaxErrorKind),
    /// What the engine finds itself, and the rule speaks for.
    Engine(EngineFinding),
}

/// What the engine finds itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EngineFinding {
    /// What a file was taken for, where nobody said it.
    EnvironmentAssumed,
    /// A comment hides what is found.
    IgnoreUsed,
    /// A comment hides something, and does not say why.
    IgnoreWithoutReason,
    /// A comment hides nothing.
    IgnoreUnused,
    /// A rule or a parser failed.
    InternalError,
}

impl EngineFinding {
    /// Whether it depends on what other rules find, and on what is done about that.
    pub fn is_about_ignores(self) -> bool {
        matches!(self, Self::IgnoreUsed | Self::IgnoreWithoutReason | Self::IgnoreUnused)
    }
}
