//! A model as it is shown: secrets redacted, each value with its file, line and column.

use std::collections::HashMap;

use plimsoll_check::telling::holds_variables;
use plimsoll_lint::Report;
use plimsoll_model::base::{Data, DataValue};
use plimsoll_syntax::{FileId, Position, Span};

use plimsoll_check::report::Positions;

/// A value with the values below it.
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) file: FileId,
    pub(super) position: Position,
    /// The files say what it is.
    pub(super) known: bool,
    /// Part of it is redacted.
    pub(super) redacted: bool,
    /// Everything below it is on the same line.
    pub(super) one_line: bool,
}

pub(super) enum Value {
    /// Not a collection.
    Scalar(DataValue),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// Prepares a model for display.
    pub(super) fn new(data: &Data, report: &Report) -> Self {
        let mut origins = Vec::new();
        collect(data, &mut origins);
        origins.sort_unstable();
        origins.dedup();
        // In the order of the files, so that long lines are counted once.
        let mut counting = Positions::default();
        let place = |(file, start): (FileId, u32)| ((file, start), counting.at(report.source(file), start));
        let positions = origins.into_iter().map(place).collect();
        Builder { report, positions }.node(data, None, false)
    }

    /// Its line.
    pub(super) fn line(&self) -> (FileId, usize) {
        (self.file, self.position.line)
    }
}

fn collect(data: &Data, origins: &mut Vec<(FileId, u32)>) {
    origins.push((data.origin.file, data.origin.start));
    match &data.value {
        DataValue::List(items) => items.iter().for_each(|item| collect(item, origins)),
        DataValue::Map(entries) => entries.iter().for_each(|(_, value)| collect(value, origins)),
        _ => {}
    }
}

struct Builder<'a> {
    report: &'a Report,
    positions: HashMap<(FileId, u32), Position>,
}

impl Builder<'_> {
    /// `name` is the key of the value; `is_variable` says whether it names a variable.
    fn node(&self, data: &Data, name: Option<&str>, is_variable: bool) -> Node {
        let Span { file, start, .. } = data.origin;
        let mut node = Node {
            value: Value::Scalar(DataValue::Null),
            file,
            position: self.positions[&(file, start)],
            known: data.known,
            redacted: false,
            one_line: true,
        };
        let holds = holds_variables(name);
        match &data.value {
            DataValue::List(items) => {
                let items: Vec<Node> = items.iter().map(|item| self.node(item, None, false)).collect();
                node.one_line = items.iter().all(|item| item.one_line && item.line() == node.line());
                node.value = Value::List(items);
            }
            DataValue::Map(entries) => {
                let entry = |(key, value): &(String, Data)| {
                    let below = self.node(value, Some(key), holds);
                    // A name without a value can be a value that somebody wrote in the wrong place.
                    let is_alone = matches!(value.value, DataValue::Null);
                    let redacted = is_alone.then(|| self.report.redact(value.origin, None, key));
                    (redacted.flatten().unwrap_or_else(|| key.clone()), below)
                };
                let entries: Vec<(String, Node)> = entries.iter().map(entry).collect();
                let is_here = |below: &Node| below.one_line && below.line() == node.line();
                node.one_line = entries.iter().all(|(_, below)| is_here(below));
                node.value = Value::Map(entries);
            }
            DataValue::Text(text) => {
                let name = name.filter(|_| is_variable);
                let redacted = self.report.redact(data.origin, name, text);
                node.redacted = redacted.is_some();
                node.value = Value::Scalar(DataValue::Text(redacted.unwrap_or_else(|| text.clone())));
            }
            // A number may be a password too.
            DataValue::Integer(number) => {
                let redacted = self.report.redact(data.origin, None, &number.to_string());
                node.redacted = redacted.is_some();
                node.value = Value::Scalar(redacted.map_or(data.value.clone(), DataValue::Text));
            }
            _ => node.value = Value::Scalar(data.value.clone()),
        }
        node
    }
}
