//! Which C library the programs of a stage are made for, and compiled output that is copied to a
//! stage with another one.

use plimsoll_syntax::Span;

use crate::base::path;
use crate::command::Invocation;
use crate::image::Family;
use crate::view::{Instruction, Stage};

/// A C library. Programs that are linked with one do not start on the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Libc {
    /// Debian, Ubuntu, Fedora, Red Hat and most others.
    Gnu,
    /// Alpine.
    Musl,
}

/// Compiled output that is copied to a stage with another C library.
#[derive(Clone)]
pub struct ForeignCode<'a> {
    /// The source of the COPY.
    pub span: Span,
    pub from: Stage<'a>,
    pub built_for: Libc,
    /// Its name in a message: a folder of modules, or the command that linked the program.
    pub made_by: String,
    /// It surely needs that library. A Go program does only if it uses C or certain packages, and
    /// the modules in a folder may all be uncompiled.
    pub is_sure: bool,
}

/// At most this many sources of a stage are matched with this many steps of the stages they come
/// from.
const MOST_COPIES: usize = 50;
const MOST_STEPS: usize = 300;

impl Libc {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gnu => "glibc",
            Self::Musl => "musl",
        }
    }
}

impl<'a> Stage<'a> {
    /// The C library of the stage; none if it is not known, if there is none, or if a step installs
    /// something that lets programs for the other one start too.
    pub(crate) fn libc(self) -> Option<Libc> {
        let libc = match self.family()? {
            Family::Alpine => Libc::Musl,
            Family::Arch | Family::Debian | Family::Fedora | Family::Rhel | Family::Suse | Family::Ubuntu => Libc::Gnu,
            // `distroless/static` has none, and BusyBox comes with each of three.
            Family::Busybox | Family::Distroless | Family::Windows => return None,
        };
        let is_bridge = |word: &str| {
            ["gcompat", "libc6-compat", "glibc", "musl"]
                .iter()
                .any(|name| word.contains(name))
        };
        let runs = self.ancestors().flat_map(|stage| stage.runs().collect::<Vec<_>>());
        let mut steps = runs.flat_map(|run| run.steps().collect::<Vec<_>>());
        let bridged = steps.any(|i| i.arguments().iter().any(|a| is_bridge(a.text) && a.text != "musl-dev"));
        (!bridged).then_some(libc)
    }

    /// Compiled output that its COPY instructions take from stages with another C library: folders
    /// of modules, and programs that a step there visibly links.
    pub fn foreign_code(self) -> Vec<ForeignCode<'a>> {
        let mut found = Vec::new();
        let copies = self.copies_from_stages();
        let Some(own) = copies.first().and_then(|_| self.libc()) else {
            return found;
        };
        for copy in copies.into_iter().take(MOST_COPIES) {
            let Some(built_for) = copy.from.libc().filter(|libc| *libc != own) else {
                continue;
            };
            let made_by = match folder_of_modules(&copy.path) {
                Some(folder) => Some(folder.to_owned()),
                None => copy.from.links_dynamically(&copy.path, built_for),
            };
            found.extend(made_by.map(|made_by| ForeignCode {
                is_sure: !made_by.starts_with("go ") && folder_of_modules(&copy.path).is_none(),
                span: copy.span,
                from: copy.from,
                built_for,
                made_by,
            }));
        }
        found
    }

    /// The command that links the program at a path against the C library of the stage, if there is
    /// one.
    fn links_dynamically(self, path: &str, libc: Libc) -> Option<String> {
        let mut folder = self.first_workdir();
        for instruction in self.instructions().take(MOST_STEPS) {
            folder = match instruction.node().kind {
                plimsoll_syntax::dockerfile::Kind::Workdir => instruction.folder_after(folder),
                _ => folder,
            };
            let moves = instruction.steps().any(|i| matches!(i.name, "cd" | "pushd"));
            let folder = folder.as_deref().filter(|_| !moves);
            let linked = instruction
                .steps()
                .find_map(|i| instruction.linked(&i, path, folder, libc));
            if linked.is_some() {
                return linked;
            }
        }
        None
    }
}

impl<'a> Instruction<'a> {
    /// The command, if it links the program at a path dynamically.
    fn linked(self, invocation: &Invocation<'a>, path: &str, folder: Option<&str>, libc: Libc) -> Option<String> {
        let arguments = invocation.arguments();
        if arguments
            .iter()
            .any(|a| a.text.contains("static") || a.text.contains("musl"))
        {
            return None;
        }
        let parted = invocation.parted();
        let command = parted.operands.first().map_or("", |word| word.text);
        let output = parted.flag(&["o"]).and_then(|flag| flag.value);
        let is_output = |output: &str| {
            let is_known = !output.contains(['$', '`']) && (output.starts_with('/') || folder.is_some());
            is_known && path::is_below(&path::absolute(output, folder.unwrap_or("/")), path)
        };
        match invocation.name {
            "go" if command == "build" => {
                let links = self.uses_cgo(invocation, libc) && output.is_some_and(is_output);
                links.then(|| "go build".to_owned())
            }
            "go" if command == "install" => {
                let links = self.uses_cgo(invocation, libc) && path::is_below(path, "/go/bin");
                links.then(|| "go install".to_owned())
            }
            // rust:alpine links statically by default.
            "cargo" if command == "build" && libc == Libc::Gnu => {
                let is_other = |name: &str| self.variable_of(invocation, name).is_some();
                let links =
                    path.contains("/target/release/") && !is_other("RUSTFLAGS") && !is_other("CARGO_BUILD_TARGET");
                links.then(|| "cargo build".to_owned())
            }
            "gcc" | "g++" | "cc" | "c++" | "clang" | "clang++" => {
                output.is_some_and(is_output).then(|| invocation.name.to_owned())
            }
            _ => None,
        }
    }

