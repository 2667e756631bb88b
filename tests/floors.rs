//! The order inside the crates: each has rooms (the files and folders at its root), a room imports
//! only from those below it, and inside a room no two files import each other, not even by way of
//! others. What is read are the paths in `use` and in code that begin with `crate` or `super`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::house::root;

/// The rooms of each crate from the ground up. Rooms in one string stand on one floor.
const FLOORS: [(&str, &[&str]); 10] = [
    (
        "plimsoll-syntax",
        &[
            "span",
            "error",
            "nearest",
            "units",
            "text",
            "source",
            "binary",
            "hcl",
            "image",
            "shell",
            "yaml",
            "dockerfile",
        ],
    ),
    (
        "plimsoll-registry",
        &[
            "failure",
            "address",
            "challenge",
            "login",
            "helper",
            "config",
            "http",
            "client",
        ],
    ),
    (
        "plimsoll-model",
        &[
            "base",
            "files",
            "sources",
            "secret",
            "command",
            "dockerfile",
            "image",
            "compose",
            "linux",
            "environment",
            "project",
            "context",
            "workspace",
            "view",
            "shellcheck",
            "stage",
            "service",
            "document",
        ],
    ),
    (
        "plimsoll-lint",
        &[
            "options",
            "release",
            "fix",
            "page",
            "identity",
            "catalogue",
            "finding",
            "collector",
            "policy",
            "context",
            "rule",
            "registry",
            "suppression",
            "report",
            "baseline",
            "redact quotes",
            "variants",
            "outline",
            "ignores",
            "dispatch",
            "run",
        ],
    ),
    (
        "plimsoll-policy",
        &[
            "path",
            "quantity",
            "shape",
            "template",
            "test",
            "page",
            "judge policy",
            "rego",
        ],
    ),
    (
        "plimsoll-fix",
        &["patch", "job", "state", "leaves", "model", "gate", "passes"],
    ),
    (
        "plimsoll-config",
        &["key", "entry", "value", "images", "policy", "read", "schema"],
    ),
    (
        "plimsoll-check",
        &[
            "clock",
            "completing",
            "disk",
            "pack",
            "told",
            "baseline",
            "rego",
            "config",
            "judging",
            "report",
            "checker",
            "live",
            "telling",
            "ignoring",
        ],
    ),
    (
        "plimsoll-lsp",
        &[
            "lines",
            "uri",
            "settings",
            "client",
            "documents",
            "convert",
            "diagnostics",
            "roots",
            "session",
            "places",
            "edits",
            "talk",
            "commands",
            "exceptions",
            "actions",
            "hover hints completion",
            "answers",
            "watching",
            "server",
        ],
    ),
    (
        "plimsoll",
        &[
            "outcome",
            "progress",
            "terminal",
            "report",
            "args",
            "option_arg",
            "inputs",
            "commands",
            "cli",
        ],
    ),
];

#[test]
fn no_import_runs_back_up() {
    for (name, floors) in FLOORS {
        let house = House::read(&root().join("crates").join(name).join("src"));
        let faults = house.faults(floors);
        assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    }
}

#[test]
fn imports_that_run_back_up_are_seen() {
    let house = |above: &str, below: &str| {
        let lib = "mod a;\nmod b;\npub use b::Thing;\n";
        House::of([("lib", lib), ("a", above), ("b", below), ("b/x", ""), ("b/y", "")])
    };
    let faults = |above: &str| house(above, "").faults(&["a", "b"]).len();
    assert_eq!(faults("use std::fmt;\n"), 0);
    assert_eq!(faults("use crate::b::x;\n"), 1);
    assert_eq!(faults("use crate::{Thing, a};\n"), 1);
    assert_eq!(faults("use super::b::{self, x::{Y, Z}};\n"), 2);
    assert_eq!(faults("fn f() -> crate::b::x::Y {}\n"), 1);
    assert_eq!(
        faults("// crate::b\n#[cfg(test)]\nmod tests {\n    use crate::b;\n}\n"),
        0
    );
    assert_eq!(house("", "use crate::a;\n").faults(&["a", "b"]).len(), 0);
    assert_eq!(house("", "use crate::a;\n").faults(&["b"]), ["`a` stands on no floor"]);
    let inside = |x: &str, y: &str| {
        House::of([("lib", ""), ("b", ""), ("b/x", x), ("b/y", y)])
            .faults(&["b"])
            .len()
    };
    assert_eq!(inside("use super::y::Y;\n", "use super::Z;\n"), 0);
    assert_eq!(inside("use super::y::Y;\n", "use crate::b::x::X;\n"), 2);
}

