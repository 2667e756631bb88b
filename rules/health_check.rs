//! Health checks of well-known images, as fixes: `service-without-healthcheck` and
//! `healthy-condition-without-healthcheck` add them.

use plimsoll_model::secret::secret_name;
use plimsoll_model::view::Service;
use plimsoll_syntax::Edit;
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
