//! Which files of a run can concern each other. Each group is loaded and judged by itself, so that
//! the memory of a run does not grow with the number of projects.
//!
//! A Compose file is in one group with those in its folder, with the bases above them, and with
//! everything that they seem to name. The names are taken from the text: no tree is needed, and a
//! word too many only makes a group larger than necessary. A file that no group leads to is a group
//! of its own.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

use memchr::memchr;
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{FileId, Text, TextBuilder};
use rayon::prelude::*;

use crate::base::path::{file_name, folder, join};
use crate::compose::folder_of_choice;
use crate::compose::interpolation::{Lookup, expand};
use crate::environment::{image_names, practice_target};
use crate::files::{FileKind, Files, Input};
use crate::project::{BASES, FOLDERS, Options, Variables, chosen};

/// At most this many Dockerfiles are looked for because of one Compose file: pairs of a context and
/// a name. One that asks for more is in one group with everything.
const MOST_PAIRS: usize = 50_000;

/// Keys through which a Compose file leads to other files.
const KEYS: [&str; 4] = ["build", "extends", "include", "env_file"];

/// Splits the inputs into groups that do not concern each other. Groups and the files in them are
/// in the order of the inputs.
pub fn partition(inputs: Vec<Input>, files: &dyn Files, options: &Options) -> Vec<Vec<Input>> {
    if inputs.len() < 2 {
        return inputs.into_iter().map(|input| vec![input]).collect();
    }
    let paths: Vec<String> = inputs.iter().map(|input| join("", &input.path)).collect();
    let map = Map::new(&inputs, &paths);
    let variables = Variables::new(&options.variables, files);
    let composes = inputs.par_iter().enumerate();
    let composes = composes.filter(|(_, input)| input.kind == FileKind::Compose);
    let named = composes.map(|(index, input)| {
        // Whatever goes wrong here goes wrong again where the file is read, and is told there.
        let named = catch_unwind(AssertUnwindSafe(|| map.named_by(input, &paths[index], &variables)));
        (index, named.unwrap_or_default())
    });
    let named: Vec<(usize, Named)> = named.collect();
    let mut groups = Groups::new(inputs.len());
    let mut elsewhere: HashMap<u64, usize> = HashMap::new();
    let mut targets: HashMap<String, Vec<usize>> = HashMap::new();
    let mut choices: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, named) in named {
        groups.unite(map.composes[folder(&paths[index])][0], index);
        if named.is_everything {
            (0..inputs.len()).for_each(|other| groups.unite(index, other));
        }
        named.inputs.into_iter().for_each(|other| groups.unite(index, other));
        for name in named.targets {
            targets.entry(name).or_default().push(index);
        }
        for place in named.choices {
            choices.entry(place).or_default().push(index);
        }
        for path in named.elsewhere {
            let first = *elsewhere.entry(path).or_insert(index);
            groups.unite(first, index);
        }
    }
    if !targets.is_empty() || !choices.is_empty() {
        let dockerfiles = paths.iter().enumerate();
        for (index, path) in dockerfiles.filter(|(index, _)| inputs[*index].kind == FileKind::Dockerfile) {
            for name in image_names(path) {
                if let Some(composes) = targets.get_mut(&*name) {
                    groups.unite_all(index, composes);
                }
            }
            if let Some(composes) = choices.get_mut(folder(folder(path))) {
                groups.unite_all(index, composes);
            }
        }
    }
    let asked = options.compose_files.iter().filter_map(|path| map.at(&join("", path)));
    let asked: Vec<usize> = asked.collect();
    asked.windows(2).for_each(|pair| groups.unite(pair[0], pair[1]));
    for variant in &options.variants {
        let files: Vec<usize> = variant.iter().filter_map(|path| map.at(&join("", path))).collect();
        files.windows(2).for_each(|pair| groups.unite(pair[0], pair[1]));
    }
    groups.parts(inputs)
}

/// The inputs by path.
struct Map<'a> {
    by_path: HashMap<&'a str, usize>,
    /// The Compose files of each folder.
    composes: HashMap<&'a str, Vec<usize>>,
    /// The folders that contain a file which Compose reads by default.
    bases: HashSet<&'a str>,
    /// The parent folders of Dockerfiles.
    contexts: HashSet<&'a str>,
    /// The names of Dockerfiles.
    dockerfiles: HashSet<&'a str>,
    /// The last parts of all of these.
    names: HashSet<&'a str>,
    /// For each first byte of a name, a bit for each length: most words of a text are no names, and
    /// need not be hashed to be told.
    lengths: [u64; 256],
    /// Whether a name has a blank in it, so that it is more than a word.
    has_blanks: bool,
    /// Whether an input has a path from the root.
    is_absolute: bool,
}

