//! What the content of a Compose file says about its purpose.
//!
//! Explicit values, targets, development commands and helper services are conclusive. A mount of
//! the source, or an admin tool, counts only together with another sign: in a production file it is
//! a fault that rules look for. Signs of production outweigh those of development, unless the
//! latter are by far the most: a development file often builds one image as production does.

use plimsoll_syntax::Span;

use super::names::{by_path, stage_name};
use super::{Environment, Reason, Verdict};
use crate::base::{path, words};
use crate::command::server::development_server;
use crate::compose::{Compose, Port, Resource, Scalar, Service};
use crate::files::FileKind;
use crate::image::{KnownImage, PortKind, Role, well_known_port};

/// The signs found, each with its place.
#[derive(Default)]
struct Signs {
    production: Vec<(Span, String)>,
    development: Vec<(Span, String)>,
    /// These count only together with another kind of sign.
    mounts: Vec<(Span, String)>,
    admin_tools: Vec<(Span, String)>,
    debuggers: Vec<(Span, String)>,
}

/// This many times more development signs outweigh those of production.
const FAR_MORE: usize = 3;

/// Names of helpers that projects build as images of their own.
const HELPERS: [&str; 5] = ["maildev", "mailhog", "mailpit", "mailcatcher", "localstack"];

/// At most this many signs are shown; more would convince nobody.
const SHOWN: usize = 4;

/// The verdict of the content, if it has one.
pub(crate) fn of_compose(compose: &Compose) -> Option<Verdict> {
    Signs::of(compose).verdict()
}

/// The verdict on a base that contains what a program needs, but not the program: data stores and
/// emulators with open ports. Either other files beside it start the program, or people start it on
/// their machine, and the ports are for them. If a production file adds to it, it runs there too.
pub(super) fn of_backing<'a>(compose: &Compose, mut beside: impl Iterator<Item = &'a Compose>) -> Option<Verdict> {
    let port = compose.services.iter().find_map(|service| service.ports().first())?;
    let text = "it has only data stores, and their ports are published".to_owned();
    if !compose.services.iter().all(|service| is_backing(compose, service))
        || beside.any(|other| may_be_production(other) && adds_to(other, compose))
    {
        return None;
    }
    Some(Verdict {
        environment: Environment::Development,
        reason: Reason::Content(vec![(port.span, text)]),
    })
}

/// The verdict on a file that nothing else speaks for: it starts data stores for programs on the host,
/// and nothing that servers have. Whoever runs a database for good gives it a volume and starts it
/// again after a crash.
pub(super) fn of_lone_stores<'a>(compose: &Compose, beside: impl Iterator<Item = &'a Compose>) -> Option<Verdict> {
    let is_external = |network: &Resource| {
        network
            .external
            .as_ref()
            .is_some_and(|e| e.value.likely() != Some(false))
    };
    let is_for_good = compose.networks.iter().chain(&compose.volumes).any(is_external)
        || compose.services.iter().any(|service| is_for_good(compose, service));
    if is_for_good {
        return None;
    }
    of_backing(compose, beside)
}

/// Whether a service is part of what a program needs, and not the program.
fn is_backing(compose: &Compose, service: &Service) -> bool {
    let known = compose.known_image(service).filter(|_| service.build.is_none());
    known.is_some_and(|known| {
        known.is_data_service() || matches!(known.role, Role::Emulator | Role::MailCatcher | Role::AdminTool)
    })
}

/// Whether somebody cares that a service stays, or for its data.
fn is_for_good(compose: &Compose, service: &Service) -> bool {
    let restarts = service
        .restart
        .as_ref()
        .is_some_and(|field| field.value.likely() != Some("no"));
    let is_limited = service.deploy.is_some() || service.mem_limit.is_some() || service.cpus.is_some();
    let is_reached = service.secrets.is_some() || service.labels.is_some() || service.extends.is_some();
    restarts || is_limited || is_reached || service.volumes_from.is_some() || keeps_data(compose, service)
}

/// Whether a folder in which its image keeps data is mounted, or may be.
fn keeps_data(compose: &Compose, service: &Service) -> bool {
    let image = compose
        .pulled_image(service)
        .and_then(|image| image.reference.as_ref().likely());
    let tag = image.and_then(|image| image.tag());
    let folders = compose
        .known_image(service)
        .map_or(Vec::new(), |known| known.data_folders(tag));
    let mut mounts = service.mounts().iter();
    mounts.any(|mount| match mount.target_path().likely() {
        Some(target) => folders.iter().any(|folder| path::overlap(folder, target)),
        None => true,
    })
}

