//! For everybody else: a drawing that every browser shows, laid out by dagre.

use std::fmt::Write as _;
use std::panic::catch_unwind;

use anyhow::{Context as _, bail};
use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, Point, RankDir, layout};
use unicode_width::UnicodeWidthStr;

use super::picture::{Kind, LineKind, Node, Picture};
use crate::report::Escaped;

/// Nobody reads a picture with more boxes.
const MOST_BOXES: usize = 400;
/// So many columns may all lines cross together: the time that laying them out takes is more than linear.
const MOST_CROSSED: usize = 1_500;

/// The size of letters, of a line, and of the space around a text.
const LETTER: f64 = 7.4;
const LINE: f64 = 18.0;
const SPACE: f64 = 12.0;

const STYLE: &str = "text{font:13px ui-sans-serif,system-ui,sans-serif;fill:#1c2733}\
.d{font-size:11px;fill:#5b6875}.l{font-size:11px;fill:#41505e}\
.b{fill:#fff;stroke:#6b7a88;stroke-width:1.4}.v,.n,.m,.s{fill:#f3f6f9}.o{fill:#fdf3e7}\
.x{stroke:#c0392b;stroke-width:2.6}path.e{fill:none;stroke:#8894a0;stroke-width:1.4}\
path.r{stroke:#c0392b;stroke-width:2}path.t{stroke-dasharray:4 4}rect.g{fill:#fff;opacity:.85}\
@media(prefers-color-scheme:dark){svg{background:#12181f}text{fill:#e4ebf2}.d{fill:#9fb0c0}.l{fill:#b6c4d1}\
.b{fill:#1c2630;stroke:#7d8d9c}.v,.n,.m,.s{fill:#222e3a}.o{fill:#3a2d1c}.x{stroke:#ff7b6b}\
path.e{stroke:#7d8d9c}path.r{stroke:#ff7b6b}rect.g{fill:#12181f}}";

/// The picture as SVG.
pub(crate) fn write(picture: &Picture) -> anyhow::Result<String> {
    if picture.boxes.len() > MOST_BOXES {
        bail!(
            "{} boxes are too many for one drawing; `--format dot` leaves it to Graphviz",
            picture.boxes.len()
        );
    }
    if is_too_dense(picture) {
        bail!(
            "{} lines are too many for one drawing; `--format dot` leaves it to Graphviz",
            picture.lines.len()
        );
    }
    let laid = catch_unwind(|| laid_out(picture)).ok().context("the drawing failed")?;
    let (width, height) = size(&laid, picture);
    let mut out = String::new();
    let title = format!("{} ({})", picture.name, picture.environment);
    let title = Escaped(&title);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\"><title>{title}</title><style>{STYLE}</style>\
         <defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#8894a0\"/></marker></defs>"
    );
    for (number, line) in picture.lines.iter().enumerate() {
        let name = number.to_string();
        let Some(edge) = laid.edge(&id(line.from), &id(line.to), Some(&name)) else {
            continue;
        };
        let class = match line.kind {
            LineKind::Reaches if picture.boxes[line.to].exposed && picture.boxes[line.from].exposed => "e r",
            LineKind::Mounts | LineKind::On => "e t",
            _ => "e",
        };
        let arrow = match line.kind {
            LineKind::Mounts | LineKind::On => "",
            _ => " marker-end=\"url(#a)\"",
        };
        let _ = write!(out, "<path class=\"{class}\" d=\"{}\"{arrow}/>", curve(&edge.points));
        if let (Some(label), Some(x), Some(y)) = (&line.label, edge.x, edge.y) {
            let (width, _) = label_size(label);
            let _ = write!(
                out,
                "<rect class=\"g\" x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"16\"/>\
                 <text class=\"l\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                x - width / 2.0,
                y - 8.0,
                y + 4.0,
                Escaped(label)
            );
        }
    }
    for (number, node) in picture.boxes.iter().enumerate() {
        if let Some(place) = laid.node(&id(number)) {
            draw_box(&mut out, node, place);
        }
    }
    out.push_str("</svg>\n");
    Ok(out)
}

/// Whether the lines cross too many columns, as each box stands in the one behind those that lead to it.
fn is_too_dense(picture: &Picture) -> bool {
    if picture.lines.len() > MOST_CROSSED {
        return true;
    }
    let mut columns = vec![0_usize; picture.boxes.len()];
    // Circles would go on for ever.
    for _ in 0..picture.boxes.len() {
        let before = columns.clone();
        for line in picture.lines.iter().filter(|line| line.from != line.to) {
            columns[line.to] = columns[line.to].max(before[line.from] + 1);
        }
        if columns == before {
            break;
        }
    }
    let crossed = picture
        .lines
        .iter()
        .map(|line| columns[line.to].abs_diff(columns[line.from]));
    crossed.sum::<usize>() > MOST_CROSSED
}

fn id(number: usize) -> String {
    // Equal lengths keep the order of the numbers wherever names are sorted.
    format!("b{number:04}")
}

fn laid_out(picture: &Picture) -> Graph<NodeLabel, EdgeLabel> {
    let mut graph = Graph::with_options(GraphOptions {
        directed: true,
        multigraph: true,
        compound: false,
    });
    for (number, node) in picture.boxes.iter().enumerate() {
        let (width, height) = box_size(node);
        let label = NodeLabel {
            width,
            height,
            ..NodeLabel::default()
        };
        graph.set_node(id(number), Some(label));
    }
    for (number, line) in picture.lines.iter().enumerate() {
        let (width, height) = line.label.as_deref().map_or((0.0, 0.0), label_size);
        let label = EdgeLabel {
            width,
            height,
            ..EdgeLabel::default()
        };
        graph.set_edge(id(line.from), id(line.to), Some(label), Some(&number.to_string()));
    }
    let options = LayoutOptions {
        rankdir: RankDir::LR,
        nodesep: 24.0,
        ranksep: 60.0,
        edgesep: 16.0,
        marginx: 16.0,
        marginy: 16.0,
        ..LayoutOptions::default()
    };
    layout(&mut graph, Some(options));
    graph
}

