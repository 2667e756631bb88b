//! Checks the tree of a file against the specification, section by section.
//!
//! No section of the specification contains itself, so the recursion is only as deep as the
//! specification, and the tree bounds its own size with all aliases unfolded.

use std::collections::HashSet;

use plimsoll_syntax::yaml::{EntryRef, Kind, NodeRef, ScalarValue};
use plimsoll_syntax::{Span, nearest, units};

use super::spec::{
    ANY, BOOLEAN, BYTES, DECIMAL, DURATION, EVERY, FLAG, GO_DURATION, INTEGER, List, Mapping, NULL, NUMBER, RETRIES,
    STRING, Section, Spec, Type, WHOLE,
};
use super::{Faults, IdleKey, ValueFault, text, unknown};

/// Keys whose lists hold pairs, `KEY=value`.
const PAIRS: [&str; 6] = ["annotations", "args", "environment", "labels", "options", "sysctls"];

/// How many keys of a file get a suggestion: more than that are not typos.
const GUESSES: usize = 1000;

/// What is wrong with a file by version 3.`minor` of a format.
pub(super) fn faults(root: NodeRef<'_>, spec: &Spec, minor: u8) -> Faults {
    let mut walk = Walk {
        minor,
        faults: Faults::default(),
        seen: HashSet::new(),
    };
    // The reader reports a file that is not a mapping.
    if let (Kind::Mapping, Some(section)) = (root.kind(), spec.section("root")) {
        walk.section(root, section, &Place::File);
    }
    let mut faults = walk.faults;
    faults.unknown_keys.sort_by_key(|unknown| unknown.span.start);
    faults.values.sort_by_key(|fault| fault.span.start);
    faults.deprecated.sort_by_key(|deprecated| deprecated.key.start);
    faults.ignored.sort_by_key(|ignored| ignored.key.start);
    faults
}

/// The name of a value in a sentence, and the place of its key.
enum Place<'a> {
    File,
    Key(&'a str, Span),
    /// A key below another one, with any name.
    Below(&'a str, &'a str, Span),
    Item(&'a str),
}

impl Place<'_> {
    fn name(&self) -> String {
        match self {
            Place::File => "the file".to_owned(),
            Place::Key(key, _) => format!("`{key}`"),
            Place::Below(parent, key, _) => format!("`{key}` in `{parent}`"),
            Place::Item(list) => format!("an entry of `{list}`"),
        }
    }

    fn key(&self) -> &str {
        match self {
            Place::File => "",
            Place::Key(key, _) | Place::Below(_, key, _) | Place::Item(key) => key,
        }
    }

    fn span(&self) -> Option<Span> {
        match self {
            Place::Key(_, span) | Place::Below(_, _, span) => Some(*span),
            Place::File | Place::Item(_) => None,
        }
    }
}

struct Walk {
    minor: u8,
    faults: Faults,
    /// Aliases repeat the contents of an anchor.
    seen: HashSet<Span>,
}

impl Walk {
    fn section(&mut self, node: NodeRef<'_>, section: &'static Section, place: &Place<'_>) {
        each_entry(node, |entry| self.key(node, section, &entry));
        // An alias without a target could bring anything.
        if node.has_unresolved() {
            return;
        }
        for key in section.keys.iter().filter(|key| key.required) {
            if node.get(key.name).is_some() {
                continue;
            }
            let span = place.span().unwrap_or_else(|| first_word(node));
            let message = format!("{} needs `{}`", place.name(), key.name);
            self.add(ValueFault {
                missing: true,
                ..fault(span, message)
            });
        }
    }

    fn key(&mut self, node: NodeRef<'_>, section: &'static Section, entry: &EntryRef<'_>) {
        // The reader reports a key that is not a string.
        let Some(name) = entry.name().filter(|_| entry.key.scalar_value().is_string()) else {
            return;
        };
        let span = entry.key.span();
        let Some(key) = section.key(name).filter(|key| key.since <= self.minor) else {
            if !name.starts_with("x-") && self.seen.insert(span) {
                let guess = self.faults.unknown_keys.len() < GUESSES;
                let unknown = unknown::unknown(name, span, section, node, guess);
                self.faults.unknown_keys.push(unknown);
            }
            return;
        };
        if (key.deprecated || key.ignored) && self.seen.insert(span) {
            let list = match key.ignored {
                true => &mut self.faults.ignored,
                false => &mut self.faults.deprecated,
            };
            list.push(IdleKey {
                key: span,
                value: entry.value.span(),
                name: key.name,
                section: section.name,
            });
        }
        self.value(entry.value, &key.value, &Place::Key(name, span));
    }

