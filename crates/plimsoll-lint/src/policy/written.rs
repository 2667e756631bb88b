//! A policy as somebody wrote it: words, each with the place where it stands. Nothing is checked
//! here; [`Policy::resolve`](crate::Policy::resolve) does that.

use plimsoll_model::environment::Environment;
use plimsoll_syntax::Span;

use crate::OptionValue;

/// Where a setting was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// An argument of the command line: `--select`.
    Argument(&'static str),
    /// A place in a configuration file.
    Source(Span),
}

/// Something that was written, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written<T> {
    pub value: T,
    pub origin: Origin,
}

/// What one configuration file, or the command line, asks for.
#[derive(Clone, Default, Debug)]
pub struct Layer {
    /// What holds everywhere.
    pub settings: WrittenSettings,
    /// What holds at some places; later ones win.
    pub overrides: Vec<WrittenOverride>,
    pub exceptions: Vec<WrittenException>,
    /// Which files are for what, by patterns of their paths; later ones win.
    pub environments: Vec<(Environment, Written<String>)>,
    /// The release whose rules the user has agreed to.
    pub edition: Option<Written<String>>,
    /// The folder that the patterns for files count from: empty for the current one, or with a `/`
    /// at its end.
    pub folder: String,
}

/// Which rules run, how heavy their findings are, and what the rules are told.
#[derive(Clone, Default, Debug)]
pub struct WrittenSettings {
    /// Only these rules; it replaces what earlier layers select.
    pub select: Option<Vec<Written<String>>>,
    /// These rules as well.
    pub extend_select: Vec<Written<String>>,
    /// Not these rules. They are taken out last.
    pub ignore: Vec<Written<String>>,
    /// Rules with the names of levels, or `off`.
    pub levels: Vec<(Written<String>, Written<String>)>,
    pub options: Vec<WrittenOption>,
}

/// A value for an option of a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenOption {
    /// Without one it is meant for every rule that declares the option.
    pub rule: Option<Written<String>>,
    pub option: Written<String>,
    pub value: Written<WrittenValue>,
}

/// The value of an option.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WrittenValue {
    /// As the command line has it: a list with commas, a table with `KEY=VALUE`. What kind it is, the
    /// option says.
    Text(String),
    Value(OptionValue),
}

/// Settings for some places only.
#[derive(Clone, Default, Debug)]
pub struct WrittenOverride {
    pub scope: WrittenScope,
    pub settings: WrittenSettings,
}

/// Findings that are accepted.
#[derive(Clone, Debug)]
pub struct WrittenException {
    /// A rule, a group, or the id of a peer.
    pub rule: Written<String>,
    pub scope: WrittenScope,
    /// Why they are accepted.
    pub reason: Option<Written<String>>,
    /// The last day on which they are.
    pub until: Option<Written<String>>,
}

/// At which places something holds. A list without entries leaves the choice open; a place has to fit
/// all others.
#[derive(Clone, Default, Debug)]
pub struct WrittenScope {
    pub files: Vec<Written<String>>,
    pub services: Vec<Written<String>>,
    pub stages: Vec<Written<String>>,
    pub images: Vec<Written<String>>,
    pub environments: Vec<Written<String>>,
}

impl<T> Written<T> {
    /// What an argument of the command line says.
    pub fn argument(name: &'static str, value: T) -> Self {
        let origin = Origin::Argument(name);
        Self { value, origin }
    }

    /// What stands in a configuration file.
    pub fn at(span: Span, value: T) -> Self {
        let origin = Origin::Source(span);
        Self { value, origin }
    }
}

impl Layer {
    /// The words of `--select` and `--ignore`. Without words to select, nothing is selected anew.
    pub fn of_words(select: &[String], ignore: &[String]) -> Self {
        let words = |name, words: &[String]| -> Vec<Written<String>> {
            let words = words.iter().map(|word| Written::argument(name, word.clone()));
            words.collect()
        };
        let settings = WrittenSettings {
            select: (!select.is_empty()).then(|| words("--select", select)),
            ignore: words("--ignore", ignore),
            ..WrittenSettings::default()
        };
        Self {
            settings,
            ..Self::default()
        }
    }
}
