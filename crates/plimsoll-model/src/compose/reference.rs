//! Names in a service that must be defined elsewhere in the project, and cycles of such names.

use std::collections::{HashMap, HashSet};

use plimsoll_syntax::{Span, SyntaxErrorKind};

use super::field::{Field, Scalar};
use super::service::Service;
use super::{Compose, Resource};

/// A name that a service uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    pub kind: Definition,
    pub name: Box<str>,
    /// The name, where it is written.
    pub span: Span,
    /// Whether one service extends the other instead of waiting for it.
    pub extends: bool,
    /// The `extends` by which the name came from another file.
    pub inherited: Option<Span>,
}

/// What can be named.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Definition {
    Service,
    Network,
    Volume,
    Secret,
    Config,
    Model,
}

/// Services that lead back to themselves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cycle {
    /// The name that closes the cycle.
    pub span: Span,
    /// From the service at which the cycle was found, back to it.
    pub names: Vec<Box<str>>,
    pub extends: bool,
}

impl Definition {
    /// The section that contains it.
    pub fn section(self) -> &'static str {
        match self {
            Self::Service => "services",
            Self::Network => "networks",
            Self::Volume => "volumes",
            Self::Secret => "secrets",
            Self::Config => "configs",
            Self::Model => "models",
        }
    }

    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        self.section().trim_end_matches('s')
    }
}

impl Service {
    /// The names that it uses and that must be defined elsewhere, in no order; names from variables
    /// are left out.
    ///
    /// compose-go v2, loader/validate.go `checkConsistency`.
    pub(crate) fn references(&self) -> Vec<Reference> {
        let mut found = Vec::new();
        let mut add = |kind: Definition, name: &Scalar, extends: bool| {
            if let Some(text) = name.known().filter(|text| !text.is_empty()) {
                found.push(Reference {
                    kind,
                    name: text.into(),
                    span: name.span,
                    extends,
                    inherited: None,
                });
            }
        };
        for dependency in self.depends_on.iter().flat_map(|field| &field.value) {
            add(Definition::Service, &dependency.service, false);
        }
        for link in list(&self.links) {
            add(Definition::Service, &before_colon(link), false);
        }
        for source in list(&self.volumes_from).filter(|source| !source.as_str().starts_with("container:")) {
            add(Definition::Service, &before_colon(source), false);
        }
        for mode in [&self.network_mode, &self.ipc, &self.pid].into_iter().flatten() {
            if let Some(service) = behind(&mode.value, "service:") {
                add(Definition::Service, &service, false);
            }
        }
        for service in self.context_services() {
            add(Definition::Service, &service, false);
        }
        let extended = self.extends.iter().filter(|extends| extends.value.file.is_none());
        for service in extended.filter_map(|extends| extends.value.service.as_ref()) {
            add(Definition::Service, service, true);
        }
        for network in self.networks.iter().flat_map(|field| &field.value) {
            add(Definition::Network, &network.network, false);
        }
        for mount in self.mounts().iter().filter(|mount| mount.volume_name().is_some()) {
            if let Some(source) = &mount.source {
                add(Definition::Volume, source, false);
            }
        }
        for grant in self.secrets.iter().flat_map(|field| &field.value) {
            add(Definition::Secret, &grant.source, false);
        }
        for secret in self.build.iter().flat_map(|build| &build.value.secrets) {
            secret
                .value
                .iter()
                .for_each(|secret| add(Definition::Secret, secret, false));
        }
        for grant in self.configs.iter().flat_map(|field| &field.value) {
            add(Definition::Config, &grant.source, false);
        }
        for model in list(&self.models) {
            add(Definition::Model, model, false);
        }
        found
    }

    /// The services whose images its build takes in (`additional_contexts: {base: "service:base"}`).
    fn context_services(&self) -> impl Iterator<Item = Scalar> {
        let builds = self.build.iter();
        let contexts = builds.flat_map(|build| &build.value.additional_contexts);
        let values = contexts
            .flat_map(|field| &field.value)
            .filter_map(|pair| pair.value.as_ref());
        values.filter_map(|value| behind(value, "service:"))
    }
}

impl Service {
    /// Whether it may name something of a kind that cannot be seen.
    fn names_through_variable(&self, kind: Definition) -> bool {
        let unsure = |name: &Scalar| name.known().is_none();
        match kind {
            Definition::Service => false,
            Definition::Network => self
                .networks
                .iter()
                .flat_map(|field| &field.value)
                .any(|n| unsure(&n.network)),
            Definition::Volume => self
                .mounts()
                .iter()
                .any(|mount| mount.kind.known().is_none() || mount.source.as_ref().is_some_and(unsure)),
            // `build.secrets` and `credential_spec` have long forms that are not read.
            Definition::Secret => {
                let built = self.build.as_ref().is_some_and(|build| build.value.secrets.is_some());
                built
                    || self
                        .secrets
                        .iter()
                        .flat_map(|field| &field.value)
                        .any(|grant| unsure(&grant.source))
            }
            Definition::Config => self
                .configs
                .iter()
                .flat_map(|field| &field.value)
                .any(|grant| unsure(&grant.source)),
            Definition::Model => list(&self.models).any(unsure),
        }
    }
}

