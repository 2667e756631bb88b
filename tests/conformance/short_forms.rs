//! The short forms of ports and mounts.

use plimsoll_model::base::Value as Fact;
use plimsoll_model::compose::interpolation::{Lookup, expand};
use plimsoll_model::compose::{Mount, MountKind, Port, PortRange, Scalar};
use plimsoll_syntax::yaml::ScalarValue;
use plimsoll_syntax::{FileId, SourceFile, Text};
use serde_json::{Map, Value, json};

use super::case::{Case, Outcome};

fn source(case: &Case) -> SourceFile {
    SourceFile::new(FileId(0), "compose.yaml", case.input().into())
}

/// The text as a scalar without known variables.
fn scalar(source: &SourceFile) -> Scalar {
    let expanded = expand(&Text::of_file(source), &|_| Lookup::Unknown);
    Scalar {
        span: source.span(),
        text: expanded.text,
        yaml: ScalarValue::String,
        holes: expanded.holes,
        variables: expanded.variables,
    }
}

pub(super) fn judge_port(case: &Case) -> Outcome {
    let found = Port::parse(&scalar(&source(case)), true).map(|port| Value::Array(ports(&port)));
    judge(case, found.map_err(|e| e.message), case.expect.other.get("ports"))
}

pub(super) fn judge_volume(case: &Case) -> Outcome {
    let source = source(case);
    let found = Mount::parse(&scalar(&source)).map(|mount| volume(&source, &mount));
    let expected = case.expect.other.get("volume").map(known_keys);
    judge(case, found.map_err(|e| e.message), expected.as_ref())
}

fn judge(case: &Case, found: Result<Value, String>, expected: Option<&Value>) -> Outcome {
    let problem = match (found, &case.expect.error) {
        (Ok(found), None) => expected.and_then(|expected| Outcome::equal("read", &found, expected)),
        (Ok(found), Some(_)) => Some(format!("must be an error, found {found}")),
        (Err(error), None) => Some(format!("must not be an error: {error}")),
        _ => None,
    };
    Outcome::of(problem.as_slice())
}

/// One entry per container port, as Compose counts them.
fn ports(port: &Port) -> Vec<Value> {
    let Fact::Known(target) = port.target_range() else {
        return Vec::new();
    };
    let published = port.published_range().and_then(Fact::known);
    let entry = |(index, target_port): (usize, u16)| {
        let mut entry = Map::new();
        entry.insert("mode".to_owned(), json!("ingress"));
        entry.insert("protocol".to_owned(), json!(port.protocol().known()));
        entry.insert("target".to_owned(), json!(target_port));
        if let Some(published) = published {
            entry.insert("published".to_owned(), json!(published_for(published, target, index)));
        }
        if let Some(Fact::Known(ip)) = port.host_ip.as_ref().map(|ip| ip.value.as_str()) {
            entry.insert("host_ip".to_owned(), json!(ip));
        }
        Value::Object(entry)
    };
    (target.start..=target.end).enumerate().map(entry).collect()
}

/// A range that maps to one port stays a range, from which Docker picks one.
fn published_for(published: PortRange, target: PortRange, index: usize) -> String {
    match (published.single(), target.single()) {
        (None, Some(_)) => format!("{}-{}", published.start, published.end),
        _ => (usize::from(published.start) + index).to_string(),
    }
}

/// The tool's function leaves variables as they are, so its parts are compared as written.
fn volume(source: &SourceFile, mount: &Mount) -> Value {
    let mut found = Map::new();
    let kind = match mount.kind {
        Fact::Known(MountKind::Bind) => "bind",
        Fact::Known(MountKind::Volume) => "volume",
        Fact::Known(MountKind::Npipe) => "npipe",
        _ => "other",
    };
    found.insert("type".to_owned(), json!(kind));
    for (key, part) in [("source", &mount.source), ("target", &mount.target)] {
        if let Some(part) = part {
            found.insert(key.to_owned(), json!(source.slice(part.span)));
        }
    }
    if mount.is_read_only().known() == Some(true) {
        found.insert("read_only".to_owned(), json!(true));
    }
    Value::Object(found)
}

/// The contents of our mounts that a Compose volume has too.
fn known_keys(volume: &Value) -> Value {
    let keys = ["type", "source", "target", "read_only"];
    let entries = volume.as_object().into_iter().flatten();
    let known = entries.filter(|(key, value)| keys.contains(&key.as_str()) && **value != json!(false));
    Value::Object(known.map(|(k, v)| (k.clone(), v.clone())).collect())
}
