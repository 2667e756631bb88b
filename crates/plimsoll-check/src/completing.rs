//! What can be written next: in an ignore the rules and the last day, in a configuration the keys, the
//! rules and their options.

use plimsoll_config::{EXCEPTION_KEYS, IMAGE_KEYS, KEYS, Key, OUTPUT_KEYS, SCOPE_KEYS};
use plimsoll_lint::{Registry, RuleRef};

use crate::clock::today;

/// Words that fit at a place.
#[derive(Debug)]
pub struct Offers {
    /// Where the word begins that they replace, as an offset in the line.
    pub from: usize,
    pub words: Vec<Offer>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Offer {
    pub word: String,
    /// What it means, in a few words.
    pub about: String,
}

/// The keys that `[rules.ID]` has beside the options of the rule.
const OF_RULES: [(&str, &str); 2] = [("level", "error, warning or info"), ("fix", "never, ask or safe")];

/// What fits in a comment behind the words of its line up to the cursor.
pub fn in_comment(before: &str, registry: &Registry) -> Option<Offers> {
    let order = &before[before.rfind("plimsoll:")?..];
    before[..before.len() - order.len()].contains('#').then_some(())?;
    let start = |sign: &[char]| before.rfind(sign).map(|at| at + 1);
    if let Some(value) = order.rsplit(' ').next().and_then(|word| word.strip_prefix("until=")) {
        let from = before.len() - value.len();
        return Some(Offers { from, words: days() });
    }
    if let Some(value) = order
        .rsplit(' ')
        .next()
        .and_then(|word| word.strip_prefix("environment="))
    {
        let from = before.len() - value.len();
        let words = ["production", "development"].map(|word| offer(word, "what the file is for"));
        return Some(Offers {
            from,
            words: words.into(),
        });
    }
    let is_open = order.contains("ignore") && order.rfind('[') > order.rfind(']');
    let from = start(&['[', ',', ' '])?;
    is_open.then(|| Offers {
        from,
        words: rules(registry),
    })
}

/// What fits in a configuration: `text` ends at the cursor.
pub fn in_configuration(text: &str, registry: &Registry) -> Option<Offers> {
    let line = &text[text.rfind('\n').map_or(0, |at| at + 1)..];
    if line.contains('#') {
        return in_comment(line, registry);
    }
    if let Some(name) = line.trim_start().strip_prefix("[rules.") {
        let from = line.len() - name.len();
        return (!name.contains(']')).then(|| Offers {
            from,
            words: rules(registry),
        });
    }
    let is_in_quotes = line.matches('"').count() % 2 == 1;
    if let Some((key, _)) = line.split_once('=') {
        let takes_rules = ["select", "extend-select", "ignore", "rule"].contains(&key.trim());
        let from = line.rfind('"').map(|at| at + 1)?;
        return (takes_rules && is_in_quotes).then(|| Offers {
            from,
            words: rules(registry),
        });
    }
    let from = line.len() - line.trim_start().len();
    let words = keys(section(text), registry);
    (!line.trim_start().starts_with('[')).then_some(Offers { from, words })
}

/// The table that the end of a text is in.
fn section(text: &str) -> &str {
    let heads = text.lines().rev().map(str::trim);
    let head = heads
        .into_iter()
        .find(|line| line.starts_with('[') && line.ends_with(']'));
    head.map_or("", |head| head.trim_matches(['[', ']']))
}

fn keys(section: &str, registry: &Registry) -> Vec<Offer> {
    let of = |keys: &[Key]| keys.iter().map(|key| offer(key.name, key.takes)).collect::<Vec<_>>();
    if let Some(rule) = section.strip_prefix("rules.") {
        let found = registry.rule(rule.trim_matches('"'));
        let options = found.map(|rule| rule.options()).unwrap_or_default();
        let options = options
            .iter()
            .map(|option| offer(&option.name, "an option of the rule"));
        let usual = OF_RULES.iter().map(|(name, about)| offer(name, about));
        return options.chain(usual).collect();
    }
    match section {
        "" => of(KEYS),
        "exceptions" => [of(EXCEPTION_KEYS), of(SCOPE_KEYS)].concat(),
        "overrides" => of(SCOPE_KEYS),
        "images" => of(IMAGE_KEYS),
        "output" => of(OUTPUT_KEYS),
        _ => Vec::new(),
    }
}

fn rules(registry: &Registry) -> Vec<Offer> {
    let of_rule = |rule: &RuleRef| offer(rule.id(), rule.title());
    registry.rules().iter().map(of_rule).collect()
}

/// The days on which ignores end.
fn days() -> Vec<Offer> {
    let Some(today) = today() else { return Vec::new() };
    let day = |days: u64| offer(&today.later_by(days).to_string(), &format!("in {days} days"));
    [30, 90, 180].map(day).into()
}

fn offer(word: &str, about: &str) -> Offer {
    Offer {
        word: word.to_owned(),
        about: about.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(offers: Option<Offers>) -> Vec<String> {
        let words = offers.map(|offers| offers.words).unwrap_or_default();
        words.into_iter().map(|offer| offer.word).collect()
    }

    #[test]
    fn ignores_take_rules_and_days() {
        let registry = Registry::new(std::iter::empty());
        let of = |before: &str| in_comment(before, &registry);
        assert_eq!(of("# plimsoll: ignore[run").map(|offers| offers.from), Some(19));
        assert_eq!(of("x # plimsoll: ignore-file[a, b").map(|offers| offers.from), Some(29));
        assert_eq!(words(of("# plimsoll: ignore[a] until=")).len(), 3);
        assert_eq!(words(of("# plimsoll: environment=")), ["production", "development"]);
        for other in ["# plimsoll: ignore[a] a reason", "plimsoll: ignore[", "# a list ["] {
            assert!(of(other).is_none(), "{other}");
        }
    }

    #[test]
    fn configurations_take_keys() {
        let registry = Registry::new(std::iter::empty());
        let of = |text: &str| words(in_configuration(text, &registry));
        assert!(of("sel").contains(&"select".to_owned()));
        assert!(of("[[exceptions]]\n").contains(&"until".to_owned()));
        assert!(of("[rules.x]\n").contains(&"level".to_owned()));
        assert!(of("show = ").is_empty());
    }
}
