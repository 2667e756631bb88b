//! The model as JSON.

use plimsoll_model::base::{Data, DataValue};
use serde_json::{Number, Value};

/// A value without its place.
pub(super) fn of(data: &Data) -> Value {
    match &data.value {
        DataValue::Null => Value::Null,
        DataValue::Bool(value) => Value::Bool(*value),
        DataValue::Integer(value) => Number::from_i128(*value).map_or(Value::Null, Value::Number),
        DataValue::Float(value) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
        DataValue::Text(text) => Value::String(text.clone()),
        DataValue::List(items) => items.iter().map(of).collect(),
        DataValue::Map(entries) => Value::Object(entries.iter().map(|(key, value)| (key.clone(), of(value))).collect()),
    }
}
