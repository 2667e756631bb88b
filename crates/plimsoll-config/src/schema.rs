//! The schema of a configuration file, for editors, from the table of keys and the pages of the rules.

use plimsoll_lint::{FixChoice, Group, Level, OptionKind, Page, Registry, RuleOption};
use plimsoll_model::environment::Environment;
use serde_json::{Map, Value, json};

use crate::NAMES;
use crate::images::{FAMILIES, SHELLS};
use crate::key::{ALLOWANCE_KEYS, EXCEPTION_KEYS, IMAGE_KEYS, KEYS, Key, OUTPUT_KEYS, SCOPE_KEYS, SETTINGS, Shape};

/// The schema, as draft 7 of JSON Schema.
pub fn schema(registry: &Registry) -> Value {
    let rules = registry.rules().iter();
    let options = |rule: &Page| rule.options().to_vec();
    let of_all: Vec<RuleOption> = rules.clone().flat_map(|rule| options(rule)).collect();
    let rules: Map<String, Value> = rules.map(|rule| (rule.id().to_owned(), of_rule(rule))).collect();
    let groups = Group::ALL.iter().map(|group| group.name());
    let words: Vec<&str> = registry
        .rules()
        .iter()
        .map(|rule| rule.id())
        .chain(groups)
        .chain(["default", "all"])
        .collect();
    let organisation: Map<String, Value> = of_all
        .iter()
        .map(|option| (option.name.to_string(), of_option(option)))
        .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "plimsoll",
        "description": "The policy of a repository for Dockerfiles and Compose files.",
        "x-taplo-info": { "patterns": NAMES.map(|name| format!("^(.*/)?{}$", name.replace('.', "\\."))) },
        "type": "object",
        "additionalProperties": false,
        "properties": properties(KEYS.iter()),
        "definitions": {
            "text": { "type": "string" },
            "texts": one_or_many(json!({ "type": "string" })),
            // The ids of other tools are words too.
            "words": one_or_many(json!({ "anyOf": [{ "enum": words }, { "type": "string" }] })),
            "level": { "enum": levels(&["off"]) },
            "day": { "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" },
            "fix": { "enum": FixChoice::ALL.map(|(word, _)| word) },
            "rule": { "type": "object", "properties": {
                "level": { "$ref": "#/definitions/level" },
                "fix": { "$ref": "#/definitions/fix" },
            } },
            "rules": {
                "type": "object",
                "properties": rules,
                "additionalProperties": { "$ref": "#/definitions/rule" },
            },
            "organisation": { "type": "object", "additionalProperties": false, "properties": organisation },
        },
    })
}

fn properties<'k>(keys: impl Iterator<Item = &'k Key>) -> Map<String, Value> {
    let property = |key: &Key| {
        let mut property = of_shape(key.shape);
        property["description"] = json!(key.meaning);
        (key.name.to_owned(), property)
    };
    keys.map(property).collect()
}

fn of_shape(shape: Shape) -> Value {
    let named = |name: &str| json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] });
    let table = |properties: Map<String, Value>, required: &[&str]| {
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
            "required": required,
        })
    };
    match shape {
        Shape::Any => json!({}),
        Shape::Text => named("text"),
        Shape::Texts => named("texts"),
        Shape::Words => named("words"),
        Shape::YesNo => json!({ "type": "boolean" }),
        Shape::Number => json!({ "type": "integer", "minimum": 0 }),
        Shape::Day => named("day"),
        Shape::Threshold => json!({ "enum": levels(&["never"]) }),
        Shape::Level => json!({ "enum": levels(&[]) }),
        Shape::YesOrWords => json!({ "anyOf": [{ "type": "boolean" }, { "$ref": "#/definitions/words" }] }),
        Shape::Environments => {
            let names = [Environment::Production, Environment::Development].map(|environment| environment.name());
            let texts = names.map(|name| (name.to_owned(), json!({ "$ref": "#/definitions/texts" })));
            let properties: Map<String, Value> = texts.into_iter().collect();
            json!({ "type": "object", "additionalProperties": false, "properties": properties })
        }
        Shape::Variants => {
            let files = json!({ "type": "array", "items": { "type": "string" }, "minItems": 2 });
            json!({ "type": "object", "additionalProperties": files })
        }
        Shape::Images => json!({ "type": "array", "items": table(properties(IMAGE_KEYS.iter()), &["pattern"]) }),
        Shape::Family => json!({ "enum": FAMILIES.map(|(word, _)| word) }),
        Shape::Shell => json!({ "enum": SHELLS.map(|(word, _)| word) }),
        Shape::Ports => json!({ "type": "array", "items": { "type": "integer", "minimum": 1, "maximum": 65535 } }),
        Shape::Organisation => named("organisation"),
        Shape::Rules => named("rules"),
        Shape::Overrides => {
            let settings = KEYS.iter().filter(|key| SETTINGS.contains(&key.name));
            json!({ "type": "array", "items": table(properties(SCOPE_KEYS.iter().chain(settings)), &[]) })
        }
        Shape::Exceptions => {
            json!({ "type": "array", "items": table(properties(EXCEPTION_KEYS.iter().chain(SCOPE_KEYS)), &["rule", "reason"]) })
        }
        Shape::Policies => json!({
            "type": "array",
            "items": { "type": "object", "required": ["id", "message"] },
        }),
        Shape::Fixes => {
            let only = Map::from_iter([("unsafe".to_owned(), json!({ "type": "boolean" }))]);
            table(only, &[])
        }
        Shape::Allowance => table(properties(ALLOWANCE_KEYS.iter()), &[]),
        Shape::Output => table(properties(OUTPUT_KEYS.iter()), &[]),
    }
}

/// A list, for which one of its values can stand.
fn one_or_many(item: Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }] })
}

fn levels(more: &[&str]) -> Vec<String> {
    let levels = Level::ALL.iter().map(|level| level.name());
    levels.chain(more.iter().copied()).map(str::to_owned).collect()
}

fn of_rule(rule: &Page) -> Value {
    let mut properties = Map::new();
    for name in ["level", "fix"] {
        properties.insert(name.to_owned(), json!({ "$ref": format!("#/definitions/{name}") }));
    }
    let options = rule.options().iter();
    properties.extend(options.map(|option| (option.name.to_string(), of_option(option))));
    json!({
        "description": rule.title(),
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn of_option(option: &RuleOption) -> Value {
    let word = match &option.choices[..] {
        [] => json!({ "type": "string" }),
        choices => json!({ "enum": choices }),
    };
    // A text stands for a list or a table too, as on the command line.
    let mut value = match option.kind {
        OptionKind::List => json!({ "type": ["array", "string"], "items": word }),
        OptionKind::Table => json!({ "type": ["object", "string"], "additionalProperties": word }),
        OptionKind::Number => json!({ "type": ["integer", "string"], "minimum": 0 }),
        OptionKind::YesNo => json!({ "type": ["boolean", "string"] }),
    };
    value["description"] = json!(option.meaning);
    value
}