type Segments = Vec<String>;

/// The modules of a crate by their paths; the root has none.
struct House(BTreeMap<Segments, Module>);

struct Module {
    /// The paths that it names.
    paths: Vec<Segments>,
    /// What it hands on, or takes in under a name.
    names: BTreeMap<String, Segments>,
}

impl House {
    fn read(src: &Path) -> Self {
        let mut texts = Vec::new();
        let mut open = vec![src.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("the folder is there") {
                let path = entry.expect("the folder can be read").path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let below = path.strip_prefix(src).expect("it lies there").with_extension("");
                    let text = fs::read_to_string(&path).expect("the file can be read");
                    texts.push((below.to_str().expect("UTF-8").replace('\\', "/"), text));
                }
            }
        }
        Self::of(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())))
    }

    fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let module = |(path, text): (&str, &str)| {
            let mut segments: Segments = path.split('/').map(str::to_owned).collect();
            let last = segments.last().cloned().unwrap_or_default();
            // Tests look at whatever they need.
            if matches!(last.as_str(), "tests" | "testing") {
                return None;
            }
            let is_root = matches!(path, "lib" | "main");
            if is_root || last == "mod" {
                segments.pop();
            }
            Some((segments, Module::of(text)))
        };
        Self(files.into_iter().filter_map(module).collect())
    }

    /// What is against the order, in words.
    fn faults(&self, floors: &[&str]) -> Vec<String> {
        let floor_of = |room: &str| floors.iter().position(|floor| floor.split(' ').any(|one| one == room));
        let mut faults = Vec::new();
        for room in self.0.keys().filter(|path| path.len() == 1) {
            if floor_of(&room[0]).is_none() {
                faults.push(format!("`{}` stands on no floor", room[0]));
            }
        }
        let mut inside: BTreeMap<Segments, BTreeSet<(String, String)>> = BTreeMap::new();
        for (from, to) in self.imports() {
            let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
            // What holds the other is no neighbour of it.
            let (Some(one), Some(other)) = (from.get(shared), to.get(shared)) else {
                continue;
            };
            if shared > 0 {
                let edges = inside.entry(from[..shared].to_vec()).or_default();
                edges.insert((one.clone(), other.clone()));
            } else if floor_of(one) < floor_of(other) {
                faults.push(format!(
                    "`{}` imports from `{}` above it",
                    from.join("::"),
                    to.join("::")
                ));
            }
        }
        for (room, edges) in inside {
            for (one, other) in in_circles(edges) {
                faults.push(format!(
                    "in `{}`, `{one}` and `{other}` lead back to each other",
                    room.join("::")
                ));
            }
        }
        faults
    }

    /// The modules that each imports from.
    fn imports(&self) -> BTreeSet<(Segments, Segments)> {
        let mut imports = BTreeSet::new();
        for (from, module) in &self.0 {
            for path in &module.paths {
                imports.extend(self.module_of(path, from, 0).map(|to| (from.clone(), to)));
            }
        }
        imports
    }

    /// The module that a path leads to, through what others hand on; none outside the crate.
    fn module_of(&self, path: &[String], from: &[String], depth: usize) -> Option<Segments> {
        let (mut at, mut rest) = match path.first()?.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" => (from.to_vec(), &path[1..]),
            "super" => (from[..from.len().checked_sub(1)?].to_vec(), &path[1..]),
            first if self.0.contains_key(&child(from, first)) => (from.to_vec(), path),
            _ => return None,
        };
        while let Some((next, after)) = rest.split_first() {
            if next == "super" {
                at.pop();
            } else if self.0.contains_key(&child(&at, next)) {
                at.push(next.clone());
            } else if let Some(named) = self.0.get(&at).and_then(|module| module.names.get(next))
                && depth < 8
                && named != path
            {
                return self.module_of(named, &at, depth + 1).or(Some(at));
            } else {
                break;
            }
            rest = after;
        }
        Some(at)
    }
}

