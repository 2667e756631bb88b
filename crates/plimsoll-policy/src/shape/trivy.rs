//! The form of trivy's checks of Dockerfiles.
//!
//! trivy 0.68, pkg/iac/providers/dockerfile and pkg/iac/scanners/dockerfile/parser: stages with their
//! commands, each with its lines. A stage is called by what follows FROM; what comes before the first
//! FROM belongs to no stage.

use plimsoll_model::view::{Dockerfile, Instruction, Stage};
use serde_json::{Value, json};

use super::conftest;

pub(super) fn dockerfile(dockerfile: Dockerfile<'_>) -> Value {
    let stages = dockerfile.stages().map(|stage| {
        let name = stage.from().node().text.as_str().trim().to_owned();
        let commands: Vec<Value> = std::iter::once(stage.from())
            .chain(stage.instructions())
            .map(|instruction| command(instruction, stage, dockerfile))
            .collect();
        json!({ "Name": name, "Commands": commands })
    });
    json!({ "Stages": stages.collect::<Vec<_>>() })
}

fn command(instruction: Instruction<'_>, stage: Stage<'_>, dockerfile: Dockerfile<'_>) -> Value {
    let (node, source) = (instruction.node(), dockerfile.source());
    let mut command = conftest::command(node, stage.index());
    command["Original"] = json!(source.slice(node.span).replace("\\\n", " "));
    command["Path"] = json!(source.shown());
    command["StartLine"] = json!(source.line_of(node.full_span.start));
    command["EndLine"] = json!(source.line_of(node.full_span.end.saturating_sub(1).max(node.full_span.start)));
    command
}
