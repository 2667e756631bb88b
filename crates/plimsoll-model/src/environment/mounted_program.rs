//! Images that start a program which nothing puts into them: whoever runs them mounts the code, as
//! people do while they develop.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Instruction, Kind};

use super::image_content::{chain, commands};
use crate::base::path::file_name;
use crate::command::server::package_script;
use crate::command::{Argument, Commands, Parted};
use crate::dockerfile::{Base, DockerfileFacts};
use crate::image::{Role, known_image};

/// Programs that bring no code of the project, given that curl hands on what it downloads.
const HARMLESS: &[&str] = &[
    "addgroup",
    "adduser",
    "apk",
    "apt",
    "apt-get",
    "bash",
    "chmod",
    "chown",
    "corepack",
    "curl",
    "echo",
    "export",
    "gem",
    "groupadd",
    "locale-gen",
    "mkdir",
    "npm",
    "pip",
    "pip3",
    "pnpm",
    "rm",
    "set",
    "sh",
    "useradd",
    "yarn",
];

/// The interpreters of files that end with one of these.
const INTERPRETERS: [(&str, &[&str]); 6] = [
    ("node", &[".js", ".mjs", ".cjs", ".ts"]),
    ("perl", &[".pl"]),
    ("php", &[".php"]),
    ("python", &[".py"]),
    ("python3", &[".py"]),
    ("ruby", &[".rb"]),
];

/// What a stage starts although nothing brings it: a script, or the one of a `package.json`. None if a
/// step may bring it, or if the base image is not one of a language alone.
pub(crate) fn mounted_program(facts: &DockerfileFacts, stage: usize) -> Option<(Span, String)> {
    let stages: Vec<usize> = chain(facts, stage).collect();
    let Base::Image(image) = &facts.stages()[*stages.last()?].base else {
        return None;
    };
    let image = image.as_ref().likely()?;
    let is_language = known_image(image.familiar_name(), image.tag()).is_some_and(|known| known.role == Role::Runtime);
    if !is_language {
        return None;
    }
    let steps = || {
        let stages = stages.iter().map(|&stage| &facts.stages()[stage]);
        stages.flat_map(|stage| &facts.tree.instructions[stage.from + 1..stage.end])
    };
    // The nearest stage stands first, and in it the last instruction counts.
    let start = |kind: Kind| {
        let mut stages = stages.iter().map(|&stage| &facts.stages()[stage]);
        stages.find_map(|stage| {
            let mut instructions = facts.tree.instructions[stage.from + 1..stage.end].iter();
            instructions.rfind(|instruction| instruction.kind == kind)
        })
    };
    let start = start(Kind::Entrypoint).or_else(|| start(Kind::Cmd))?;
    let program = started_file(&commands(start)?)?;
    let name = file_name(&program);
    let text = |instruction: &Instruction| facts.tree.source.slice(instruction.span);
    let may_bring = |instruction: &Instruction| match instruction.kind {
        Kind::Add | Kind::Copy | Kind::Onbuild => true,
        Kind::Run => text(instruction).contains(name) || !is_harmless(instruction),
        _ => false,
    };
    // Without any step it may be an excerpt.
    let is_prepared = steps().any(|instruction| instruction.kind == Kind::Run);
    (is_prepared && !steps().any(may_bring)).then(|| (start.span, format!("nothing puts `{program}` into the image")))
}

/// The file of the project that a command line starts.
fn started_file(commands: &Commands) -> Option<String> {
    let first = commands.invocations().next()?;
    if package_script(first.argv()).is_some() {
        return Some("package.json".to_owned());
    }
    let (_, endings) = INTERPRETERS.iter().find(|(name, _)| *name == first.name)?;
    let script = first.arguments().first().filter(|argument| argument.is_literal)?;
    let is_script = endings.iter().any(|ending| script.text.ends_with(ending));
    is_script.then(|| script.text.to_owned())
}

/// Whether a RUN only installs packages and prepares folders and accounts.
fn is_harmless(run: &Instruction) -> bool {
    if !run.heredocs.is_empty() || run.flag("mount").is_some() {
        return false;
    }
    commands(run).is_some_and(|commands| {
        commands
            .invocations()
            .all(|invocation| HARMLESS.contains(&invocation.name) && !makes_files(invocation.argv()))
    })
}

/// Whether a download is saved, or a package manager makes a project.
fn makes_files(argv: &[Argument<'_>]) -> bool {
    let parted = Parted::of(argv);
    parted.has(&["o", "O", "output", "remote-name"])
        || matches!(parted.operands.first(), Some(verb) if matches!(verb.text, "create" | "init"))
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::{FileId, SourceFile};

    use super::*;

    #[test]
    fn programs_that_nothing_brings() {
        const START: &str = "ENTRYPOINT [\"python\", \"/srv/manage.py\"]";
        for (text, expected) in [
            (
                format!("FROM python:3.13\nRUN pip install uv\nWORKDIR /srv\n{START}"),
                Some("nothing puts `/srv/manage.py` into the image"),
            ),
            (
                format!("FROM python:3.13\nRUN curl -sL https://example.com/setup | bash - && pip install uv\n{START}"),
                Some("nothing puts `/srv/manage.py` into the image"),
            ),
            (
                "FROM node:24\nRUN npm install -g nodemon\nCMD npm start".to_owned(),
                Some("nothing puts `package.json` into the image"),
            ),
            (format!("FROM python:3.13\n{START}"), None),
            (
                format!("FROM python:3.13\nRUN pip install uv\nCOPY . /srv\n{START}"),
                None,
            ),
            (format!("FROM python:3.13 AS a\nCOPY . /srv\nFROM a\n{START}"), None),
            (
                format!("FROM python:3.13\nRUN git clone https://example.com/a /srv\n{START}"),
                None,
            ),
            (
                format!("FROM python:3.13\nRUN curl -O https://example.com/manage.tar\n{START}"),
                None,
            ),
            (
                format!("FROM python:3.13\nRUN echo 'x' > /srv/manage.py\n{START}"),
                None,
            ),
            (format!("FROM registry.example.com/shop:4.2\n{START}"), None),
            (
                "FROM python:3.13\nCMD [\"python\", \"-m\", \"http.server\"]".to_owned(),
                None,
            ),
        ] {
            let source = SourceFile::new(FileId(0), "Dockerfile", text.as_bytes().to_vec());
            let facts = DockerfileFacts::new(plimsoll_syntax::dockerfile::parse(&source.into()));
            let found = mounted_program(&facts, facts.stages().len() - 1).map(|(_, sign)| sign);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
