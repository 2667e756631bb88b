//! What users may decide about a rule.
//!
//! The page of the rule declares its options, one line each, under `## Options`:
//!
//! ```text
//! - `grace-days` (number, default 0): how many days after the end nothing is said yet.
//! ```
//!
//! The brackets contain the [`OptionKind`], the words that a list or the right side of a table is
//! limited to (``list of `memory`, `cpus` ``), and the default of a number. Unless set, a list and
//! a table are empty, and the answer is no. The options of a page are read only when somebody asks
//! for them, which no run without options does.
//!
//! In a list, and on the left side of a table, `*` matches any run of characters.
//!
//! Whether a value comes from the command line or a file is left to the policy.

use std::fmt;

/// What kind of value an option takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OptionKind {
    /// Words.
    List,
    /// Words, each with a value.
    Table,
    Number,
    YesNo,
}

/// An option, as its page declares it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleOption {
    pub name: String,
    pub kind: OptionKind,
    /// The words that it may contain, or that a table may map to; any if empty.
    pub choices: Vec<String>,
    /// The default of a number.
    pub default: Option<u32>,
    pub meaning: String,
}

/// A value that the user has set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OptionValue {
    List(Vec<String>),
    Table(Vec<(String, String)>),
    Number(u32),
    YesNo(bool),
}

/// Why an option cannot be set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OptionError {
    UnknownRule {
        word: String,
        nearest: Option<String>,
    },
    UnknownOption {
        rule: String,
        word: String,
        /// The option that was probably meant, or the only ones that exist.
        instead: Vec<String>,
    },
    Value {
        rule: String,
        option: String,
        /// What it takes: ``a number``, ``words out of `memory`, `cpus` ``.
        wanted: String,
    },
}

impl OptionKind {
    /// Every kind, with its name on pages.
    const NAMES: [(&'static str, Self); 4] = [
        ("list", Self::List),
        ("table", Self::Table),
        ("number", Self::Number),
        ("yes or no", Self::YesNo),
    ];

    /// The name on pages and in lists of rules.
    pub fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, kind)| *kind == self);
        named.expect("every kind has a name").0
    }
}

impl RuleOption {
    /// What a line of a page declares.
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let (name, rest) = line.strip_prefix("- `")?.split_once("` (")?;
        let (form, meaning) = rest.split_once("): ")?;
        let (form, default) = match form.split_once(", default ") {
            Some((form, default)) => (form, Some(default.parse().ok()?)),
            None => (form, None),
        };
        let (kind, choices) = form.split_once(" of ").unwrap_or((form, ""));
        let kind = OptionKind::NAMES.iter().find(|(name, _)| *name == kind)?.1;
        ((kind == OptionKind::Number) == default.is_some()).then(|| Self {
            name: name.to_owned(),
            kind,
            choices: choices.split('`').skip(1).step_by(2).map(str::to_owned).collect(),
            default,
            meaning: meaning.to_owned(),
        })
    }

    /// What it takes, for a message.
    pub fn wanted(&self) -> String {
        let choices: Vec<String> = self.choices.iter().map(|choice| format!("`{choice}`")).collect();
        match (self.kind, &*choices) {
            (OptionKind::List, []) => "a list of words".to_owned(),
            (OptionKind::List, choices) => format!("a list of some of {}", choices.join(", ")),
            (OptionKind::Table, []) => "a table of words with their values".to_owned(),
            (OptionKind::Table, choices) => format!("a table of words, each with one of {}", choices.join(", ")),
            (OptionKind::Number, _) => "a number".to_owned(),
            (OptionKind::YesNo, _) => "yes or no".to_owned(),
        }
    }

    /// The value of an option in a text of the command line: commas separate the entries of a list
    /// or table.
    pub fn read(&self, text: &str) -> Option<OptionValue> {
        let words = || text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let entry = |word: &str| {
            let (key, value) = word.split_once('=')?;
            Some((key.trim().to_owned(), value.trim().to_owned()))
        };
        match self.kind {
            OptionKind::List => Some(OptionValue::List(words().map(str::to_owned).collect())),
            OptionKind::Table => words().map(entry).collect::<Option<_>>().map(OptionValue::Table),
            OptionKind::Number => text.trim().parse().ok().map(OptionValue::Number),
            OptionKind::YesNo => match text.trim() {
                "yes" | "true" => Some(OptionValue::YesNo(true)),
                "no" | "false" => Some(OptionValue::YesNo(false)),
                _ => None,
            },
        }
    }

    /// The error for a value that it does not accept. `is_text` says whether it was a text of the
    /// command line.
    pub(crate) fn error(&self, rule: &str, is_text: bool) -> OptionError {
        let mut wanted = self.wanted();
        if is_text && self.kind == OptionKind::Table {
            wanted.push_str(": `KEY=VALUE,KEY=VALUE`");
        }
        OptionError::Value {
            rule: rule.to_owned(),
            option: self.name.clone(),
            wanted,
        }
    }

    /// Whether a value is of its kind and contains only allowed words.
    pub(crate) fn takes(&self, value: &OptionValue) -> bool {
        let is_choice = |word: &String| self.choices.is_empty() || self.choices.contains(word);
        match (self.kind, value) {
            (OptionKind::List, OptionValue::List(words)) => words.iter().all(is_choice),
            (OptionKind::Table, OptionValue::Table(entries)) => entries.iter().all(|(_, word)| is_choice(word)),
            (OptionKind::Number, OptionValue::Number(_)) | (OptionKind::YesNo, OptionValue::YesNo(_)) => true,
            _ => false,
        }
    }
}