/// What a Compose file seems to name.
#[derive(Default)]
struct Named {
    inputs: Vec<usize>,
    /// Hashes of the paths; another Compose file may name the same one, even if no input is there.
    elsewhere: Vec<u64>,
    /// Images that are there to be attacked: this concerns the Dockerfiles in folders of their name.
    targets: BTreeSet<String>,
    /// Folders out of which a variable picks what is built.
    choices: BTreeSet<String>,
    is_everything: bool,
}

impl<'a> Map<'a> {
    fn new(inputs: &[Input], paths: &'a [String]) -> Self {
        let mut map = Self {
            by_path: HashMap::new(),
            composes: HashMap::new(),
            bases: HashSet::new(),
            contexts: HashSet::new(),
            dockerfiles: HashSet::from(["Dockerfile"]),
            names: HashSet::new(),
            lengths: [0; 256],
            has_blanks: false,
            is_absolute: paths.iter().any(|path| path.starts_with('/')),
        };
        for (index, (input, path)) in inputs.iter().zip(paths).enumerate() {
            let (mut place, name) = (folder(path), file_name(path));
            map.by_path.insert(path, index);
            map.names.insert(name);
            match input.kind {
                FileKind::Compose => {
                    map.composes.entry(place).or_default().push(index);
                    if BASES.contains(&name) {
                        map.bases.insert(place);
                    }
                }
                FileKind::Dockerfile => {
                    map.dockerfiles.insert(name);
                    while map.contexts.insert(place) && !place.is_empty() && place != "/" {
                        map.names.insert(file_name(place));
                        place = folder(place);
                    }
                }
                FileKind::EnvFile => {}
            }
        }
        for name in map.names.iter().filter(|name| !name.is_empty()) {
            map.lengths[usize::from(name.as_bytes()[0])] |= 1 << name.len().min(63);
            map.has_blanks |= name.bytes().any(is_between_words);
        }
        map
    }

    fn is_name(&self, word: &str) -> bool {
        let lengths = word.bytes().next().map_or(0, |first| self.lengths[usize::from(first)]);
        lengths >> word.len().min(63) & 1 == 1 && self.names.contains(word)
    }

