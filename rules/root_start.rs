//! Why and where an image starts as root, which three rules report in different words: one for
//! images that keep data, one for images with an unused account, one for all others. It is decided
//! here which of them reports, so that one fault is one finding.

use plimsoll_lint::{Context, Fix};
use plimsoll_model::image::Role;
use plimsoll_model::stage::account::{BaseUser, CreatedAccount, User, is_root};
use plimsoll_model::stage::data::StateFolder;
use plimsoll_model::view::Stage;
use plimsoll_syntax::Span;
use plimsoll_syntax::image::ImageReference;

use crate::account_advice::{account_advice, with_home};
use crate::account_fix::account_fix;

/// A shipped image that starts as root.
pub(crate) struct RootStart<'a> {
    stage: Stage<'a>,
    /// The account of its own `USER`.
    account: Option<String>,
    pub(crate) place: Span,
    pub(crate) message: String,
    pub(crate) shows: Shows<'a>,
    /// The base image may set another account.
    pub(crate) is_uncertain: bool,
}

/// What else the image shows, and thus which rule reports.
pub(crate) enum Shows<'a> {
    /// An account that is created but not used: comes first, since the repair is one line.
    Account(CreatedAccount<'a>),
    State(StateFolder),
    Nothing,
}

/// Why an image of a stage starts as root; none if it is not shipped, does not, or if another rule
/// looks at the stage together with the services that build it.
pub(crate) fn root_start<'a>(stage: Stage<'a>, cx: &Context<'_>) -> Option<RootStart<'a>> {
    // `service-runs-as-root` judges a stage that services build, together with their `user:`.
    if !stage.is_shipped() || stage.services().next().is_some() {
        return None;
    }
    let (account, place, message) = match stage.user() {
        User::Set { instruction, name } => {
            let name = name.likely().filter(|name| is_root(name))?;
            let words = instruction.node().words();
            let place = words.first().map_or(instruction.keyword(), |word| word.span);
            (Some(name), place, "the image starts as root".to_owned())
        }
        User::Base(base) => {
            // Windows has no root, and its containers start as an account of their own.
            if base == BaseUser::Unprivileged || stage.is_windows() || is_only_a_base(stage) {
                return None;
            }
            if stage
                .root_image()
                .likely()
                .is_some_and(|image| is_listed_nonroot(image, cx))
            {
                return None;
            }
            (None, stage.place(), message(stage)?)
        }
    };
    if stage.drops_privileges() || needs_root(stage) {
        return None;
    }
    let shows = match (stage.unused_account(), stage.state_folder()) {
        (Some(account), _) => Shows::Account(account),
        (None, Some(folder)) => Shows::State(folder),
        (None, None) => Shows::Nothing,
    };
    Some(RootStart {
        stage,
        account,
        place,
        message,
        shows,
        is_uncertain: unknown_base(stage).is_some(),
    })
}

/// What only the rule asks for that reports.
impl RootStart<'_> {
    /// What to do.
    pub(crate) fn help(&self) -> String {
        let Some(name) = &self.account else {
            return account_advice(self.stage);
        };
        // An earlier stage's USER is repaired there, but this stage is the one that is shipped.
        let help = match self.stage.starts_as_variable() {
            true => format!("give the variable a default other than `{name}`"),
            false => format!("end the stage with a `USER` other than `{name}`"),
        };
        with_home(help, self.stage)
    }

    /// None where root may be needed.
    pub(crate) fn fix(&self) -> Option<Fix> {
        account_fix(self.stage).filter(|_| !self.is_uncertain)
    }

    /// Nothing runs in it by itself: others are built on it, or somebody starts a tool in it by hand.
    pub(crate) fn is_no_service(&self) -> bool {
        self.account.is_none() && self.stage.starts_service() == Some(false) && self.stage.is_port_free()
    }

    /// The program of the base image starts, and gives up root for all but its main process.
    pub(crate) fn drops_privileges(&self) -> bool {
        starts_dropping_program(self.stage)
    }
}

/// Whether a program starts that keeps root for its main process only, be it that of the base image.
pub(crate) fn starts_dropping_program(stage: Stage<'_>) -> bool {
    if stage.starts_workers() {
        return true;
    }
    let starts_own = stage.start_command().instructions().next().is_some();
    let (Some(image), Some(known)) = (stage.root_image().likely(), stage.known_root()) else {
        return false;
    };
    // A command of one's own on a web server starts it in the end.
    let is_server = matches!(known.role, Role::Proxy | Role::WebServer);
    (!starts_own || is_server) && known.hands_over_root(image.tag())
}

/// Whether the user listed an image as one with an unprivileged account.
pub(crate) fn is_listed_nonroot(image: &ImageReference, cx: &Context<'_>) -> bool {
    cx.lists("nonroot-images", image.familiar_name())
}

/// Whether nobody runs it as it is: it starts nothing, and its file or folder is called a base, on
/// which other images decide, or it adds to an image that builds and tests.
fn is_only_a_base(stage: Stage<'_>) -> bool {
    let starts = stage.start_command().instructions().next().is_some();
    !starts && (stage.dockerfile().is_called_base() || stage.known_root().is_some_and(|known| known.is_toolchain))
}

/// Whether only root can run it: its program changes the network or starts containers, or its base image
/// is known to need every right on the host, which another account cannot use.
fn needs_root(stage: Stage<'_>) -> bool {
    let base = stage.known_root();
    base.is_some_and(|known| known.host_access.contains(&"privileged")) || stage.starts_program_for_root()
}

/// The base image of a stage without `USER` that may well set another account: nothing is known of it.
pub(crate) fn unknown_base(stage: Stage<'_>) -> Option<&ImageReference> {
    let is_open = !stage.is_from_scratch() && matches!(stage.user(), User::Base(BaseUser::Unknown));
    stage.root_image().likely().filter(|_| is_open)
}

fn message(stage: Stage<'_>) -> Option<String> {
    const KNOWN: &str = "no `USER`, so the image starts as root";
    if stage.is_from_scratch() {
        // Without a command it only hands out files: nothing is started.
        let starts = stage.start_command().instructions().next().is_some();
        return starts.then(|| KNOWN.to_owned());
    }
    stage.root_image().likely()?;
    Some(match unknown_base(stage) {
        Some(image) => format!("{KNOWN}, unless `{}` sets one", image.familiar_name()),
        None => KNOWN.to_owned(),
    })
}
