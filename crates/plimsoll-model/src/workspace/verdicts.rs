//! The fourth phase: what each Dockerfile is for. What the Compose files are for was settled with the
//! projects.

use super::Workspace;
use super::links::{Link, Links};
use crate::base::path::folder;
use crate::compose::{Compose, Service};
use crate::environment::{self, Environment, Reason, SAFE_SIDE, Verdict, is_outright, stage_name};
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
    pub(super) fn verdicts(self, flag: Option<Environment>) -> Vec<Verdict> {
        let dockerfiles = self.links.all(self.parsed).enumerate();
        let verdicts = dockerfiles.map(|(index, facts)| {
            environment::of_dockerfile(&facts.tree, flag)
                .or_else(|| self.of_services(self.links.to_dockerfile(index)))
                .unwrap_or(SAFE_SIDE)
        });
        verdicts.collect()
    }

    /// Production, if any of the services is known to be; development, if all are. A file that was
    /// taken for production by default proves nothing. If a production file beside it runs the same
    /// service from an image, that image is probably made here, and the development file says
    /// nothing.
    fn of_services(self, links: impl Iterator<Item = &'a Link>) -> Option<Verdict> {
        let mut last = None;
        let mut is_open = false;
        for link in links {
            let compose = self.projects.compose(self.parsed, link.compose);
            let service = &compose.services[link.service];
            let file = &self.projects.verdicts[link.compose];
            let environment = environment::of_service(&service.name.value, file);
            let says_nothing = match environment {
                Environment::Development => self.has_production_twin(compose, service),
                Environment::Production => file.reason == Reason::Default,
            };
            if says_nothing {
                is_open = true;
                continue;
            }
            let (name, path) = (&service.name.value, compose.yaml.source.path());
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
    /// What a stage is for: what its own name says, else the services that build it, else its file.
    pub(crate) fn environment_of_stage(&self, dockerfile: usize, stage: usize) -> Environment {
        let file = self.verdict_of_dockerfile(dockerfile);
        if is_outright(&file.reason) {
            return file.environment;
        }
        let name = self.dockerfile_facts(dockerfile).stage_name(stage);
        let by_services = || {
            let verdict = self.known().of_services(self.links.to_stage(dockerfile, stage));
            verdict.map(|verdict| verdict.environment)
        };
        name.and_then(stage_name)
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