    fn value(&mut self, node: NodeRef<'_>, allowed: &'static Type, place: &Place<'_>) {
        if allowed.scalars & ANY != 0 || node.tag() == Some("!reset") {
            return;
        }
        match (node.kind(), &allowed.list, &allowed.mapping) {
            (Kind::Unresolved, _, _) => {}
            (Kind::Scalar, _, _) => self.scalar(node, allowed, place),
            (Kind::Sequence, Some(list), _) => self.list(node, list, place),
            (Kind::Mapping, _, Some(mapping)) => self.mapping(node, mapping, place),
            (Kind::Sequence, None, _) => self.wrong(first_word(node), allowed, place, "a list"),
            (Kind::Mapping, _, None) => self.wrong(first_word(node), allowed, place, "a mapping"),
        }
    }

    fn mapping(&mut self, node: NodeRef<'_>, mapping: &'static Mapping, place: &Place<'_>) {
        let (value, named) = match mapping {
            Mapping::Section(section) => return self.section(node, section, place),
            Mapping::Free(value) => (value, false),
            Mapping::Named(value) => (value, true),
        };
        each_entry(node, |entry| {
            let Some(name) = entry.name() else { return };
            let span = entry.key.span();
            if named && !is_name(name) && entry.key.scalar_value().is_string() {
                let message = format!("`{name}` is not a valid name for {}", place.name());
                let help = match name.contains('$') {
                    true => "Compose replaces variables in values only: write the name",
                    false => "use letters, digits, `.`, `-` and `_`",
                };
                self.add(fault(span, message).help(help));
            }
            self.value(entry.value, value, &Place::Below(place.key(), name, span));
        });
    }

    fn list(&mut self, node: NodeRef<'_>, list: &'static List, place: &Place<'_>) {
        let mut met = HashSet::new();
        for item in node.items() {
            self.value(item, list.item, &Place::Item(place.key()));
            let Some(text) = item.as_str().filter(|_| list.unique) else {
                continue;
            };
            if !met.insert(text) {
                let message = format!("`{text}` is in {} twice", place.name());
                self.add(fault(item.span(), message).help("remove one of them"));
            }
        }
    }

    fn scalar(&mut self, node: NodeRef<'_>, allowed: &Type, place: &Place<'_>) {
        let value = node.scalar_value();
        let is = |bit: u16| allowed.scalars & bit != 0;
        let number = match value {
            ScalarValue::Null if is(NULL) => return,
            ScalarValue::Null => {
                let span = place.span().unwrap_or(node.span());
                let message = format!("{} is empty, but must be {}", place.name(), expected(allowed));
                let help = "give it a value, or remove the key";
                return self.add(fault(span, message).help(help));
            }
            ScalarValue::Bool(_) if is(BOOLEAN) => return,
            ScalarValue::Bool(_) => return self.wrong(node.span(), allowed, place, "a boolean"),
            ScalarValue::Timestamp => return,
            ScalarValue::String => return self.text(node, allowed, place),
            ScalarValue::Integer(number) if is(INTEGER) => number as f64,
            // JSON schema accepts `2.0` as an integer.
            ScalarValue::Float(number) if is(NUMBER) || (is(INTEGER) && number.fract() == 0.0) => number,
            ScalarValue::Integer(_) | ScalarValue::Float(_) => {
                return self.wrong(node.span(), allowed, place, "a number");
            }
        };
        if allowed.least.is_some_and(|least| number < least as f64) {
            let message = format!("{} must be at least {}", place.name(), allowed.least.unwrap_or(0));
            self.add(fault(node.span(), message));
        } else if allowed.most.is_some_and(|most| number > most as f64) {
            let message = format!("{} must be at most {}", place.name(), allowed.most.unwrap_or(0));
            self.add(fault(node.span(), message));
        }
    }

