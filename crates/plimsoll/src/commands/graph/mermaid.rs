//! For Markdown: GitHub, GitLab and many others draw it.

use std::fmt::Write as _;

use super::picture::{Kind, Line, LineKind, Node, Picture};

/// The picture in Mermaid's language for flowcharts.
pub(super) fn write(picture: &Picture) -> String {
    let mut out = String::from("flowchart LR\n");
    for (number, node) in picture.boxes.iter().enumerate() {
        let (open, close) = shape(node.kind);
        let class = if node.exposed { ":::exposed" } else { "" };
        let _ = writeln!(out, "    b{number}{open}\"{}\"{close}{class}", label(node));
    }
    for line in &picture.lines {
        let _ = writeln!(out, "    {}", drawn(line));
    }
    if picture.boxes.iter().any(|node| node.exposed) {
        out.push_str("    classDef exposed stroke:#c0392b,stroke-width:3px\n");
    }
    out
}

fn shape(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Outside => ("((", "))"),
        Kind::Service => ("[", "]"),
        Kind::Stage => ("[[", "]]"),
        Kind::Network => ("{{", "}}"),
        Kind::Volume => ("[(", ")]"),
        Kind::BindMount => ("[/", "/]"),
    }
}

fn label(node: &Node) -> String {
    let name = escaped(&node.name);
    match &node.detail {
        Some(detail) => format!("{name}<br/>{}", escaped(detail)),
        None => name,
    }
}

fn drawn(line: &Line) -> String {
    let (plain, start, end) = match line.kind {
        LineKind::Reaches => ("==>", "==", "==>"),
        LineKind::DependsOn | LineKind::BuiltFrom => ("-->", "--", "-->"),
        LineKind::Mounts | LineKind::On => ("-.-", "-.", ".-"),
    };
    let (from, to) = (line.from, line.to);
    match &line.label {
        Some(label) => format!("b{from} {start} \"{}\" {end} b{to}", escaped(label)),
        None => format!("b{from} {plain} b{to}"),
    }
}

/// A text that Mermaid shows as it is: everything that could end a string or begin a tag goes by number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' | '<' | '>' | '&' | '#' | '`' | '\\' | '[' | ']' | '{' | '}' => {
                let _ = write!(out, "#{};", u32::from(letter));
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