/// The values that are set, each for an option of a rule, which goes by its place in the catalogue.
#[derive(Clone, Default, Debug)]
pub(crate) struct Options(Vec<(usize, String, OptionValue)>);

impl Options {
    /// The value that is set for an option of a rule.
    pub(crate) fn get(&self, rule: usize, option: &str) -> Option<&OptionValue> {
        let mut set = self.0.iter();
        set.find(|set| (set.0, &*set.1) == (rule, option)).map(|set| &set.2)
    }

    /// Lists and tables that are set again grow; for the other kinds the last value counts.
    pub(crate) fn set(&mut self, rule: usize, option: &str, value: OptionValue) {
        let old = self.0.iter_mut().find(|set| (set.0, &*set.1) == (rule, option));
        match (old.map(|set| &mut set.2), value) {
            (Some(OptionValue::List(words)), OptionValue::List(more)) => words.extend(more),
            (Some(OptionValue::Table(entries)), OptionValue::Table(more)) => entries.extend(more),
            (Some(old), value) => *old = value,
            (None, value) => self.0.push((rule, option.to_owned(), value)),
        }
    }

    /// Lays values over those that are set: tables entry by entry, everything else as a whole.
    pub(crate) fn put_over(&mut self, over: &Self) {
        for (rule, option, value) in &over.0 {
            let old = self.0.iter_mut().find(|set| (set.0, &set.1) == (*rule, option));
            match (old.map(|set| &mut set.2), value) {
                // The first entry that matches a word counts.
                (Some(OptionValue::Table(entries)), OptionValue::Table(more)) => {
                    entries.splice(0..0, more.iter().cloned());
                }
                (Some(old), value) => old.clone_from(value),
                (None, value) => self.0.push((*rule, option.clone(), value.clone())),
            }
        }
    }
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownRule { word, nearest } => {
                write!(f, "there is no rule `{word}`")?;
                nearest
                    .as_ref()
                    .map_or(Ok(()), |id| write!(f, "; did you mean `{id}`?"))
            }
            Self::UnknownOption { rule, word, instead } => match &**instead {
                [] => write!(f, "`{rule}` has no options"),
                [name] => write!(f, "`{rule}` has no option `{word}`; did you mean `{name}`?"),
                names => write!(f, "`{rule}` has no option `{word}`, only `{}`", names.join("`, `")),
            },
            Self::Value { rule, option, wanted } => write!(f, "`{rule}.{option}` takes {wanted}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Page, Registry, Rule};

    static RULE: Rule = Rule {
        page: Page::of(
            "---\nid: a-b\ngroup: style\ntarget: shell\nlevel: info\nsince: 0.1.0\n---\n\n# A\n\n## Options\n\n\
               - `names` (list): Some.\n- `sizes` (list of `big`, `small`): Some (any): number.\n\
               - `forms` (table of `url`): Some.\n- `days` (number, default 30): Some.\n\
               - `always` (yes or no): Some.\n- `broken` (number): Some.\n\n## Bad\n\n- `x` (list): no.\n",
        ),
        checks: &[],
    };

    fn option(name: &str) -> &'static RuleOption {
        RULE.page.option(name).expect("the page declares it")
    }