/// The verdict on a file beside one for development that itself says at least twice that people work
/// with it, and never the opposite.
pub(super) fn of_work(compose: &Compose) -> Option<Verdict> {
    let mut signs = Signs::of(compose);
    if !signs.production.is_empty() || signs.development.is_empty() {
        return None;
    }
    for service in &compose.services {
        signs.work(compose, service);
    }
    (signs.development.len() + signs.mounts.len() >= 2).then(|| signs.verdict())?
}

/// What a file says that belongs to development: mounts of the project, debug variables and development
/// servers, ports of data stores and debuggers. Each kind once, at its first place.
pub(crate) fn development_settings(compose: &Compose) -> Vec<(Span, String)> {
    let mut signs = Signs::of(compose);
    for service in &compose.services {
        signs.work(compose, service);
    }
    let mut found: Vec<_> = signs.mounts.into_iter().chain(signs.development).collect();
    found.sort();
    let mut said = std::collections::HashSet::new();
    found.retain(|(_, text)| said.insert(text.clone()));
    found
}

fn may_be_production(compose: &Compose) -> bool {
    let said = by_path(compose.yaml.source.path(), FileKind::Compose);
    said.is_none_or(|(environment, _)| environment == Environment::Production)
}

/// Whether a file needs services of another: its own depend on them, or it says more about them.
fn adds_to(compose: &Compose, base: &Compose) -> bool {
    let brings = |name: &str| base.service(name).is_some();
    compose.services.iter().any(|service| {
        let mut dependencies = service.depends_on.iter().flat_map(|field| &field.value);
        let needs = |name: &str| compose.service(name).is_none() && brings(name);
        dependencies.any(|d| d.service.likely().is_some_and(needs))
            || (service.is_part() && brings(&service.name.value))
    })
}

impl Signs {
    fn of(compose: &Compose) -> Self {
        let mut signs = Self::default();
        if let Some(name) = &compose.name {
            signs.name(&name.value);
        }
        for service in &compose.services {
            signs.values(service);
            signs.build(service);
            signs.command(service);
            signs.helper(compose, service);
            signs.source_mount(compose, service);
            signs.debugger(service);
        }
        signs.watches(compose);
        signs
    }

    /// The published port of a debugger.
    fn debugger(&mut self, service: &Service) {
        let mut ports = service.ports().iter();
        let is_debugger = |port: &&Port| {
            let known = port
                .target_range()
                .likely()
                .and_then(|range| well_known_port(range.start));
            known.is_some_and(|known| known.kind == PortKind::Debugger)
        };
        if let Some(port) = ports.find(is_debugger) {
            let text = "it opens the port of a debugger".to_owned();
            self.debuggers.push((port.span, text));
        }
    }

    /// What supports other signs, and says nothing alone: the port of a debugger, mounted tests, the
    /// port of a data store that is open to the host.
    fn work(&mut self, compose: &Compose, service: &Service) {
        self.development.append(&mut self.debuggers);
        let is_store = compose.known_image(service).is_some_and(KnownImage::is_data_service);
        for port in service.ports().iter().filter(|_| is_store) {
            self.development
                .push((port.span, "it opens a data store to the host".to_owned()));
        }
        for mount in service.mounts() {
            let name = mount
                .target_path()
                .likely()
                .and_then(|target| target.rsplit('/').next());
            if matches!(name, Some("test" | "tests" | "spec" | "__tests__")) {
                self.development.push((mount.span, "its tests are mounted".to_owned()));
            }
        }
    }

    fn verdict(mut self) -> Option<Verdict> {
        // An anchored value that several services use is one sign.
        for signs in [&mut self.production, &mut self.development] {
            signs.sort();
            signs.dedup();
        }
        let outweighed = self.development.len() >= FAR_MORE * self.production.len();
        let (environment, mut found) = if !self.production.is_empty() && !outweighed {
            (Environment::Production, self.production)
        } else if !self.development.is_empty()
            || (!self.mounts.is_empty() && (!self.admin_tools.is_empty() || !self.debuggers.is_empty()))
        {
            self.development.append(&mut self.mounts);
            self.development.append(&mut self.admin_tools);
            self.development.append(&mut self.debuggers);
            (Environment::Development, self.development)
        } else {
            return None;
        };
        // Many services say it in the same words; each wording counts once.
        let mut said = std::collections::HashSet::new();
        found.retain(|(_, text)| said.insert(text.clone()));
        found.truncate(SHOWN);
        let reason = Reason::Content(found);
        Some(Verdict { environment, reason })
    }

