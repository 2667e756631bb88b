//! A project in the form that `docker compose config` prints: long forms only, variables replaced,
//! paths resolved, each value with its original place.
//!
//! compose-go v2, transform/canonical.go and the types it decodes into. A value that cannot be read
//! as the type it should have stays as written, and so does an unknown variable. Keys keep the
//! order of the files. Printing is left to the program.

mod implied;
mod pairs;
mod resource;
mod service;
mod short;

use std::cell::{Cell, RefCell};

use plimsoll_syntax::yaml::{EntryRef, Kind, NodeRef, ScalarValue, Yaml};
use plimsoll_syntax::{FileId, Span};

use super::field::Scalar;
use super::interpolation::{Certainty, Lookup, expand};
use super::mount::below_pwd;
use crate::base::{Data, DataValue, Url, path};

/// How many values are written before the rest is dropped: shared parts are repeated here.
const MOST: usize = 2_000_000;
/// How deep values are followed.
const MAX_DEPTH: u32 = 400;

/// Reads the names and values of an `env_file`; `None` if nothing is known about it.
pub type EnvFileReader<'a> = dyn Fn(&str) -> Option<Vec<(String, String)>> + 'a;

/// What the canonical form depends on beyond the tree.
pub struct Canonical<'a> {
    /// What is known about a variable that a file uses.
    pub variables: &'a dyn Fn(FileId, &str) -> Lookup,
    /// Where a relative path at a place leads; without an answer it stays as written.
    pub place: &'a dyn Fn(Span, &str) -> Option<String>,
    /// The variables of an `env_file`, which become part of `environment`.
    pub env_file: &'a EnvFileReader<'a>,
    /// The active profiles. Services of other profiles are left out; without it all services stay.
    pub profiles: Option<&'a [String]>,
    /// Whether values that services take from each other are filled in.
    pub normalize: bool,
}

/// Renders a tree.
pub fn render(yaml: &Yaml, how: &Canonical<'_>) -> Data {
    let renderer = Renderer {
        how,
        left: Cell::new(MOST),
        unknown: RefCell::default(),
    };
    let Some(root) = yaml.root() else {
        return Data::map(yaml.source.span().at_start(), Vec::new());
    };
    let mut data = renderer.top(root);
    let mut unknown = renderer.unknown.into_inner();
    if !unknown.is_empty() {
        unknown.sort_unstable_by_key(|span| (span.file, span.start));
        mark_unknown(&mut data, &unknown);
    }
    data
}

/// Marks the values that contain one of some places, which are in order.
fn mark_unknown(data: &mut Data, places: &[Span]) {
    match &mut data.value {
        DataValue::List(items) => items.iter_mut().for_each(|item| mark_unknown(item, places)),
        DataValue::Map(entries) => entries.iter_mut().for_each(|(_, value)| mark_unknown(value, places)),
        _ => {
            let Span { file, start, end } = data.origin;
            let first = places.partition_point(|place| (place.file, place.end) <= (file, start));
            let has_one = places
                .get(first)
                .is_some_and(|place| place.file == file && place.start < end);
            data.known &= !has_one;
        }
    }
}

struct Renderer<'a> {
    how: &'a Canonical<'a>,
    left: Cell<usize>,
    /// The places of variables of which nothing is known.
    unknown: RefCell<Vec<Span>>,
}

