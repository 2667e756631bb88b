//! What listens on a port that a service publishes, or that an image exposes.
//!
//! The image is asked first: it may serve a port whose number is known for something else. Whether
//! publishing it is good or bad is for the rules.

use plimsoll_syntax::dockerfile::{Arguments, Kind};
use plimsoll_syntax::image::ImageReference;
use plimsoll_syntax::{Span, Spanned};

use crate::base::{Value, has_word};
use crate::command::server::{debugger, debugger_variable};
use crate::compose::{ContainerNetwork, Port, PortRange};
use crate::image::{KnownImage, PortKind, Role, well_known_port};
use crate::view::{Instruction, Service};

/// What listens on a container port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listener {
    pub kind: PortKind,
    /// For a sentence: `PostgreSQL`, `the Node.js inspector`.
    pub name: String,
    /// The port, or the first conclusive one of a range.
    pub port: u16,
}

/// As many letters of a product are also in the name of its image: `postgres`, `mongo`.
const FIRST_LETTERS: usize = 5;

/// A wider range does not mean any particular port.
const WIDEST: u16 = 4;

/// Numbers that web servers use too, so that they prove nothing without the image.
const SHARED: [u16; 2] = [8086, 8123];

/// Stores and brokers whose clients are browsers and devices.
const OPEN_TO_CLIENTS: [&str; 6] = ["minio", "seaweedfs", "garage", "mosquitto", "emqx", "hivemq"];

/// MQTT, whose clients are devices.
const MQTT: u16 = 1883;

/// Ports that are useless if only the host reaches them: the web, mail between and for people
/// (SMTP, submission, POP3, IMAP, ManageSieve), DNS, tunnels (IKE, OpenVPN, WireGuard), and STUN
/// with TURN. All but WireGuard's are in IANA's port registry.
const FOR_THE_WORLD: [u16; 19] = [
    25, 53, 80, 110, 143, 443, 465, 500, 587, 853, 993, 995, 1194, 3478, 3479, 4190, 4500, 5349, 51820,
];

/// Debugger ports on which no third-party program is served.
const ONLY_DEBUGGERS: [u16; 1] = [9229];

/// What a data store is called: by the name of a port that its image is named after, or else by the name
/// of the image, since programs also speak the protocols of others.
fn product_of(image: &str, known: &KnownImage, port: u16) -> String {
    let own = image.rsplit('/').next().unwrap_or(image);
    // `cp-server` names no product.
    let says_all = |name: &str| matches!(name, "AMQP" | "MQTT") || has_word(own, &["server"]);
    let named_after = |name: &str| {
        name.to_ascii_lowercase()
            .split(' ')
            .any(|word| image.contains(word.get(..FIRST_LETTERS).unwrap_or(word)))
    };
    let ports = std::iter::once(port).chain(known.ports.iter().copied());
    let mut names = ports.filter_map(well_known_port).map(|known| known.name);
    let name = names.find(|name| says_all(name) || named_after(name));
    name.unwrap_or(own).to_owned()
}

