//! Policies in Rego, judged by regorus.
//!
//! Policies for conftest and for trivy's checks of Dockerfiles run as they are: what the package is
//! called says which form of the input it expects. A rule called `deny…` or `violation…` is an error,
//! one called `warn…` a warning. Policies have no network, no clock and no environment, and so much
//! time.

mod load;
mod result;
mod text;

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use plimsoll_lint::{Context, Level, LoadError, Registry, View};
use plimsoll_syntax::Span;
use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, Value};
use serde_json::json;

pub use load::{RegoFault, read};

use crate::Shape;

/// So long may a rule take for one file.
const LONGEST: Duration = Duration::from_millis(200);
/// How many steps pass between two looks at the clock.
const STEPS: u32 = 1_000;

/// The Rego files of a configuration, which may import each other.
pub struct RegoPolicies {
    engine: Engine,
    rules: Vec<RegoRule>,
}

/// A rule of a Rego file that reports something.
#[derive(Clone, Debug)]
pub struct RegoRule {
    /// `policy/docker/deny_root`.
    pub id: String,
    /// Where it was written.
    pub origin: Span,
    pub level: Level,
    pub shape: Shape,
    /// `data.main.deny_root`.
    query: String,
    /// Where the package makes exceptions, as conftest has them: `data.main.exception`.
    exceptions: String,
    /// Its name without the word in front: `root`.
    name: String,
    title: String,
    help: Option<String>,
    /// Whether a file beside it asks for the name of what is judged, or for our own model.
    uses_file: bool,
    uses_model: bool,
}

impl RegoPolicies {
    /// The rules that report something.
    pub fn rules(&self) -> &[RegoRule] {
        &self.rules
    }

    /// Adds the rules to those of a run. They are off unless somebody selects them.
    pub fn load(self, registry: &mut Registry) -> Vec<(RegoRule, LoadError)> {
        let Self { engine, rules } = self;
        let mut refused = Vec::new();
        for rule in rules {
            let page = text::page(&rule);
            let judge = Judge {
                engine: engine.clone(),
                rule: Arc::new(rule.clone()),
            };
            if let Err(error) = registry.load(page, move |view, cx| judge.look(view, cx)) {
                refused.push((rule, error));
            }
        }
        refused
    }

    /// The rules called `test_…` that do not hold, with what went wrong.
    pub fn failed_tests(&self) -> Vec<(String, String)> {
        let mut failed = Vec::new();
        for query in load::tests(&self.engine) {
            let name = query.trim_start_matches("data.").to_owned();
            match evaluated(&self.engine, &query) {
                Ok(Value::Bool(true)) => {}
                Ok(_) => failed.push((name, "it does not hold".to_owned())),
                Err(error) => failed.push((name, error)),
            }
        }
        failed
    }

    /// How many rules are called `test_…`.
    pub fn test_count(&self) -> usize {
        load::tests(&self.engine).len()
    }
}

/// A rule at work.
struct Judge {
    engine: Engine,
    rule: Arc<RegoRule>,
}

impl Judge {
    fn look(&self, view: View<'_>, cx: &mut Context<'_>) {
        let rule = &*self.rule;
        let (input, source, place) = match view {
            View::Dockerfile(own) => (Some(rule.shape.dockerfile(own)), own.source(), own.place()),
            View::Compose(own) => (rule.shape.compose(own), own.source(), own.source().span().at_start()),
            _ => return,
        };
        let Some(input) = input else { return };
        let mut engine = self.engine.clone();
        let mut data = json!({});
        if rule.uses_file {
            let (folder, name) = source.shown().rsplit_once('/').unwrap_or(("", source.shown()));
            data["conftest"] = json!({ "file": { "name": name, "dir": folder } });
        }
        if rule.uses_model {
            let model = match view {
                View::Compose(own) => Shape::Model.compose(own),
                View::Dockerfile(own) => Some(Shape::Model.dockerfile(own)),
                _ => None,
            };
            data["plimsoll"] = json!({ "model": model, "environment": cx.environment().name() });
        }
        // An engine with other data begins anew.
        let added = match rule.uses_file || rule.uses_model {
            true => engine.add_data(Value::from(data)),
            false => Ok(()),
        };
        let added = added.map_err(|error| text::of_error(&error).1);
        engine.set_input(Value::from(input));
        let found = added.and_then(|()| evaluated(&engine, &rule.query));
        match found.map(|value| result::of(&value)) {
            // Most files have no results, and then nobody asks for exceptions.
            Ok(results) if results.is_empty() || self.is_excepted(&engine) => {}
            Ok(results) => {
                for found in results {
                    let span = found.place(&view).unwrap_or(place);
                    let finding = cx.report(span, found.message);
                    if let Some(help) = &rule.help {
                        finding.help(help.clone());
                    }
                }
            }
            Err(problem) => {
                let message = format!("the policy could not be judged: {problem}");
                cx.report(place, message)
                    .help("mend the policy, or leave it out with `ignore`");
            }
        }
    }

    /// Whether the package excepts the rule for this input.
    // conftest, policy/engine.go: `exception` holds lists of names without their prefix.
    fn is_excepted(&self, engine: &Engine) -> bool {
        let Ok(Value::Set(lists)) = evaluated(engine, &self.rule.exceptions) else {
            return false;
        };
        let names = |list: &Value| {
            list.as_array()
                .is_ok_and(|own| own.iter().any(|name| self.is_named(name)))
        };
        lists.iter().any(names)
    }

    fn is_named(&self, name: &Value) -> bool {
        name.as_string().is_ok_and(|name| **name == *self.rule.name)
    }
}

/// The value of a rule, with the input that the engine has; the error is one line.
fn evaluated(engine: &Engine, query: &str) -> Result<Value, String> {
    // After a panic or the end of its time an engine is in no state to go on.
    evaluated_in(&mut engine.clone(), query)
}

fn evaluated_in(engine: &mut Engine, query: &str) -> Result<Value, String> {
    engine.set_execution_timer_config(ExecutionTimerConfig {
        limit: LONGEST,
        check_interval: NonZeroU32::new(STEPS).unwrap_or(NonZeroU32::MIN),
    });
    let run = catch_unwind(AssertUnwindSafe(|| engine.eval_rule(query.to_owned())));
    match run {
        Ok(Ok(value)) => Ok(value),
        // A rule that only other files of the package have.
        Ok(Err(error)) if error.to_string().contains("not a valid rule path") => Ok(Value::Undefined),
        Ok(Err(error)) => Err(text::of_error(&error).1),
        Err(_) => Err("the engine for Rego failed inside".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_inside_the_engine_costs_one_rule_alone() {
        let mut engine = Engine::new();
        let fails = Box::new(|_: Vec<Value>| panic!("provoked"));
        engine
            .add_extension("fails".to_owned(), 0, fails)
            .expect("the name is free");
        let text = "package main\n\nbad := fails()\n\ngood := 1\n";
        let added = engine.add_policy("own.rego".to_owned(), text.to_owned());
        added.expect("the policy can be read");

        let error = evaluated(&engine, "data.main.bad").expect_err("it fails");
        assert_eq!(error, "the engine for Rego failed inside");
        assert_eq!(evaluated(&engine, "data.main.good"), Ok(Value::from(1)));
    }
}
