//! `--set RULE.OPTION=VALUE`: an option of a rule as text.

use plimsoll_lint::{OptionKind, OptionValue, Policy, Registry, RuleOption};

/// Sets the option that an argument names. The error says what is wrong with the argument.
pub(crate) fn set(argument: &str, registry: &Registry, policy: &mut Policy) -> Result<(), String> {
    let parts = argument
        .split_once('=')
        .and_then(|(path, value)| Some((path.trim().split_once('.')?, value)));
    let Some(((rule, option), text)) = parts else {
        return Err(format!("`{argument}` is not `RULE.OPTION=VALUE`"));
    };
    let (page, option) = registry.option(rule, option).map_err(|error| error.to_string())?;
    let value = read(&option, text).ok_or_else(|| in_text(&option, &option.error(page).to_string()))?;
    let done = policy.set_option(registry, page.id, option.name, value);
    done.map_err(|error| in_text(&option, &error.to_string()))
}

/// The value that a text is for an option.
fn read(option: &RuleOption, text: &str) -> Option<OptionValue> {
    let words = || text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let entry = |word: &str| {
        let (key, value) = word.split_once('=')?;
        Some((key.trim().to_owned(), value.trim().to_owned()))
    };
    match option.kind {
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

/// What is wrong, with how a table is written here.
fn in_text(option: &RuleOption, wrong: &str) -> String {
    match option.kind {
        OptionKind::Table => format!("{wrong}: `KEY=VALUE,KEY=VALUE`"),
        _ => wrong.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(kind: OptionKind) -> RuleOption {
        RuleOption {
            name: "sizes",
            kind,
            choices: Vec::new(),
            default: None,
            meaning: "",
        }
    }

    #[test]
    fn texts_are_values() {
        let words = |words: &[&str]| Some(OptionValue::List(words.iter().map(|&w| w.to_owned()).collect()));
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        for (kind, text, expected) in [
            (OptionKind::List, "a, b,", words(&["a", "b"])),
            (OptionKind::List, "", words(&[])),
            (
                OptionKind::Table,
                "a=b,c=d=e",
                Some(OptionValue::Table(vec![pair("a", "b"), pair("c", "d=e")])),
            ),
            (OptionKind::Table, "a", None),
            (OptionKind::Number, "30", Some(OptionValue::Number(30))),
            (OptionKind::Number, "-1", None),
            (OptionKind::YesNo, "yes", Some(OptionValue::YesNo(true))),
            (OptionKind::YesNo, "false", Some(OptionValue::YesNo(false))),
            (OptionKind::YesNo, "", None),
        ] {
            assert_eq!(read(&option(kind), text), expected, "{text}");
        }
    }
}