fn child(path: &[String], name: &str) -> Segments {
    let mut child = path.to_vec();
    child.push(name.to_owned());
    child
}

/// The edges that are left when every end that leads nowhere, or that nothing leads to, is taken away.
fn in_circles(mut edges: BTreeSet<(String, String)>) -> BTreeSet<(String, String)> {
    loop {
        let starts: BTreeSet<String> = edges.iter().map(|(from, _)| from.clone()).collect();
        let ends: BTreeSet<String> = edges.iter().map(|(_, to)| to.clone()).collect();
        let before = edges.len();
        edges.retain(|(from, to)| ends.contains(from) && starts.contains(to));
        if edges.len() == before {
            return edges;
        }
    }
}

impl Module {
    fn of(text: &str) -> Self {
        let without_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = without_tests.lines().map(str::trim_start);
        let code: Vec<&str> = lines.filter(|line| !line.starts_with("//")).collect();
        let code = code.join("\n");
        let mut module = Self {
            paths: inline_paths(&code),
            names: BTreeMap::new(),
        };
        for tree in code.split(';').filter_map(use_tree) {
            module.take_in(tree, &[]);
        }
        module
    }

    /// Takes in what a `use` names: `a::b::{self, C as D}`.
    fn take_in(&mut self, tree: &str, before: &[String]) {
        let (path, group) = match tree.split_once('{') {
            Some((path, group)) => (path, Some(group.trim_end().trim_end_matches('}'))),
            None => (tree, None),
        };
        let (path, alias) = path.split_once(" as ").unwrap_or((path, ""));
        let segments = path.split("::").map(str::trim).filter(|segment| !segment.is_empty());
        let mut full: Segments = before.to_vec();
        full.extend(
            segments
                .filter(|&segment| before.is_empty() || segment != "self")
                .map(str::to_owned),
        );
        if let Some(group) = group {
            for part in parts_of(group) {
                self.take_in(part, &full);
            }
        } else if let Some(last) = full.last() {
            let name = if alias.is_empty() { last.as_str() } else { alias.trim() };
            self.names.insert(name.to_owned(), full.clone());
            self.paths.push(full);
        }
    }
}

/// What a statement brings into scope, if it is a `use`.
fn use_tree(statement: &str) -> Option<&str> {
    let mut at = 0;
    for line in statement.split_inclusive('\n') {
        if let Some((before, _)) = line.split_once("use ")
            && (before.is_empty() || (before.starts_with("pub") && before.split_whitespace().count() == 1))
        {
            return Some(&statement[at + before.len() + "use ".len()..]);
        }
        at += line.len();
    }
    None
}

/// The parts of a group between the commas that stand in no group inside it.
fn parts_of(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let is_end = |sign: char| {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        sign == ',' && depth == 0
    };
    group.split(is_end).filter(|part| !part.trim().is_empty()).collect()
}

/// The paths in code that begin with `crate` or `super`.
fn inline_paths(code: &str) -> Vec<Segments> {
    let is_name = |sign: char| sign.is_alphanumeric() || sign == '_';
    let mut paths = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with(|sign: char| is_name(sign) || sign == ':' || sign == '$') {
                continue;
            }
            let end = code[at..].find(|sign: char| !is_name(sign) && sign != ':');
            let path = &code[at..end.map_or(code.len(), |end| at + end)];
            let segments = path.split("::").filter(|segment| !segment.is_empty());
            paths.push(segments.map(str::to_owned).collect());
        }
    }
    paths
}