    fn text(&mut self, node: NodeRef<'_>, allowed: &Type, place: &Place<'_>) {
        let written = node.as_str().unwrap_or_default();
        let is = |bit: u16| allowed.scalars & bit != 0;
        if allowed.scalars & !NULL == 0 && allowed.words.is_empty() {
            return self.wrong(node.span(), allowed, place, "a text");
        }
        let fits = is(STRING)
            // A variable may hold a value of any type.
            || written.contains('$')
            || allowed.words.contains(&written)
            || (is(FLAG) && text::is_flag(written))
            || (is(WHOLE) && text::is_whole(written))
            || (is(DECIMAL) && text::is_decimal(written))
            || (is(DURATION) && units::compose_duration(written).is_some())
            || (is(GO_DURATION) && units::go_duration(written).is_some())
            || (is(EVERY) && written.strip_prefix("every_").is_some_and(|every| units::compose_duration(every).is_some()))
            || (is(RETRIES) && (written.is_empty() || written.strip_prefix("on-failure:").is_some_and(text::is_whole)))
            || (is(BYTES) && units::size(written).is_some());
        if fits {
            return;
        }
        let message = format!(
            "{} must be {}, not `{}`",
            place.name(),
            expected(allowed),
            shown(written)
        );
        let near = nearest(written, allowed.words.iter().copied());
        let found = fault(node.span(), message);
        self.add(match near {
            Some(near) => found.help(format!("write `{near}`, if that was meant")),
            None if is(DURATION) || is(GO_DURATION) => {
                found.help("write a number with its unit, such as `30s` or `1m30s`")
            }
            None if is(BYTES) => found.help("write a number with its unit, such as `512m` or `2g`"),
            None => found,
        });
    }

    fn wrong(&mut self, span: Span, allowed: &Type, place: &Place<'_>, found: &str) {
        let scalar = matches!(found, "a number" | "a boolean");
        let quotes = scalar && allowed.scalars & (STRING | DURATION | BYTES) != 0;
        let message = format!("{} must be {}, not {found}", place.name(), expected(allowed));
        let added = fault(span, message);
        let unit = scalar && allowed.scalars & (DURATION | GO_DURATION) != 0;
        let list = found == "a text" && allowed.list.is_some();
        // `- KEY: value` in a list of pairs.
        let pair = found == "a mapping" && matches!(place, Place::Item(key) if PAIRS.contains(key));
        self.add(if unit {
            added.help("write it with its unit, such as `30s`")
        } else if quotes {
            ValueFault {
                in_quotes: allowed.scalars & STRING != 0,
                ..added.help("put it in quotes")
            }
        } else if list {
            added.help("put each entry on its own line, after `- `")
        } else if pair {
            added.help("write `- KEY=value`, or remove `- ` in the whole list")
        } else {
            added
        });
    }

    fn add(&mut self, fault: ValueFault) {
        if self.seen.insert(fault.span) {
            self.faults.values.push(fault);
        }
    }
}

impl ValueFault {
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

fn fault(span: Span, message: String) -> ValueFault {
    ValueFault {
        span,
        message,
        help: None,
        in_quotes: false,
        missing: false,
    }
}

/// Calls a function with the entries of a mapping. Merge keys are few, and resolving them costs.
fn each_entry<'a>(node: NodeRef<'a>, mut see: impl FnMut(EntryRef<'a>)) {
    match node.written_entries().any(EntryRef::is_merge) {
        true => node.entries().into_iter().for_each(see),
        false => node.written_entries().for_each(&mut see),
    }
}

/// The place of a collection: its first entry, since the whole may be half the file.
fn first_word(node: NodeRef<'_>) -> Span {
    let entry = node.written_entries().next().map(|entry| entry.key.span());
    let item = node.items().next().map(NodeRef::span);
    match (entry, item) {
        (Some(key), _) => key,
        (_, Some(item)) if node.items().next().is_some_and(|item| item.kind() == Kind::Scalar) => item,
        _ => node.span(),
    }
}

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty() && text.bytes().all(fits)
}

/// The kinds that a type allows, for a sentence.
fn expected(allowed: &Type) -> String {
    let is = |bit: u16| allowed.scalars & bit != 0;
    let kinds = [
        (is(STRING), "a text"),
        (is(NUMBER), "a number"),
        (is(INTEGER) && !is(NUMBER), "a whole number"),
        (is(BOOLEAN), "`true` or `false`"),
        (is(DURATION) || is(GO_DURATION), "a duration"),
        (is(BYTES), "a size"),
        (is(RETRIES), "`on-failure:` with a number"),
        (is(EVERY), "a period such as `every_12h`"),
        (allowed.list.is_some(), "a list"),
        (allowed.mapping.is_some(), "a mapping"),
    ];
    let mut said: Vec<String> = allowed.words.iter().map(|word| format!("`{word}`")).collect();
    said.extend(kinds.iter().filter(|(is, _)| *is).map(|(_, kind)| (*kind).to_owned()));
    let last = said.pop().unwrap_or_default();
    match said.is_empty() {
        true => last,
        false => format!("{} or {last}", said.join(", ")),
    }
}

/// Enough of a text to recognise it.
fn shown(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => &line[..end],
        None => line,
    }
}
