//! Whether a JSON value is what a schema says: the words of JSON Schema that the schemas of this project
//! use, and a panic for any other. The crates that know all words bring thirty more.

use serde_json::Value;

/// What is wrong with a value, each with its place.
pub(super) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, value, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let words = schema.as_object().expect("a schema is an object");
    let mut fault = |what: String| faults.push(format!("{place}: {what}"));
    for (word, asked) in words {
        match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            "type" if is_of(asked, value) => {}
            "type" => fault(format!("{value} is not of type {asked}")),
            "const" if asked == value => {}
            "const" => fault(format!("{value} is not {asked}")),
            "enum" if list(asked).contains(value) => {}
            "enum" => fault(format!("{value} is none of {asked}")),
            "minimum" if value.as_f64() >= asked.as_f64() => {}
            "minimum" => fault(format!("{value} is less than {asked}")),
            "minLength" if value.as_str().map(|text| text.chars().count() as u64) >= asked.as_u64() => {}
            "minLength" => fault(format!("{value} is too short")),
            "minItems" if value.as_array().map(|items| items.len() as u64) >= asked.as_u64() => {}
            "minItems" => fault(format!("{value} has too few items")),
            "required" => {
                let missing = list(asked).iter().filter(|key| value.get(text(key)).is_none());
                missing.for_each(|key| fault(format!("{key} is missing")));
            }
            "additionalProperties" => {
                assert_eq!(asked, &Value::Bool(false), "the only use");
                let known = words["properties"].as_object().expect("it is an object");
                let keys = value.as_object().into_iter().flatten().map(|(key, _)| key);
                keys.filter(|key| !known.contains_key(*key))
                    .for_each(|key| fault(format!("`{key}` is unknown")));
            }
            "properties" | "items" | "$ref" | "oneOf" => {}
            other => panic!("the checker does not know `{other}`"),
        }
    }
    if let Some(reference) = words.get("$ref") {
        let pointer = text(reference).strip_prefix('#').expect("it is in the same file");
        let target = root.pointer(pointer).expect("it is there");
        check(root, target, value, place, faults);
    }
    for (key, schema) in words.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if let Some(value) = value.get(key) {
            check(root, schema, value, &format!("{place}.{key}"), faults);
        }
    }
    if let (Some(schema), Some(items)) = (words.get("items"), value.as_array()) {
        for (index, item) in items.iter().enumerate() {
            check(root, schema, item, &format!("{place}[{index}]"), faults);
        }
    }
    if let Some(schemas) = words.get("oneOf") {
        let ways: Vec<Vec<String>> = list(schemas)
            .iter()
            .map(|schema| {
                let mut own = Vec::new();
                check(root, schema, value, place, &mut own);
                own
            })
            .collect();
        if ways.iter().filter(|faults| faults.is_empty()).count() != 1 {
            faults.push(format!("{place}: it has to be one of these: {ways:?}"));
        }
    }
}

fn is_of(asked: &Value, value: &Value) -> bool {
    let is = |name: &Value| match text(name) {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64() || value.is_i64(),
        other => panic!("the checker does not know the type `{other}`"),
    };
    match asked {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("it is a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is a string")
}

#[test]
fn the_checker_finds_faults() {
    let schema = serde_json::json!({
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/a"}, "b": {"oneOf": [{"type": "null"}, {"const": 1}]}},
        "required": ["a"],
        "additionalProperties": false,
        "$defs": {"a": {"type": "array", "items": {"type": "integer", "minimum": 1}}}
    });
    let faults = |value| faults(&schema, &value);
    assert_eq!(faults(serde_json::json!({"a": [1, 2], "b": null})), [""; 0]);
    let found = faults(serde_json::json!({"a": [0, "x"], "b": 2, "c": 1}));
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(faults(serde_json::json!({})), ["$: \"a\" is missing"]);
}