    fn add(&mut self, environment: Environment, span: Span, text: String) {
        match environment {
            Environment::Production => self.production.push((span, text)),
            Environment::Development => self.development.push((span, text)),
        }
    }

    /// `name: shop-production`
    fn name(&mut self, name: &Scalar) {
        let word = name.likely().and_then(|text| text.rsplit(['-', '_']).next());
        if let Some(environment) = word.and_then(stage_name) {
            self.add(
                environment,
                name.span,
                format!("the project is named `{}`", name.as_str()),
            );
        }
    }

    /// `NODE_ENV: development`
    fn values(&mut self, service: &Service) {
        for pair in service.environment() {
            let Some(name) = pair.name() else { continue };
            let text = pair.value.as_ref().and_then(|value| value.likely());
            // They lead a debugger in the container to the editor of a developer.
            if matches!(name, "PHP_IDE_CONFIG" | "XDEBUG_CONFIG") && text != Some("") {
                self.development
                    .push((pair.span, format!("`{name}` is for a debugger")));
            }
            let Some(text) = text else { continue };
            if let Some(environment) = of_variable(name, text) {
                self.add(environment, pair.span, format!("`{name}={text}`"));
            }
            if name.ends_with("ADVERTISED_LISTENERS") && advertises_localhost(text) {
                self.development
                    .push((pair.span, "clients are told to connect to `localhost`".to_owned()));
            }
        }
        for file in service.env_file.iter().flat_map(|f| &f.value) {
            let word = file
                .path
                .likely()
                .and_then(|path| path.rsplit(['.', '-', '_', '/']).next());
            if let Some(environment) = word.and_then(stage_name) {
                self.add(environment, file.span, format!("`env_file: {}`", file.path.as_str()));
            }
        }
    }

    /// `target: development`, `dockerfile: Dockerfile.dev`
    fn build(&mut self, service: &Service) {
        let Some(build) = &service.build else { return };
        if let Some(target) = &build.value.target
            && let Some(environment) = target.value.likely().and_then(stage_name)
        {
            let text = format!("`target: {}`", target.value.as_str());
            self.add(environment, target.whole(), text);
        }
        if let Some(dockerfile) = &build.value.dockerfile
            && let Some(path) = dockerfile.value.likely()
            && let Some((environment, _)) = by_path(path, FileKind::Dockerfile)
        {
            self.add(environment, dockerfile.whole(), format!("`dockerfile: {path}`"));
        }
    }

    fn command(&mut self, service: &Service) {
        for commands in service.commands() {
            for invocation in commands.invocations() {
                if let Some(server) = development_server(invocation.argv()) {
                    self.development.push((server.span, format!("it runs {}", server.name)));
                }
            }
        }
    }

    /// A mail catcher, an emulator or a program to practise attacks on has no place in production; an
    /// admin tool should not have one.
    fn helper(&mut self, compose: &Compose, service: &Service) {
        let name = &service.name;
        let (Some(known), Some(image)) = (compose.known_image(service), &service.image) else {
            // One that the project builds itself is recognised by its name.
            if service.build.is_some() && HELPERS.contains(&&*name.value) {
                let text = format!("`{}` is a helper for development", name.value);
                self.development.push((name.span, text));
            }
            self.test_image(service);
            return;
        };
        let (signs, what) = match known.role {
            Role::MailCatcher | Role::Emulator => (&mut self.development, "a helper for development"),
            Role::PracticeTarget => (&mut self.development, "there to be attacked"),
            Role::AdminTool => (&mut self.admin_tools, "a helper for development"),
            _ => return,
        };
        signs.push((image.span, format!("`{}` is {what}", image.value.as_str())));
    }

    /// `team/test-mailbox`
    fn test_image(&mut self, service: &Service) {
        let image = service.image.as_ref().filter(|_| service.build.is_none());
        let Some(name) = image.and_then(|image| image.value.likely()?.rsplit('/').next()) else {
            return;
        };
        if let (Some(image), true) = (image, words(name).first().is_some_and(|word| word == "test")) {
            self.development
                .push((image.span, format!("`{name}` is made for tests")));
        }
    }

