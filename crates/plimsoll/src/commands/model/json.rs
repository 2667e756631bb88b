//! Models as JSON. The keys are part of the stable interface, `docs/model.md` describes them.
//!
//! `model` is the project as `docker compose config --format json` would print it, `dockerfiles` are
//! those that it builds. `origins` has the same shape as either, with `path`, `line` and `column` (from 1)
//! in place of each value that is not a collection, `masked` where a secret is hidden, and `known: false`
//! where the files leave open what it is.

use std::io::{self, Write};

use plimsoll_lint::Report;
use plimsoll_model::base::DataValue;
use plimsoll_model::view::Dockerfile;
use serde::{Serialize, Serializer};

use super::Shown;
use super::tree::{Node, Value};

/// The version of the shape. Keys are added without a new one.
const FORMAT_VERSION: u32 = 1;

#[derive(Serialize)]
struct Entry<'a> {
    format_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    files: Vec<&'a str>,
    environment: &'a str,
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Plain<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origins: Option<Origins<'a>>,
    dockerfiles: Vec<DockerfileEntry<'a>>,
}

/// A Dockerfile; what it is comes first, its places after it.
#[derive(Serialize)]
struct DockerfileEntry<'a> {
    #[serde(flatten)]
    data: Plain<'a>,
    origins: Origins<'a>,
}

/// Writes a list with one object per model, and one per Dockerfile that no model builds.
pub(super) fn write(shown: &Shown<'_>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let node = |dockerfile: &Dockerfile<'_>| Node::new(dockerfile.data(), report);
    let projects = shown.models.iter().map(|model| {
        let built: Vec<Node> = model.dockerfiles().iter().map(node).collect();
        (Node::new(model.data, report), built)
    });
    let projects: Vec<(Node, Vec<Node>)> = projects.collect();
    let alone: Vec<Node> = shown.dockerfiles.iter().map(node).collect();
    let models = shown.models.iter().zip(&projects).map(|(model, (tree, built))| Entry {
        format_version: FORMAT_VERSION,
        variant: Some(&model.name),
        files: model.files.iter().map(|file| report.source(*file).shown()).collect(),
        environment: model.verdict.environment.name(),
        reason: model.verdict.reason.to_string(),
        model: Some(Plain(tree)),
        origins: Some(Origins(tree, report)),
        dockerfiles: built.iter().map(|tree| entry(tree, report)).collect(),
    });
    let alone = shown.dockerfiles.iter().zip(&alone).map(|(dockerfile, tree)| Entry {
        format_version: FORMAT_VERSION,
        variant: None,
        files: vec![dockerfile.source().shown()],
        environment: dockerfile.verdict().environment.name(),
        reason: dockerfile.verdict().reason.to_string(),
        model: None,
        origins: None,
        dockerfiles: vec![entry(tree, report)],
    });
    let entries: Vec<Entry<'_>> = models.chain(alone).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

fn entry<'a>(tree: &'a Node, report: &'a Report) -> DockerfileEntry<'a> {
    DockerfileEntry {
        data: Plain(tree),
        origins: Origins(tree, report),
    }
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
    /// Only where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<bool>,
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
                    known: (!node.known).then_some(false),
                };
                origin.serialize(serializer)
            }
        }
    }
}
