//! What a stage says about its purpose, whoever builds it.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Arguments, CommandForm, Instruction, Kind};
use plimsoll_syntax::shell::{Dialect, ShellOptions};

use super::Environment;
use super::comments::is_for_tests_only;
use super::content::of_variable;
use super::names::{certain_stage_name, stage_name};
use super::practice::practice_target;
use crate::command::Commands;
use crate::command::server::development_server;
use crate::dockerfile::{Base, DockerfileFacts};
use crate::image::known_image;

/// How far a chain of stages is followed.
const LONGEST_CHAIN: usize = 256;

/// At most so many stages are asked for their names.
const MOST_STAGES: usize = 200;

/// At most so many comments are read.
const MOST_COMMENTS: usize = 200;

/// What speaks for production in a stage and those that it is built from: a variable such as
/// `NODE_ENV=production`, or an account without privileges, unless the stage also speaks for
/// development, or a comment in the file for tests: an account is a habit, a comment a statement.
pub(crate) fn production_sign(facts: &DockerfileFacts, stage: usize) -> Option<(Span, String)> {
    let mut account = None;
    let mut starts = None;
    for stage in chain(facts, stage) {
        let stage = &facts.stages()[stage];
        for instruction in facts.tree.instructions[stage.from + 1..stage.end].iter().rev() {
            match instruction.kind {
                Kind::Env => match said_by_variables(instruction) {
                    Some((Environment::Production, sign)) => return Some(sign),
                    Some((Environment::Development, _)) => return None,
                    None => {}
                },
                Kind::User if account.is_none() => account = Some(named_account(instruction)),
                Kind::Cmd | Kind::Entrypoint => {
                    starts = starts.or_else(|| starts_development_server(instruction).then_some(()));
                }
                _ => {}
            }
        }
    }
    account
        .flatten()
        .filter(|_| starts.is_none() && !has_comment_for_tests(facts))
}

fn has_comment_for_tests(facts: &DockerfileFacts) -> bool {
    // A bound keeps files with thousands of stages linear.
    let mut comments = facts.tree.comments.iter().take(MOST_COMMENTS);
    comments.any(|comment| is_for_tests_only(&comment.text))
}

/// A stage and those that it is built from.
pub(super) fn chain(facts: &DockerfileFacts, stage: usize) -> impl Iterator<Item = usize> {
    let parent = |&stage: &usize| match facts.stages()[stage].base {
        Base::Stage(parent) => Some(parent),
        _ => None,
    };
    std::iter::successors(Some(stage), parent).take(LONGEST_CHAIN)
}

/// What the name of a stage says. `runner` and the like say only that it is not the one that builds,
/// unless the file has another stage for development.
pub(crate) fn of_stage_name(facts: &DockerfileFacts, stage: usize) -> Option<Environment> {
    let said = |stage: usize| facts.stage_name(stage).and_then(certain_stage_name);
    let has_other = || {
        // A bound keeps files with thousands of stages linear.
        let mut stages = 0..facts.stages().len().min(MOST_STAGES);
        stages.any(|stage| said(stage) == Some(Environment::Development))
    };
    let vague = || facts.stage_name(stage).and_then(stage_name).filter(|_| has_other());
    said(stage).or_else(vague)
}

/// The base image of a stage, if it is one to develop, build or test in, or to practise attacks on.
pub(crate) fn workshop(facts: &DockerfileFacts, stage: usize) -> Option<(Span, String)> {
    let base = chain(facts, stage).last()?;
    let Base::Image(image) = &facts.stages()[base].base else {
        return None;
    };
    let image = image.as_ref().likely()?;
    let is_toolchain = known_image(image.familiar_name(), image.tag()).is_some_and(|known| known.is_toolchain);
    let purpose = if practice_target(image).is_some() {
        "to be attacked"
    } else if is_toolchain {
        "to build and test in"
    } else {
        return None;
    };
    let from = &facts.tree.instructions[facts.stages()[base].from];
    Some((from.span, format!("`{}` is there {purpose}", image.familiar_name())))
}

/// Programs that test others, and end.
const TESTERS: [&str; 12] = [
    "behave", "cypress", "dredd", "jest", "k6", "karma", "newman", "phpunit", "pytest", "robot", "rspec", "tox",
];