    fn at(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    fn named_by(&self, input: &Input, path: &str, variables: &Variables<'_>) -> Named {
        let own = folder(path);
        let mut named = Named::default();
        self.add_bases_above(own, &mut named);
        named.inputs.extend(self.at(&join(own, ".env")));
        for path in chosen::in_folder(own, variables) {
            named.inputs.extend(self.at(&path));
        }
        let text = std::str::from_utf8(&input.bytes);
        let text = text.map_or_else(|_| String::from_utf8_lossy(&input.bytes), Cow::Borrowed);
        // Where no Dockerfile is among the inputs, none can be meant.
        if !self.contexts.is_empty() {
            named.targets = text.lines().filter_map(target_on).collect();
            let choices = text.lines().filter(|line| line.contains("/$") && !leads_nowhere(line));
            named.choices = choices
                .flat_map(words)
                .filter_map(folder_of_choice)
                .map(|place| join(own, place))
                .collect();
        }
        if !KEYS.iter().any(|key| text.contains(key)) {
            return named;
        }
        if memchr(b'$', text.as_bytes()).is_none() {
            self.add_words(&text, own, &mut named);
            return named;
        }
        let lookup = variables.lookup(own);
        let lookup = |name: &str| lookup(name, &[]);
        let lines = text.lines().filter(|line| self.may_lead_somewhere(line));
        let expanded: Option<Vec<Cow<'_, str>>> = lines.map(|line| expanded_alone(line, &lookup)).collect();
        match expanded {
            Some(lines) => self.add_words(&lines.join("\n"), own, &mut named),
            None => self.add_words(expand(&text_of(&text), &lookup).text.as_str(), own, &mut named),
        }
        named
    }

    /// Whether a line has a variable, or a word that may lead to a file, which few lines have.
    fn may_lead_somewhere(&self, line: &str) -> bool {
        let may_lead = |word: &str| word.contains('$') || is_path(word) || self.is_name(word);
        (self.has_blanks || words(line).any(may_lead)) && !leads_nowhere(line)
    }

    fn add_bases_above(&self, own: &str, named: &mut Named) {
        let mut place = own;
        for _ in 0..FOLDERS {
            if place.is_empty() || place == "/" {
                return;
            }
            place = folder(place);
            if self.bases.contains(place) {
                named.inputs.push(self.composes[place][0]);
            }
        }
    }

    /// What the words of a text lead to: files, build contexts, and Dockerfiles in any of these.
    fn add_words(&self, text: &str, own: &str, named: &mut Named) {
        let mut contexts: HashSet<String> = HashSet::from([own.to_owned()]);
        let mut dockerfiles: HashSet<&str> = HashSet::from(["Dockerfile"]);
        let lines = text.lines().filter(|line| self.may_lead_somewhere(line));
        for word in lines.flat_map(|line| words(line).chain(value_with_blanks(line))) {
            let is_path = is_path(word);
            if !is_path && !self.is_name(word) || word.starts_with('/') && !self.is_absolute {
                continue;
            }
            if self.dockerfiles.contains(file_name(word)) {
                dockerfiles.insert(word);
            }
            // `include` may be relative to the working directory.
            named.inputs.extend(self.at(word));
            let path = join(own, word);
            named.inputs.extend(self.at(&path));
            let beside = [path.as_str(), folder(&path)].map(|place| self.composes.get(place));
            named
                .inputs
                .extend(beside.into_iter().flatten().map(|composes| composes[0]));
            if self.contexts.contains(path.as_str()) {
                contexts.insert(path.clone());
            }
            if is_path && !word.starts_with('/') {
                named.elsewhere.push(hash(&path));
            }
        }
        named.is_everything = contexts.len() * dockerfiles.len() > MOST_PAIRS;
        if !named.is_everything {
            let pairs = contexts
                .iter()
                .flat_map(|context| dockerfiles.iter().map(move |file| join(context, file)));
            named.inputs.extend(pairs.filter_map(|path| self.at(&path)));
        }
    }
}

/// The image to practise attacks on that a line names: `image: vulhub/solr:8.11.0`.
fn target_on(line: &str) -> Option<String> {
    let (_, image) = line.split_once("image:")?;
    let mut words = image.split([' ', '"', '\'', ',', '}']);
    let image = ImageReference::parse(words.find(|word| !word.is_empty())?).ok()?;
    practice_target(&image).map(str::to_owned)
}

/// A line with its variables replaced; none if a variable of it ends on another line.
fn expanded_alone<'l>(line: &'l str, lookup: &dyn Fn(&str) -> Lookup) -> Option<Cow<'l, str>> {
    if !line.contains('$') {
        return Some(Cow::Borrowed(line));
    }
    let expanded = expand(&text_of(line), lookup);
    let is_whole = expanded.errors.is_empty();
    is_whole.then(|| Cow::Owned(expanded.text.as_str().to_owned()))
}

fn text_of(text: &str) -> Text {
    let mut builder = TextBuilder::new(FileId::default());
    builder.push_exact(text, 0);
    builder.finish_at(0)
}

/// Whether a line leads to no file for sure: a comment, the name of an image, a mount in its short
/// form, a variable for the container.
fn leads_nowhere(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with('#') {
        return true;
    }
    let item = line.strip_prefix("- ");
    let is_mount = || item.is_some_and(|item| item.contains(":/"));
    let is_variable = || {
        let entry = item.unwrap_or(line).trim_start_matches(['"', '\'']);
        let length = entry.bytes().take_while(|byte| is_upper(*byte)).count();
        length > 0 && entry[length..].starts_with(['=', ':'])
    };
    (line.starts_with("image:") || is_mount() || is_variable()) && !is_flow(line)
}

/// Whether a line has a list or a mapping in it.
fn is_flow(line: &str) -> bool {
    let before = line
        .bytes()
        .scan(0, |last, byte| Some((std::mem::replace(last, byte), byte)));
    let mut opens = before.filter(|(before, byte)| *byte == b'[' || *byte == b'{' && *before != b'$');
    opens.next().is_some()
}

/// Whether a letter may be in the name of a variable as everybody writes them.
fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// Whether a word is a path for sure.
fn is_path(word: &str) -> bool {
    word.contains('/') || matches!(word, "." | "..")
}

