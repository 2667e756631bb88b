//! Commands that compile a program.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Parted};

/// A command that compiles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Compile<'a> {
    /// The program: `go`, `cargo`, `make` …
    pub tool: &'a str,
    /// Its sub-command, if it has one: `build`.
    pub verb: Option<&'a str>,
    /// Both words.
    pub span: Span,
}

/// The tools and the sub-commands that compile, from their manuals. No sub-commands if the call
/// itself compiles.
static TOOLS: &[(&str, &[&str])] = &[
    ("go", &["build", "install"]),
    ("cargo", &["build", "install", "rustc", "chef"]),
    ("mvn", &["package", "install", "compile", "verify"]),
    ("mvnw", &["package", "install", "compile", "verify"]),
    (
        "gradle",
        &["build", "assemble", "bootJar", "jar", "shadowJar", "installDist", "war"],
    ),
    (
        "gradlew",
        &["build", "assemble", "bootJar", "jar", "shadowJar", "installDist", "war"],
    ),
    ("dotnet", &["build", "publish", "msbuild"]),
    ("swift", &["build"]),
    ("stack", &["build", "install"]),
    ("cabal", &["build", "install"]),
    ("make", &[]),
    ("ninja", &[]),
    ("cmake", &[]),
    ("gcc", &[]),
    ("g++", &[]),
    ("cc", &[]),
    ("clang", &[]),
    ("rustc", &[]),
    ("javac", &[]),
    ("ghc", &[]),
];

/// What a command compiles with, if it compiles.
pub fn compile<'a>(argv: &[Argument<'a>]) -> Option<Compile<'a>> {
    let first = argv.first()?;
    let (tool, verbs) = TOOLS.iter().find(|(tool, _)| *tool == first.program())?;
    if verbs.is_empty() {
        return Some(Compile {
            tool,
            verb: None,
            span: first.span,
        });
    }
    // Maven and Gradle take several goals (`clean package`), some of them for a project:
    // `:app:build`.
    let operands = Parted::of(argv).operands;
    let is_verb = |operand: &&Argument<'a>| {
        let goal = operand.text.rsplit(':').next().unwrap_or_default();
        verbs.contains(&goal)
    };
    let takes_goals = matches!(*tool, "mvn" | "mvnw" | "gradle" | "gradlew");
    let verb = match takes_goals {
        true => operands.iter().find(is_verb)?,
        false => operands.first().filter(is_verb)?,
    };
    Some(Compile {
        tool,
        verb: Some(verb.text),
        span: first.span.to(verb.span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn compiling_commands() {
        for (line, expected) in [
            ("CGO_ENABLED=0 go build -o /x ./cmd", Some("build")),
            ("go mod download", None),
            ("cargo build --release", Some("build")),
            ("mvn -B clean package -DskipTests", Some("package")),
            ("./gradlew --no-daemon :app:bootJar", Some(":app:bootJar")),
            ("dotnet run", None),
            ("make -j4", Some("")),
            ("makepkg", None),
        ] {
            let commands = commands(line);
            let found = commands.invocations().find_map(|i| compile(i.argv()));
            assert_eq!(found.map(|c| c.verb.unwrap_or("")), expected, "{line}");
        }
    }
}
