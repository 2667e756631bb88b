//! From the text of a configuration file to its settings, with all mistakes at once.

use std::ops::Range;

use plimsoll_lint::OptionValue;
use plimsoll_lint::policy::{
    Enforcement, Layer, Origin, Written, WrittenException, WrittenOption, WrittenOverride, WrittenScope,
    WrittenSettings, WrittenValue,
};
use plimsoll_model::environment::Environment;
use plimsoll_syntax::SourceFile;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::value::Reader;
use crate::{Configuration, FailOn, Fault, KEYS, LEVELS, OUTPUT_KEYS};

/// Where an override or an exception applies.
const SCOPE: [&str; 5] = ["files", "services", "stages", "images", "environments"];
const SETTINGS: [&str; 4] = ["select", "extend-select", "ignore", "rules"];
/// What an organisation lets the repository do.
const ENFORCEMENT: [&str; 3] = ["reason", "longest", "baseline"];
const EXCEPTION: [&str; 3] = ["rule", "reason", "until"];

/// Reads a configuration file. What is wrong is left out; the caller decides whether the rest counts.
pub fn read(source: &SourceFile) -> (Configuration, Vec<Fault>) {
    let (table, mut reader) = Reader::parse(source);
    let mut configuration = Configuration {
        file: Some(source.id()),
        ..Configuration::default()
    };
    for (key, value) in table.get_ref() {
        reader.top(key, value, &mut configuration);
    }
    (configuration, reader.into_faults())
}

