//! `secret_names.toml`: words that make a name say secret.

use crate::rust::{fault, table, variant};
use crate::toml::{Table, Value};
use crate::words;

/// A sorted static for each list; those of words with the kind of their secret hold both.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut written = String::new();
    for list in tables {
        if list.get("words").is_some() {
            written.push_str(&words::write(std::slice::from_ref(list))?);
            continue;
        }
        let mut rows = Vec::new();
        for entry in &list.entries {
            let Value::Text(kind) = &entry.value else {
                return Err(fault(entry.line, "no kind", &entry.key));
            };
            rows.push(format!("({:?}, {})", entry.key, variant("SecretKind", kind)));
        }
        rows.sort_unstable();
        written.push_str(&table(&words::constant(&list.name), "(&str, SecretKind)", &rows));
    }
    Ok(written)
}
