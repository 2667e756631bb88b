//! The fourth phase: what each Dockerfile is for. What the Compose files are for was settled with the
//! projects.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use plimsoll_syntax::Span;

use super::Workspace;
use super::links::{Link, Links, ServicePlace};
use crate::base::path::folder;
use crate::compose::{Compose, Service};
use crate::dockerfile::DockerfileFacts;
use crate::environment::{self, Environment, Reason, SAFE_SIDE, Verdict, is_outright};
use crate::files::Files;
use crate::project::{Parsed, Projects};

/// What decides on a Dockerfile.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) parsed: &'a Parsed,
    pub(super) projects: &'a Projects,
    pub(super) links: &'a Links,
}

impl<'a> Known<'a> {
    /// What each Dockerfile is for, its stages aside.
    pub(super) fn verdicts(self, stated: &dyn Fn(&str) -> Option<Environment>, files: &dyn Files) -> Vec<Verdict> {
        let targets = LazyCell::new(|| self.practice_targets());
        let dockerfiles = self.links.all(self.parsed).enumerate();
        let verdicts = dockerfiles.map(|(index, facts)| {
            environment::of_dockerfile(&facts.tree, stated(facts.tree.source.path()))
                .or_else(|| environment::of_action(facts.tree.source.path(), files))
                .or_else(|| environment::of_practice(facts.tree.source.path(), &targets))
                .or_else(|| {
                    let sure = self.links.to_dockerfile(index).map(Link::builder);
                    let maybe = self.links.choosers_of(facts.tree.source.path()).iter().copied();
                    let verdict = self.of_services(sure.chain(maybe))?;
                    Some(self.in_doubt(verdict, || self.sign_in_file(index)))
                })
                .or_else(|| self.if_all_shipped(index, environment::mounted_program))
                .or_else(|| self.if_all_shipped(index, environment::workshop))
                .or_else(|| self.if_all_shipped(index, environment::tester))
                .or_else(|| environment::of_examples(facts.tree.source.path()))
                .or_else(|| {
                    let verdict = environment::of_helpers(facts.tree.source.path(), files)?;
                    Some(self.in_doubt(verdict, || self.sign_in_file(index)))
                })
                .unwrap_or(SAFE_SIDE)
        });
        verdicts.collect()
    }

    /// The images that Compose files run to practise attacks on, each with one of these files.
    fn practice_targets(self) -> BTreeMap<&'a str, &'a str> {
        let services = self.parsed.composes.iter().flat_map(|compose| {
            let images = compose
                .services
                .iter()
                .filter_map(|service| compose.pulled_image(service));
            let names = images.filter_map(|image| environment::practice_target(image.reference.as_ref().likely()?));
            names.map(|name| (name, compose.yaml.source.shown()))
        });
        services.collect()
    }

    /// A Dockerfile that only development files build is for development, unless it speaks for
    /// production itself: those who build the image that is shipped are often not in the repository.
    fn in_doubt(self, verdict: Verdict, sign: impl FnOnce() -> Option<(Span, String)>) -> Verdict {
        if verdict.environment == Environment::Production {
            return verdict;
        }
        sign().map_or(verdict, |sign| Verdict {
            environment: Environment::Production,
            reason: Reason::Content(vec![sign]),
        })
    }

    /// What speaks for production in a Dockerfile: the name of a stage, or the content of one that is
    /// shipped.
    fn sign_in_file(self, dockerfile: usize) -> Option<(Span, String)> {
        let facts = self.links.dockerfile(self.parsed, dockerfile);
        environment::production_stage(facts).or_else(|| {
            let shipped = (0..facts.stages().len()).filter(|&stage| {
                let name = environment::of_stage_name(facts, stage);
                self.links.use_of(dockerfile, stage).is_shipped && name.is_none()
            });
            let mut signs = shipped.filter_map(|stage| environment::production_sign(facts, stage));
            signs.next()
        })
    }

    /// Development, if all that a Dockerfile ships speaks for it: nothing puts the program that starts
    /// into the image, or people develop in what it is built on.
    fn if_all_shipped(
        self,
        dockerfile: usize,
        sign: impl Fn(&DockerfileFacts, usize) -> Option<(Span, String)>,
    ) -> Option<Verdict> {
        let facts = self.links.dockerfile(self.parsed, dockerfile);
        let shipped = (0..facts.stages().len()).filter(|&stage| self.links.use_of(dockerfile, stage).is_shipped);
        let signs = shipped.map(|stage| sign(facts, stage));
        let signs: Vec<_> = signs.collect::<Option<_>>()?;
        (!signs.is_empty()).then_some(Verdict {
            environment: Environment::Development,
            reason: Reason::Content(signs),
        })
    }

