//! Turns the tables of `data/` into Rust, so that nothing has to be read when the program starts
//! (docs/decisions/0017-data.md). A line that is not understood ends the build with its number.

mod images;
mod rust;
mod toml;

use std::error::Error;
use std::fs;
use std::path::Path;

/// Writes the tables of a file as Rust.
type Writer = fn(&[toml::Table]) -> Result<String, String>;

/// The files of `data/` without their ending; `NAME.toml` becomes `NAME.rs`.
const FILES: [(&str, Writer); 1] = [("images", images::write)];

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
