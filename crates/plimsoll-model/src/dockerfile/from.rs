//! What a `FROM` says: the name of its stage, and what the stage is built from.

use plimsoll_syntax::dockerfile::{Arguments, Instruction};
use plimsoll_syntax::image::ImageReference;

use super::base::Base;
use super::{DockerfileFacts, variables};
use crate::base::Value;

/// Name and base of a stage.
pub(super) fn name_and_base(facts: &DockerfileFacts, from: &Instruction) -> (Option<String>, Base) {
    let Arguments::From { image, name, .. } = &from.arguments else {
        return (None, Base::Image(Value::Unknown));
    };
    let name = name.as_ref().and_then(|n| n.literal()).map(|n| n.to_ascii_lowercase());
    let Some(image) = image else {
        return (name, Base::Image(Value::Unknown));
    };
    let value = variables::expand_in_from(facts, image);
    let Some(text) = value.as_str().likely().filter(|t| !t.is_empty()) else {
        return (name, Base::Image(Value::Unknown));
    };
    // BuildKit v0.30, frontend/dockerfile/dockerfile2llb/convert.go: stage names are compared
    // without regard to case, and win over an image of the same name.
    if let Some(stage) = facts.stage_named(text, facts.stages.len()) {
        return (name, Base::Stage(stage));
    }
    if text == "scratch" {
        return (name, Base::Scratch);
    }
    let reference = match ImageReference::parse(text) {
        Ok(reference) => value.as_ref().map(|_| reference.clone()),
        Err(_) => Value::Unknown,
    };
    (name, Base::Image(reference))
}
