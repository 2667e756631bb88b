//! The Compose files that `COMPOSE_FILE` in a `.env` names, whatever they are called.

use plimsoll_syntax::{FileId, SourceFile};

use super::dotenv;
use super::variables::Variables;
use crate::base::path::join;
use crate::compose::interpolation::Lookup;

/// The paths in `COMPOSE_FILE`, in their order.
/// compose-go v2, cli/options.go `WithConfigFileEnv`.
fn split<'a>(files: &'a str, separator: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    // On Windows the separator is a semicolon, which does not occur in paths of other systems.
    let separator = separator.unwrap_or(if files.contains(';') { ";" } else { ":" });
    files.split(separator).filter(|path| !path.is_empty())
}

/// The normal paths of the files that `COMPOSE_FILE` names for a folder.
pub(crate) fn in_folder(directory: &str, variables: &Variables<'_>) -> Vec<String> {
    let Some(files) = variables.setting(directory, "COMPOSE_FILE") else {
        return Vec::new();
    };
    let separator = variables.setting(directory, "COMPOSE_PATH_SEPARATOR");
    let paths = split(&files, separator.as_deref());
    paths.map(|path| join(directory, path)).collect()
}

/// The paths that the text of a `.env` names as the Compose files of its folder.
pub fn chosen_files(env_file: &str) -> Vec<String> {
    if !env_file.contains("COMPOSE_FILE") {
        return Vec::new();
    }
    let source = SourceFile::new(FileId(0), ".env", env_file.into());
    let content = dotenv::parse(&source, &|_| Lookup::Unknown);
    let setting = |name: &str| {
        let mut entries = content.entries.iter().rev();
        entries.find(|entry| &*entry.name.value == name)?.value.as_deref()
    };
    let files = setting("COMPOSE_FILE").unwrap_or_default();
    let separator = setting("COMPOSE_PATH_SEPARATOR").filter(|text| !text.is_empty());
    split(files, separator).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_that_of_the_file_or_of_the_system() {
        for (text, paths) in [
            ("COMPOSE_FILE=a.yaml:b/c.yaml\n", &["a.yaml", "b/c.yaml"][..]),
            ("COMPOSE_FILE=a.yaml;b.yaml\n", &["a.yaml", "b.yaml"]),
            (
                "COMPOSE_FILE='a.yaml,b.yaml'\nCOMPOSE_PATH_SEPARATOR=,\n",
                &["a.yaml", "b.yaml"],
            ),
            ("COMPOSE_FILE=a.yaml\nCOMPOSE_FILE=b.yaml\n", &["b.yaml"]),
            ("COMPOSE_FILE=\nOTHER=a.yaml\n", &[]),
            ("# COMPOSE_FILE=a.yaml\n", &[]),
        ] {
            assert_eq!(chosen_files(text), paths, "{text}");
        }
    }
}
