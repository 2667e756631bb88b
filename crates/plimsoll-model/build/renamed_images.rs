//! `renamed_images.toml`: images whose name was retired.

use crate::rust::table;
use crate::toml::Table;

/// Each retired name with what took its place, in the order of the file.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut rows = Vec::new();
    for image in tables {
        let now = image.text("now")?;
        image.text("source")?;
        rows.extend(image.texts("names")?.iter().map(|name| format!("({name:?}, {now:?})")));
    }
    Ok(table("RENAMED", "(&str, &str)", &rows))
}
