//! What to advise where an image starts as root. Two rules use it: one for an image, one for the
//! services that are made from it. Whether to report is left to them.

use plimsoll_model::image::Family;
use plimsoll_model::view::Stage;

/// How the image of a stage without `USER` gets an account, given what its base image contains.
pub(crate) fn account_advice(stage: Stage<'_>) -> String {
    let after = "after the last step that needs root";
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
    let account = stage.created_account();
    let folders = stage.folders_to_own();
    if !folders.is_empty() {
        let folders = folders.join(" ");
        return match account {
            Some(account) => format!("add `RUN chown {account} {folders}`, and `USER {account}` {after}"),
            None => format!("create an account `app`, `chown app {folders}`, and add `USER app` {after}"),
        };
    }
    if let Some(account) = account {
        return format!("add `USER {account}` {after}; this file creates that account");
    }
    if let Some(account) = stage.spare_account() {
        return format!("add `USER {account}` {after}; the base image has that account");
    }
    if stage.is_from_scratch() {
        return "add `USER 65532:65532`; a number needs no account in the image".to_owned();
    }
    let create = match stage.family() {
        Some(Family::Alpine | Family::Busybox) => " (`RUN adduser -D app`)",
        Some(Family::Debian | Family::Ubuntu | Family::Fedora | Family::Arch) => " (`RUN useradd -m app`)",
        _ => "",
    };
    format!("create an account{create}, and add `USER` with its name {after}")
}