fn wide(text: &str) -> f64 {
    text.width() as f64
}

fn box_size(node: &Node) -> (f64, f64) {
    let detail = node
        .detail
        .as_deref()
        .map_or(0.0, |detail| wide(detail) * LETTER * 0.86);
    let width = (wide(&node.name) * LETTER).max(detail) + 2.0 * SPACE;
    let lines = if node.detail.is_some() { 2.0 } else { 1.0 };
    (width.max(64.0), lines * LINE + SPACE)
}

fn label_size(label: &str) -> (f64, f64) {
    (wide(label) * LETTER * 0.86 + 6.0, 16.0)
}

/// What holds all boxes and lines.
fn size(laid: &Graph<NodeLabel, EdgeLabel>, picture: &Picture) -> (f64, f64) {
    let (mut width, mut height) = (120.0_f64, 60.0_f64);
    for number in 0..picture.boxes.len() {
        if let Some(node) = laid.node(&id(number)) {
            let (x, y) = (node.x.unwrap_or_default(), node.y.unwrap_or_default());
            width = width.max(x + node.width / 2.0);
            height = height.max(y + node.height / 2.0);
        }
    }
    for (number, line) in picture.lines.iter().enumerate() {
        if let Some(edge) = laid.edge(&id(line.from), &id(line.to), Some(&number.to_string())) {
            for point in &edge.points {
                width = width.max(point.x);
                height = height.max(point.y);
            }
        }
    }
    (width + 16.0, height + 16.0)
}

/// A smooth line through some points (a spline of Catmull and Rom, as cubic curves).
fn curve(points: &[Point]) -> String {
    let mut path = String::new();
    let Some(first) = points.first() else { return path };
    let _ = write!(path, "M{:.1} {:.1}", first.x, first.y);
    let at = |index: usize| &points[index.min(points.len() - 1)];
    for index in 0..points.len() - 1 {
        let (before, from, to, after) = (at(index.saturating_sub(1)), at(index), at(index + 1), at(index + 2));
        let (x1, y1) = (from.x + (to.x - before.x) / 6.0, from.y + (to.y - before.y) / 6.0);
        let (x2, y2) = (to.x - (after.x - from.x) / 6.0, to.y - (after.y - from.y) / 6.0);
        let _ = write!(path, "C{x1:.1} {y1:.1} {x2:.1} {y2:.1} {:.1} {:.1}", to.x, to.y);
    }
    path
}

fn draw_box(out: &mut String, node: &Node, place: &NodeLabel) {
    let (x, y) = (place.x.unwrap_or_default(), place.y.unwrap_or_default());
    let (left, top) = (x - place.width / 2.0, y - place.height / 2.0);
    let (class, round) = match node.kind {
        Kind::Outside => ("b o", place.height / 2.0),
        Kind::Service => ("b", 4.0),
        Kind::Stage => ("b s", 0.0),
        Kind::Network => ("b n", place.height / 2.0),
        Kind::Volume => ("b v", 9.0),
        Kind::BindMount => ("b m", 0.0),
    };
    let exposed = if node.exposed { " x" } else { "" };
    let _ = write!(
        out,
        "<rect class=\"{class}{exposed}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{round:.1}\"/>",
        place.width, place.height
    );
    let mut baseline = top + SPACE / 2.0 + 13.0;
    let mut text = |class: &str, text: &str| {
        let _ = write!(
            out,
            "<text{class} text-anchor=\"middle\" x=\"{x:.1}\" y=\"{baseline:.1}\">{}</text>",
            Escaped(text)
        );
        baseline += LINE;
    };
    let mark = match node.kind {
        Kind::Network => "⇄ ",
        Kind::Volume => "▤ ",
        Kind::BindMount => "▸ ",
        Kind::Stage | Kind::Service | Kind::Outside => "",
    };
    text("", &format!("{mark}{}", node.name));
    if let Some(detail) = &node.detail {
        text(" class=\"d\"", detail);
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::Line;
    use super::*;

    /// Boxes of which each leads to so many of those before it.
    fn chained(boxes: usize, lines: usize) -> Picture {
        let node = |number: usize| Node {
            id: number.to_string(),
            kind: Kind::Service,
            name: number.to_string(),
            detail: None,
            exposed: false,
        };
        let lines = (0..boxes).flat_map(|from| {
            (from.saturating_sub(lines)..from).map(move |to| Line {
                from,
                to,
                kind: LineKind::DependsOn,
                label: None,
            })
        });
        Picture {
            name: "a".to_owned(),
            environment: "production",
            boxes: (0..boxes).map(node).collect(),
            lines: lines.collect(),
        }
    }

    #[test]
    fn what_takes_too_long_is_not_laid_out() {
        assert!(write(&chained(20, 3)).is_ok());
        for (boxes, lines) in [(100, 20), (MOST_BOXES, 8), (MOST_BOXES + 1, 1)] {
            assert!(write(&chained(boxes, lines)).is_err(), "{boxes} {lines}");
        }
    }
}