    /// Production, if any of the services is known to be; development, if all are. A file that was
    /// taken for production by default proves nothing. If a production file beside it runs the same
    /// service from an image, that image is probably made here, and the development file says
    /// nothing.
    fn of_services(self, services: impl Iterator<Item = ServicePlace>) -> Option<Verdict> {
        let mut last = None;
        let mut is_open = false;
        for (index, service) in services {
            let compose = self.projects.compose(self.parsed, index);
            let service = &compose.services[service];
            let file = &self.projects.verdicts[index];
            let environment = environment::of_service(service, Some(compose), file);
            let says_nothing = match environment {
                Environment::Development => self.has_production_twin(compose, service),
                Environment::Production => file.reason == Reason::Default,
            };
            if says_nothing {
                is_open = true;
                continue;
            }
            let (name, path) = (&service.name.value, compose.yaml.source.shown());
            let reason = Reason::Service(format!("`{name}` in {path}"));
            let verdict = Verdict { environment, reason };
            if environment == Environment::Production {
                return Some(verdict);
            }
            last = Some(verdict);
        }
        last.filter(|_| !is_open)
    }

    /// Whether a production file in the same folder has a service of the same name.
    fn has_production_twin(self, compose: &Compose, service: &Service) -> bool {
        let beside = self.parsed.composes_in(folder(compose.yaml.source.path())).iter();
        let mut production =
            beside.filter(|&&index| self.projects.verdicts[index].environment == Environment::Production);
        production.any(|&index| {
            let twin = self.parsed.composes[index].service(&service.name.value);
            twin.is_some_and(|twin| twin.image.is_some())
        })
    }
}

impl Workspace {
    /// What a stage is for: what its own name says, else the services that build it and its content,
    /// else its file.
    pub(crate) fn environment_of_stage(&self, dockerfile: usize, stage: usize) -> Environment {
        let file = self.verdict_of_dockerfile(dockerfile);
        if is_outright(&file.reason) {
            return file.environment;
        }
        let facts = self.dockerfile_facts(dockerfile);
        let by_services = || {
            let known = self.known();
            let verdict = known.of_services(self.links.to_stage(dockerfile, stage).map(Link::builder))?;
            // `Dockerfile.dev` is what it says, whatever account it has.
            let sign = || {
                let is_named = matches!(file.reason, Reason::Name(_));
                (!is_named).then(|| environment::production_sign(facts, stage))?
            };
            Some(known.in_doubt(verdict, sign).environment)
        };
        environment::of_stage_name(facts, stage)
            .or_else(by_services)
            .unwrap_or(file.environment)
    }

