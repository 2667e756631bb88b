//! What a rule's page says about it: the front matter between the two `---` lines, and the options
//! that its text declares.
//!
//! The pages of the rules that are built in are read when plimsoll is compiled ([`Page::of`]), those
//! of others when they are loaded ([`Page::read`]), by the same function. That is why it walks bytes:
//! a `const fn` has neither iterators nor traits.

mod front;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use plimsoll_model::environment::Environment;

use crate::{Release, RuleOption};
pub use front::FrontMatter;
use front::Part;

/// How serious a finding is. Ordered from light to serious.
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
    /// What the engine reports about the run itself.
    Engine,
    /// What an organisation has decided for itself.
    Policy,
}

impl Group {
    /// What comes first among findings of one level: the door that stands open before the step that may
    /// fail, and that before what only costs.
    pub fn rank(self) -> usize {
        const ORDER: [Group; 6] = [
            Group::Secrets,
            Group::Security,
            Group::Correctness,
            Group::Reliability,
            Group::SupplyChain,
            Group::Reproducibility,
        ];
        ORDER.iter().position(|own| *own == self).unwrap_or(ORDER.len())
    }
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

/// What the examples of a page need to run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Examples {
    /// Their files, and the rule.
    Alone,
    /// All rules that are on, since the rule depends on the findings of others.
    WithAllRules,
    /// There are none: nothing that can be written down shows the fault.
    None,
}

/// Begins the section that declares options.
const OPTIONS: &str = "\n## Options\n";

/// The id of the same fault in another tool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Peer<'a> {
    /// `hadolint`, `buildkit`, `trivy` …
    pub tool: &'a str,
    pub id: &'a str,
}

impl Peer<'_> {
    /// Whether a word means it: its id in any case, with or without the tool in front
    /// (`hadolint/DL3006`), and for trivy in any spelling that it has had.
    pub fn is_called(&self, word: &str) -> bool {
        let is_id = |word: &str| self.id.eq_ignore_ascii_case(word);
        // hadolint reports ShellCheck's findings under ShellCheck's codes.
        let is_tool = |tool: &str| tool == self.tool || tool == "hadolint" && self.tool == "shellcheck";
        let own = word.split_once('/').filter(|(tool, _)| is_tool(tool));
        is_id(word)
            || own.is_some_and(|(_, word)| is_id(word))
            || self.tool == "trivy" && self.has_number_of(own.map_or(word, |(_, word)| word))
    }

    /// Whether a word is a trivy id with the same letters and number: trivy has written `DS002`,
    /// `AVD-DS-0002` and `DS-0002` for the same check.
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

/// The page of a rule. It reads like its front matter.
#[derive(Debug)]
pub struct Page {
    text: Cow<'static, str>,
    front: FrontMatter,
    codes: OnceLock<Vec<ShellCode>>,
    options: OnceLock<Vec<RuleOption>>,
}

/// A code of ShellCheck's: `SC2086`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ShellCode(u16);

impl ShellCode {
    /// The code that a word is, in any case.
    pub fn of(word: &str) -> Option<Self> {
        let is_code = word.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("SC"));
        let number = word.get(2..).filter(|_| is_code);
        number?.parse().ok().map(Self)
    }
}

impl fmt::Display for ShellCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SC{}", self.0)
    }
}

/// Why a page's front matter cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageError {
    /// Counted from 1.
    pub line: usize,
    /// A whole sentence, without a full stop.
    pub problem: &'static str,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

