//! Which settings of well-known programs let in everybody without a password.
//!
//! The pages of the images and the manuals of the programs name them. The names are unique to their
//! programs, so the image need not be known.

use plimsoll_syntax::Span;

use crate::compose::{Port, Scalar};
use crate::view::Service;

/// A setting that lets in everybody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenDoor {
    /// The value that does it.
    pub span: Span,
    /// What is open: `PostgreSQL asks for no password`.
    pub what: String,
    pub kind: DoorKind,
}

/// What somebody finds behind an open door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DoorKind {
    /// All of the program.
    Program,
    /// All of the program, as the image leaves it without the setting too.
    Default,
    /// Something to look at, and nothing to change.
    View,
    /// A role that everybody gets without a name, which Grafana allows by another variable.
    AnonymousRole,
}

/// Variables that switch authentication off, the values that do so (empty: any that means yes), and
/// what then asks for no password.
const VARIABLES: [(&str, &[&str], &str); 19] = [
    ("ALLOW_ANONYMOUS_LOGIN", YES, "ZooKeeper"),
    ("ALLOW_EMPTY_PASSWORD", YES, "the server"),
    ("ARANGO_NO_AUTH", YES, "ArangoDB"),
    ("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", YES, "Weaviate"),
    ("CLICKHOUSE_SKIP_USER_SETUP", YES, "ClickHouse"),
    ("DISABLE_SECURITY_PLUGIN", YES, "OpenSearch"),
    ("INFLUXDB_HTTP_AUTH_ENABLED", NO, "InfluxDB"),
    ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", YES, "MariaDB"),
    ("ME_CONFIG_BASICAUTH", NO, "mongo-express"),
    ("ME_CONFIG_BASICAUTH_ENABLED", NO, "mongo-express"),
    ("MYSQL_ALLOW_EMPTY_PASSWORD", YES, "MySQL"),
    ("NEO4J_AUTH", &["none"], "Neo4j"),
    ("NEO4J_dbms_security_auth__enabled", NO, "Neo4j"),
    ("OPENSEARCH_SECURITY_DISABLED", YES, "OpenSearch"),
    ("POSTGRES_HOST_AUTH_METHOD", &["trust"], "PostgreSQL"),
    ("ZOO_ALLOW_ANONYMOUS_LOGIN", YES, "ZooKeeper"),
    ("plugins.security.disabled", YES, "OpenSearch"),
    ("xpack.security.enabled", NO, "Elasticsearch"),
    ("SURREAL_UNAUTHENTICATED", YES, "SurrealDB"),
];

const YES: &[&str] = &["true", "yes", "1", "on"];
const NO: &[&str] = &["false", "no", "0", "off"];

/// Options of a command that switch authentication off, the program they belong to, and what they open.
/// The first ones are followed by a value.
// docker-library/redis, valkey and the images made like them are compiled without protected mode, and
// mongod asks for passwords only with `--auth`.
const OPTIONS: [(&str, &str, &str, DoorKind); 3] = [
    ("--protected-mode", "no", "the server", DoorKind::Default),
    ("--auth", "none", "code-server", DoorKind::Program),
    ("--noauth", "", "MongoDB", DoorKind::Default),
];

/// Options of Jupyter that remove the token if nothing follows the equals sign.
const TOKENS: [&str; 4] = [
    "--NotebookApp.token=",
    "--ServerApp.token=",
    "--IdentityProvider.token=",
    "--LabApp.token=",
];