impl Compose {
    /// The names of a kind that the file defines.
    pub fn defined(&self, kind: Definition) -> Vec<&str> {
        let resources = match kind {
            Definition::Service => return self.services.iter().map(|service| &*service.name.value).collect(),
            Definition::Network => &self.networks,
            Definition::Volume => &self.volumes,
            Definition::Secret => &self.secrets,
            Definition::Config => &self.configs,
            Definition::Model => &self.models,
        };
        resources.iter().map(|resource| &*resource.key.value).collect()
    }

    /// The names that services use and the file does not define, in its order.
    pub fn undefined_references(&self) -> Vec<Reference> {
        let kinds = [
            Definition::Service,
            Definition::Network,
            Definition::Volume,
            Definition::Secret,
            Definition::Config,
            Definition::Model,
        ];
        let defined = kinds.map(|kind| (kind, self.defined(kind).into_iter().collect::<HashSet<&str>>()));
        let is_defined = |reference: &Reference| {
            let implicit = reference.kind == Definition::Network && &*reference.name == "default";
            let mut of_kind = defined.iter().filter(|(kind, _)| *kind == reference.kind);
            implicit || of_kind.any(|(_, names)| names.contains(&*reference.name))
        };
        let mut found = Vec::new();
        for service in &self.services {
            let names = service
                .references()
                .into_iter()
                .filter(|reference| !is_defined(reference));
            found.extend(names.map(|reference| Reference {
                inherited: self.way_of(service, reference.span),
                ..reference
            }));
        }
        found.sort_by_key(|reference| (reference.span.start, reference.inherited.map(|span| span.start)));
        // Aliases repeat the contents of an anchor.
        found.dedup_by_key(|reference| (reference.span, reference.inherited));
        found
    }

    /// The `extends` of a service by which a place in another file belongs to it.
    fn way_of(&self, service: &Service, place: Span) -> Option<Span> {
        let of = |name: Span| self.extensions.iter().find(|extension| extension.by == name);
        let first = of(service.name.span).filter(|first| place.file != first.by.file)?;
        let mut way = std::iter::successors(Some(first), |step| of(step.base)).take(self.extensions.len());
        way.any(|step| step.base.file == place.file).then_some(first.extends)
    }

    /// Services whose images others want to build on, and that build none.
    ///
    /// compose-go v2, loader/validate.go: "declares non-buildable service".
    pub fn unbuilt_contexts(&self) -> Vec<Scalar> {
        let builds_nothing = |name: &Scalar| {
            let service = name.known().and_then(|name| self.service(name));
            service.is_some_and(|service| service.build.is_none() && service.is_complete())
        };
        let named = self.services.iter().flat_map(Service::context_services);
        named.filter(builds_nothing).collect()
    }

    /// Top-level definitions that no service names. Nothing is known about kinds that a service
    /// names through a variable.
    pub fn unused_definitions(&self) -> Vec<(Definition, &Resource)> {
        let mut used: HashSet<(Definition, Box<str>)> = HashSet::new();
        for service in &self.services {
            // A service that is extended from another file may name anything.
            if service
                .extends
                .as_ref()
                .is_some_and(|extends| extends.value.file.is_some())
                || service.partial
            {
                return Vec::new();
            }
            let names = service.references().into_iter();
            used.extend(names.map(|reference| (reference.kind, reference.name)));
        }
        let mut found = Vec::new();
        for (kind, resources) in [
            (Definition::Network, &self.networks),
            (Definition::Volume, &self.volumes),
            (Definition::Secret, &self.secrets),
            (Definition::Config, &self.configs),
            (Definition::Model, &self.models),
        ] {
            if self.services.iter().any(|service| service.names_through_variable(kind)) {
                continue;
            }
            let implicit = |resource: &&Resource| kind == Definition::Network && &*resource.key.value == "default";
            let unused = resources
                .iter()
                .filter(|resource| !implicit(resource) && !used.contains(&(kind, resource.key.value.clone())));
            found.extend(unused.map(|resource| (kind, resource)));
        }
        found
    }

    /// Whether a service may name a definition.
    pub fn may_name(&self, kind: Definition, name: &str) -> bool {
        let names = |service: &Service| {
            let mut references = service.references().into_iter();
            service.names_through_variable(kind)
                || references.any(|reference| reference.kind == kind && &*reference.name == name)
        };
        self.services.iter().any(names)
    }

    /// Services that wait for each other, or extend each other, in a cycle. Each service is in at
    /// most one of them.
    pub fn cycles(&self) -> Vec<Cycle> {
        let references: Vec<Vec<Reference>> = self.services.iter().map(Service::references).collect();
        let mut found = self.cycles_of(&references, false);
        // A cycle of `extends` that the merge ran into is an error of its own.
        if !self.errors.iter().any(|error| error.kind == SyntaxErrorKind::Cycle) {
            found.extend(self.cycles_of(&references, true));
        }
        found
    }

