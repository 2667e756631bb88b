//! How long a service lives: whether it keeps running, or does its work and ends; whether others
//! wait for it; whether Docker notices when it no longer works.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Arguments;

use crate::base::path::file_name;
use crate::base::{Value, has_word, words};
use crate::compose::{Compose, Field, Scalar};
use crate::project::is_for_tests;
use crate::view::{ComposeFile, Service};

impl<'a> ComposeFile<'a> {
    /// Whether a service takes over the volumes of the one of this name.
    pub(crate) fn lends_volumes(self, name: &str) -> bool {
        self.facts().relations.lenders.contains(name)
    }

    /// The service of a name.
    pub fn service(self, name: &str) -> Option<Service<'a>> {
        let index = *self.facts().relations.by_name.get(name)?;
        Some(Service { compose: self, index })
    }

    /// Whether it is deployed by `docker stack`: its name says so, or it has keys that Compose
    /// itself does not use.
    pub fn is_swarm_stack(self) -> bool {
        let name = file_name(self.source().path());
        let facts: &Compose = self.facts();
        let says_swarm = |word: &String| {
            let word = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
            matches!(word, "stack" | "swarm")
        };
        facts.relations.swarm || words(name).iter().any(says_swarm)
    }

    /// Whether its name says that it is for running tests, which start from nothing every time.
    pub fn is_for_tests(self) -> bool {
        let files = self.parts().into_iter();
        files.map(|file| file_name(file.source().path())).any(is_for_tests)
    }
}

/// Words in the name of a service that does its work and ends.
const JOBS: [&str; 32] = [
    "migrate",
    "migration",
    "migrations",
    "migrator",
    "init",
    "initialize",
    "initializer",
    "setup",
    "seed",
    "seeder",
    "bootstrap",
    "job",
    "provision",
    "provisioner",
    "install",
    "installer",
    "build",
    "builder",
    "test",
    "testing",
    "tests",
    "tools",
    "restore",
    "dump",
    "once",
    "oneshot",
    "wait",
    "cleanup",
    "create",
    "permissions",
    "cli",
    "import",
];

/// Words in the name of a service that nobody calls.
const WORKERS: [&str; 15] = [
    "worker",
    "workers",
    "celery",
    "beat",
    "scheduler",
    "consumer",
    "cron",
    "queue",
    "sidekiq",
    "horizon",
    "backup",
    "updater",
    "watcher",
    "agent",
    "runner",
];

/// Client programs that end, from the image of the server.
const CLIENTS: [&str; 23] = [
    "psql",
    "pg_dump",
    "pg_dumpall",
    "pg_restore",
    "pg_isready",
    "createdb",
    "mysql",
    "mysqldump",
    "mariadb",
    "mariadb-dump",
    "mysqladmin",
    "mongo",
    "mongosh",
    "mongodump",
    "mongorestore",
    "mongoimport",
    "redis-cli",
    "valkey-cli",
    "rabbitmqctl",
    "etcdctl",
    "mc",
    "sleep",
    "until",
];

