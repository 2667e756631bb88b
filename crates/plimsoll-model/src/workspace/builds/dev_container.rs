//! The configuration of a dev container, as far as it builds an image.
// containers.dev/implementors/json_reference, "Image or Dockerfile specific properties": paths are relative
// to the file. `dockerFile` and `context` at the top are the older form.

use std::collections::BTreeSet;

use plimsoll_syntax::hcl::{self, Expression, Piece};

use super::Described;
use crate::base::Value;
use crate::base::path::{file_name, folder};

/// Where such a file may lie, seen from the folder of a Dockerfile or one above it.
pub(super) const PATHS: [&str; 3] = [
    "devcontainer.json",
    ".devcontainer.json",
    ".devcontainer/devcontainer.json",
];

/// What stands for the folder that the editor opens.
const WORKSPACE: &str = "localWorkspaceFolder";

/// The build of the file at a path, if there is one.
pub(super) fn described(path: &str, text: &str) -> Option<Described> {
    let file = hcl::parse_value(text);
    let build = file.get("build");
    let workspace = match (file_name(folder(path)), file_name(path)) {
        (".devcontainer", _) => Some(".."),
        (_, ".devcontainer.json") => Some("."),
        _ => None,
    };
    let old = |name: &str| Some(filled_in(said(&file, name)?, workspace));
    let own = |name: &str| Some(filled_in(said(build?, name)?, workspace));
    let dockerfile = own("dockerfile")
        .or_else(|| own("dockerFile"))
        .or_else(|| old("dockerFile"))?;
    let context = own("context")
        .or_else(|| old("context"))
        .unwrap_or_else(|| Value::Known(".".to_owned()));
    Some(Described {
        dockerfile: Some(dockerfile),
        context,
        target: own("target"),
        contexts: Vec::new(),
        arguments: match build.and_then(|build| said(build, "args")) {
            None => Some(BTreeSet::new()),
            Some(Expression::Object(entries)) => Some(entries.iter().map(|(name, _)| name.to_string()).collect()),
            Some(_) => None,
        },
        is_image: false,
        is_template: false,
    })
}

/// An entry that says anything.
fn said<'e>(object: &'e Expression, name: &str) -> Option<&'e Expression> {
    object.get(name).filter(|value| **value != Expression::Null)
}

/// A text with the folder of the workspace in it, relative to the file. Other variables are not known.
fn filled_in(value: &Expression, workspace: Option<&str>) -> Value<String> {
    let Expression::Text(pieces) = value else {
        return Value::Unknown;
    };
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Literal(text) => Some(&**text),
        Piece::Name(path) if path.len() == 1 && path[0] == WORKSPACE => workspace,
        Piece::Name(_) | Piece::Computed => None,
    });
    let text: Option<String> = pieces.collect();
    text.map_or(Value::Unknown, Value::Known)
}
