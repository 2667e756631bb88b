//! A rule, where it looks, and the list of all rules.

use std::collections::HashMap;

use plimsoll_model::image::ImageUse;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{ComposeFile, Dockerfile, EnvFileView, Instruction, Service, Stage};
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Kind;

use crate::{Context, Page, PageError};

/// A rule: its page, and where it looks.
pub struct Rule {
    /// The Markdown page with the front matter, embedded.
    pub page: &'static str,
    pub checks: &'static [Check],
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

impl Rule {
    /// Whether it speaks for a finding of the engine that fits.
    pub fn speaks_for(&self, fits: impl Fn(EngineFinding) -> bool) -> bool {
        let mut checks = self.checks.iter();
        checks.any(|check| matches!(check, Check::Engine(finding) if fits(*finding)))
    }
}

impl EngineFinding {
    /// Whether it depends on what other rules find, and on what is done about that.
    pub fn is_about_ignores(self) -> bool {
        matches!(self, Self::IgnoreUsed | Self::IgnoreWithoutReason | Self::IgnoreUnused)
    }
}

/// All rules with what their pages say, made once at start-up.
pub struct Registry {
    rules: &'static [&'static Rule],
    pages: &'static [Page],
    by_id: HashMap<&'static str, usize>,
}

impl Registry {
    /// Reads the pages of the rules. The pages live as long as the program, and so does what is
    /// read from them.
    pub fn new(rules: &'static [&'static Rule]) -> Result<Self, PageError> {
        let pages: Result<Vec<Page>, PageError> = rules.iter().map(|r| Page::parse(r.page)).collect();
        let pages: &'static [Page] = Vec::leak(pages?);
        let by_id = pages.iter().enumerate().map(|(index, page)| (page.id, index)).collect();
        Ok(Self { rules, pages, by_id })
    }

    /// The rules in their order, the same as [`Registry::pages`].
    pub fn rules(&self) -> &'static [&'static Rule] {
        self.rules
    }

    /// What the pages say, in the order that the docs show them.
    pub fn pages(&self) -> &'static [Page] {
        self.pages
    }

    /// The place of a rule in both lists.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// What the page of a rule says.
    pub fn page(&self, id: &str) -> Option<&'static Page> {
        self.index(id).map(|index| &self.pages[index])
    }
}
