//! Which stages the Bake files beside a Dockerfile build.
//!
//! Bake's language has expressions, and nothing here tries to evaluate them: every quoted word of
//! such a file may name a stage, which is enough to know that a stage is not forgotten.

use std::collections::{BTreeSet, HashMap};

use crate::base::path::{folder, join};
use crate::dockerfile::DockerfileFacts;
use crate::files::Files;

/// The files that `docker buildx bake` reads: buildx v0.30, bake/bake.go, defaultFilenames.
const NAMES: [&str; 4] = [
    "docker-bake.hcl",
    "docker-bake.json",
    "docker-bake.override.hcl",
    "docker-bake.override.json",
];

/// Stands for a target that comes from a variable, so that it may be any stage.
pub(crate) const ANY_STAGE: &str = "*";

/// How many folders above a Dockerfile are looked into.
const FOLDERS: usize = 4;

/// A longer file was not written by hand.
const MAX_LENGTH: usize = 1024 * 1024;

/// For each Dockerfile, the words of the Bake files beside and above it. They are read only for those
/// that have stages nobody else needs.
pub(super) fn words_beside(dockerfiles: &[&DockerfileFacts], files: &dyn Files) -> Vec<Vec<String>> {
    let mut known: HashMap<String, BTreeSet<String>> = HashMap::new();
    let words = dockerfiles.iter().map(|facts| match has_spare_stages(facts) {
        true => words_above(folder(facts.tree.source.path()), files, &mut known),
        false => Vec::new(),
    });
    words.collect()
}

/// Whether there are stages that a plain build does not need.
fn has_spare_stages(facts: &DockerfileFacts) -> bool {
    let count = facts.stages().len();
    count > 1 && facts.stage_graph().needed([count - 1]).contains(&false)
}

fn words_above(place: &str, files: &dyn Files, known: &mut HashMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut place = place.to_owned();
    let mut words = BTreeSet::new();
    for _ in 0..FOLDERS {
        let in_folder = known.entry(place.clone()).or_insert_with(|| words_in(&place, files));
        words.extend(in_folder.iter().cloned());
        if place.is_empty() || place == "/" || place.ends_with("..") {
            break;
        }
        place = folder(&place).to_owned();
    }
    words.into_iter().collect()
}

fn words_in(place: &str, files: &dyn Files) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for name in NAMES {
        let bytes = files.read(&join(place, name)).filter(|bytes| bytes.len() <= MAX_LENGTH);
        let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        for line in text.iter().flat_map(|text| text.lines()) {
            let value = line.trim_start().strip_prefix("target").map(str::trim_start);
            let value = value.and_then(|rest| rest.strip_prefix('=')).map(str::trim_start);
            // `buildtags.target` takes one of the quoted words of a matrix.
            if value.is_some_and(|value| !value.starts_with('"') && !value.contains('.')) {
                words.insert(ANY_STAGE.to_owned());
            }
            // A quoted text ends on its line, so every other piece is quoted.
            words.extend(
                line.split('"')
                    .skip(1)
                    .step_by(2)
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            );
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use crate::files::testing::Texts;
    use crate::files::{FileKind, Input};
    use crate::view::Subject;
    use crate::workspace::Workspace;

    const BAKE: Texts<'_> = Texts(&[("docker-bake.hcl", "target \"a\" {\n  target = \"lint\"\n}\n")]);

    #[test]
    fn bake_files_name_stages() {
        let text = "FROM a AS lint\nFROM a AS spare\nFROM a\n";
        let input = Input {
            path: "sub/Dockerfile".to_owned(),
            kind: FileKind::Dockerfile,
            bytes: text.as_bytes().to_vec(),
        };
        let workspace = Workspace::load(vec![input], &BAKE, None);
        let needed = workspace.subjects().find_map(|(_, subject)| match subject {
            Subject::Dockerfile(dockerfile) => Some(dockerfile.needed_stages()),
            Subject::Compose(..) => None,
        });
        assert_eq!(needed, Some(vec![true, false, true]));
    }
}
