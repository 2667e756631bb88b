//! Turns the tables of `data/` into Rust, so that nothing has to be read when the program starts
//! (docs/decisions/0017-data.md). A line that is not understood ends the build with its number.

mod compose_spec;
mod images;
mod newest_releases;
mod ports;
mod programs;
mod releases;
mod renamed_images;
mod rust;
mod secret_names;
mod tag_words;
mod toml;
mod words;

use std::error::Error;
use std::fs;
use std::path::Path;

/// Writes the tables of a file as Rust.
type Writer = fn(&[toml::Table]) -> Result<String, String>;

/// What becomes of each file of `data/`; their names have no ending.
const FILES: [(&str, &str, Writer); 18] = [
    ("accounts", "accounts", words::write),
    ("compose-spec", "compose-spec", compose_spec::write),
    ("https_hosts", "https_hosts", words::write),
    ("images", "images", images::write),
    ("installers", "installers", words::write),
    ("newest_releases", "newest_releases", newest_releases::write),
    ("package_indexes", "package_indexes", words::write),
    ("ports", "ports", ports::write),
    ("programs", "managers", programs::write_managers),
    ("programs", "programs", programs::write),
    ("publishers", "publishers", words::write),
    ("releases", "releases", releases::write),
    ("renamed_images", "renamed_images", renamed_images::write),
    ("secret_files", "secret_files", words::write),
    ("secret_names", "secret_names", secret_names::write),
    ("secret_values", "secret_values", words::write),
    ("stack-spec", "stack-spec", compose_spec::write),
    ("tag_words", "tag_words", tag_words::write),
];

#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "Cargo runs this on the machine that builds, and reads what it prints"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let out = std::env::var_os("OUT_DIR").ok_or("Cargo sets OUT_DIR")?;
    for (data, code, write) in FILES {
        let path = format!("data/{data}.toml");
        let text = fs::read_to_string(&path)?;
        let written = toml::read(&text).and_then(|tables| write(&tables));
        let written = written.map_err(|fault| format!("{path}: {fault}"))?;
        fs::write(Path::new(&out).join(format!("{code}.rs")), written)?;
    }
    Ok(())
}