impl Service<'_> {
    /// What it switches off that would ask for a password; only literal values and defaults count.
    pub fn open_doors(self) -> Vec<OpenDoor> {
        let mut doors: Vec<OpenDoor> = Vec::new();
        let facts = self.facts();
        let mut anonymous_role = None;
        let mut is_anonymous = false;
        for pair in facts.environment() {
            let (Some(name), Some(value)) = (pair.name(), &pair.value) else {
                continue;
            };
            let Some(text) = value.likely() else { continue };
            let lower = text.trim().to_ascii_lowercase();
            match name {
                "GF_AUTH_ANONYMOUS_ENABLED" => is_anonymous = YES.contains(&lower.as_str()),
                "GF_AUTH_ANONYMOUS_ORG_ROLE" if lower == "admin" => anonymous_role = Some(value.span),
                // An empty token is no token.
                "JUPYTER_TOKEN" if lower.is_empty() => doors.push(door(value.span, "Jupyter")),
                _ => {}
            }
            let known = VARIABLES.iter().find(|(known, ..)| *known == name);
            if let Some((_, values, who)) = known
                && values.contains(&lower.as_str())
                && !(name.contains("ALLOW_EMPTY") && self.has_main_password())
            {
                doors.push(door(value.span, self.owner_of(name).unwrap_or(who)));
            }
        }
        if let (true, Some(span)) = (is_anonymous, anonymous_role) {
            let what = "Grafana makes everybody an administrator".to_owned();
            doors.push(OpenDoor {
                span,
                what,
                kind: DoorKind::AnonymousRole,
            });
        }
        doors.extend(self.open_dashboard());
        for field in facts.entrypoint.iter().chain(&facts.command) {
            doors.extend(in_words(&field.value.words));
        }
        doors
    }
}

impl Service<'_> {
    /// The program that a variable of another is set for: the makers of Elasticsearch use one name in all.
    fn owner_of(self, name: &str) -> Option<&'static str> {
        let reference = &self.pulled_image()?.reference;
        let is_kibana = reference.as_ref().likely()?.familiar_name().ends_with("kibana");
        (is_kibana && name == "xpack.security.enabled").then_some("Kibana")
    }

    /// Whether it gets a password for the account that may do everything, or may get one from outside:
    /// to allow an empty one then changes nothing.
    fn has_main_password(self) -> bool {
        let mut pairs = self.facts().environment().iter();
        pairs.any(|pair| {
            let name = pair.name().unwrap_or_default();
            let name = name.strip_suffix("_FILE").unwrap_or(name);
            let is_main = name.ends_with("ROOT_PASSWORD") || matches!(name, "POSTGRESQL_PASSWORD" | "REDIS_PASSWORD");
            let is_empty = pair.value.as_ref().is_some_and(|value| value.likely() == Some(""));
            is_main && !name.contains("ALLOW") && !is_empty
        })
    }

    /// Traefik's dashboard without a login, if its port is open.
    // Traefik's documentation, "API & Dashboard": `insecure` serves it on the entry point `traefik`,
    // which is port 8080 unless something moves it.
    fn open_dashboard(self) -> Option<OpenDoor> {
        let facts = self.facts();
        let words = facts
            .entrypoint
            .iter()
            .chain(&facts.command)
            .flat_map(|field| &field.value.words);
        let word = words.clone().find(|word| {
            let text = word.likely().map(str::to_ascii_lowercase);
            text.is_some_and(|text| matches!(&*text, "--api.insecure" | "--api.insecure=true"))
        });
        let variable = || {
            let pair = facts.variable("TRAEFIK_API_INSECURE")?;
            pair.value.as_ref().filter(|value| value.likely() == Some("true"))
        };
        let switch = word.or_else(variable)?;
        let is_moved = words
            .filter_map(Scalar::likely)
            .any(|text| text.to_ascii_lowercase().contains("entrypoints.traefik."));
        let is_dashboard = |port: &Port| {
            let target = port.target_range().likely();
            target.is_some_and(|target| target.contains(8080)) && port.is_open().likely() == Some(true)
        };
        let is_open = !is_moved && facts.ports().iter().any(is_dashboard);
        is_open.then(|| OpenDoor {
            span: switch.span,
            what: "Traefik shows its dashboard to everybody".to_owned(),
            kind: DoorKind::View,
        })
    }
}

