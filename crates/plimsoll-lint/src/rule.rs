//! A rule, and where it looks.

use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::image::ImageUse;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{ComposeFile, Dockerfile, EnvFileView, Instruction, Service, ShellPlace, Stage};
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Kind;

use crate::{Context, Page};

/// A rule that is built in: its page, and where it looks.
pub struct Rule {
    pub page: Page,
    pub checks: &'static [Check],
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

/// A place to look. The engine walks once and calls the checks; use the narrowest that fits.
pub enum Check {
    /// Each Dockerfile, including those in `dockerfile_inline`.
    Dockerfile(fn(Dockerfile<'_>, &mut Context<'_>)),
    /// Each stage.
    Stage(fn(Stage<'_>, &mut Context<'_>)),
    /// Each instruction of a kind; a trigger of `ONBUILD` is seen through its `ONBUILD`.
    Instruction(Kind, fn(Instruction<'_>, &mut Context<'_>)),
    /// Each RUN, including RUN after `ONBUILD`.
    Run(fn(Instruction<'_>, &mut Context<'_>)),
    /// Each program that a RUN starts, including RUN after `ONBUILD`.
    Step(fn(&Step<'_>, &mut Context<'_>)),
    /// What ShellCheck finds in a RUN, also behind `ONBUILD`, under the codes that the page names.
    Shell(fn(&ShellFinding, ShellPlace<'_>, &mut Context<'_>)),
    /// The same in a script of the build context that an image or a service runs.
    Script(fn(&ShellFinding, ShellPlace<'_>, &mut Context<'_>)),
    /// Each Compose file.
    Compose(fn(ComposeFile<'_>, &mut Context<'_>)),
    /// Each service.
    Service(fn(Service<'_>, &mut Context<'_>)),
    /// Each place that names an image to pull: FROM, `--from` of COPY and of mounts, `image` of a
    /// service that does not build, `cache_from`.
    Image(fn(&ImageUse, &mut Context<'_>)),
    /// Each environment file that a project reads: `.env`, and those of `env_file` and `include`.
    EnvFile(fn(EnvFileView<'_>, &mut Context<'_>)),
    /// What could not be read: the parsers and the model find it, and the rule reports it.
    Syntax(SyntaxErrorKind),
    /// What the engine itself finds, and the rule reports.
    Engine(EngineFinding),
}

/// What the engine itself finds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EngineFinding {
    /// What a file was taken for, if nobody stated it.
    EnvironmentAssumed,
    /// A comment hides findings.
    IgnoreUsed,
    /// A comment hides something without a reason.
    IgnoreWithoutReason,
    /// A comment hides nothing.
    IgnoreUnused,
    /// A comment that was meant for plimsoll does nothing, because of a slip.
    CommentMistaken,
    /// An exception of the configuration accepts nothing.
    ExceptionUnused,
    /// The last day of an exception has passed.
    ExceptionExpired,
    /// An override of the configuration holds nowhere.
    OverrideUnused,
    /// A rule or a parser failed.
    InternalError,
}

impl EngineFinding {
    /// Whether it depends on the findings of other rules, and on what is done about them.
    pub fn is_about_ignores(self) -> bool {
        matches!(self, Self::IgnoreUsed | Self::IgnoreWithoutReason | Self::IgnoreUnused)
    }
}