impl Service<'_> {
    /// The image that it pulls, or the base image of the stage that it builds. Unknown also if the
    /// Dockerfile is not in reach, or the stage is on scratch.
    pub fn root_image(self) -> Value<ImageReference> {
        match self.pulled_image() {
            Some(image) => image.reference.clone(),
            None => {
                let root = self.stage().and_then(|stage| stage.lineage().last());
                root.map_or(Value::Unknown, |stage| stage.root_image().map(Clone::clone))
            }
        }
    }

    /// The network of its containers.
    pub fn container_network(self) -> Value<ContainerNetwork> {
        self.facts().container_network(self.compose().facts())
    }

    /// Where it says that the container uses the network of the host.
    pub fn host_network(self) -> Option<Span> {
        self.facts().host_network(self.compose().facts())
    }

    /// Whether it is on the network of the host, where `ports` have no meaning.
    pub fn is_on_host_network(self) -> bool {
        self.host_network().is_some()
    }

    /// What listens on one of its ports, if it is a data store or a debugger.
    pub fn listener(self, port: &Port) -> Option<Listener> {
        let range = port.target_range().likely()?;
        // The well-known numbers are those of TCP.
        if port.protocol().likely() != Some("tcp") {
            return None;
        }
        let root = self.root_image().likely();
        let image = root.as_ref().and_then(|root| self.known(root));
        if let (Some(root), Some(image)) = (&root, image) {
            let served = image.ports.iter().copied().find(|&p| range.contains(p));
            let open = OPEN_TO_CLIENTS.iter().any(|name| root.familiar_name().contains(name));
            if let Some(port) = served.filter(|_| image.is_data_service() && !open) {
                let (kind, name) = (PortKind::DataStore, product_of(root.familiar_name(), image, port));
                return Some(Listener { kind, name, port });
            }
            if served.is_some() || image.consoles.iter().any(|&p| range.contains(p)) {
                return None;
            }
        }
        if range.end - range.start > WIDEST {
            return None;
        }
        if range.contains(8000) && self.debugs_java_on("8000") {
            let (kind, name) = (PortKind::Debugger, "a Java debugger".to_owned());
            return Some(Listener { kind, name, port: 8000 });
        }
        let is_packed = self.facts().build.is_none() && self.facts().image.is_some();
        let language = root.as_ref().and_then(|r| language_of(r.familiar_name()));
        let tells = |known: &crate::image::WellKnownPort| match known.kind {
            PortKind::DataStore => !SHARED.contains(&known.port) && known.port != MQTT,
            PortKind::Debugger => {
                let fits = language.is_none_or(|l| language_debugged_on(known.port).is_none_or(|own| own == l));
                range.single().is_some() && fits && (!is_packed || ONLY_DEBUGGERS.contains(&known.port))
            }
            PortKind::RemoteAdmin => false,
        };
        let known = (range.start..=range.end).filter_map(well_known_port).find(tells)?;
        Some(Listener {
            kind: known.kind,
            name: known.name.to_owned(),
            port: known.port,
        })
    }

    /// What it offers developers and administrators, if others can reach it: its image is known for
    /// that, a port is open, and no profile keeps it from starting.
    pub fn published_helper(self) -> Option<Role> {
        // Other programs call a browser grid; it is not a helper beside the project.
        let image = self.pulled_images()?.reference.likely()?;
        let role = self
            .known_image()
            .filter(|_| !image.familiar_name().starts_with("selenium/"))?
            .role;
        let is_helper = matches!(role, Role::AdminTool | Role::MailCatcher | Role::Emulator);
        if !is_helper || self.facts().has_profile() || self.is_on_host_network() {
            return None;
        }
        let mut ports = self.facts().ports().iter();
        ports.any(|port| port.is_open().likely() == Some(true)).then_some(role)
    }

    /// Whether a host port is meant for the world, for the web or for another protocol whose
    /// clients are elsewhere.
    pub fn is_entry_point(self, port: &Port) -> bool {
        let range = match port.published_range() {
            // A number from outside is taken for that of the container.
            Some(Value::Unknown) => port.target_range().likely(),
            published => published.and_then(Value::likely),
        };
        range.is_some_and(|r| r.end - r.start <= WIDEST && FOR_THE_WORLD.iter().any(|&p| r.contains(p)))
    }

    /// Whether a variable or the command opens a Java debug agent at a port.
    fn debugs_java_on(self, port: &str) -> bool {
        const AGENT: &str = "a Java debug agent";
        let in_variable = self.facts().environment().iter().any(|pair| {
            let (Some(name), Some(value)) = (pair.name(), &pair.value) else {
                return false;
            };
            let found = debugger_variable(name, value.as_str(), value.span);
            found.is_some_and(|d| d.name == AGENT) && value.as_str().contains(port)
        });
        let in_command = || {
            self.commands().iter().any(|commands| {
                let mut invocations = commands.invocations();
                invocations.any(|i| {
                    debugger(i.argv()).is_some_and(|d| d.name == AGENT)
                        && i.argv().iter().any(|a| a.text.contains(port))
                })
            })
        };
        in_variable || in_command()
    }
}