    /// Visits each service once; `path` is the way to the current one, so nothing recurses.
    fn cycles_of(&self, references: &[Vec<Reference>], extends: bool) -> Vec<Cycle> {
        let names = self.services.iter().enumerate();
        let index: HashMap<&str, usize> = names.map(|(at, service)| (&*service.name.value, at)).collect();
        let mut found = Vec::new();
        let mut entered = vec![false; self.services.len()];
        let mut place_in_path: Vec<Option<usize>> = vec![None; self.services.len()];
        for start in 0..self.services.len() {
            if std::mem::replace(&mut entered[start], true) {
                continue;
            }
            let mut path = vec![(start, 0)];
            place_in_path[start] = Some(0);
            while let Some((at, next)) = path.last_mut() {
                let Some(reference) = references[*at].get(*next) else {
                    place_in_path[*at] = None;
                    path.pop();
                    continue;
                };
                *next += 1;
                let fits = reference.kind == Definition::Service && reference.extends == extends;
                let Some(&target) = index.get(&*reference.name).filter(|_| fits) else {
                    continue;
                };
                if let Some(first) = place_in_path[target] {
                    let circle = path[first..].iter().map(|(at, _)| *at).chain([target]);
                    let names = circle.map(|at| self.services[at].name.value.clone()).collect();
                    let span = reference.span;
                    found.push(Cycle { span, names, extends });
                } else if !std::mem::replace(&mut entered[target], true) {
                    place_in_path[target] = Some(path.len());
                    path.push((target, 0));
                }
                // A cycle for every edge would make the answer longer than the file.
                if found.len() > 100 {
                    return found;
                }
            }
        }
        found
    }
}

fn list(field: &Option<Box<Field<Vec<Scalar>>>>) -> impl Iterator<Item = &Scalar> {
    field.iter().flat_map(|field| &field.value)
}

fn before_colon(scalar: &Scalar) -> Scalar {
    match scalar.find(':', 0) {
        Some(colon) => scalar.part(0..colon),
        None => scalar.clone(),
    }
}

fn behind(scalar: &Scalar, prefix: &str) -> Option<Scalar> {
    let text = scalar.as_str();
    text.starts_with(prefix).then(|| scalar.part(prefix.len()..text.len()))
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    #[test]
    fn names_of_every_kind_are_found() {
        let compose = read(
            "services:\n  a:\n    depends_on: [b]\n    links: ['c:alias', '${D}']\n    volumes_from: ['container:x', 'e:ro']\n    network_mode: service:f\n    extends: g\n    volumes: [data:/x, ./src:/y, /z]\n    secrets: [s]\n    configs: [{source: k}]\n    models: {m: null}\n    networks: {n: null}\n    build: {context: ., secrets: [t], additional_contexts: {base: 'service:h'}}\n",
        );
        let found = compose.services[0].references();
        let mut names: Vec<_> = found.iter().map(|found| (found.kind.name(), &*found.name)).collect();
        names.sort_unstable();
        let services = ["b", "c", "e", "f", "g", "h"].map(|name| ("service", name));
        let mut expected = vec![
            ("config", "k"),
            ("model", "m"),
            ("network", "n"),
            ("secret", "s"),
            ("secret", "t"),
        ];
        expected.extend(services);
        expected.push(("volume", "data"));
        assert_eq!(names, expected);
    }

    #[test]
    fn a_context_needs_a_service_that_builds() {
        let compose = read(
            "services:\n  a: {build: {context: ., additional_contexts: {x: 'service:b', y: 'service:c', z: './b', w: 'service:d'}}}\n  b: {build: ./b}\n  c: {image: c}\n",
        );
        let found: Vec<_> = compose
            .unbuilt_contexts()
            .iter()
            .map(|name| name.as_str().to_owned())
            .collect();
        assert_eq!(found, ["c"]);
    }

    #[test]
    fn circles_are_found_once() {
        let compose = read(
            "services:\n  a: {depends_on: [b]}\n  b: {depends_on: [c]}\n  c: {links: [b]}\n  d: {depends_on: [d]}\n  e: {extends: f}\n  f: {extends: {service: e}}\n",
        );
        let found: Vec<_> = compose.cycles().iter().map(|cycle| cycle.names.join(" ")).collect();
        assert_eq!(found, ["b c b", "d d", "e f e"]);
    }

    #[test]
    fn long_chains_do_not_recurse() {
        let services: Vec<String> = (0..20_000)
            .map(|at| format!("  s{at}: {{depends_on: [s{}]}}\n", at + 1))
            .collect();
        let compose = read(&format!(
            "services:\n{}  s20000: {{depends_on: [s0]}}\n",
            services.concat()
        ));
        assert_eq!(compose.cycles().len(), 1);
    }
}
