//! What to advise where an image starts as root. The rules use it for an image and for the
//! services that are made from it. Whether to report is left to them.

use plimsoll_model::image::Family;
use plimsoll_model::view::Stage;

const AFTER: &str = "after the last step that needs root";

/// How the image of a stage starts as an account that it has.
pub(crate) fn advice_to_use(account: &str, stage: Stage<'_>) -> String {
    with_home(use_account(account, stage), stage)
}

fn use_account(account: &str, stage: Stage<'_>) -> String {
    let folders = folders_to_own(stage).join(" ");
    match folders.is_empty() {
        true => format!("add `USER {account}` {AFTER}"),
        false => format!("add `RUN chown {account} {folders}`, and `USER {account}` {AFTER}"),
    }
}

/// The folders that the program writes to, as far as the base image is known, and as the file says.
fn folders_to_own(stage: Stage<'_>) -> Vec<String> {
    let known = stage.folders_to_own().iter().map(|folder| (*folder).to_owned());
    let own = stage.state_folder().filter(|folder| {
        let is_known = stage.folders_to_own().contains(&&*folder.path);
        !is_known && !stage.hands_over(&folder.path)
    });
    known.chain(own.map(|folder| folder.path)).collect()
}

/// What else is to do where the image keeps something in the home of root, which is closed to others.
pub(crate) fn with_home(advice: String, stage: Stage<'_>) -> String {
    match stage.uses_home_of_root() {
        true => format!("{advice}; move what it needs out of `/root`, where only root gets in"),
        false => advice,
    }
}

/// How the image of a stage without `USER` gets an account, given what its base image contains.
pub(crate) fn account_advice(stage: Stage<'_>) -> String {
    with_home(way_to_account(stage), stage)
}

fn way_to_account(stage: Stage<'_>) -> String {
    if let Some(variant) = stage.unprivileged_variant() {
        return match stage.replaced_root_config() {
            None => format!("use `{variant}` as the base image: it runs without root"),
            Some(config) => {
                format!(
                    "use `{variant}` as the base image, and keep pid and temporary files in `/tmp` in your `{config}`"
                )
            }
        };
    }
    if let Some(account) = stage.created_account() {
        return format!("{}; this file creates that account", use_account(account, stage));
    }
    if let Some(account) = stage.spare_account() {
        return format!("{}; the base image has that account", use_account(account, stage));
    }
    if stage.is_from_scratch() {
        return "add `USER 65532:65532`; a number needs no account in the image".to_owned();
    }
    if !folders_to_own(stage).is_empty() {
        return format!("create an account `app`, and {}", use_account("app", stage));
    }
    let create = match stage.family() {
        Some(Family::Alpine | Family::Busybox) => " (`RUN adduser -D app`)",
        Some(Family::Debian | Family::Ubuntu | Family::Fedora | Family::Arch) => " (`RUN useradd -m app`)",
        _ => "",
    };
    format!("create an account{create}, give it what the program writes to, and add `USER` with its name {AFTER}")
}
