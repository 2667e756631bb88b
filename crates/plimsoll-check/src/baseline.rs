//! The file of the findings that are known: one a line, so that two changes rarely meet.

use std::path::Path;

use anyhow::{Context, bail};
use plimsoll_lint::KnownFinding;
use serde::{Deserialize, Serialize};

use crate::disk;

/// The name of the file if nobody names another one.
pub const NAME: &str = "plimsoll-baseline.json";

const VERSION: u32 = 1;

#[derive(Deserialize)]
struct Baseline {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry(#[serde(with = "Fields")] KnownFinding);

/// The fields of an entry.
#[derive(Serialize, Deserialize)]
#[serde(remote = "KnownFinding")]
struct Fields {
    path: String,
    rule: String,
    place: String,
    identity: String,
}

/// Reads the findings of a file.
pub fn read(path: &str) -> anyhow::Result<Vec<KnownFinding>> {
    let text = disk::read(Path::new(path)).map_err(anyhow::Error::msg);
    let known = text.and_then(|text| parse(&String::from_utf8_lossy(&text)));
    known.with_context(|| disk::shown_of(path))
}

fn parse(text: &str) -> anyhow::Result<Vec<KnownFinding>> {
    let baseline: Baseline = match serde_json::from_str(text) {
        Ok(baseline) => baseline,
        Err(error) => bail!("this is not a baseline ({error}); `plimsoll baseline` writes one"),
    };
    if baseline.version != VERSION {
        bail!("version {} is newer than this plimsoll", baseline.version);
    }
    Ok(baseline.findings.into_iter().map(|entry| entry.0).collect())
}

/// Writes findings into a file.
pub fn write(path: &str, findings: Vec<KnownFinding>) -> anyhow::Result<()> {
    let lines = findings.into_iter().map(|known| serde_json::to_string(&Entry(known)));
    let lines: Vec<String> = lines.collect::<Result<_, _>>()?;
    let list = match lines.is_empty() {
        true => "[]".to_owned(),
        false => format!("[\n{}\n]", lines.join(",\n")),
    };
    let text = format!("{{\"version\": {VERSION}, \"findings\": {list}}}\n");
    let written = disk::write(path, &text).map_err(anyhow::Error::msg);
    written.with_context(|| disk::shown_of(path))
}
