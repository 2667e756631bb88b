//! Health checks of well-known images, as fixes: `service-without-healthcheck` and
//! `healthy-condition-without-healthcheck` add them. And those that take an error for an answer.

use plimsoll_model::base::Url;
use plimsoll_model::command::Invocation;
use plimsoll_model::command::download::{Tool, download};
use plimsoll_model::secret::secret_name;
use plimsoll_model::view::Service;
use plimsoll_syntax::Edit;
use plimsoll_syntax::shell::Role;
use plimsoll_syntax::yaml::edit::Content;

use crate::compose_edit;

/// Words of a command that move what the check asks, or lock it.
const MOVES: [&str; 8] = ["auth", "bind", "host", "listen", "pass", "port", "socket", "tls"];

/// The edit that adds the check that is known for the image, unless the service starts it in a way
/// that the check may not fit.
pub(crate) fn add(service: Service<'_>) -> Option<Edit> {
    let facts = service.facts();
    let command = facts.command.iter().flat_map(|field| &field.value.words);
    let mut words = command.map(|word| word.as_str());
    let is_moved = |word: &str| MOVES.iter().any(|sign| word.contains(sign));
    if facts.entrypoint.is_some() || words.any(is_moved) {
        return None;
    }
    let image = service.pulled_image()?.reference.as_ref().likely()?;
    let command = service.known_image()?.healthcheck_command(image.tag())?;
    // What a web server has at `/` depends on its files, and who may ask on its passwords.
    let asks_web = command.contains("http://");
    let is_locked = || {
        facts
            .environment()
            .iter()
            .filter_map(|pair| pair.name())
            .any(|name| secret_name(name).is_some())
    };
    if asks_web && (command.ends_with('/') || is_locked()) {
        return None;
    }
    // Compose would replace a single dollar sign.
    let test = Content::text(command.replace('$', "$$"));
    compose_edit::set(service, "healthcheck", &Content::mapping([("test", test)]))
}

/// Whether it is a request whose status nobody checks.
pub(crate) fn accepts_errors(invocation: &Invocation<'_>) -> bool {
    let Some(request) = download(invocation.argv()).filter(|d| d.tool == Tool::Curl) else {
        return false;
    };
    // `-I` shows the status, but `curl` succeeds with any.
    let looks = [
        "f",
        "fail",
        "fail-with-body",
        "w",
        "write-out",
        "i",
        "include",
        "V",
        "version",
        "K",
        "config",
    ];
    let looks = request.flags.iter().any(|flag| looks.contains(&flag.name));
    let is_read = invocation.script.is_within(invocation.index, Role::Substitution)
        || invocation.pipes_into().is_some_and(|next| next.name != "cat");
    let is_http = request
        .urls
        .iter()
        .all(|url| Url::parse(url.text).is_none_or(|url| url.is_one_of(&["http", "https"])));
    !looks && !is_read && is_http && !request.urls.is_empty()
}
