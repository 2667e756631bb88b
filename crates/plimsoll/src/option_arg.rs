//! The arguments that choose rules and set their options (`--set RULE.OPTION=VALUE`), as a layer of the
//! policy.

use plimsoll_lint::policy::{Layer, Written, WrittenOption, WrittenValue};

use crate::args::RuleArgs;
use crate::terminal;

/// The name of the argument.
const SET: &str = "--set";

impl RuleArgs {
    /// What the command line decides; none if it cannot be read, which is told.
    pub(crate) fn layer(&self) -> Option<Layer> {
        // `--select "$RULES"` with an empty variable selects as if it were absent.
        let words = |list: &[String]| -> Vec<String> { list.iter().filter(|w| !w.is_empty()).cloned().collect() };
        let mut layer = Layer::of_words(&words(&self.select), &words(&self.ignore));
        let more = words(&self.extend_select).into_iter();
        layer.settings.extend_select = more.map(|word| Written::argument("--extend-select", word)).collect();
        let mut is_right = true;
        for argument in &self.set {
            match read(argument) {
                Some(option) => layer.settings.options.push(option),
                None => {
                    terminal::complain(format_args!("--set: `{argument}` is not `RULE.OPTION=VALUE`"));
                    is_right = false;
                }
            }
        }
        is_right.then_some(layer)
    }
}

/// The setting in an argument; none if it is not `RULE.OPTION=VALUE`.
fn read(argument: &str) -> Option<WrittenOption> {
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
