//! `releases.toml`: the last day of each release.

use crate::rust::{fault, table};
use crate::toml::{Entry, Table, Value};

/// What stands before the days. `data` and the two after it are read by `tests/data/releases.py`.
const KEYS: [&str; 6] = ["repositories", "source", "checked", "data", "kept", "below"];

/// The releases of each repository, the repositories sorted, those of one in the order of the file.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut rows = Vec::new();
    for pair in tables.chunks(2) {
        let [product, ends] = pair else {
            return Err("the last product has no days".to_owned());
        };
        if (product.name.as_str(), ends.name.as_str()) != ("product", "product.ends") {
            return Err(fault(product.line, "a product and its days are missing", &product.name));
        }
        let is_unknown = |entry: &&Entry| !KEYS.contains(&&*entry.key);
        if let Some(entry) = product.entries.iter().find(is_unknown) {
            return Err(fault(entry.line, "unknown key", &entry.key));
        }
        let repositories = product.texts("repositories")?;
        product.text("source")?;
        if !matches!(product.get("checked"), Some(Value::Day(..))) {
            return Err(fault(product.line, "no day", "checked"));
        }
        for entry in &ends.entries {
            let release = release(entry)?;
            rows.extend(repositories.iter().map(|name| (*name, release.clone())));
        }
    }
    rows.sort_by_key(|(repository, _)| *repository);
    let rows = rows
        .iter()
        .map(|(repository, release)| format!("({repository:?}, {release})"));
    Ok(table("RELEASES", "(&str, Row)", &rows.collect::<Vec<_>>()))
}

fn release(entry: &Entry) -> Result<String, String> {
    let Value::Day(year, month, day) = entry.value else {
        return Err(fault(entry.line, "wrong value", &entry.key));
    };
    let names: Vec<&str> = entry.key.split(' ').collect();
    Ok(format!(
        "Row {{ names: &{names:?}, end: Date {{ year: {year}, month: {month}, day: {day} }} }}"
    ))
}
