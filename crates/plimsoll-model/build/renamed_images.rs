//! `renamed_images.toml`: images whose name was retired.

use crate::rust::table;
use crate::toml::Table;

/// The retired names with what took their place, in the order of the file.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut rows = Vec::new();
    for image in tables {
        image.text("source")?;
        let names = image.texts("names")?;
        let successor = image.get("now").map(|_| image.text("now")).transpose()?;
        let still = image.get("still").map(|_| image.texts("still")).transpose()?;
        let still = still.unwrap_or_default();
        let same = image.get("same").map(|_| image.text("same")).transpose()?;
        let same_tags = image.get("same-tags").map(|_| image.texts("same-tags")).transpose()?;
        let same_tags = same_tags.unwrap_or_default();
        let is_mirrored = image.get("mirrored").is_some();
        rows.push(format!(
            "Retired {{ names: &{names:?}, successor: {successor:?}, same: {same:?}, same_tags: &{same_tags:?}, \
             still: &{still:?}, is_mirrored: {is_mirrored} }}"
        ));
    }
    Ok(table("RETIRED", "Retired", &rows))
}