impl Reader<'_> {
    fn top(&mut self, key: &Spanned<toml::de::DeString<'_>>, value: &Spanned<DeValue<'_>>, to: &mut Configuration) {
        match &**key.get_ref() {
            "extends" => to.extends = self.strings(value),
            "edition" => to.layer.edition = self.string(value),
            "fail-on" => {
                let words = LEVELS.map(|(word, level)| (word, FailOn::Level(level)));
                to.fail_on = self.word(value, &[&words[..], &[("never", FailOn::Never)]].concat());
            }
            "show" => to.show = self.word(value, &LEVELS),
            "exclude" => to.exclude = self.patterns(value),
            "include" => to.include = self.patterns(value),
            "variants" => self.variants(value, to),
            "fix" => {
                for (key, value) in self.table(value).into_iter().flatten() {
                    match &**key.get_ref() {
                        "unsafe" => to.unsafe_fixes = Some(self.boolean(value)),
                        name => self.unknown(key.span(), name, ["unsafe"].into_iter()),
                    }
                }
            }
            "force-exclude" => to.force_exclude = self.boolean(value),
            "baseline" => to.baseline = self.string(value),
            "date" => to.date = self.date(value),
            "environments" => self.environments(value, &mut to.layer),
            "organisation" => {
                for (name, value) in self.table(value).into_iter().flatten() {
                    let (rule, option) = (None, self.name(name));
                    if let Some(value) = self.option(value) {
                        to.layer.settings.options.push(WrittenOption { rule, option, value });
                    }
                }
            }
            "forbid-ignores" => match value.get_ref() {
                DeValue::Boolean(true) => {
                    let all = Written::at(self.span(value.span()), "all".to_owned());
                    to.layer.forbid_ignores = vec![all];
                }
                DeValue::Boolean(false) => {}
                _ => to.layer.forbid_ignores = self.strings(value),
            },
            "exceptions-policy" => to.exceptions_policy = self.enforcement(value),
            "images" => to.images = self.images(value),
            "output" => self.output(value, to),
            "policy" => to.policies.extend(self.policies(value)),
            "policy-files" => to.policy_files = self.patterns(value),
            "overrides" => {
                for (place, table) in self.tables(value) {
                    let origin = Some(Origin::Source(self.span(place)));
                    let written = self.written_override(table);
                    to.layer.overrides.push(WrittenOverride { origin, ..written });
                }
            }
            "exceptions" => {
                for (range, table) in self.tables(value) {
                    let written = self.exception(range, table);
                    to.layer.exceptions.extend(written);
                }
            }
            name if SETTINGS.contains(&name) => self.setting(name, value, &mut to.layer.settings),
            name => self.unknown(key.span(), name, KEYS.iter().map(|key| key.name)),
        }
    }

    fn name(&self, key: &Spanned<toml::de::DeString<'_>>) -> Written<String> {
        Written::at(self.span(key.span()), key.get_ref().to_string())
    }

    fn setting(&mut self, name: &str, value: &Spanned<DeValue<'_>>, to: &mut WrittenSettings) {
        match name {
            "select" => {
                to.select = Some(self.strings(value));
                to.select_origin = Some(Origin::Source(self.span(value.span())));
            }
            "extend-select" => to.extend_select = self.strings(value),
            "ignore" => to.ignore = self.strings(value),
            _ => {
                for (rule, value) in self.table(value).into_iter().flatten() {
                    let rule = self.name(rule);
                    for (option, value) in self.table(value).into_iter().flatten() {
                        self.rule(&rule, option, value, to);
                    }
                }
            }
        }
    }

    /// A setting of a rule: its level, what to do about its fixes, or an option.
    fn rule(
        &mut self,
        rule: &Written<String>,
        key: &Spanned<toml::de::DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
        to: &mut WrittenSettings,
    ) {
        if &**key.get_ref() == "level" {
            let level = self.string(value);
            to.levels.extend(level.map(|level| (rule.clone(), level)));
            return;
        }
        if &**key.get_ref() == "fix" {
            let choice = self.string(value);
            to.fixes.extend(choice.map(|choice| (rule.clone(), choice)));
            return;
        }
        let option = self.name(key);
        if let Some(value) = self.option(value) {
            let rule = Some(rule.clone());
            to.options.push(WrittenOption { rule, option, value });
        }
    }

    fn environments(&mut self, value: &Spanned<DeValue<'_>>, to: &mut Layer) {
        let known = [Environment::Production, Environment::Development];
        for (key, value) in self.table(value).into_iter().flatten() {
            let name = &**key.get_ref();
            let Some(environment) = known.into_iter().find(|known| known.name() == name) else {
                self.unknown(key.span(), name, known.iter().map(|known| known.name()));
                continue;
            };
            let patterns = self.patterns(value).into_iter();
            to.environments.extend(patterns.map(|pattern| (environment, pattern)));
        }
    }

    fn variants(&mut self, value: &Spanned<DeValue<'_>>, to: &mut Configuration) {
        for (name, value) in self.table(value).into_iter().flatten() {
            let files = self.strings(value);
            if files.len() < 2 && value.get_ref().is_array() {
                self.fault(value.span(), "this takes two files or more, the base first");
            }
            to.variants.push((name.get_ref().to_string(), files));
        }
    }

    fn written_override(&mut self, table: &DeTable<'_>) -> WrittenOverride {
        let mut written = WrittenOverride::default();
        for (key, value) in table {
            match &**key.get_ref() {
                name if SCOPE.contains(&name) => self.scope(name, value, &mut written.scope),
                name if SETTINGS.contains(&name) => self.setting(name, value, &mut written.settings),
                name => self.unknown(key.span(), name, SCOPE.into_iter().chain(SETTINGS)),
            }
        }
        written
    }

    fn enforcement(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Enforcement> {
        let mut enforcement = Enforcement::default();
        for (key, value) in self.table(value)? {
            match &**key.get_ref() {
                "reason" => {
                    let patterns = self.strings(value).into_iter();
                    enforcement.reasons = patterns.map(|pattern| pattern.value).collect();
                }
                "longest" => match self.option(value).map(|option| option.value) {
                    Some(WrittenValue::Value(OptionValue::Number(days))) => enforcement.longest = Some(days),
                    Some(_) => self.fault(value.span(), "this takes a number of days"),
                    None => {}
                },
                "baseline" => enforcement.baseline = self.boolean(value),
                name => self.unknown(key.span(), name, ENFORCEMENT.into_iter()),
            }
        }
        Some(enforcement)
    }

    fn output(&mut self, value: &Spanned<DeValue<'_>>, to: &mut Configuration) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "format" => to.format = self.string(value),
                name => self.unknown(key.span(), name, OUTPUT_KEYS.iter().map(|key| key.name)),
            }
        }
    }

    fn scope(&mut self, name: &str, value: &Spanned<DeValue<'_>>, to: &mut WrittenScope) {
        let words = match name {
            "environments" => self.strings(value),
            _ => self.patterns(value),
        };
        match name {
            "files" => to.files = words,
            "services" => to.services = words,
            "stages" => to.stages = words,
            "images" => to.images = words,
            _ => to.environments = words,
        }
    }

    fn exception(&mut self, place: Range<usize>, table: &DeTable<'_>) -> Option<WrittenException> {
        let (mut rule, mut reason, mut until) = (None, None, None);
        let mut scope = WrittenScope::default();
        for (key, value) in table {
            match &**key.get_ref() {
                "rule" => rule = self.string(value),
                "reason" => reason = self.string(value),
                "until" => until = self.day(value),
                name if SCOPE.contains(&name) => self.scope(name, value, &mut scope),
                name => self.unknown(key.span(), name, SCOPE.into_iter().chain(EXCEPTION)),
            }
        }
        let Some(rule) = rule else {
            self.fault(place, "the exception needs a `rule`");
            return None;
        };
        Some(WrittenException {
            rule,
            scope,
            reason,
            until,
        })
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_lint::Level;
    use plimsoll_model::base::Date;
    use plimsoll_syntax::FileId;

    use super::*;

    fn of(text: &str) -> (Configuration, Vec<(usize, String)>) {
        let source = SourceFile::new(FileId(0), "plimsoll.toml", text.into());
        let (configuration, faults) = read(&source);
        let faults = faults.into_iter();
        let line = |fault: Fault| (source.line_of(fault.span.start), fault.message);
        (configuration, faults.map(line).collect())
    }

    #[test]
    fn every_key_is_read() {
        let examples: Vec<&str> = KEYS.iter().map(|key| key.example).collect();
        let (configuration, faults) = of(&examples.join("\n"));
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(configuration.fail_on, Some(FailOn::Level(Level::Warning)));
        assert_eq!(configuration.exclude[0].value, "legacy/**");
        assert!(configuration.force_exclude);
        assert_eq!(configuration.date, Date::parse("2026-11-30"));
        let layer = &configuration.layer;
        assert_eq!(layer.environments.len(), 2);
        assert_eq!(layer.overrides[0].scope.files[0].value, "legacy/**");
        let exception = &layer.exceptions[0];
        assert_eq!(exception.rule.value, "privileged-container");
        assert_eq!(exception.until.as_ref().map(|day| &*day.value), Some("2027-01-31"));
        assert_eq!(layer.settings.levels[0].1.value, "error");
    }

    #[test]
    fn the_template_sets_nothing() {
        let (configuration, faults) = of(&crate::template());
        assert!(faults.is_empty());
        assert!(configuration.layer.settings.select.is_none() && configuration.exclude.is_empty());
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let text = "selct = [\"all\"]\nfail-on = \"often\"\nignore = 3\n[rules.runs-as-root]\nlevel = 1\n\
            [environments]\nprodction = []\n[[exceptions]]\nreason = \"because of that\"\n[[overrides]]\nfile = \"a\"\n";
        let (_, faults) = of(text);
        let expected = [
            (1, "there is no key `selct` here; did you mean `select`?"),
            (
                2,
                "this takes one of `\"error\"`, `\"warning\"`, `\"info\"`, `\"never\"`",
            ),
            (3, "this takes a list of strings: `[\"…\", \"…\"]`"),
            (5, "this takes a string in quotes"),
            (7, "there is no key `prodction` here; did you mean `production`?"),
            (8, "the exception needs a `rule`"),
            (11, "there is no key `file` here; did you mean `files`?"),
        ];
        let faults: Vec<(usize, &str)> = faults.iter().map(|(line, text)| (*line, &**text)).collect();
        assert_eq!(faults, expected);
    }

    #[test]
    fn what_is_no_toml_is_told_beside_the_other_mistakes() {
        let (_, faults) = of("fail-on = often\nselct = [\"all\"]\nshow = \"loud\"\nbaseline\n");
        let lines: Vec<usize> = faults.iter().map(|(line, _)| *line).collect();
        for line in [1, 3, 4] {
            assert!(lines.contains(&line), "{faults:?}");
        }
    }

    #[test]
    fn no_text_brings_it_down() {
        let good = KEYS.iter().map(|key| key.example).collect::<Vec<_>>().join("\n");
        for at in 0..good.len() {
            if !good.is_char_boundary(at) {
                continue;
            }
            of(&good[..at]);
            for odd in ["[", "\"", "=", "\u{0}", "{", "\n", "[["] {
                of(&format!("{}{odd}{}", &good[..at], &good[at..]));
            }
        }
        of(&"[".repeat(20_000));
        of(&format!("a = {}", "[".repeat(20_000)));
    }
}
