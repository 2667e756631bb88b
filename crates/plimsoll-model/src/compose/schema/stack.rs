//! Whether `docker stack deploy` takes a file that Compose takes.
//!
//! docker/cli v28.5, cli/compose/schema/schema.go: a file without `version`, or with `3`, is held against the newest
//! version of the format, any other against its own.

use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::{NodeRef, ScalarValue};

use super::spec::STACK;
use super::{Faults, faults, walk};
use crate::compose::{Compose, Format};

/// A version that no stack has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownVersion {
    pub span: Span,
    pub version: Box<str>,
}

/// The faults that a stack finds in a file and Compose does not, and the keys that it ignores. A version of its own
/// stands for all faults.
pub fn stack_faults(compose: &Compose) -> Result<Faults, UnknownVersion> {
    let Some(root) = compose.yaml.root().filter(|_| compose.format == Format::Compose) else {
        return Ok(Faults::default());
    };
    let mut found = walk::faults(root, &STACK, minor(root)?);
    let known = faults(compose);
    let is_known = |span: Span| {
        let mut keys = known.unknown_keys.iter().filter(|unknown| !unknown.known_to_stacks);
        keys.any(|unknown| unknown.span == span) || known.values.iter().any(|fault| fault.span == span)
    };
    found.unknown_keys.retain(|unknown| !is_known(unknown.span));
    found.values.retain(|fault| !is_known(fault.span));
    Ok(found)
}

/// The `N` of `version: "3.N"`. Versions that are newer than the data are held against all of it.
fn minor(root: NodeRef<'_>) -> Result<u8, UnknownVersion> {
    let Some(node) = root.get("version").map(|entry| entry.value) else {
        return Ok(u8::MAX);
    };
    let text = node.as_str().unwrap_or_default();
    // Whatever is not a text is a fault of its own.
    if !matches!(node.scalar_value(), ScalarValue::String) || text.contains('$') || matches!(text, "" | "3") {
        return Ok(u8::MAX);
    }
    let minor = text.strip_prefix("3.").and_then(|minor| minor.parse().ok());
    minor.ok_or_else(|| UnknownVersion {
        span: node.span(),
        version: text.into(),
    })
}
