//! `tag_words.toml`: words of tags that name a distribution.

use std::collections::BTreeMap;

use crate::rust::{fault, table, variant};
use crate::toml::Table;

/// All words, sorted, with their families, whether a number must follow, and whether they are vague.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut rows = BTreeMap::new();
    for family in tables {
        family.text("source")?;
        for (key, is_vague) in [("words", false), ("vague", true)] {
            if family.get(key).is_none() {
                continue;
            }
            for written in family.texts(key)? {
                let word = written.trim_end_matches('#');
                let numbered = word.len() < written.len();
                let of = variant("Family", &family.name);
                let row =
                    format!("TagWord {{ word: {word:?}, family: {of}, numbered: {numbered}, is_vague: {is_vague} }}");
                if rows.insert(word, row).is_some() {
                    return Err(fault(family.line, "stands twice", word));
                }
            }
        }
    }
    Ok(table("TAG_WORDS", "TagWord", &rows.into_values().collect::<Vec<_>>()))
}
