//! Turns the tables of `data/` into Rust, so that nothing has to be read when the program starts
//! (docs/decisions/0017-data.md). A line that is not understood ends the build with its number.

mod compose_spec;
mod images;
mod ports;
mod releases;
mod renamed_images;
mod rust;
mod toml;
mod words;

use std::error::Error;
use std::fs;
use std::path::Path;

/// Writes the tables of a file as Rust.
type Writer = fn(&[toml::Table]) -> Result<String, String>;

/// The files of `data/` without their ending; `NAME.toml` becomes `NAME.rs`.
const FILES: [(&str, Writer); 7] = [
    ("accounts", words::write),
    ("compose-spec", compose_spec::write),
    ("images", images::write),
    ("ports", ports::write),
    ("publishers", words::write),
    ("releases", releases::write),
    ("renamed_images", renamed_images::write),
];

#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "Cargo runs this on the machine that builds, and reads what it prints"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let out = std::env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?;
    for (name, write) in FILES {
        let path = format!("data/{name}.toml");
        let text = fs::read_to_string(&path)?;
        let code = toml::read(&text).and_then(|tables| write(&tables));
        let code = code.map_err(|fault| format!("{path}: {fault}"))?;
        fs::write(Path::new(&out).join(format!("{name}.rs")), code)?;
    }
    Ok(())
}
