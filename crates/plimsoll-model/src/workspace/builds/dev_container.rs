//! The configuration of a dev container, as far as it builds an image.
// containers.dev/implementors/json_reference, "Image or Dockerfile specific properties": paths are relative
// to the file. `dockerFile` and `context` at the top are the older form.

use plimsoll_syntax::hcl;

use super::Described;
use crate::base::Value;

/// Where such a file may lie, seen from the folder of a Dockerfile or one above it.
pub(super) const PATHS: [&str; 3] = [
    "devcontainer.json",
    ".devcontainer.json",
    ".devcontainer/devcontainer.json",
];

/// The build, if there is one.
pub(super) fn described(text: &str) -> Option<Described> {
    let file = hcl::parse_value(text);
    let build = file.get("build");
    let old = |name: &str| file.get(name)?.literal().map(str::to_owned);
    let own = |name: &str| build?.get(name)?.literal().map(str::to_owned);
    let dockerfile = own("dockerfile")
        .or_else(|| own("dockerFile"))
        .or_else(|| old("dockerFile"))?;
    let context = own("context")
        .or_else(|| old("context"))
        .unwrap_or_else(|| ".".to_owned());
    Some(Described {
        dockerfile: Some(Value::Known(dockerfile)),
        context: Value::Known(context),
        target: own("target").map(Value::Known),
        contexts: Vec::new(),
        is_template: false,
    })
}
