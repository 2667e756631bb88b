//! For Graphviz.

use std::fmt::Write as _;

use super::picture::{Kind, LineKind, Node, Picture};

/// The picture in Graphviz's language.
pub(super) fn write(picture: &Picture) -> String {
    let mut out = String::from("digraph project {\n    rankdir=LR\n    node [fontname=\"sans-serif\", shape=box]\n");
    for (number, node) in picture.boxes.iter().enumerate() {
        let exposed = if node.exposed {
            ", color=\"#c0392b\", penwidth=3"
        } else {
            ""
        };
        let (shape, label) = (shape(node.kind), label(node));
        let _ = writeln!(out, "    b{number} [shape={shape}, label=\"{label}\"{exposed}]");
    }
    for line in &picture.lines {
        let style = match line.kind {
            LineKind::Reaches => "bold",
            LineKind::DependsOn | LineKind::BuiltFrom => "solid",
            LineKind::Mounts | LineKind::On => "dashed, dir=none",
        };
        let label = line.label.as_deref().map(escaped);
        let label = label.map_or(String::new(), |label| format!(", label=\"{label}\""));
        let _ = writeln!(out, "    b{} -> b{} [style={style}{label}]", line.from, line.to);
    }
    out.push_str("}\n");
    out
}

fn shape(kind: Kind) -> &'static str {
    match kind {
        Kind::Outside => "ellipse",
        Kind::Service => "box",
        Kind::Stage => "component",
        Kind::Network => "hexagon",
        Kind::Volume => "cylinder",
        Kind::BindMount => "folder",
    }
}

fn label(node: &Node) -> String {
    match &node.detail {
        Some(detail) => format!("{}\\n{}", escaped(&node.name), escaped(detail)),
        None => escaped(&node.name),
    }
}

fn escaped(text: &str) -> String {
    let shown = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let text: String = shown.collect();
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
