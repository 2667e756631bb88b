//! Whether an image surely lacks the program that reads a script.
//!
//! Only Docker's official distributions and languages, and only if each step is one that brings no such
//! program: much comes with packages that need it.

use plimsoll_syntax::dockerfile::Kind;

use crate::command::Invocation;
use crate::command::package::Action;
use crate::image::{Family, Role};
use crate::view::{Instruction, Stage};

/// Packages that need neither Bash nor one of the languages, on Alpine and on Debian.
// From knowledge of the distributions, November 2026; not compared with their lists one by one.
const PLAIN_PACKAGES: [&str; 32] = [
    "build-base",
    "ca-certificates",
    "curl",
    "dumb-init",
    "g++",
    "gcc",
    "gcompat",
    "gosu",
    "jq",
    "libc-dev",
    "libc6-compat",
    "libffi-dev",
    "libgcc",
    "libpq",
    "libstdc++",
    "linux-headers",
    "make",
    "musl-dev",
    "netcat-openbsd",
    "openssl",
    "openssl-dev",
    "procps",
    "shadow",
    "su-exec",
    "tar",
    "tini",
    "tzdata",
    "unzip",
    "wget",
    "xz",
    "zlib",
    "zlib-dev",
];

/// Programs that bring no other into an image, apart from what their arguments name.
const PLAIN_STEPS: [&str; 33] = [
    "[", "addgroup", "adduser", "apk", "apt-get", "bundle", "cat", "cd", "chmod", "chown", "cp", "echo", "export",
    "go", "groupadd", "ln", "ls", "mkdir", "mv", "npm", "pip", "pip3", "pnpm", "printf", "rm", "sed", "set", "sleep",
    "test", "touch", "true", "useradd", "yarn",
];

/// Languages, with the beginning of the names of their programs.
const LANGUAGES: [&str; 5] = ["node", "perl", "php", "python", "ruby"];

impl Stage<'_> {
    /// Whether a program that reads scripts, by its name, surely is not there before an instruction of the
    /// file.
    pub fn lacks_interpreter_at(self, index: usize, name: &str) -> bool {
        let is_shell = crate::command::is_shell(name);
        if is_shell && self.has_shell_at(index) == Some(false) {
            return true;
        }
        if !self.base_lacks(name) {
            return false;
        }
        let language = LANGUAGES.into_iter().find(|language| name.starts_with(language));
        let word = language.unwrap_or(name);
        let text = self.dockerfile().source();
        let steps = self.ancestors().flat_map(Stage::instructions);
        let mut before = steps.filter(|step| step.index() < index);
        !before.any(|step| match step.copied() {
            Some(_) => step.may_bring_programs(),
            None => step.is_run() && (text.slice(step.node().full_span).contains(word) || !step.is_plain()),
        })
    }

    /// Whether the base image is known to lack it.
    fn base_lacks(self, name: &str) -> bool {
        let Some(image) = self.root_image().likely().filter(|image| image.is_official()) else {
            return false;
        };
        let Some(known) = self.known_image(image) else {
            return false;
        };
        let own = image.familiar_name();
        let is_distribution = matches!(own, "alpine" | "busybox" | "debian" | "ubuntu");
        let is_language = known.role == Role::Runtime && known.is_on_buildpack;
        let family = known.family(image.tag());
        let is_small = matches!(family, Some(Family::Alpine | Family::Busybox));
        let is_slim = image.tag().is_some_and(|tag| tag.contains("slim"));
        match name {
            "bash" => is_small && (is_distribution || is_language),
            // Debian's `perl-base` is essential.
            "perl" if !is_small => false,
            _ => {
                let is_asked = LANGUAGES
                    .iter()
                    .any(|language| name.starts_with(language) && *language != own);
                is_asked && (is_distribution || is_language && (is_small || is_slim))
            }
        }
    }
}

impl Instruction<'_> {
    /// Whether ADD or COPY may bring programs: whole systems, folders of programs, other images' files.
    fn may_bring_programs(self) -> bool {
        let target = self.destination().and_then(|(_, path)| path.likely());
        let is_near = |path: &str| {
            matches!(path.trim_end_matches('/'), "" | "/usr" | "/usr/local" | "/opt")
                || path.trim_end_matches('/').ends_with("/bin")
        };
        let is_other = self.node().flag("from").is_some() || self.node().kind == Kind::Add;
        target.is_none_or(|path| is_other && (is_near(&path) || path.contains("/bin/")))
    }

    /// Whether a RUN only does what brings no program that reads scripts.
    fn is_plain(self) -> bool {
        let code = self.build_code();
        !code.is_empty() && self.steps().all(|step| is_plain_step(&step))
    }
}

fn is_plain_step(step: &Invocation<'_>) -> bool {
    if !PLAIN_STEPS.contains(&step.name) {
        return false;
    }
    if !matches!(step.name, "apk" | "apt-get") {
        return true;
    }
    // It adds packages that nobody sees.
    if step.is_wrapped_in("xargs") {
        return false;
    }
    let Some(command) = step.package_command() else {
        return true;
    };
    let mut packages = command.packages.iter();
    command.action != Action::Install
        || packages.all(|package| package.argument.is_literal && PLAIN_PACKAGES.contains(&package.name))
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn what_images_lack() {
        for (text, name, expected) in [
            ("FROM alpine:3.22", "bash", true),
            ("FROM alpine:3.22\nRUN apk add --no-cache curl tini", "bash", true),
            ("FROM alpine:3.22\nRUN apk add --no-cache bash", "bash", false),
            ("FROM alpine:3.22\nRUN apk add --no-cache mariadb", "bash", false),
            ("FROM alpine:3.22\nRUN cat packages | xargs apk add", "bash", false),
            ("FROM alpine:3.22\nRUN xargs apk add curl < packages", "bash", false),
            ("FROM alpine:3.22\nRUN ./setup.sh", "bash", false),
            ("FROM alpine:3.22\nCOPY --from=x /bin/bash /bin/bash", "bash", false),
            ("FROM alpine:3.22\nCOPY start.sh /", "bash", true),
            ("FROM alpine:3.22", "sh", false),
            ("FROM node:22-alpine\nRUN npm ci", "bash", true),
            ("FROM node:22-slim", "bash", false),
            ("FROM node:22-slim", "python3", true),
            ("FROM node:22", "python3", false),
            ("FROM node:22-slim", "node", false),
            ("FROM debian:12.7", "perl", false),
            ("FROM postgres:17-alpine", "bash", false),
            ("FROM scratch\nCOPY start.sh /", "sh", true),
            ("FROM gcr.io/distroless/static-debian12", "sh", true),
            ("FROM example/base:1", "bash", false),
        ] {
            let found = last_stage(&format!("{text}\n"), |stage| {
                stage.lacks_interpreter_at(usize::MAX, name)
            });
            assert_eq!(found, expected, "{text} {name}");
        }
    }
}