impl Renderer<'_> {
    fn top(&self, root: NodeRef<'_>) -> Data {
        let section = |entry: &EntryRef<'_>| {
            let name = entry.name()?;
            let value = match name {
                // It no longer has any effect.
                "version" => return None,
                "services" => self.services(entry.value),
                "networks" | "volumes" | "secrets" | "configs" => {
                    self.each(entry.value, |_, node| self.resource(name, node))
                }
                _ => self.plain(entry.value, 0),
            };
            Some((name.to_owned(), value))
        };
        let entries = root.entries();
        Data::map(
            root.span(),
            collected(entries.len(), entries.iter().filter_map(section)),
        )
    }

    fn services(&self, node: NodeRef<'_>) -> Data {
        let entries = node.entries();
        let shown = entries.iter().filter(|entry| self.is_enabled(entry.value));
        let rendered = shown.filter_map(|entry| Some((entry.name()?.to_owned(), self.service(entry.value))));
        Data::map(node.span(), collected(entries.len(), rendered))
    }

    fn is_enabled(&self, service: NodeRef<'_>) -> bool {
        let Some(active) = self.how.profiles else { return true };
        let Some(profiles) = service.get("profiles") else {
            return true;
        };
        let mut names = profiles.value.items().filter_map(|item| self.text(item)).peekable();
        names.peek().is_none() || names.any(|name| active.iter().any(|active| *active == name || active == "*"))
    }

    /// A mapping with each of its values rendered by a function.
    fn each(&self, node: NodeRef<'_>, render: impl Fn(&str, NodeRef<'_>) -> Data) -> Data {
        if node.kind() != Kind::Mapping {
            return self.plain(node, 0);
        }
        let entries = node.entries();
        let rendered = entries.iter().filter_map(|entry| {
            let name = entry.name()?;
            Some((name.to_owned(), render(name, entry.value)))
        });
        Data::map(node.span(), collected(entries.len(), rendered))
    }

    /// A list with each of its items rendered by a function; a single value counts as a list of one.
    fn items(&self, node: NodeRef<'_>, render: impl Fn(NodeRef<'_>) -> Data) -> Data {
        let items = match node.kind() {
            Kind::Sequence => node.items().map(render).collect(),
            Kind::Scalar if node.is_null() => return Data::null(node.span()),
            _ => vec![render(node)],
        };
        Data::list(node.span(), items)
    }

    /// A list of strings; an empty variable adds nothing.
    fn texts(&self, node: NodeRef<'_>) -> Data {
        let mut list = self.items(node, |item| match self.text(item) {
            Some(text) => Data::text(item.span(), text),
            None => self.plain(item, 0),
        });
        if let DataValue::List(items) = &mut list.value {
            items.retain(|item| item.as_str() != Some(""));
        }
        list
    }

    /// A value as it is, variables replaced.
    fn plain(&self, node: NodeRef<'_>, depth: u32) -> Data {
        let span = node.span();
        if depth > MAX_DEPTH || !self.has_room() {
            return Data::unknown(span);
        }
        match node.kind() {
            Kind::Scalar => self.plain_scalar(node),
            Kind::Sequence => Data::list(span, node.items().map(|item| self.plain(item, depth + 1)).collect()),
            Kind::Mapping => {
                let entries = node.entries();
                let rendered = entries.iter().filter_map(|entry| {
                    let name = entry.name()?;
                    let value = typed(name, self.plain(entry.value, depth + 1));
                    Some((name.to_owned(), value))
                });
                Data::map(span, collected(entries.len(), rendered))
            }
            Kind::Unresolved => Data::unknown(span),
        }
    }

    fn plain_scalar(&self, node: NodeRef<'_>) -> Data {
        let value = match node.scalar_value() {
            ScalarValue::Null => DataValue::Null,
            ScalarValue::Bool(value) => DataValue::Bool(value),
            ScalarValue::Integer(value) => DataValue::Integer(value),
            ScalarValue::Float(value) => DataValue::Float(value),
            ScalarValue::Timestamp | ScalarValue::String => DataValue::Text(self.text(node).unwrap_or_default()),
        };
        Data {
            value,
            origin: node.span(),
            known: true,
        }
    }

    /// Whether one more value may be written.
    fn has_room(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    fn scalar(&self, node: NodeRef<'_>) -> Option<Scalar> {
        if node.is_null() {
            return None;
        }
        let text = node.text()?;
        let expanded = expand(text, &|name| (self.how.variables)(text.file(), name));
        let holes = expanded
            .holes
            .iter()
            .filter(|hole| hole.certainty == Certainty::Unknown);
        let places = holes.map(|hole| expanded.text.span(hole.range.clone()));
        self.unknown.borrow_mut().extend(places);
        Some(Scalar::new(node.span(), node.scalar_value(), expanded))
    }

    /// The text of a scalar, variables replaced; absent for null and collections.
    fn text(&self, node: NodeRef<'_>) -> Option<String> {
        match node.as_str().filter(|text| !text.contains('$') && !node.is_null()) {
            Some(text) => Some(text.to_owned()),
            None => Some(self.scalar(node)?.as_str().to_owned()),
        }
    }

    /// A host path, resolved from the base folder of its file.
    fn path(&self, node: NodeRef<'_>) -> Data {
        match self.text(node) {
            Some(text) => Data::text(node.span(), self.resolved(&text, node.span())),
            None => self.plain(node, 0),
        }
    }

    // compose-go v2, paths/resolve.go: `~`, Windows paths and URLs stay. Compose sets `PWD` itself.
    fn resolved(&self, path: &str, at: Span) -> String {
        let below = below_pwd(path).map(|rest| format!(".{rest}"));
        let path = below.as_deref().unwrap_or(path);
        let own =
            path.starts_with(['/', '~', '$', '\\']) || Url::parse(path).is_some() || path::behind_drive(path).is_some();
        let remote = path.starts_with("github.com/") || path.starts_with("git@");
        if path.is_empty() || own || remote {
            return path.to_owned();
        }
        match (self.how.place)(at, path) {
            Some(place) if place.is_empty() => ".".to_owned(),
            place => place.unwrap_or_else(|| path.to_owned()),
        }
    }
}

/// Collects at most so many entries without moving them about.
fn collected(most: usize, entries: impl Iterator<Item = (String, Data)>) -> Vec<(String, Data)> {
    let mut collected = Vec::with_capacity(most);
    collected.extend(entries);
    collected
}

/// compose-go v2, loader/interpolate.go `interpolateTypeCastMapping`: a variable may bring a number
/// or a boolean where one is needed.
fn typed(key: &str, data: Data) -> Data {
    const NUMBERS: [&str; 22] = [
        "count",
        "cpu_count",
        "cpu_percent",
        "cpu_period",
        "cpu_quota",
        "cpu_rt_period",
        "cpu_rt_runtime",
        "cpu_shares",
        "cpus",
        "hard",
        "max_attempts",
        "max_failure_ratio",
        "max_replicas_per_node",
        "mem_swappiness",
        "oom_score_adj",
        "parallelism",
        "pids",
        "pids_limit",
        "replicas",
        "retries",
        "scale",
        "soft",
    ];
    const TRUTHS: [&str; 18] = [
        "attach",
        "attachable",
        "create_host_path",
        "disable",
        "enable_ipv4",
        "enable_ipv6",
        "external",
        "init",
        "internal",
        "no_cache",
        "nocopy",
        "oom_kill_disable",
        "privileged",
        "pull",
        "read_only",
        "required",
        "stdin_open",
        "tty",
    ];
    let DataValue::Text(text) = &data.value else {
        return data;
    };
    let value = if NUMBERS.contains(&key) {
        match text.parse().map(DataValue::Integer) {
            Ok(value) => Some(value),
            Err(_) => text.parse().ok().map(DataValue::Float),
        }
    } else if TRUTHS.contains(&key) {
        super::read::truth(text).map(DataValue::Bool)
    } else {
        None
    };
    match value {
        Some(value) => Data { value, ..data },
        None => data,
    }
}

#[cfg(test)]
mod tests;