impl<'a> Instruction<'a> {
    /// The ports of an `EXPOSE`, without those from unknown variables.
    pub fn exposed_ports(self) -> Vec<Spanned<PortRange>> {
        let Arguments::Words { words, .. } = &self.node().arguments else {
            return Vec::new();
        };
        if self.node().kind != Kind::Expose {
            return Vec::new();
        }
        let port = |word: &plimsoll_syntax::dockerfile::Word| {
            let text = self.expand(word).likely()?;
            let (ports, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
            let range = PortRange::parse(ports).filter(|_| protocol.eq_ignore_ascii_case("tcp"))?;
            Some(Spanned::new(range, word.span))
        };
        words.iter().filter_map(port).collect()
    }

    /// The debuggers that usually listen on the ports of an `EXPOSE`, each with the place of the
    /// port. Ports that the base image serves do not count. Most numbers mean something only if the
    /// base image is of the debugger's language.
    pub fn exposed_debuggers(self) -> Vec<(Span, Listener)> {
        let root = self.stage().and_then(|stage| stage.root_image().likely());
        let image = root.and_then(|root| self.dockerfile.workspace.known_image(root));
        let language = root.and_then(|r| language_of(r.familiar_name()));
        let debugger = |exposed: Spanned<PortRange>| {
            let port = exposed.value.single()?;
            let known = well_known_port(port).filter(|known| known.kind == PortKind::Debugger)?;
            let fits = match port {
                9229 => true,
                5005 => language.is_none_or(|language| language == JAVA),
                _ => language.is_some() && language == language_debugged_on(port),
            };
            let (kind, name) = (known.kind, known.name.to_owned());
            let listener = Listener { kind, name, port };
            (fits && !image.is_some_and(|image| image.serves(port))).then_some((exposed.span, listener))
        };
        self.exposed_ports().into_iter().filter_map(debugger).collect()
    }
}

const JAVA: &str = "java";

/// The language whose debugger uses a port.
fn language_debugged_on(port: u16) -> Option<&'static str> {
    Some(match port {
        5005 => JAVA,
        5678 => "python",
        9003 => "php",
        2345 | 40000 => "go",
        9229 => "node",
        _ => return None,
    })
}

/// The language in an image's name.
fn language_of(repository: &str) -> Option<&'static str> {
    const NAMES: [(&str, &[&str]); 8] = [
        (
            JAVA,
            &[
                "java", "jdk", "jre", "temurin", "corretto", "maven", "gradle", "tomcat", "jetty", "zulu", "spring",
            ],
        ),
        ("python", &["python", "pypy", "conda", "jupyter"]),
        ("php", &["php", "wordpress", "drupal", "composer"]),
        ("go", &["golang"]),
        ("node", &["node", "bun", "deno"]),
        ("ruby", &["ruby", "rails"]),
        ("rust", &["rust"]),
        ("dotnet", &["dotnet", "aspnet"]),
    ];
    let name = repository.rsplit('/').next().unwrap_or(repository);
    let speaks = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let found = NAMES.iter().find(|(_, words)| speaks(words));
    found
        .map(|(language, _)| *language)
        .or_else(|| repository.contains("/dotnet/").then_some("dotnet"))
}

#[cfg(test)]
mod tests {
    use crate::image::PortKind;
    use crate::view::testing;

    #[test]
    fn the_image_is_asked_before_the_number() {
        for (service, expected) in [
            (
                "image: postgres:17, ports: ['5432:5432']",
                Some((PortKind::DataStore, 5432)),
            ),
            ("image: x/y, ports: ['6380:6379']", Some((PortKind::DataStore, 6379))),
            ("image: x/y, ports: ['6379:80']", None),
            ("image: rabbitmq:4, ports: ['15672:15672']", None),
            ("image: minio/minio, ports: ['9000:9000']", None),
            ("build: ., ports: ['1883:1883']", None),
            ("image: n8nio/n8n, ports: ['5678:5678']", None),
            ("image: x/y, ports: ['5678:5678']", None),
            ("build: ., ports: ['5678:5678']", Some((PortKind::Debugger, 5678))),
            ("build: ., ports: ['8086:8086']", None),
            ("build: ., ports: ['3000-9000:3000-9000']", None),
            ("build: ., ports: ['9000-9004:9000-9004']", None),
            (
                "build: ., ports: ['27017-27019:27017-27019']",
                Some((PortKind::DataStore, 27017)),
            ),
            ("build: ., ports: ['8000:8000']", None),
            (
                "build: ., ports: ['8000:8000'], environment: {JAVA_OPTS: '-agentlib:jdwp=transport=dt_socket,server=y,address=*:8000'}",
                Some((PortKind::Debugger, 8000)),
            ),
            ("image: x/y, ports: ['5432:5432/udp']", None),
            ("image: x/y, ports: ['5432:${PORT}']", None),
        ] {
            let found = testing::service(service, |view| view.listener(&view.ports()[0]));
            assert_eq!(found.map(|l| (l.kind, l.port)), expected, "{service}");
        }
    }

    #[test]
    fn exposed_debuggers_have_a_place() {
        let text = "FROM node:22\nARG P=9229\nEXPOSE 3000 9229/tcp ${P} ${Q} 9229/udp 1-65535 5005 5678\n";
        testing::dockerfile(text, |dockerfile| {
            let found: Vec<_> = dockerfile.instructions().flat_map(|i| i.exposed_debuggers()).collect();
            let words: Vec<_> = found.iter().map(|(span, _)| dockerfile.source().slice(*span)).collect();
            assert_eq!(words, ["9229/tcp", "${P}"]);
        });
    }
}
