//! A policy as written: words, each with its place. Nothing is checked here;
//! [`Policy::resolve`](crate::Policy::resolve) does that.

use plimsoll_model::environment::Environment;
use plimsoll_syntax::Span;

use crate::OptionValue;

/// Where a setting was written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// An argument of the command line: `--select`.
    Argument(&'static str),
    /// A place in a configuration file.
    Source(Span),
}

/// A written value, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written<T> {
    pub value: T,
    pub origin: Origin,
}

/// The contents of one configuration file, or of the command line.
#[derive(Clone, Default, Debug)]
pub struct Layer {
    /// What applies everywhere.
    pub settings: WrittenSettings,
    /// What applies at some places; later ones win.
    pub overrides: Vec<WrittenOverride>,
    pub exceptions: Vec<WrittenException>,
    /// The rules that comments in the files may not hide.
    pub forbid_ignores: Vec<Written<String>>,
    /// Whether the layer is an organisation's, which those of the repository may not weaken.
    pub enforced: Option<Enforcement>,
    /// What files are for, by patterns of their paths; later ones win.
    pub environments: Vec<(Environment, Written<String>)>,
    /// The release whose rules the user has agreed to.
    pub edition: Option<Written<String>>,
    pub anchor: Anchor,
    /// Where the layer holds, if not everywhere.
    pub reach: Option<Reach>,
}

/// What the files of a repository may do about what their organisation enforces: nothing, unless this
/// says so.
#[derive(Clone, Default, Debug)]
pub struct Enforcement {
    /// Reasons that it accepts in exceptions and comments, where `*` stands for any text.
    pub reasons: Vec<String>,
    /// How many days from the day of the check an exception or a comment may still last.
    pub longest: Option<u32>,
    /// Whether a baseline holds.
    pub baseline: bool,
}

/// What the patterns for files in a layer are relative to.
#[derive(Clone, Default, Debug)]
pub struct Anchor {
    /// The folder: empty for the current one, or with a trailing `/`.
    pub folder: String,
    /// If it lies above the current folder, the way down from it, with a trailing `/`.
    pub way_down: String,
}

/// The files of a layer: where several configuration files hold in one run, each file has the nearest
/// one, and nothing of the others.
#[derive(Clone, Default, Debug)]
pub struct Reach {
    /// The folder that they are in, empty or with a trailing `/`.
    pub below: String,
    /// The folders in it that have a configuration of their own.
    pub not_below: Vec<String>,
    /// Whether the layer begins anew instead of adding to the layers before.
    pub anew: bool,
}

/// Which rules run, the levels of their findings, and their options.
#[derive(Clone, Default, Debug)]
pub struct WrittenSettings {
    /// Only these rules; it replaces the selection of earlier layers.
    pub select: Option<Vec<Written<String>>>,
    /// Where it was written, in a configuration.
    pub select_origin: Option<Origin>,
    /// These rules as well.
    pub extend_select: Vec<Written<String>>,
    /// Not these rules. They are removed last.
    pub ignore: Vec<Written<String>>,
    /// Rules with the names of levels, or `off`.
    pub levels: Vec<(Written<String>, Written<String>)>,
    /// Rules with what to do about their fixes.
    pub fixes: Vec<(Written<String>, Written<String>)>,
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
    /// In the notation of the command line: a list with commas, a table with `KEY=VALUE`. The
    /// option decides which kind it is.
    Text(String),
    Value(OptionValue),
}

/// Settings for some places only.
#[derive(Clone, Default, Debug)]
pub struct WrittenOverride {
    /// Where it was written, so that somebody can be told if it holds nowhere.
    pub origin: Option<Origin>,
    pub scope: WrittenScope,
    pub settings: WrittenSettings,
}

/// Findings that are accepted.
#[derive(Clone, Debug)]
pub struct WrittenException {
    /// A rule, a group, or the id of another tool.
    pub rule: Written<String>,
    pub scope: WrittenScope,
    /// Why they are accepted.
    pub reason: Option<Written<String>>,
    /// The last day on which they are accepted.
    pub until: Option<Written<String>>,
}

/// Where something applies. An empty list leaves the choice open; a place has to match all the
/// others.
#[derive(Clone, Default, Debug)]
pub struct WrittenScope {
    pub files: Vec<Written<String>>,
    pub services: Vec<Written<String>>,
    pub stages: Vec<Written<String>>,
    pub images: Vec<Written<String>>,
    pub environments: Vec<Written<String>>,
}

impl<T> Written<T> {
    /// A setting from an argument of the command line.
    pub fn argument(name: &'static str, value: T) -> Self {
        let origin = Origin::Argument(name);
        Self { value, origin }
    }

    /// A setting from a configuration file.
    pub fn at(span: Span, value: T) -> Self {
        let origin = Origin::Source(span);
        Self { value, origin }
    }
}

impl Layer {
    /// The words of `--select` and `--ignore`. Without words to select, the selection does not
    /// change.
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

    /// What is left without some words. A selection of which nothing is left is none.
    pub fn without_words(mut self, words: &[&str]) -> Self {
        let settings = &mut self.settings;
        let lists = settings.select.iter_mut();
        for list in lists.chain([&mut settings.extend_select, &mut settings.ignore]) {
            list.retain(|word| !words.contains(&&*word.value));
        }
        settings.select.take_if(|select| select.is_empty());
        self
    }
}
