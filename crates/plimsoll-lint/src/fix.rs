//! Fixes: edits on the user's text. Nothing is ever printed back from a tree.

use plimsoll_syntax::Edit;

/// A change that repairs a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    pub safety: Safety,
    /// What it does, in the imperative: "use `COPY`".
    pub title: String,
    /// All of them or none; they do not overlap.
    pub edits: Vec<Edit>,
    /// It changes only how something is written: what is read stays equal.
    pub is_style: bool,
}

/// Whether a fix may be applied without asking.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Safety {
    /// The meaning stays the same, or the result is surely what was meant.
    Safe,
    /// Anything else; the user has to ask for it.
    Unsafe,
}

/// What the user has decided about the fixes of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FixChoice {
    /// Its findings have no fix.
    Never,
    /// None is made without asking: all of them count as unsafe.
    Ask,
    /// All of them count as safe.
    Safe,
}

impl FixChoice {
    /// All choices by the words for them.
    pub const ALL: [(&'static str, Self); 3] = [("never", Self::Never), ("ask", Self::Ask), ("safe", Self::Safe)];

    /// The choice that a word means.
    pub fn of(word: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(name, _)| *name == word);
        found.map(|(_, choice)| choice)
    }
}

impl Safety {
    /// The name on pages and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

impl Fix {
    /// A fix that may be applied without asking.
    pub fn safe(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self::new(Safety::Safe, title, edits)
    }

    /// A fix that the user has to ask for.
    pub fn unsafe_(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self::new(Safety::Unsafe, title, edits)
    }

    /// A safe fix that changes only how something is written. It is not applied if the instructions
    /// or the merged project would read in another way.
    pub fn style(title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        let is_style = true;
        Self {
            is_style,
            ..Self::safe(title, edits)
        }
    }

    fn new(safety: Safety, title: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self {
            safety,
            title: title.into(),
            edits: edits.into_iter().collect(),
            is_style: false,
        }
    }
}
