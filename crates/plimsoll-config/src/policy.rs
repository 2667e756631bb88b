//! Policies: `[[policy]]` in a configuration file, or in a file of policies.

use std::ops::Range;

use plimsoll_lint::Level;
use plimsoll_lint::policy::Written;
use plimsoll_model::environment::Environment;
use plimsoll_policy::{Limit, Match, Path, Pattern, Policy, Requirement, Template, Tests, Value};
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::{SourceFile, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::value::Reader;
use crate::{Fault, LEVELS};

const KEYS: [&str; 9] = [
    "id", "message", "help", "level", "match", "require", "forbid", "good", "bad",
];
const MATCH: [&str; 7] = [
    "services",
    "stages",
    "instruction",
    "command",
    "images",
    "environment",
    "shipped",
];
const TESTS: [&str; 8] = [
    "path", "exists", "equals", "in", "like", "matches", "at-most", "at-least",
];

/// Reads a file that contains nothing but policies.
pub fn read_policies(source: &SourceFile) -> (Vec<Policy>, Vec<Fault>) {
    let (table, mut reader) = Reader::parse(source);
    let mut policies = Vec::new();
    for (key, value) in table.get_ref() {
        match &**key.get_ref() {
            "policy" => policies.extend(reader.policies(value)),
            name => reader.unknown(key.span(), name, ["policy"].into_iter()),
        }
    }
    (policies, reader.into_faults())
}

impl Reader<'_> {
    pub(crate) fn policies(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Policy> {
        let tables = self.tables(value);
        let read = tables
            .into_iter()
            .filter_map(|(place, table)| self.policy(place, table));
        read.collect()
    }

    fn policy(&mut self, place: Range<usize>, table: &DeTable<'_>) -> Option<Policy> {
        let (mut id, mut message, mut help, mut level) = (None, None, None, Some(Level::Warning));
        let mut matching = Some(Match::default());
        let (mut require, mut forbid) = (Vec::new(), Vec::new());
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        let faults = self.faults.len();
        for (key, value) in table {
            match &**key.get_ref() {
                "id" => id = self.policy_id(value),
                "message" => message = self.template(value),
                "help" => help = self.string(value).map(|text| text.value),
                "level" => level = self.word(value, &LEVELS),
                "match" => matching = self.matching(value),
                "require" => require = self.requirements(value),
                "forbid" => forbid = self.requirements(value),
                "good" => good = self.strings(value).into_iter().map(|text| text.value).collect(),
                "bad" => bad = self.strings(value).into_iter().map(|text| text.value).collect(),
                name => self.unknown(key.span(), name, KEYS.into_iter()),
            }
        }
        for key in ["id", "message"] {
            if !table.iter().any(|(own, _)| &**own.get_ref() == key) {
                self.fault(place.clone(), format!("the policy needs `{key}`"));
            }
        }
        if require.is_empty() && forbid.is_empty() && self.faults.len() == faults {
            self.fault(place.clone(), "the policy asks for nothing: add `require` or `forbid`");
        }
        let (message, template_place) = message?;
        let matching = matching?;
        let missing = message.placeholders().find(|own| !matching.gives(*own));
        if let Some(placeholder) = missing {
            let name = placeholder.name();
            self.fault(
                template_place,
                format!("nothing that `match` looks at has a `{{{name}}}`"),
            );
        }
        Some(Policy {
            id: id?,
            origin: self.span(place.clone()),
            message,
            help,
            level: level?,
            matching,
            require,
            forbid,
            good,
            bad,
            text: self.lines_of(place, table),
        })
    }

    fn policy_id(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let id = self.string(value)?.value;
        let is_right = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || !id.chars().all(is_right) || id.starts_with('-') {
            self.fault(value.span(), "an id consists of lower-case letters, digits and `-`");
            return None;
        }
        Some(id)
    }

    fn template(&mut self, value: &Spanned<DeValue<'_>>) -> Option<(Template, Range<usize>)> {
        let text = self.string(value)?.value;
        match Template::parse(&text) {
            Ok(template) => Some((template, value.span())),
            Err(error) => {
                self.fault(value.span(), error.message);
                None
            }
        }
    }

    fn matching(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Match> {
        let mut matching = Match::default();
        for (key, value) in self.table(value)? {
            let values = |words: Vec<Written<String>>| words.into_iter().map(|word| word.value).collect();
            match &**key.get_ref() {
                "services" => matching.services = values(self.patterns(value)),
                "stages" => matching.stages = values(self.patterns(value)),
                "command" => matching.commands = values(self.strings(value)),
                "images" => matching.images = values(self.patterns(value)),
                "shipped" => matching.shipped = Some(self.boolean(value)),
                "environment" => {
                    let known = [Environment::Production, Environment::Development];
                    matching.environment = self.word(value, &known.map(|own| (own.name(), own)));
                }
                "instruction" => {
                    for Written { value: word, .. } in self.strings(value) {
                        match Kind::of(&word) {
                            Kind::Unknown => self.unknown_instruction(value.span(), &word),
                            kind => matching.instructions.push(kind),
                        }
                    }
                }
                name => self.unknown(key.span(), name, MATCH.into_iter()),
            }
        }
        Some(matching)
    }

    fn unknown_instruction(&mut self, place: Range<usize>, word: &str) {
        let names = Kind::ALL.map(Kind::name);
        let meant = nearest(&word.to_ascii_uppercase(), names);
        let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
        self.fault(place, format!("Dockerfiles have no instruction `{word}`{meant}"));
    }

    /// One requirement, or a list of them.
    fn requirements(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Requirement> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.requirement(item)).collect(),
            _ => self.requirement(value).into_iter().collect(),
        }
    }

    fn requirement(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Requirement> {
        let mut path = None;
        let mut tests = Tests::default();
        let faults = self.faults.len();
        for (key, value) in self.table(value)? {
            match &**key.get_ref() {
                "path" => path = self.path(value),
                "exists" => tests.exists = Some(self.boolean(value)),
                "equals" => tests.equals = self.scalar(value),
                "in" => tests.is_in = self.scalars(value),
                "like" => tests.like = self.strings(value).into_iter().map(|word| word.value).collect(),
                "matches" => tests.matches = self.pattern(value),
                "at-most" => tests.at_most = self.limit(value),
                "at-least" => tests.at_least = self.limit(value),
                name => self.unknown(key.span(), name, TESTS.into_iter()),
            }
        }
        let is_whole = self.faults.len() == faults;
        if is_whole && path.is_none() && !(tests.is_empty() && tests.exists.is_none()) {
            self.fault(value.span(), "a test needs a `path` that leads to the value");
            return None;
        }
        if is_whole && tests.exists == Some(false) && !tests.is_empty() {
            self.fault(value.span(), "what must not exist has no value to test");
            return None;
        }
        is_whole.then_some(Requirement { path, tests })
    }

    fn path(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Path> {
        let text = self.string(value)?.value;
        let read = Path::parse(&text);
        if let Err(error) = &read {
            let here = &text[error.at.min(text.len())..];
            let message = match here {
                "" => format!("{} (at the end)", error.problem),
                here => format!("{} (at `{here}`)", error.problem),
            };
            self.fault(value.span(), message);
        }
        read.ok()
    }

    fn pattern(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Pattern> {
        let text = self.string(value)?.value;
        if let Some(pattern) = self.patterns.get(&text) {
            return Some(pattern.clone());
        }
        match Pattern::parse(&text) {
            Ok(pattern) => {
                self.patterns.insert(text, pattern.clone());
                Some(pattern)
            }
            Err(problem) => {
                self.fault(value.span(), format!("this is not a regular expression: {problem}"));
                None
            }
        }
    }

    fn scalar(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(value) => value.to_string(),
            DeValue::Integer(_) | DeValue::Float(_) => self.number(value)?.to_string(),
            _ => {
                self.fault(value.span(), "this takes a text, a number, `true` or `false`");
                return None;
            }
        };
        Some(Value(text))
    }

    fn scalars(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<Value>> {
        let Some(items) = value.get_ref().as_array() else {
            self.fault(value.span(), "this takes a list of values");
            return None;
        };
        Some(items.iter().filter_map(|item| self.scalar(item)).collect())
    }

    fn limit(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Limit> {
        let limit = match value.get_ref() {
            DeValue::String(text) => Limit::of_text(text),
            DeValue::Integer(_) | DeValue::Float(_) => self.number(value).map(Limit::Number),
            _ => None,
        };
        if limit.is_none() {
            let message = "this takes a number (0.5), a size (\"512M\"), a duration (\"30s\") or a version (\"18.2\")";
            self.fault(value.span(), message);
        }
        limit
    }

    fn number(&mut self, value: &Spanned<DeValue<'_>>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|n| n as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.fault(value.span(), "this number is too large");
        }
        number
    }

    /// The lines of a table, as they were written.
    fn lines_of(&self, place: Range<usize>, table: &DeTable<'_>) -> String {
        let mut end = place.end;
        last_of(table, &mut end);
        let text = self.source.text();
        let start = text[..place.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
        let end = text[end.min(text.len())..].find('\n').map_or(text.len(), |at| end + at);
        text[start..end].to_owned()
    }
}

/// Moves `end` behind the last value of a table.
fn last_of(table: &DeTable<'_>, end: &mut usize) {
    for (_, value) in table {
        *end = value.span().end.max(*end);
        if let Some(inner) = value.get_ref().as_table() {
            last_of(inner, end);
        }
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::FileId;

    use super::*;

    fn read(text: &str) -> (Vec<Policy>, Vec<(usize, String)>) {
        let source = SourceFile::new(FileId(0), "policy.toml", text.into());
        let (policies, faults) = read_policies(&source);
        let faults = faults.into_iter();
        let faults = faults.map(|fault| (source.line_of(fault.span.start), fault.message));
        (policies, faults.collect())
    }

    #[test]
    fn a_policy_is_read_with_its_text() {
        let text = "# Owners.\n[[policy]]\nid = \"acme-owner\"\nmessage = \"`{service}` has no owner\"\n\
                    match = { services = \"*\" }\nrequire = { path = \"labels['o']\", matches = \"^team-\" }\n\n\
                    [[policy]]\nid = \"b\"\nmessage = \"m\"\nforbid = [{ path = \"a\" }]\n[policy.match]\nstages = [\"x\"]\n";
        let (policies, faults) = read(text);
        assert_eq!(faults, []);
        assert_eq!(policies.len(), 2);
        assert_eq!(policies[0].id, "acme-owner");
        assert!(policies[0].text.starts_with("[[policy]]\nid"), "{}", policies[0].text);
        assert!(policies[0].text.ends_with("\"^team-\" }"), "{}", policies[0].text);
        assert!(policies[1].text.ends_with("stages = [\"x\"]"), "{}", policies[1].text);
    }

    #[test]
    fn every_mistake_is_at_its_place() {
        let text = "[[policy]]\nid = \"Bad Id\"\nmessage = \"{servise}\"\nmatch = { service = \"*\", instruction = \"RUM\" }\n\
                    [[policy]]\nmessage = \"x\"\nrequire = { path = \"a[\", matches = \"(\", at-most = \"soon\", is = 1 }\n\
                    [[policy]]\nid = \"c\"\nmessage = \"{stage}\"\nmatch = { services = \"*\" }\nforbid = { equals = 1 }\n\
                    [[policy]]\nid = \"d\"\nmessage = \"x\"\n[[polcy]]\n";
        let (_, faults) = read(text);
        let faults: Vec<String> = faults
            .iter()
            .map(|(line, message)| format!("{line}: {message}"))
            .collect();
        insta::assert_snapshot!(faults.join("\n"), @r#"
        2: an id consists of lower-case letters, digits and `-`
        3: there is no `{servise}`; did you mean `{service}`?
        4: there is no key `service` here; did you mean `services`?
        4: Dockerfiles have no instruction `RUM`; did you mean `RUN`?
        5: the policy needs `id`
        7: the bracket does not end (at `[`)
        7: this is not a regular expression: unclosed group
        7: this takes a number (0.5), a size ("512M"), a duration ("30s") or a version ("18.2")
        7: there is no key `is` here; did you mean `in`?
        10: nothing that `match` looks at has a `{stage}`
        12: a test needs a `path` that leads to the value
        13: the policy asks for nothing: add `require` or `forbid`
        16: there is no key `polcy` here; did you mean `policy`?
        "#);
    }
}