/// What a stage starts, if it only tests other programs.
pub(crate) fn tester(facts: &DockerfileFacts, stage: usize) -> Option<(Span, String)> {
    let start = |kind: Kind| {
        chain(facts, stage).find_map(|stage| {
            let stage = &facts.stages()[stage];
            let mut instructions = facts.tree.instructions[stage.from + 1..stage.end].iter().rev();
            instructions.find(|instruction| instruction.kind == kind)
        })
    };
    let start = start(Kind::Entrypoint).or_else(|| start(Kind::Cmd))?;
    let commands = commands(start)?;
    let mut programs = commands.invocations();
    let (program, None) = (programs.next()?, programs.next()) else {
        return None;
    };
    let text = || (start.span, format!("it starts `{}`, which tests", program.name));
    TESTERS.contains(&program.name).then(text)
}

/// A stage that is for production by its name.
pub(crate) fn production_stage(facts: &DockerfileFacts) -> Option<(Span, String)> {
    let mut stages = 0..facts.stages().len();
    let stage = stages.find(|&stage| of_stage_name(facts, stage) == Some(Environment::Production))?;
    let span = facts.tree.instructions[facts.stages()[stage].from].span;
    Some((span, format!("the stage `{}`", facts.stage_name(stage)?)))
}

fn said_by_variables(env: &Instruction) -> Option<(Environment, (Span, String))> {
    env.pairs().iter().find_map(|pair| {
        let (name, value) = (pair.key.literal()?, pair.value.as_ref()?.literal()?);
        let environment = of_variable(&name, &value)?;
        Some((environment, (pair.span, format!("`{name}={value}`"))))
    })
}

/// An account other than root, by a name or number in the file. Variables hold that of a developer.
fn named_account(user: &Instruction) -> Option<(Span, String)> {
    let Arguments::Words { words, .. } = &user.arguments else {
        return None;
    };
    let account = words.first()?.literal()?;
    let name = account.split(':').next().unwrap_or_default();
    let is_shared = matches!(name, "" | "root" | "0" | "vscode" | "dev" | "developer");
    (!is_shared).then(|| (user.span, format!("`USER {account}`")))
}

fn starts_development_server(start: &Instruction) -> bool {
    commands(start).is_some_and(|commands| {
        let mut invocations = commands.invocations();
        invocations.any(|invocation| development_server(invocation.argv()).is_some())
    })
}

/// The programs of an instruction that has a command.
pub(super) fn commands(instruction: &Instruction) -> Option<Commands> {
    Some(match &instruction.command()?.form {
        CommandForm::Exec(words) => Commands::of_exec(words),
        CommandForm::Shell(text) => Commands::of_shell_with(text, Dialect::Posix, ShellOptions::default(), &|_| None),
    })
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::{FileId, SourceFile};

    use super::*;

    fn facts(text: &str) -> DockerfileFacts {
        let source = SourceFile::new(FileId(0), "Dockerfile", text.as_bytes().to_vec());
        DockerfileFacts::new(plimsoll_syntax::dockerfile::parse(&source.into()))
    }

    #[test]
    fn what_only_tests_is_no_server() {
        for (text, expected) in [
            ("ENTRYPOINT [\"/app/node_modules/dredd/bin/dredd\"]", true),
            ("CMD pytest tests", true),
            ("ENTRYPOINT [\"/start\"]\nCMD [\"pytest\"]", false),
            ("CMD pytest tests && node a.js", false),
            ("CMD [\"node\", \"jest\"]", false),
            ("RUN pytest", false),
        ] {
            let facts = facts(&format!("FROM node:22 AS base\n{text}\nFROM base\n"));
            assert_eq!(tester(&facts, 1).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn signs_of_production_in_a_stage() {
        for (text, expected) in [
            ("ENV NODE_ENV=production", Some("`NODE_ENV=production`")),
            ("USER app:app", Some("`USER app:app`")),
            ("USER app\nUSER root", None),
            ("USER root\nUSER 1000", Some("`USER 1000`")),
            ("USER ${USER}", None),
            ("USER app\nENV NODE_ENV=development", None),
            ("USER app\nCMD [\"npm\", \"run\", \"dev\"]", None),
            ("USER app\nCMD flask run", None),
            ("CMD [\"node\", \"x\"]", None),
        ] {
            let facts = facts(&format!("FROM node:22 AS runner\n{text}\nFROM runner\n"));
            let found = production_sign(&facts, 1).map(|(_, sign)| sign);
            assert_eq!(found.as_deref(), expected, "{text}");
            assert_eq!(production_stage(&facts), None);
        }
        assert!(production_stage(&facts("FROM a AS dev\nFROM b AS release\n")).is_some());
        assert!(production_stage(&facts("FROM a AS dev\nFROM b AS final\n")).is_some());
        assert!(production_stage(&facts("FROM a AS build\nFROM b AS final\n")).is_none());
    }
}
