//! `newest_releases.toml`: what tags without a version stand for.

use crate::rust::{fault, table};
use crate::toml::{Table, Value};

/// The newest release of each image, in the order of the file.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut rows = Vec::new();
    for image in tables {
        image.text("source")?;
        if !matches!(image.get("checked"), Some(Value::Day(..))) {
            return Err(fault(image.line, "no day", "checked"));
        }
        let (name, release) = (image.text("name")?, image.text("release")?);
        let variants = image.texts("variants")?;
        rows.push(format!(
            "Newest {{ name: {name:?}, release: {release:?}, variants: &{variants:?} }}"
        ));
    }
    Ok(table("NEWEST", "Newest", &rows))
}
