//! `--set RULE.OPTION=VALUE`: an option of a rule as text.

use plimsoll_lint::policy::{Written, WrittenOption, WrittenValue};

/// The name of the argument.
const SET: &str = "--set";

/// The setting in an argument; none if it is not `RULE.OPTION=VALUE`.
pub(crate) fn read(argument: &str) -> Option<WrittenOption> {
    let (path, value) = argument.split_once('=')?;
    let (rule, option) = path.trim().split_once('.')?;
    Some(WrittenOption {
        rule: Some(Written::argument(SET, rule.to_owned())),
        option: Written::argument(SET, option.to_owned()),
        value: Written::argument(SET, WrittenValue::Text(value.to_owned())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_names_a_rule_and_its_option() {
        let option = read(" a-b.names=c=d, e").expect("it has its three parts");
        assert_eq!(option.rule.map(|rule| rule.value).as_deref(), Some("a-b"));
        assert_eq!(option.option.value, "names");
        assert_eq!(option.value.value, WrittenValue::Text("c=d, e".to_owned()));
        for argument in ["a-b", "a-b.names", "names=a"] {
            assert_eq!(read(argument), None, "{argument}");
        }
    }
}
