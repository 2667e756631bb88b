//! `programs.toml`: the command lines of programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::rust::{fault, table, variant};
use crate::toml::{Table, Value};

/// The keys of sub-commands, and what they do.
const ACTIONS: [&str; 5] = ["install", "upgrade", "update", "remove", "clean"];

const OTHERS: [&str; 14] = [
    "names",
    "source",
    "manager",
    "like",
    "valued",
    "also-valued",
    "one-dash",
    "wraps",
    "operands",
    "assigns",
    "dashes",
    "consent",
    "no-recommends",
    "version-marks",
];

/// All programs, sorted by name, with the flags that take a value and what they run.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut programs: BTreeMap<&str, Entry<'_>> = BTreeMap::new();
    let mut verbs: BTreeMap<&str, BTreeMap<&str, Entry<'_>>> = BTreeMap::new();
    for own in tables {
        let entry = Entry::new(own, tables)?;
        for name in own.texts("names")? {
            let is_known = match name.split_once(' ') {
                Some((program, verb)) => {
                    programs.entry(program).or_default();
                    verbs.entry(program).or_default().insert(verb, entry).is_some()
                }
                // A sub-command may have brought it in.
                None => programs.insert(name, entry).is_some_and(|before| before.own.is_some()),
            };
            if is_known {
                return Err(fault(own.line, "stands twice", name));
            }
        }
    }
    let mut rows = Vec::new();
    for (name, entry) in programs {
        let mut written = String::new();
        for (verb, entry) in verbs.remove(name).unwrap_or_default() {
            let _ = write!(written, "({verb:?}, {}), ", entry.written("")?);
        }
        rows.push(format!("({name:?}, {})", entry.written(&written)?));
    }
    Ok(table("PROGRAMS", "(&str, Program)", &rows))
}

/// The package managers by the names of their programs, sorted, with what they are told.
pub(crate) fn write_managers(tables: &[Table]) -> Result<String, String> {
    let mut rows = BTreeMap::new();
    for own in tables.iter().filter(|own| own.get("manager").is_some()) {
        let grammar = Entry::new(own, tables)?.grammar()?;
        for name in own.texts("names")? {
            rows.insert(name, format!("({name:?}, {grammar})"));
        }
    }
    let rows: Vec<String> = rows.into_values().collect();
    Ok(table("MANAGERS", "(&str, Grammar)", &rows))
}

/// An entry, and the one that has the keys that it lacks.
#[derive(Clone, Copy, Default)]
struct Entry<'a> {
    own: Option<&'a Table>,
    like: Option<&'a Table>,
}

impl<'a> Entry<'a> {
    fn new(own: &'a Table, tables: &'a [Table]) -> Result<Self, String> {
        for entry in &own.entries {
            let key = &*entry.key;
            if !OTHERS.contains(&key) && !ACTIONS.contains(&key) {
                return Err(fault(entry.line, "unknown key", key));
            }
        }
        let like = match own.get("like") {
            None => None,
            Some(Value::Text(name)) => {
                let is_named = |table: &&Table| table.texts("names").is_ok_and(|names| names.contains(&&**name));
                let found = tables.iter().find(is_named);
                Some(found.ok_or_else(|| fault(own.line, "unknown program", name))?)
            }
            Some(_) => return Err(fault(own.line, "wrong value", "like")),
        };
        Ok(Self { own: Some(own), like })
    }

    fn value(self, key: &str) -> Option<&'a Value> {
        let own = self.own.and_then(|own| own.get(key));
        own.or_else(|| self.like.and_then(|like| like.get(key)))
    }

    /// The texts of a list; none where the key is absent.
    fn texts(self, key: &str) -> Result<Vec<&'a str>, String> {
        let tables = [self.own, self.like];
        let with = tables.into_iter().flatten().find(|table| table.get(key).is_some());
        with.map_or_else(|| Ok(Vec::new()), |table| table.texts(key))
    }

    /// False where the key is absent.
    fn is(self, key: &str) -> Result<bool, String> {
        match self.value(key) {
            None => Ok(false),
            Some(Value::Truth(truth)) => Ok(*truth),
            Some(_) => Err(fault(self.own.map_or(0, |own| own.line), "no truth value", key)),
        }
    }

    fn written(self, verbs: &str) -> Result<String, String> {
        let mut letters = 0u128;
        let mut words = Vec::new();
        for flag in self.texts("valued")?.into_iter().chain(self.texts("also-valued")?) {
            match flag.as_bytes() {
                [letter] => letters |= 1 << letter,
                _ => words.push(flag),
            }
        }
        words.sort_unstable();
        words.dedup();
        let wraps = match self.is("wraps")? {
            false => "None".to_owned(),
            true => {
                let operands = match self.value("operands") {
                    None => 0,
                    Some(Value::Number(number)) => *number,
                    Some(_) => return Err(fault(self.own.map_or(0, |own| own.line), "no number", "operands")),
                };
                let (assigns, dashes) = (self.is("assigns")?, self.is("dashes")?);
                format!("Some(Wraps {{ operands: {operands}, assigns: {assigns}, dashes: {dashes} }})")
            }
        };
        Ok(format!(
            "Program {{ letters: {letters}, words: &{words:?}, one_dash: {}, wraps: {wraps}, verbs: &[{verbs}] }}",
            self.is("one-dash")?
        ))
    }

    fn grammar(self) -> Result<String, String> {
        let Some(own) = self.own else {
            return Ok(String::new());
        };
        let mut actions = String::new();
        for action in ACTIONS {
            for command in self.texts(action)? {
                let _ = write!(actions, "({command:?}, {}), ", variant("Action", action));
            }
        }
        let consent = match self.value("consent") {
            Some(_) => format!("Some(&{:?})", self.texts("consent")?),
            None => "None".to_owned(),
        };
        Ok(format!(
            "Grammar {{ manager: {}, name: {:?}, actions: &[{actions}], consent: {consent}, no_recommends: &{:?}, \
             version: &{:?} }}",
            variant("Manager", own.text("manager")?),
            own.texts("names")?.first().copied().unwrap_or_default(),
            self.texts("no-recommends")?,
            self.texts("version-marks")?
        ))
    }
}
