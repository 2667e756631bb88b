//! `renamed_images.toml`: images whose name was retired.

use crate::rust::{Field, Form, fields, optional, plain, table};
use crate::toml::Table;

const FIELDS: [Field; 4] = [
    plain("names", "names", Form::Texts),
    optional("now", "successor", Form::Text),
    plain("still", "still", Form::Texts),
    plain("source", "source", Form::Text),
];

/// The retired names with what took their place, in the order of the file.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut rows = Vec::new();
    for image in tables {
        image.texts("names")?;
        image.text("source")?;
        rows.push(format!("Retired {{ {}..Retired::UNKNOWN }}", fields(image, &FIELDS)?));
    }
    Ok(table("RETIRED", "Retired", &rows))
}
