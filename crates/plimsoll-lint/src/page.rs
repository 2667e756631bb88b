//! What a rule's page says about it: the front matter between the two `---` lines.
//!
//! Parsed at start-up from the embedded pages, as slices of them.

use std::fmt;

/// How much a finding weighs. Ordered from light to heavy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    Info,
    Warning,
    Error,
}

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    Correctness,
    Security,
    Secrets,
    SupplyChain,
    Reliability,
    Reproducibility,
    Performance,
    Maintainability,
    Deprecated,
    Style,
    /// What the engine says of the run itself.
    Engine,
}

/// What a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Target {
    Dockerfile,
    /// The shell code in a Dockerfile or Compose file.
    Shell,
    Compose,
    /// A Compose file and the Dockerfiles that it builds, together.
    Project,
}

/// Where a rule applies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EnvironmentScope {
    Any,
    Production,
    Development,
}

/// What the examples of a page need to be run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Examples {
    /// Their files, and the rule.
    Alone,
    /// All rules that are on, since the rule sees what others find.
    WithAllRules,
    /// There are none: nothing that can be written down shows the fault.
    None,
}

/// The id under which another tool knows the same fault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Peer {
    /// `hadolint`, `buildkit`, `trivy` …
    pub tool: &'static str,
    pub id: &'static str,
}

impl Peer {
    /// Whether a word means it: its id in any case, also with the tool in front (`hadolint/DL3006`),
    /// and for trivy in each of the spellings that it has had.
    pub fn is_called(&self, word: &str) -> bool {
        let is_id = |word: &str| self.id.eq_ignore_ascii_case(word);
        // hadolint reports what ShellCheck finds under ShellCheck's codes.
        let is_tool = |tool: &str| tool == self.tool || tool == "hadolint" && self.tool == "shellcheck";
        let own = word.split_once('/').filter(|(tool, _)| is_tool(tool));
        is_id(word)
            || own.is_some_and(|(_, word)| is_id(word))
            || self.tool == "trivy" && self.has_number_of(own.map_or(word, |(_, word)| word))
    }

    /// Whether a word is an id of trivy's with the same letters and number: trivy has written
    /// `DS002`, `AVD-DS-0002` and `DS-0002` for the same check.
    pub(crate) fn has_number_of(&self, word: &str) -> bool {
        let number = number_of(word);
        number.is_some() && number == number_of(self.id)
    }
}

fn number_of(id: &str) -> Option<(String, u32)> {
    let id = id.to_ascii_uppercase();
    let id = id.strip_prefix("AVD-").unwrap_or(&id);
    let digits = id.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = id.split_at(digits);
    Some((letters.trim_end_matches('-').to_owned(), number.parse().ok()?))
}

/// The front matter of a page.
#[derive(Clone, Debug)]
pub struct Page {
    pub id: &'static str,
    /// The title of the page, without marks.
    pub title: &'static str,
    pub group: Group,
    pub target: Target,
    pub level: Level,
    /// The level in a development file, where it is another one.
    pub development: Option<Level>,
    pub environments: EnvironmentScope,
    /// Whether the rule runs unless asked for.
    pub on: bool,
    /// `none`, `safe` or `unsafe`: the fix that findings of this rule may carry.
    pub fix: &'static str,
    /// The release that brought the rule.
    pub since: &'static str,
    pub also: Vec<Peer>,
    /// Whether it sees secrets, which no output may show: it looks at the files even if nobody asks
    /// for what it finds.
    pub redacts: bool,
    pub examples: Examples,
    /// The whole page behind the front matter.
    pub body: &'static str,
}

/// Why a page's front matter cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageError {
    pub page: String,
    pub problem: String,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "page of `{}`: {}", self.page, self.problem)
    }
}

macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on pages, on the command line and in reports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The value of a name.
            pub fn of(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.name() == name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

names!(Level { Info = "info", Warning = "warning", Error = "error" });
names!(Group {
    Correctness = "correctness",
    Security = "security",
    Secrets = "secrets",
    SupplyChain = "supply-chain",
    Reliability = "reliability",
    Reproducibility = "reproducibility",
    Performance = "performance",
    Maintainability = "maintainability",
    Deprecated = "deprecated",
    Style = "style",
    Engine = "engine",
});
names!(Target { Dockerfile = "dockerfile", Shell = "shell", Compose = "compose", Project = "project" });
names!(Examples { Alone = "alone", WithAllRules = "with-all-rules", None = "none" });
names!(EnvironmentScope { Any = "any", Production = "production", Development = "development" });

impl Page {
    /// Reads the front matter of a page.
    pub fn parse(page: &'static str) -> Result<Self, PageError> {
        let (front, body) = page
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .ok_or_else(|| problem("?", "no front matter between two `---` lines"))?;
        let mut reader = Reader {
            id: "?",
            fields: Vec::new(),
        };
        for line in front.lines() {
            let field = line
                .split_once(':')
                .ok_or_else(|| reader.problem("a line without `:`"))?;
            reader.fields.push((field.0, field.1.trim()));
        }
        reader.id = reader.required("id")?;
        let title = body.lines().find_map(|l| l.strip_prefix("# "));
        let page = Self {
            id: reader.id,
            title: title.ok_or_else(|| reader.problem("no title"))?,
            group: reader.parsed("group", None, Group::of)?,
            target: reader.parsed("target", None, Target::of)?,
            level: reader.parsed("level", None, Level::of)?,
            development: match reader.optional("development") {
                Some(_) => Some(reader.parsed("development", None, Level::of)?),
                None => None,
            },
            environments: reader.parsed("environments", Some(EnvironmentScope::Any), EnvironmentScope::of)?,
            on: reader.parsed("default", Some(true), |v| match v {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            })?,
            fix: reader.parsed("fix", Some("none"), |v| {
                ["none", "safe", "unsafe"].into_iter().find(|f| *f == v)
            })?,
            since: reader.required("since")?,
            also: reader.peers()?,
            redacts: reader.parsed("redacts", Some(false), |v| (v == "secrets").then_some(true))?,
            examples: reader.parsed("examples", Some(Examples::Alone), Examples::of)?,
            body,
        };
        reader.no_others()?;
        Ok(page)
    }

    /// The level of a finding of this rule in a file of an environment.
    pub fn level_in(&self, environment: plimsoll_model::environment::Environment) -> Level {
        match (environment, self.development) {
            (plimsoll_model::environment::Environment::Development, Some(level)) => level,
            _ => self.level,
        }
    }

    /// Whether its page names a code of ShellCheck's.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes().any(|own| own.eq_ignore_ascii_case(code))
    }

    /// The codes of ShellCheck's that it stands for. Findings tell which one they are about
    /// ([`Finding::code`](crate::Finding::code)), so that each can be chosen by itself.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        let peers = self.also.iter().filter(|peer| peer.tool == "shellcheck");
        peers.map(|peer| peer.id)
    }

    /// Whether the rule speaks of files of an environment.
    pub fn applies_in(&self, environment: plimsoll_model::environment::Environment) -> bool {
        use plimsoll_model::environment::Environment;
        match self.environments {
            EnvironmentScope::Any => true,
            EnvironmentScope::Production => environment == Environment::Production,
            EnvironmentScope::Development => environment == Environment::Development,
        }
    }
}

fn problem(page: &str, problem: impl Into<String>) -> PageError {
    PageError {
        page: page.to_owned(),
        problem: problem.into(),
    }
}

const KEYS: [&str; 12] = [
    "id",
    "group",
    "target",
    "level",
    "development",
    "environments",
    "default",
    "fix",
    "since",
    "also",
    "redacts",
    "examples",
];

struct Reader {
    id: &'static str,
    fields: Vec<(&'static str, &'static str)>,
}

impl Reader {
    fn problem(&self, text: impl Into<String>) -> PageError {
        problem(self.id, text)
    }

    fn optional(&self, key: &str) -> Option<&'static str> {
        self.fields.iter().find(|f| f.0 == key).map(|f| f.1)
    }

    fn required(&self, key: &str) -> Result<&'static str, PageError> {
        self.optional(key).ok_or_else(|| self.problem(format!("no `{key}`")))
    }

    fn parsed<T>(&self, key: &str, default: Option<T>, parse: impl Fn(&str) -> Option<T>) -> Result<T, PageError> {
        match (self.optional(key), default) {
            (None, Some(default)) => Ok(default),
            (None, None) => Err(self.problem(format!("no `{key}`"))),
            (Some(value), _) => parse(value).ok_or_else(|| self.problem(format!("`{key}: {value}` is not known"))),
        }
    }

    /// `[hadolint DL3020, kics Add Instead of Copy]`
    fn peers(&self) -> Result<Vec<Peer>, PageError> {
        let Some(list) = self.optional("also") else {
            return Ok(Vec::new());
        };
        let inside = list.strip_prefix('[').and_then(|l| l.strip_suffix(']'));
        let inside = inside.ok_or_else(|| self.problem("`also` is not `[tool id, …]`"))?;
        let peer = |entry: &'static str| entry.trim().split_once(' ').map(|(tool, id)| Peer { tool, id });
        let entries = inside.split(',').filter(|e| !e.trim().is_empty());
        let peers: Option<Vec<_>> = entries.map(peer).collect();
        peers.ok_or_else(|| self.problem("an entry of `also` is not `tool id`"))
    }

    fn no_others(&self) -> Result<(), PageError> {
        for (index, (key, _)) in self.fields.iter().enumerate() {
            if !KEYS.contains(key) {
                return Err(self.problem(format!("`{key}` is not a key of the front matter")));
            }
            if self.fields[..index].iter().any(|f| f.0 == *key) {
                return Err(self.problem(format!("`{key}` stands there twice")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\nid: a-b\ngroup: security\ntarget: shell\nlevel: error\ndevelopment: info\nsince: 0.1.0\nalso: [kics Last User Is 'root', hadolint DL1]\n---\n\n# Title\n\nText.\n";

    #[test]
    fn reads_a_page() {
        let page = Page::parse(PAGE).expect("the page is right");
        assert_eq!((page.id, page.title, page.level), ("a-b", "Title", Level::Error));
        assert_eq!(
            page.level_in(plimsoll_model::environment::Environment::Development),
            Level::Info
        );
        assert_eq!(page.also[0].id, "Last User Is 'root'");
        assert!(page.on);
    }

    #[test]
    fn refuses_unknown_keys_and_values() {
        for (from, to) in [
            ("group:", "grup:"),
            ("security", "securty"),
            ("level: error", "level: error\nlevel: info"),
        ] {
            let page = PAGE.replace(from, to).leak();
            assert!(Page::parse(page).is_err(), "{from} -> {to}");
        }
    }
}