fn in_words(words: &[Scalar]) -> Vec<OpenDoor> {
    let mut doors = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let Some(text) = word.likely() else { continue };
        let is_empty_token = |option: &&str| {
            text.strip_prefix(*option)
                .is_some_and(|rest| matches!(rest, "" | "''" | "\"\""))
        };
        if TOKENS.iter().any(is_empty_token) {
            doors.push(door(word.span, "Jupyter"));
        }
        let next = words.get(index + 1).and_then(Scalar::likely);
        let switched = OPTIONS
            .iter()
            .find(|(option, value, ..)| match text.strip_prefix(option) {
                Some("") => value.is_empty() || next == Some(value),
                Some(rest) => !value.is_empty() && rest.strip_prefix('=') == Some(value),
                None => false,
            });
        if let Some((_, _, who, kind)) = switched {
            let kind = *kind;
            doors.push(OpenDoor {
                kind,
                ..door(word.span, who)
            });
        }
    }
    doors
}

fn door(span: Span, who: &str) -> OpenDoor {
    let what = format!("{who} asks for no password");
    OpenDoor {
        span,
        what,
        kind: DoorKind::Program,
    }
}

#[cfg(test)]
mod tests {
    use crate::view::testing;

    #[test]
    fn the_program_is_named() {
        let kibana = "image: 'docker.elastic.co/kibana/kibana:7.17.0', environment: [xpack.security.enabled=false]";
        testing::service(kibana, |service| {
            assert_eq!(service.open_doors()[0].what, "Kibana asks for no password");
        });
    }

    #[test]
    fn doors_are_open_where_something_says_so() {
        for (service, open) in [
            ("environment: {POSTGRES_HOST_AUTH_METHOD: trust}", 1),
            ("environment: {POSTGRES_HOST_AUTH_METHOD: scram-sha-256}", 0),
            ("environment: [ALLOW_EMPTY_PASSWORD=yes]", 1),
            ("environment: [ALLOW_EMPTY_PASSWORD=no]", 0),
            ("environment: [ALLOW_EMPTY_PASSWORD=yes, 'REDIS_PASSWORD=${PASS}']", 0),
            (
                "environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 1, MYSQL_ROOT_PASSWORD: '${PASS}'}",
                0,
            ),
            (
                "environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 1, MYSQL_ROOT_PASSWORD: ''}",
                1,
            ),
            (
                "environment: {MYSQL_ALLOW_EMPTY_PASSWORD: 1, MYSQL_PASSWORD: '${PASS}'}",
                1,
            ),
            ("environment: {CLICKHOUSE_SKIP_USER_SETUP: 1}", 1),
            ("environment: [xpack.security.enabled=false]", 1),
            ("environment: ['NEO4J_AUTH=${NEO4J_AUTH}']", 0),
            (
                "environment: {GF_AUTH_ANONYMOUS_ENABLED: 'true', GF_AUTH_ANONYMOUS_ORG_ROLE: Admin}",
                1,
            ),
            ("environment: {GF_AUTH_ANONYMOUS_ENABLED: 'true'}", 0),
            ("command: start-notebook.sh --NotebookApp.token=''", 1),
            ("command: start-notebook.sh --NotebookApp.token=abc", 0),
            ("command: redis-server --protected-mode no", 1),
            ("command: [mongod, --noauth]", 1),
            ("command: [serve, --auth, basic]", 0),
            ("command: [--api.insecure=true], ports: ['8080:8080']", 1),
            ("command: [--api.insecure=true], ports: ['127.0.0.1:8080:8080']", 0),
            ("command: [--api.insecure=true], ports: ['80:80']", 0),
            ("command: [--api.insecure=false], ports: ['8080:8080']", 0),
            ("environment: {TRAEFIK_API_INSECURE: 'true'}, ports: ['8080:8080']", 1),
        ] {
            let found = testing::service(&format!("image: x, {service}"), |service| service.open_doors().len());
            assert_eq!(found, open, "{service}");
        }
    }
}