    fn known(&self) -> Known<'_> {
        Known {
            parsed: &self.parsed,
            projects: &self.projects,
            links: &self.links,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{FileKind, Input, NoFiles};

    /// What the Dockerfile and its last stage are for, beside a Compose file that builds it.
    fn environments(path: &str, dockerfile: &str, builder: &str) -> (Environment, Environment) {
        let input = |path: &str, kind, text: &str| Input {
            path: path.to_owned(),
            kind,
            bytes: text.as_bytes().to_vec(),
        };
        let text = format!("services: {{web: {{build: {{context: /a, dockerfile: {path}}}}}}}\n");
        let inputs = vec![
            input(&format!("/a/{path}"), FileKind::Dockerfile, dockerfile),
            input(&format!("/a/{builder}"), FileKind::Compose, &text),
        ];
        let workspace = Workspace::load(inputs, &NoFiles, None);
        let last = workspace.dockerfile_facts(0).stages().len() - 1;
        let file = workspace.verdict_of_dockerfile(0).environment;
        (file, workspace.environment_of_stage(0, last))
    }

    #[test]
    fn whoever_may_build_it_decides_where_a_variable_picks_it() {
        use Environment::{Development, Production};
        for (build, name, expected) in [
            ("./php/${VERSION}", "compose.dev.yaml", Development),
            ("{context: './php/${VERSION:-8}'}", "compose.dev.yaml", Development),
            ("./php/${VERSION}", "compose.yaml", Production),
            ("./php/${VERSION}/fpm", "compose.dev.yaml", Production),
            ("./${WHAT}/${VERSION}", "compose.dev.yaml", Production),
        ] {
            let compose = format!("services:\n  web:\n    build: {build}\n");
            let input = |path: &str, kind, text: &str| Input {
                path: path.to_owned(),
                kind,
                bytes: text.as_bytes().to_vec(),
            };
            let inputs = vec![
                input("php/7/Dockerfile", FileKind::Dockerfile, "FROM php:7\n"),
                input(name, FileKind::Compose, &compose),
            ];
            let workspace = Workspace::load(inputs, &NoFiles, None);
            assert_eq!(
                workspace.verdict_of_dockerfile(0).environment,
                expected,
                "{build} {name}"
            );
        }
    }

    #[test]
    fn what_is_there_to_be_attacked_is_no_server() {
        let input = |path: &str, kind, text: &str| Input {
            path: path.to_owned(),
            kind,
            bytes: text.as_bytes().to_vec(),
        };
        for (image, path, environment) in [
            (
                "vulhub/solr:8.11.0",
                "base/solr/8.11.0/Dockerfile",
                Environment::Development,
            ),
            (
                "vulhub/solr:8.11.0",
                "base/solr/8.11.0/a/b/Dockerfile",
                Environment::Production,
            ),
            ("vulhub/solr:8.11.0", "base/web/Dockerfile", Environment::Production),
            ("solr:8.11.0", "base/solr/8.11.0/Dockerfile", Environment::Production),
        ] {
            let compose = format!("services: {{web: {{image: '{image}', restart: always}}}}\n");
            let inputs = vec![
                input(path, FileKind::Dockerfile, "FROM debian:12\nUSER app\n"),
                input("solr/a/compose.yaml", FileKind::Compose, &compose),
            ];
            let workspace = Workspace::load(inputs, &NoFiles, None);
            assert_eq!(
                workspace.verdict_of_dockerfile(0).environment,
                environment,
                "{image} {path}"
            );
        }
        let base = input("a/Dockerfile", FileKind::Dockerfile, "FROM vulhub/solr:8.11.0\n");
        let workspace = Workspace::load(vec![base], &NoFiles, None);
        assert_eq!(workspace.verdict_of_dockerfile(0).environment, Environment::Development);
    }

    #[test]
    fn who_builds_it_decides_unless_it_speaks_for_production() {
        use Environment::{Development, Production};
        let dev = "compose.dev.yaml";
        for (path, text, builder, file, stage) in [
            ("Dockerfile", "FROM node:22", dev, Development, Development),
            ("Dockerfile", "FROM node:22 AS runner", dev, Development, Development),
            (
                "Dockerfile",
                "FROM node:22",
                "compose.prod.yaml",
                Production,
                Production,
            ),
            ("Dockerfile", "FROM node:22\nUSER node", dev, Production, Production),
            (
                "Dockerfile",
                "FROM node:22\nUSER node",
                "e2e/compose.yaml",
                Production,
                Production,
            ),
            (
                "Dockerfile.dev",
                "FROM node:22\nUSER node",
                dev,
                Development,
                Development,
            ),
            (
                "examples/Dockerfile",
                "FROM node:22\nUSER node",
                "compose.yaml",
                Development,
                Development,
            ),
            (
                "tools/Dockerfile",
                "FROM node:22\nUSER node",
                "compose.yaml",
                Production,
                Production,
            ),
            (
                "Dockerfile",
                "FROM gcr.io/oss-fuzz-base/base-builder AS base\nFROM base",
                "compose.yaml",
                Development,
                Development,
            ),
            (
                "Dockerfile.dev",
                "FROM node:22 AS runner",
                dev,
                Development,
                Development,
            ),
            (
                "Dockerfile",
                "FROM node:22\nUSER node\nCMD npm run dev",
                dev,
                Development,
                Development,
            ),
            (
                "Dockerfile",
                "FROM a AS release\nFROM b AS dev",
                dev,
                Production,
                Development,
            ),
        ] {
            assert_eq!(
                environments(path, text, builder),
                (file, stage),
                "{path} {text} {builder}"
            );
        }
    }
}
