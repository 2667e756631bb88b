//! Files of word lists: `words` under a header that names the list.

use crate::rust::{fault, table};
use crate::toml::Table;

/// A sorted static for each list.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut written = String::new();
    for list in tables {
        list.text("source")?;
        let mut words = list.texts("words")?;
        words.sort_unstable();
        if let Some(pair) = words.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(fault(list.line, "stands twice", pair[0]));
        }
        let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        written.push_str(&table(&constant(&list.name), "&str", &words));
    }
    Ok(written)
}

/// `known-passwords` becomes `KNOWN_PASSWORDS`.
pub(crate) fn constant(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}
