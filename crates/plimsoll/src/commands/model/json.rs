//! Models as JSON. The keys are part of the stable interface.
//!
//! `model` is the project as `docker compose config --format json` would print it. `origins` has
//! the same shape, with `path`, `line` and `column` (from 1) in place of each value that is not a
//! collection, and `masked` where a secret is hidden.

use std::io::{self, Write};

use plimsoll_lint::Report;
use plimsoll_model::compose::canonical::DataValue;
use plimsoll_model::workspace::Model;
use serde::{Serialize, Serializer};

use super::tree::{Node, Value};

#[derive(Serialize)]
struct Entry<'a> {
    variant: &'a str,
    files: Vec<&'a str>,
    environment: &'a str,
    reason: String,
    model: Plain<'a>,
    origins: Origins<'a>,
}

/// Writes a list with one object per model.
pub(super) fn write(models: &[&Model<'_>], report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let trees: Vec<Node> = models.iter().map(|model| Node::new(&model.data, report)).collect();
    let entries = models.iter().zip(&trees).map(|(model, tree)| Entry {
        variant: &model.name,
        files: model.files.iter().map(|file| report.source(*file).shown()).collect(),
        environment: model.verdict.environment.name(),
        reason: model.verdict.reason.to_string(),
        model: Plain(tree),
        origins: Origins(tree, report),
    });
    let entries: Vec<Entry<'_>> = entries.collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

/// The values.
struct Plain<'a>(&'a Node);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            Value::List(items) => serializer.collect_seq(items.iter().map(Plain)),
            Value::Map(entries) => serializer.collect_map(entries.iter().map(|(key, node)| (key, Plain(node)))),
            Value::Scalar(DataValue::Bool(value)) => serializer.serialize_bool(*value),
            Value::Scalar(DataValue::Integer(value)) => serializer.serialize_i128(*value),
            Value::Scalar(DataValue::Float(value)) => serializer.serialize_f64(*value),
            Value::Scalar(DataValue::Text(text)) => serializer.serialize_str(text),
            Value::Scalar(_) => serializer.serialize_unit(),
        }
    }
}

/// The places of the values.
struct Origins<'a>(&'a Node, &'a Report);

#[derive(Serialize)]
struct Origin<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    #[serde(rename = "masked", skip_serializing_if = "std::ops::Not::not")]
    redacted: bool,
}

impl Serialize for Origins<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(node, report) = *self;
        match &node.value {
            Value::List(items) => serializer.collect_seq(items.iter().map(|item| Origins(item, report))),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(key, node)| (key, Origins(node, report)));
                serializer.collect_map(entries)
            }
            Value::Scalar(_) => {
                let origin = Origin {
                    path: report.source(node.file).shown(),
                    line: node.position.line,
                    column: node.position.column,
                    redacted: node.redacted,
                };
                origin.serialize(serializer)
            }
        }
    }
}