impl Service<'_> {
    /// Whether it is known to do one thing and end: others wait for its end, or the swarm runs it
    /// as a job.
    pub fn is_one_shot(self) -> bool {
        let facts = self.facts();
        let deploy = facts.deploy.as_ref().map(|field| &field.value);
        let said = |field: &Option<Box<Field<Scalar>>>, words: &[&str]| {
            let word = field.as_ref().and_then(|field| field.value.likely());
            word.is_some_and(|word| words.contains(&word))
        };
        self.compose().facts().relations.completed.contains(&facts.name.value)
            || deploy.is_some_and(|d| said(&d.mode, &["replicated-job", "global-job"]))
            || deploy.is_some_and(|d| said(&d.restart_condition, &["none"]))
    }

    /// Whether it apparently does its work and ends: others wait for its end, it is not restarted,
    /// its name or its command says so, or none of it is started at all.
    pub fn is_job(self) -> bool {
        let facts = self.facts();
        if self.is_one_shot() {
            return true;
        }
        let restart = facts.restart.as_ref().and_then(|r| r.value.likely());
        let deploy = facts.deploy.as_ref().map(|field| &field.value);
        let condition = deploy
            .and_then(|d| d.restart_condition.as_ref())
            .and_then(|c| c.value.likely());
        let retried = restart.is_some_and(|r| r.starts_with("on-failure")) || condition == Some("on-failure");
        // A server that is started again after it failed is still one.
        let is_server = !facts.ports().is_empty() || (facts.command.is_none() && self.serves());
        if restart == Some("no") || (retried && !is_server) {
            return true;
        }
        let replicas = deploy.and_then(|d| d.replicas.as_ref());
        if facts
            .scale
            .iter()
            .chain(replicas)
            .any(|count| count.value.is_likely(&0))
        {
            return true;
        }
        let name = &*facts.name.value;
        let in_name = words(name)
            .iter()
            .any(|word| JOBS.contains(&&**word) || word.starts_with("create"));
        in_name || self.runs_client()
    }

    fn runs_client(self) -> bool {
        let commands = self.commands();
        let first = commands.iter().find_map(|commands| commands.invocations().next());
        first.is_some_and(|invocation| CLIENTS.contains(&invocation.name))
    }

    /// Whether another service of the file waits until it is healthy.
    pub fn is_awaited_healthy(self) -> bool {
        let facts = self.facts();
        self.compose().facts().relations.healthy.contains(&facts.name.value)
    }

    /// Whether somebody apparently calls it over the network: it publishes or exposes a port, its
    /// image is known to serve one, or the Dockerfile that it builds exposes one for the command
    /// that it runs.
    pub fn serves(self) -> bool {
        let facts = self.facts();
        if !facts.ports().is_empty() || facts.expose.as_ref().is_some_and(|e| !e.value.is_empty()) {
            return true;
        }
        // Labels tell a proxy where to find it.
        let routed = facts.labels.iter().flat_map(|labels| &labels.value);
        if routed
            .filter_map(|pair| pair.name())
            .any(|name| name.contains("loadbalancer.server.port"))
        {
            return true;
        }
        if has_word(&facts.name.value, &WORKERS) {
            return false;
        }
        let is_known = |image: &crate::image::KnownImage| !image.ports.is_empty() || !image.consoles.is_empty();
        if self.known_image().is_some_and(is_known) {
            return true;
        }
        let own_command = facts.command.is_some() || facts.entrypoint.is_some();
        let exposed = self.stage().and_then(|stage| stage.exposes().next());
        exposed.is_some() && !own_command
    }

    /// Whether its image has a health check, which is in force if the service has none of its own.
    pub fn image_has_healthcheck(self) -> Value<bool> {
        if let Some(stage) = self.stage()
            && let Some(check) = stage.healthcheck()
        {
            return Value::Known(!matches!(check.node().arguments, Arguments::HealthcheckNone(_)));
        }
        if self.stage().is_some_and(|stage| stage.is_from_scratch()) {
            return Value::Known(false);
        }
        self.root_image()
            .map(|root| self.known(&root)?.has_healthcheck)
            .flatten()
    }

    /// Whether its container could run a check. `None` if that is not known.
    pub fn has_shell(self) -> Option<bool> {
        if self.stage().is_some_and(|stage| stage.is_from_scratch()) {
            return Some(false);
        }
        let root = self.root_image().likely()?;
        self.known(&root)?.has_shell(root.tag())
    }

    /// Where its health check is switched off, if it is.
    pub fn healthcheck_switched_off(self) -> Option<Span> {
        let check = &self.facts().healthcheck.as_ref()?.value;
        if check.is_disabled().likely() != Some(true) {
            return None;
        }
        let disable = check.disable.as_ref().filter(|d| d.value.is_likely(&true));
        disable
            .map(|field| field.whole())
            .or_else(|| check.test.as_ref().map(|field| field.whole()))
    }
}

#[cfg(test)]
mod tests {
    use crate::view::testing::compose_file;

    #[test]
    fn jobs_are_seen_by_what_is_said_of_them() {
        let text = "services:\n  web: {image: x, depends_on: {a: {condition: service_completed_successfully}, db: {condition: service_healthy}}}\n  a: {image: x}\n  b: {image: x, restart: \"no\"}\n  c: {image: x, deploy: {replicas: 0}}\n  db-migrate: {image: x}\n  e: {image: postgres, command: psql -h db}\n  db: {image: postgres, restart: always}\n  f: {image: postgres, restart: on-failure}\n  g: {image: x, restart: 'on-failure:3'}\n";
        compose_file(text, |compose| {
            let jobs: Vec<_> = compose.services().map(|s| s.is_job()).collect();
            assert_eq!(jobs, [false, true, true, true, true, true, false, false, true]);
            let awaited: Vec<_> = compose.services().map(|s| s.is_awaited_healthy()).collect();
            assert_eq!(awaited, [false, false, false, false, false, false, true, false, false]);
            assert!(!compose.is_swarm_stack());
        });
    }

    #[test]
    fn swarm_is_seen_by_its_own_keys() {
        compose_file(
            "services:\n  web: {image: x, deploy: {placement: {constraints: [a]}}}\n",
            |compose| {
                assert!(compose.is_swarm_stack());
            },
        );
        for deploy in ["resources: {limits: {cpus: '1'}}", "mode: replicated, replicas: 2"] {
            let text = format!("services:\n  web: {{image: x, deploy: {{{deploy}}}}}\n");
            compose_file(&text, |compose| assert!(!compose.is_swarm_stack(), "{deploy}"));
        }
    }

    #[test]
    fn workers_serve_nobody() {
        let text = "services:\n  web: {image: x, ports: ['80']}\n  worker: {image: nginx}\n  proxy: {image: nginx}\n  other: {image: x}\n";
        compose_file(text, |compose| {
            let serve: Vec<_> = compose.services().map(|s| s.serves()).collect();
            assert_eq!(serve, [true, false, true, false]);
        });
    }
}