    fn list(words: &[&str]) -> OptionValue {
        OptionValue::List(words.iter().map(|&word| word.to_owned()).collect())
    }

    #[test]
    fn pages_declare_options() {
        let options = RULE.page.options();
        let names: Vec<&str> = options.iter().map(|option| &*option.name).collect();
        assert_eq!(names, ["names", "sizes", "forms", "days", "always"]);
        assert_eq!(options[1].choices, ["big", "small"]);
        assert_eq!(options[1].meaning, "Some (any): number.");
        assert_eq!((options[3].kind, options[3].default), (OptionKind::Number, Some(30)));
        assert_eq!(RULE.page.option_lines().count(), 6);
    }

    #[test]
    fn values_that_are_set_again_grow_or_give_way() {
        let mut options = Options::default();
        options.set(0, "names", list(&["a"]));
        options.set(0, "names", list(&["b"]));
        options.set(0, "days", OptionValue::Number(1));
        options.set(0, "days", OptionValue::Number(2));
        assert_eq!(options.get(0, "names"), Some(&list(&["a", "b"])));
        assert_eq!(options.get(0, "days"), Some(&OptionValue::Number(2)));
        assert_eq!(options.get(0, "always"), None);
    }

    #[test]
    fn later_values_stand_over_earlier_ones() {
        let table = |entries: &[(&str, &str)]| {
            let entries = entries.iter().map(|&(key, value)| (key.to_owned(), value.to_owned()));
            OptionValue::Table(entries.collect())
        };
        let mut options = Options::default();
        options.set(0, "names", list(&["a"]));
        options.set(0, "forms", table(&[("x", "url"), ("y", "url")]));
        let mut over = Options::default();
        over.set(0, "names", list(&["b"]));
        over.set(0, "forms", table(&[("x", "text")]));
        options.put_over(&over);
        assert_eq!(options.get(0, "names"), Some(&list(&["b"])));
        let entries = table(&[("x", "text"), ("x", "url"), ("y", "url")]);
        assert_eq!(options.get(0, "forms"), Some(&entries));
    }

    #[test]
    fn texts_are_values() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        for (name, text, expected) in [
            ("names", "a, b,", Some(list(&["a", "b"]))),
            ("names", "", Some(list(&[]))),
            (
                "forms",
                "a=b,c=d=e",
                Some(OptionValue::Table(vec![pair("a", "b"), pair("c", "d=e")])),
            ),
            ("forms", "a", None),
            ("days", "30", Some(OptionValue::Number(30))),
            ("days", "-1", None),
            ("always", "yes", Some(OptionValue::YesNo(true))),
            ("always", "false", Some(OptionValue::YesNo(false))),
            ("always", "", None),
        ] {
            assert_eq!(option(name).read(text), expected, "{name} {text}");
        }
    }

    #[test]
    fn mistakes_say_what_is_wanted() {
        let registry = Registry::new([&RULE]);
        for (rule, name, expected) in [
            ("a-b", "naems", "`a-b` has no option `naems`; did you mean `names`?"),
            ("a-bb", "x", "there is no rule `a-bb`; did you mean `a-b`?"),
        ] {
            let error = registry.option(rule, name).map_err(|error| error.to_string());
            assert_eq!(error.err().as_deref(), Some(expected));
        }
        for (name, value, expected) in [
            (
                "sizes",
                list(&["huge"]),
                "`a-b.sizes` takes a list of some of `big`, `small`",
            ),
            ("days", list(&[]), "`a-b.days` takes a number"),
            ("always", OptionValue::Number(1), "`a-b.always` takes yes or no"),
            (
                "forms",
                OptionValue::Table(vec![("a".to_owned(), "b".to_owned())]),
                "`a-b.forms` takes a table of words, each with one of `url`",
            ),
        ] {
            let option = option(name);
            assert!(!option.takes(&value), "{name}");
            assert_eq!(option.error(RULE.page.id(), false).to_string(), expected);
        }
    }
}