    /// Whether a Go program is linked with C: by default, if there is a compiler and the target
    /// system is the same. Alpine's image has no compiler.
    // cmd/cgo of Go 1.23: "The cgo tool is enabled by default for native builds on systems where it
    // is expected to work. It is disabled by default when cross-compiling".
    fn uses_cgo(self, invocation: &Invocation<'a>, libc: Libc) -> bool {
        let variable = |name: &str| self.variable_of(invocation, name);
        let wanted = variable("CGO_ENABLED").map(|value| value.is_known(&"1".to_owned()));
        let is_default = libc == Libc::Gnu && variable("GOARCH").is_none() && variable("GOOS").is_none();
        wanted.unwrap_or(is_default) && variable("GOFLAGS").is_none()
    }
}

/// The folder in a path that contains modules, some of them compiled.
fn folder_of_modules(path: &str) -> Option<&str> {
    const FOLDERS: [&str; 5] = ["node_modules", "site-packages", "dist-packages", ".venv", "venv"];
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let is_bundle = path.ends_with("/vendor/bundle") || path.trim_end_matches('/') == "/usr/local/bundle";
    (FOLDERS.contains(&last) || is_bundle).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::tests::last_stage;

    #[test]
    fn libraries_of_images() {
        for (text, expected) in [
            ("FROM alpine:3.20", Some(Libc::Musl)),
            ("FROM node:22-alpine", Some(Libc::Musl)),
            ("FROM python:3.13-slim", Some(Libc::Gnu)),
            ("FROM alpine:3.20\nRUN apk add gcompat", None),
            ("FROM alpine:3.20\nRUN apk add musl-dev", Some(Libc::Musl)),
            ("FROM gcr.io/distroless/static-debian12", None),
            ("FROM example/base:1", None),
            ("FROM scratch", None),
        ] {
            assert_eq!(
                last_stage(&format!("{text}\n"), |stage| stage.libc()),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn compiled_output_is_seen() {
        let found = |build: &str, steps: &str, target: &str, source: &str| {
            let text = format!("FROM {build} AS b\nWORKDIR /src\n{steps}\nFROM {target}\nCOPY --from=b {source} /x\n");
            last_stage(&text, |stage| {
                stage.foreign_code().into_iter().next().map(|code| code.made_by)
            })
        };
        let alpine = "alpine:3.20";
        for (build, steps, target, source, expected) in [
            (
                "golang:1.23",
                "RUN go build -o /app .",
                alpine,
                "/app",
                Some("go build"),
            ),
            (
                "golang:1.23",
                "RUN go build -o app .",
                alpine,
                "/src/app",
                Some("go build"),
            ),
            (
                "golang:1.23",
                "RUN CGO_ENABLED=0 go build -o /app .",
                alpine,
                "/app",
                None,
            ),
            (
                "golang:1.23",
                "ENV CGO_ENABLED=0\nRUN go build -o /app .",
                alpine,
                "/app",
                None,
            ),
            (
                "golang:1.23",
                "RUN go build -ldflags '-extldflags -static' -o /app .",
                alpine,
                "/app",
                None,
            ),
            ("golang:1.23", "RUN make", alpine, "/app", None),
            ("golang:1.23", "RUN go build -o /app .", "debian:12", "/app", None),
            (
                "golang:1.23-alpine",
                "RUN go build -o /app .",
                "debian:12",
                "/app",
                None,
            ),
            (
                "golang:1.23-alpine",
                "RUN CGO_ENABLED=1 go build -o /app .",
                "debian:12",
                "/app",
                Some("go build"),
            ),
            (
                "golang:1.23",
                "RUN go build -o /app .",
                "alpine:3.20\nRUN apk add libc6-compat",
                "/app",
                None,
            ),
            (
                "rust:1.83",
                "RUN cargo build --release",
                alpine,
                "/src/target/release/x",
                Some("cargo build"),
            ),
            (
                "rust:1.83-alpine",
                "RUN cargo build --release",
                "debian:12",
                "/src/target/release/x",
                None,
            ),
            ("gcc:14", "RUN gcc -O2 -o x x.c", alpine, "/src/x", Some("gcc")),
            ("debian:12", "RUN gcc -O2 -o x x.c", alpine, "/src/x", Some("gcc")),
            ("debian:12", "RUN gcc -static -o x x.c", alpine, "/src/x", None),
            (
                "node:22",
                "",
                "node:22-alpine",
                "/src/node_modules",
                Some("node_modules"),
            ),
            ("node:22", "", "node:22-alpine", "/src/dist", None),
        ] {
            assert_eq!(
                found(build, steps, target, source).as_deref(),
                expected,
                "{build} {steps} {target}"
            );
        }
    }
}