/// The words of a line, each of which may be a path.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let start = rest.bytes().position(|byte| !is_between_words(byte))?;
        let length = rest[start..].bytes().position(is_between_words);
        let end = length.map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        rest = &rest[end..];
        Some(word)
    })
}

/// The whole value of a line, if it is more than a word.
fn value_with_blanks(line: &str) -> Option<&str> {
    let mut colons = line.match_indices(':').map(|(at, _)| at);
    let value = colons.find(|at| line[at + 1..].starts_with(' '));
    let value = value.map_or(line, |at| &line[at + 2..]);
    let value = value.trim().trim_start_matches("- ").trim_matches(['"', '\'']);
    Some(value).filter(|value| value.bytes().any(is_between_words))
}

fn is_between_words(byte: u8) -> bool {
    BETWEEN_WORDS[usize::from(byte)]
}

/// What ends a word; asked for every byte of a file.
static BETWEEN_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let between = b" \t\"'[]{},:=";
    let mut at = 0;
    while at < between.len() {
        table[between[at] as usize] = true;
        at += 1;
    }
    table
};

/// Two paths with one hash only make a group larger.
fn hash(path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    hasher.finish()
}

/// Disjoint sets of inputs.
struct Groups {
    /// Nearer to the first input of the group; for that one, its own index.
    parent: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self {
            parent: (0..count).collect(),
        }
    }

    fn first(&mut self, mut index: usize) -> usize {
        while self.parent[index] != index {
            self.parent[index] = self.parent[self.parent[index]];
            index = self.parent[index];
        }
        index
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.parent[one.max(other)] = one.min(other);
    }

    /// Unites an input with all of some. From then on the first of these stands for them.
    fn unite_all(&mut self, one: usize, others: &mut Vec<usize>) {
        others.iter().for_each(|&other| self.unite(one, other));
        others.truncate(1);
    }

    fn parts(mut self, inputs: Vec<Input>) -> Vec<Vec<Input>> {
        let mut places: HashMap<usize, usize> = HashMap::new();
        let mut parts: Vec<Vec<Input>> = Vec::new();
        for (index, input) in inputs.into_iter().enumerate() {
            let place = *places.entry(self.first(index)).or_insert(parts.len());
            match parts.get_mut(place) {
                Some(part) => part.push(input),
                None => parts.push(vec![input]),
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::NoFiles;
    use crate::files::testing::Texts;

    fn parts(files: &dyn Files, inputs: &[(&str, &str)]) -> Vec<Vec<String>> {
        let input = |(path, text): &(&str, &str)| Input {
            path: (*path).to_owned(),
            kind: match file_name(path).starts_with("Dockerfile") {
                true => FileKind::Dockerfile,
                false => FileKind::Compose,
            },
            bytes: (*text).into(),
        };
        let parts = partition(inputs.iter().map(input).collect(), files, &Options::default());
        let paths = |part: Vec<Input>| part.into_iter().map(|input| input.path).collect();
        parts.into_iter().map(paths).collect()
    }

    /// Whether a Compose file is judged together with another file.
    fn are_together(compose: (&str, &str), other: &str) -> bool {
        parts(&NoFiles, &[compose, (other, "")]).len() == 1
    }

    #[test]
    fn files_that_name_nothing_stand_for_themselves() {
        let inputs = [
            ("a/compose.yaml", "services: {a: {image: b}}\n"),
            ("b/compose.yaml", "services: {a: {image: b}}\n"),
            ("a/Dockerfile", "FROM a\n"),
            ("a/compose.dev.yaml", ""),
        ];
        let expected = [
            vec!["a/compose.yaml", "a/compose.dev.yaml"],
            vec!["b/compose.yaml"],
            vec!["a/Dockerfile"],
        ];
        assert_eq!(parts(&NoFiles, &inputs), expected);
    }

    #[test]
    fn builds_lead_to_dockerfiles() {
        for (text, dockerfile) in [
            ("services: {a: {build: .}}\n", "a/Dockerfile"),
            ("services: {a: {build: api}}\n", "a/api/Dockerfile"),
            ("services:\n  a:\n    build: \"../b c\"\n", "b c/Dockerfile"),
            (
                "services:\n  a:\n    build:\n      context: ../\n      dockerfile: d/Dockerfile.x\n",
                "d/Dockerfile.x",
            ),
            ("services:\n  a:\n    build: ${DIR:-../b}/c\n", "b/c/Dockerfile"),
            (
                "services: {a: {build: {context: ., dockerfile: Dockerfile.x}}}\n",
                "a/Dockerfile.x",
            ),
        ] {
            assert!(are_together(("a/compose.yaml", text), dockerfile), "{text}");
        }
        let text = "services: {a: {build: ../b}}\n";
        assert!(!are_together(("a/compose.yaml", text), "c/Dockerfile"));
    }

    #[test]
    fn a_variable_may_pick_one_of_several_dockerfiles() {
        for (build, other, are) in [
            ("./php/${VERSION}", "a/php/8.4/Dockerfile", true),
            ("{context: '../php/$VERSION'}", "php/8.4/Dockerfile", true),
            ("./php/${VERSION}", "a/php/8.4/fpm/Dockerfile", false),
            ("./php/${VERSION}", "b/php/8.4/Dockerfile", false),
        ] {
            let text = format!("services:\n  a:\n    build: {build}\n");
            assert_eq!(are_together(("a/compose.yaml", &text), other), are, "{build} {other}");
        }
    }

    #[test]
    fn each_dockerfile_of_a_folder_is_with_all_who_may_build_it() {
        let text = "services:\n  a:\n    build: ../php/$V\n  b:\n    build: ../php/$V\n";
        let inputs = [
            ("a/compose.yaml", text),
            ("b/compose.yaml", text),
            ("php/1/Dockerfile", ""),
            ("php/2/Dockerfile", ""),
            ("php/3/Dockerfile", ""),
        ];
        assert_eq!(parts(&NoFiles, &inputs).len(), 1);
    }

    #[test]
    fn a_mount_that_a_variable_picks_leads_to_no_dockerfile() {
        for line in ["image: php/$V", "volumes:\n      - ./php/$V:/c", "# build: ./php/$V"] {
            let text = format!("services:\n  a:\n    {line}\n");
            assert!(!are_together(("a/compose.yaml", &text), "a/php/1/Dockerfile"), "{text}");
        }
    }

    #[test]
    fn images_and_mounts_lead_nowhere() {
        for line in ["image: b/c", "volumes:\n      - ../b:/c", "# build: ../b"] {
            let text = format!("services:\n  a:\n    {line}\n    restart: always # build\n");
            assert!(!are_together(("a/compose.yaml", &text), "b/Dockerfile"), "{text}");
            assert!(!are_together(("a/compose.yaml", &text), "b/c/compose.yaml"), "{text}");
        }
    }

    #[test]
    fn images_to_practise_on_lead_to_their_dockerfiles() {
        for (image, are) in [
            ("vulhub/b:1", true),
            ("'docker.io/vulhub/b:1'", true),
            ("vulhub/base-b:2", true),
            ("other/b:1", false),
        ] {
            let text = format!("services: {{a: {{image: {image}, restart: always}}}}\n");
            assert_eq!(
                are_together(("a/compose.yaml", &text), "base/b/1/Dockerfile"),
                are,
                "{image}"
            );
        }
    }

    #[test]
    fn compose_files_lead_to_each_other() {
        for (text, other) in [
            ("include: [../b/own.yaml]\n", "b/own.yaml"),
            (
                "services:\n  a:\n    extends:\n      file: b/own.yaml\n",
                "a/b/own.yaml",
            ),
            ("services: {a: {env_file: ../b/common.env}}\n", "b/compose.yaml"),
            ("", "compose.yaml"),
        ] {
            assert!(are_together(("a/compose.yaml", text), other), "{text}");
        }
        assert!(!are_together(("a/compose.yaml", ""), "parts.yaml"));
        let shared = "services: {a: {env_file: ../common.env}}\n";
        let inputs = [("a/compose.yaml", shared), ("b/compose.yaml", shared)];
        assert_eq!(parts(&NoFiles, &inputs).len(), 1);
    }

    #[test]
    fn environment_files_say_where_things_are() {
        let compose = ("a/compose.yaml", "services: {a: {build: $DIR}}\n");
        let inputs = [compose, ("b/more.yaml", ""), ("c/Dockerfile", "")];
        let dotenv = Texts(&[("a/.env", "COMPOSE_FILE=compose.yaml:../b/more.yaml\nDIR=../c\n")]);
        assert_eq!(parts(&dotenv, &inputs).len(), 1);
        assert_eq!(parts(&NoFiles, &inputs).len(), 3);
    }
}