/// The names of an enumeration's values, for pages, the command line and reports.
macro_rules! names {
    ($vis:vis $type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in the order of its declaration.
            $vis const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on pages, on the command line and in reports.
            $vis const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The value of a name.
            $vis const fn of(name: &str) -> Option<Self> {
                $(if $crate::page::front::is(name, $name) { return Some(Self::$variant); })+
                None
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}
pub(crate) use names;

names!(pub Level { Info = "info", Warning = "warning", Error = "error" });
names!(pub Group {
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
    Policy = "policy",
});
names!(pub Target { Dockerfile = "dockerfile", Shell = "shell", Compose = "compose", Project = "project" });
names!(pub Examples { Alone = "alone", WithAllRules = "with-all-rules", None = "none" });
names!(pub EnvironmentScope { Any = "any", Production = "production", Development = "development" });

impl Group {
    /// Whether a finding of some level keeps it in a development file: what is refused is refused there
    /// too.
    fn holds_in_development(self, level: Level) -> bool {
        match self {
            Self::Correctness => level == Level::Error,
            Self::Engine => true,
            _ => false,
        }
    }
}

impl Deref for Page {
    type Target = FrontMatter;

    fn deref(&self) -> &FrontMatter {
        &self.front
    }
}

impl Page {
    /// Reads a page that is built in. What is wrong with it stops the compiler.
    pub const fn of(text: &'static str) -> Self {
        match front::read(text) {
            Ok(front) => Self::new(Cow::Borrowed(text), front),
            Err(error) => panic!("{}", error.problem),
        }
    }

    /// Reads a page that is loaded.
    pub fn read(text: String) -> Result<Self, PageError> {
        let front = front::read(&text)?;
        Ok(Self::new(Cow::Owned(text), front))
    }

    const fn new(text: Cow<'static, str>, front: FrontMatter) -> Self {
        Self {
            text,
            front,
            codes: OnceLock::new(),
            options: OnceLock::new(),
        }
    }

    /// The name of the rule.
    pub fn id(&self) -> &str {
        self.front.id.of(&self.text)
    }

    /// The title, without marks.
    pub fn title(&self) -> &str {
        self.front.title.of(&self.text)
    }

    /// The whole page after the front matter.
    pub fn body(&self) -> &str {
        &self.text[self.front.body..]
    }

    /// What the fix does, and what may change by it: the first paragraph below `## Fix`.
    pub fn effect_of_fix(&self) -> Option<&str> {
        let (_, section) = self.body().split_once("\n## Fix\n")?;
        section
            .split("\n\n")
            .map(str::trim)
            .find(|paragraph| !paragraph.is_empty())
    }

    /// The ids under which other tools know the fault.
    pub fn also(&self) -> impl Iterator<Item = Peer<'_>> {
        self.pairs(self.front.also).map(|(tool, id)| Peer { tool, id })
    }

    /// The ids that the rule had before, from the oldest. They go on to mean it.
    pub fn formerly(&self) -> impl Iterator<Item = &str> {
        self.entries(self.front.formerly)
    }

    /// The ids of the other rules that report the same fault, seen from elsewhere. Whoever chooses,
    /// ignores or accepts one of them means all.
    pub fn same_fault(&self) -> impl Iterator<Item = &str> {
        self.entries(self.front.same_fault)
    }

    /// The cases that have a level of their own, whatever the environment.
    pub fn cases(&self) -> impl Iterator<Item = (&str, Level)> {
        let cases = self.pairs(self.front.cases);
        cases.filter_map(|(case, level)| Some((case, Level::of(level)?)))
    }

    /// The level of a finding in a file of an environment, which may be one of the cases that the page
    /// declares. In development all is info but what Docker or Compose refuses, and what pages say
    /// otherwise of: real credentials, and dangers for the developer's own machine.
    pub fn level_of(&self, case: Option<&str>, environment: Environment) -> Level {
        let declared = case.and_then(|case| self.cases().find(|(own, _)| *own == case));
        let level = declared.map_or(self.level, |(_, level)| level);
        match (environment, self.development) {
            (Environment::Production, _) => level,
            (Environment::Development, Some(own)) => declared.map_or(own, |(_, level)| level),
            (Environment::Development, None) if self.group.holds_in_development(level) => level,
            (Environment::Development, None) => Level::Info,
        }
    }

    /// The level that the rule had up to an edition, if it was another one: `levels-before: [2026.1 info]`
    /// says that it was info up to 2026.1.
    pub(crate) fn level_before(&self, edition: Release) -> Option<Level> {
        let before = self.pairs(self.front.levels_before);
        let mut before = before.filter_map(|(last, level)| Some((Release::parse(last)?, Level::of(level)?)));
        let (_, level) = before.find(|(last, _)| edition <= *last)?;
        Some(level)
    }

    /// The level in a development file of what is none of the cases, if it is another one there.
    pub fn level_in_development(&self) -> Option<Level> {
        let level = self.level_of(None, Environment::Development);
        let looks = self.applies_in(Environment::Development);
        (looks && level != self.level).then_some(level)
    }

    /// The id, and the former ones.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.id()).chain(self.formerly())
    }

    /// Whether a word is the id of the rule, or was.
    pub fn is_called(&self, word: &str) -> bool {
        self.ids().any(|id| id == word)
    }

    /// Whether the page names a code of ShellCheck's.
    pub fn has_code(&self, code: ShellCode) -> bool {
        self.codes().contains(&code)
    }

    /// The codes of ShellCheck's that the rule stands for. Findings tell which one they are about
    /// ([`Finding::code`](crate::Finding::code)), so that each can be chosen by itself.
    pub fn codes(&self) -> &[ShellCode] {
        self.codes.get_or_init(|| {
            let peers = self.also().filter(|peer| peer.tool == "shellcheck");
            peers.filter_map(|peer| ShellCode::of(peer.id)).collect()
        })
    }

    /// Whether the rule applies to files of this environment.
    pub fn applies_in(&self, environment: Environment) -> bool {
        match self.environments {
            EnvironmentScope::Any => true,
            EnvironmentScope::Production => environment == Environment::Production,
            EnvironmentScope::Development => environment == Environment::Development,
        }
    }

    /// The options that the text declares.
    pub fn options(&self) -> &[RuleOption] {
        self.options
            .get_or_init(|| self.option_lines().filter_map(RuleOption::of_line).collect())
    }

    /// The option of a name.
    pub fn option(&self, name: &str) -> Option<&RuleOption> {
        self.options().iter().find(|option| option.name == name)
    }

    /// The lines of the text that declare options.
    pub fn option_lines(&self) -> impl Iterator<Item = &str> {
        let body = self.body();
        let start = memchr::memmem::find(body.as_bytes(), OPTIONS.as_bytes());
        let section = start.map_or("", |start| &body[start + OPTIONS.len()..]);
        let lines = section.lines().take_while(|line| !line.starts_with("## "));
        lines.filter(|line| line.starts_with("- "))
    }

    fn pairs(&self, list: Option<Part>) -> impl Iterator<Item = (&str, &str)> {
        self.entries(list).filter_map(|entry| entry.split_once(' '))
    }

    fn entries(&self, list: Option<Part>) -> impl Iterator<Item = &str> {
        let list = list.map(|list| list.of(&self.text));
        list.into_iter().flat_map(|list| list.split(',').map(str::trim))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Release;

    const TEXT: &str = "---\nid: a-b\ngroup: security\ntarget: shell\nlevel: error\ndevelopment: info\nsince: 0.1.0\n\
        cases: [mild warning]\nformerly: [a-c]\nalso: [kics Last User Is 'root', hadolint DL1]\n---\n\n# Title\n\nText.\n";
    static PAGE: Page = Page::of(TEXT);

    #[test]
    fn reads_a_page() {
        assert_eq!((PAGE.id(), PAGE.title(), PAGE.level), ("a-b", "Title", Level::Error));
        assert_eq!(PAGE.body(), "\n# Title\n\nText.\n");
        assert_eq!((PAGE.fix, PAGE.on), (None, true));
        assert_eq!(PAGE.since, Release::parse("0.1").expect("it is a release"));
        let ids: Vec<&str> = PAGE.also().map(|peer| peer.id).collect();
        assert_eq!(ids, ["Last User Is 'root'", "DL1"]);
        assert!(PAGE.is_called("a-b") && PAGE.is_called("a-c") && !PAGE.is_called("DL1"));
    }

    #[test]
    fn the_level_depends_on_case_and_environment() {
        use Environment::{Development, Production};
        for (case, environment, expected) in [
            (None, Production, Level::Error),
            (None, Development, Level::Info),
            (Some("mild"), Production, Level::Warning),
            (Some("mild"), Development, Level::Warning),
        ] {
            assert_eq!(PAGE.level_of(case, environment), expected, "{case:?} {environment}");
        }
    }

    #[test]
    fn refuses_wrong_pages() {
        for (from, to, line) in [
            ("level: error", "level: bad", 5),
            ("since: 0.1.0\n", "", 1),
            ("since: 0.1.0", "since: soon", 7),
            ("group:", "grp:", 3),
            ("group: security", "group security", 3),
            ("development", "id", 6),
            ("[mild warning]", "[mild]", 8),
            ("[mild warning]", "[mild bad]", 8),
            ("[a-c]", "a-c", 9),
            ("[a-c]", "[a-c, ]", 9),
            ("hadolint DL1", "hadolint", 10),
            ("# Title", "Title", 12),
            ("---\n\n", "\n", 11),
            ("---\nid", "id", 1),
        ] {
            let text = TEXT.replacen(from, to, 1);
            let error = Page::read(text).expect_err("the page is wrong");
            assert_eq!(error.line, line, "{from} -> {to}: {error}");
        }
        assert!(Page::read(String::new()).is_err());
        assert!(Page::read("---\nid: a\n---".to_owned()).is_err());
    }
}