    /// `develop: {watch: …}`: of one service it only supports other signs, since a base for all purposes
    /// may say it; where several are watched, people work with the file. `x-develop` is its older name.
    fn watches(&mut self, compose: &Compose) {
        let keys = |service: &Service| {
            let node = compose.node(service.node);
            node.get("develop").or_else(|| node.get("x-develop"))
        };
        // What starts again by itself or has limits is watched only now and then.
        let for_work = |service: &&Service| service.restart.is_none() && service.deploy.is_none();
        let mut watched = compose.services.iter().filter(for_work).filter_map(|service| {
            let develop = keys(service)?;
            develop.value.get("watch").map(|_| develop.key.span())
        });
        let Some(first) = watched.next() else { return };
        let signs = match watched.next() {
            Some(_) => &mut self.development,
            None => &mut self.mounts,
        };
        signs.push((first, "its source is watched for changes".to_owned()));
    }

    fn source_mount(&mut self, compose: &Compose, service: &Service) {
        let mut mounts = service.mounts().iter();
        if let Some(mount) = mounts.find(|mount| compose.covers_project(service, mount)) {
            self.mounts.push((mount.span, "the project is mounted".to_owned()));
        }
    }
}

/// Whether a broker tells all clients outside its network that it is on their own machine, as in
/// `PLAINTEXT://localhost:9092`. A host with a dot or a variable is one for others.
fn advertises_localhost(listeners: &str) -> bool {
    let hosts = listeners.split(',').filter_map(|listener| {
        let (_, address) = listener.split_once("://")?;
        Some(address.rsplit_once(':')?.0)
    });
    let (own, others): (Vec<&str>, Vec<&str>) = hosts.partition(|host| matches!(*host, "localhost" | "127.0.0.1"));
    !own.is_empty() && !others.iter().any(|host| host.contains(['.', '$']))
}

/// Variables whose value names the environment, and the values that do.
pub(super) fn of_variable(name: &str, value: &str) -> Option<Environment> {
    // All of them contain one of these words, and most variables contain none.
    let has = |word: &[u8]| {
        name.as_bytes()
            .windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word))
    };
    if ![&b"ENV"[..], b"PROFILE", b"SETTINGS", b"DEBUG", b"SERVICE_TAGS"]
        .into_iter()
        .any(has)
    {
        return None;
    }
    let upper = name.to_ascii_uppercase();
    let value = value.trim().to_ascii_lowercase();
    let names_environment = upper.ends_with("_ENV")
        || upper.ends_with("_ENVIRONMENT")
        || matches!(
            &*upper,
            // Consul's registrator reads the last one.
            "ENV" | "ENVIRONMENT" | "NODE_ENV" | "SPRING_PROFILES_ACTIVE" | "APP_PROFILE" | "SERVICE_TAGS"
        );
    if names_environment {
        return stage_name(value.split(',').next().unwrap_or_default());
    }
    if upper == "DJANGO_SETTINGS_MODULE" {
        return value.split(['.', '_']).find_map(stage_name);
    }
    let debug = matches!(&*upper, "FLASK_DEBUG" | "DJANGO_DEBUG" | "APP_DEBUG" | "DEBUG");
    (debug && matches!(&*value, "1" | "true" | "yes" | "on")).then_some(Environment::Development)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_name_the_environment() {
        assert_eq!(of_variable("NODE_ENV", "development"), Some(Environment::Development));
        assert_eq!(of_variable("RAILS_ENV", "production"), Some(Environment::Production));
        assert_eq!(of_variable("SERVICE_TAGS", "dev"), Some(Environment::Development));
        assert_eq!(of_variable("SERVICE_TAGS", "web,traefik"), None);
        assert_eq!(
            of_variable("DJANGO_SETTINGS_MODULE", "shop.settings.dev"),
            Some(Environment::Development)
        );
        assert_eq!(
            of_variable("DJANGO_SETTINGS_MODULE", "shop.dev_settings"),
            Some(Environment::Development)
        );
        assert_eq!(of_variable("DEBUG", "True"), Some(Environment::Development));
        assert_eq!(of_variable("DEBUG", "express:*"), None);
        assert_eq!(of_variable("PATH", "/dev"), None);
    }

    #[test]
    fn brokers_for_clients_on_the_same_machine() {
        assert!(advertises_localhost("PLAINTEXT://localhost:9092"));
        assert!(advertises_localhost("IN://broker:29092,OUT://127.0.0.1:9092"));
        assert!(!advertises_localhost(
            "IN://broker:29092,OUT://localhost.example.com:9092"
        ));
        assert!(!advertises_localhost(
            "OUT://kafka.example.com:9092,ADMIN://localhost:9093"
        ));
        assert!(!advertises_localhost(""));
    }
}
