//! One entry of `ports`: what it publishes, on which address, for which container port.
//!
//! The short form follows docker/go-connections nat.ParsePortSpec, as compose-go v2 uses it.

use std::net::IpAddr;
use std::ops::Range;

use plimsoll_syntax::yaml::{Kind, NodeRef, Style, Via};
use plimsoll_syntax::{SourceFile, Span, Spanned, SyntaxError, SyntaxErrorKind};

use super::field::Scalar;
use super::read::{Keys, Reader};
use crate::base::{Value, words};

/// A published port, or a range of them.
#[derive(Clone, Debug)]
pub struct Port {
    /// The whole entry.
    pub span: Span,
    pub syntax: PortSyntax,
    /// The address on the host, without brackets; absent if none is written.
    pub host_ip: Option<Spanned<Value<Box<str>>>>,
    /// The port on the host; absent if Docker picks one.
    pub published: Option<Spanned<Value<PortRange>>>,
    /// The port of the container; absent in a long form without `target`.
    pub target: Option<Spanned<Value<PortRange>>>,
    /// `tcp`, `udp`, `sctp`; absent means tcp.
    pub protocol: Option<Spanned<Value<Box<str>>>>,
    /// `host` or `ingress`, of the long form.
    pub mode: Option<Spanned<Value<Box<str>>>>,
    pub via: Option<Via>,
    /// What Docker would refuse in the long form. A short form with faults is not a port at all.
    pub faults: Vec<(Span, Box<str>)>,
    /// A part that comes from an unknown variable may contain further parts: `${BIND}:80` may
    /// include an address.
    open: bool,
    /// The host port is a variable, which probably contains no address: `${PORT}:80`.
    is_numbered_by_variable: bool,
}

/// How a port is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PortSyntax {
    /// `"8080:80"`
    Short { quoted: bool },
    /// `target: 80`
    Long,
}

/// Ports from `start` to `end`, both included.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PortRange {
    pub start: u16,
    pub end: u16,
}

/// Who can reach a published port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exposure {
    /// Every interface of the host.
    All,
    /// The host itself.
    Loopback,
    /// One address.
    Address(Box<str>),
}

impl PortRange {
    /// Whether it contains a port.
    pub fn contains(self, port: u16) -> bool {
        (self.start..=self.end).contains(&port)
    }

    /// The port, if it is a single one.
    pub fn single(self) -> Option<u16> {
        (self.start == self.end).then_some(self.start)
    }

    /// compose-go accepts `80` and `80-90`; 0 lets Docker choose.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (start, end) = text.split_once('-').unwrap_or((text, text));
        let number = |text: &str| -> Option<u16> {
            text.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| text.parse().ok())
                .flatten()
        };
        let range = Self {
            start: number(start)?,
            end: number(end)?,
        };
        (range.start <= range.end).then_some(range)
    }
}

impl Port {
    pub(super) fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        if node.kind() == Kind::Mapping {
            return Some(Self::long(&Keys::new(reader, node), node));
        }
        let quoted = node.style() != Some(Style::Plain);
        let scalar = reader.scalar(node)?;
        match Self::parse(&scalar, quoted) {
            Ok(port) => Some(Self {
                via: node.via(),
                ..port
            }),
            Err(error) => {
                reader.errors.borrow_mut().push(*error);
                None
            }
        }
    }

    /// Reads the short form.
    pub fn parse(scalar: &Scalar, quoted: bool) -> Result<Self, Box<SyntaxError>> {
        let text = scalar.as_str();
        let slash = scalar.find('/', 0);
        let ports_end = slash.unwrap_or(text.len());
        let protocol = slash.map(|at| scalar.spanned(at + 1..text.len(), |text| text.to_ascii_lowercase().into()));
        let (host_ip, published, target) = split(scalar, ports_end);
        let fault = |range: Range<usize>, message: &str| {
            let span = if range.is_empty() {
                scalar.span
            } else {
                scalar.span_of(range)
            };
            Err(Box::new(
                SyntaxError::new(SyntaxErrorKind::ComposePort, span, message).help(HELP),
            ))
        };
        if target.is_empty() {
            return fault(target, "the port of the container is missing");
        }
        let target_value = scalar.piece(target.clone()).map(PortRange::parse);
        if target_value.likely() == Some(None) {
            return fault(target, "this is not a valid port or range of ports in the container");
        }
        let published_value = published.clone().map(|range| scalar.piece(range).map(PortRange::parse));
        if let (Some(range), Some(Some(None))) = (&published, published_value.map(Value::likely)) {
            return fault(range.clone(), "this is not a valid port or range of ports on the host");
        }
        let address = host_ip.clone().map(|range| scalar.piece(range));
        if let (Some(range), Some(Some(ip))) = (&host_ip, address.map(Value::likely))
            && ip.parse::<IpAddr>().is_err()
        {
            return fault(range.clone(), "this is not a valid address of the host");
        }
        if let (Some(at), Some(protocol)) = (slash, protocol.as_ref().and_then(|p| p.value.as_str().likely()))
            && !matches!(protocol, "tcp" | "udp" | "sctp")
        {
            return fault(at + 1..text.len(), "this is not a valid protocol");
        }
        let lengths = target_value
            .flatten()
            .likely()
            .zip(published_value.and_then(|v| v.flatten().likely()));
        if let Some((inner, outer)) = lengths {
            let differ = inner.end - inner.start != outer.end - outer.start;
            if differ && inner.single().is_none() {
                return fault(0..ports_end, "the two ranges have different lengths");
            }
        }
        let first_is_unknown = host_ip.is_none()
            && scalar.value().is_unknown()
            && scalar.is_unknown_at(published.as_ref().unwrap_or(&target).start);
        let is_numbered_by_variable = published.as_ref().is_some_and(|range| is_port_variable(scalar, range));
        Ok(Self {
            span: scalar.span,
            syntax: PortSyntax::Short { quoted },
            open: first_is_unknown && !is_numbered_by_variable,
            is_numbered_by_variable: first_is_unknown && is_numbered_by_variable,
            host_ip: host_ip.map(|range| scalar.spanned(range, |ip| ip.into())),
            published: published
                .zip(published_value)
                .map(|(range, value)| Spanned::new(value.flatten(), scalar.span_of(range))),
            target: Some(Spanned::new(target_value.flatten(), scalar.span_of(target))),
            protocol,
            mode: None,
            via: None,
            faults: Vec::new(),
        })
    }

    fn long(keys: &Keys<'_, '_>, node: NodeRef<'_>) -> Self {
        let text = |key: &str| {
            let field = keys.scalar(key)?;
            let text = field.value.value().map(Box::from);
            Some(Spanned::new(text, field.span))
        };
        let range = |key: &str| {
            let field = keys.scalar(key)?;
            // An empty `published` lets Docker choose.
            if field.value.known() == Some("") {
                return None;
            }
            Some(Spanned::new(
                field.value.value().map(PortRange::parse).flatten(),
                field.span,
            ))
        };
        Self {
            span: node.span(),
            syntax: PortSyntax::Long,
            host_ip: text("host_ip"),
            published: range("published"),
            target: range("target"),
            protocol: text("protocol"),
            mode: text("mode"),
            via: node.via(),
            faults: faults(keys, node),
            is_numbered_by_variable: false,
            // `published: 127.0.0.1:80` contains an address, though Docker refuses it.
            open: keys.scalar("published").is_some_and(|f| {
                f.value
                    .likely()
                    .is_some_and(|text| !text.is_empty() && PortRange::parse(text).is_none())
            }),
        }
    }

    /// Who can reach it. Unknown if the address is, or could be part of an unknown variable.
    pub fn exposure(&self) -> Value<Exposure> {
        let Some(ip) = &self.host_ip else {
            return match (self.open, self.is_numbered_by_variable) {
                (true, _) => Value::Unknown,
                (_, true) => Value::Default(Exposure::All),
                _ => Value::Known(Exposure::All),
            };
        };
        // `::ffff:0:0` is an IPv4 address in disguise.
        let parse = |ip: &str| ip.parse::<IpAddr>().map(|address| address.to_canonical());
        ip.value.as_ref().map(|ip| match parse(ip) {
            Ok(address) if address.is_unspecified() => Exposure::All,
            Ok(address) if address.is_loopback() => Exposure::Loopback,
            _ if ip.is_empty() => Exposure::All,
            _ if &**ip == "localhost" => Exposure::Loopback,
            _ => Exposure::Address(ip.clone()),
        })
    }

    /// Whether other machines can reach it: it is bound neither to the host itself nor to a private
    /// address, which is a deliberate choice.
    pub fn is_open(&self) -> Value<bool> {
        self.exposure().map(|exposure| match exposure {
            Exposure::All => true,
            Exposure::Loopback => false,
            Exposure::Address(address) => !is_private(&address),
        })
    }

    /// The words that publish it: the whole entry, or in the long form the host port, else the
    /// container port.
    pub fn place(&self) -> Span {
        let long = self.published.as_ref().or(self.target.as_ref());
        match (self.syntax, long) {
            (PortSyntax::Long, Some(port)) => port.span,
            _ => self.span,
        }
    }

    /// How the entry, or the line to add to its long form, has to read so that only the host itself
    /// reaches the port. `source` is its file.
    pub fn for_host_alone(&self, source: &SourceFile) -> String {
        if self.syntax == PortSyntax::Long {
            return "host_ip: 127.0.0.1".to_owned();
        }
        let text = |port: &Spanned<Value<PortRange>>| source.slice(port.span);
        // Without a host port its place stays empty, and Docker picks one.
        let published = self.published.as_ref().map_or("", text);
        let target = self.target.as_ref().map_or("", text);
        let protocol = self.protocol.as_ref().map(|protocol| source.slice(protocol.span));
        let (slash, protocol) = protocol.map_or(("", ""), |protocol| ("/", protocol));
        format!("\"127.0.0.1:{published}:{target}{slash}{protocol}\"")
    }

    /// The ports of the container.
    pub fn target_range(&self) -> Value<PortRange> {
        self.target.as_ref().map_or(Value::Unknown, |target| target.value)
    }

    /// The host ports, if they are written.
    pub fn published_range(&self) -> Option<Value<PortRange>> {
        self.published.as_ref().map(|published| published.value)
    }

    /// The protocol; TCP unless another is written.
    pub fn protocol(&self) -> Value<&str> {
        self.protocol
            .as_ref()
            .map_or(Value::Known("tcp"), |protocol| protocol.value.as_str())
    }
}

/// compose-go v2, validation/validation.go `checkPorts` and transform/ports.go; Docker's own checks
/// for the rest.
fn faults(keys: &Keys<'_, '_>, node: NodeRef<'_>) -> Vec<(Span, Box<str>)> {
    let mut faults = Vec::new();
    let mut check = |key: &str, fits: fn(&str) -> bool, what: &str| {
        let Some(field) = keys.scalar(key) else { return };
        if let Some(text) = field.value.likely().filter(|text| !fits(text)) {
            faults.push((field.span, format!("`{text}` is not a valid {what}").into()));
        }
    };
    check(
        "host_ip",
        |text| text.is_empty() || text.parse::<IpAddr>().is_ok(),
        "address",
    );
    check(
        "published",
        |text| text.is_empty() || PortRange::parse(text).is_some(),
        "port or range of ports",
    );
    check(
        "protocol",
        |text| {
            ["tcp", "udp", "sctp"]
                .iter()
                .any(|known| text.eq_ignore_ascii_case(known))
        },
        "protocol",
    );
    if keys.entry("target").is_none() && !node.has_unresolved() {
        let first = node.written_entries().next();
        let place = first.map_or(node.span(), |entry| entry.key.span().to(entry.value.span()));
        faults.push((place, "the port of the container is missing".into()));
    }
    faults
}

/// Addresses that are not routed on the internet, RFC 1918 and the like.
fn is_private(address: &str) -> bool {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(v4)) => {
            // Overlay networks such as Tailscale use 100.64.0.0/10.
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_private() || v4.is_link_local() || shared
        }
        Ok(IpAddr::V6(v6)) => v6.is_unique_local() || v6.is_unicast_link_local(),
        Err(_) => false,
    }
}

const HELP: &str = "a port is `[[address:]host-port:]container-port[/protocol]`";

/// Address, host port and container port, from the text before the protocol.
fn split(scalar: &Scalar, end: usize) -> (Option<Range<usize>>, Option<Range<usize>>, Range<usize>) {
    let text = scalar.as_str();
    let colon_before = |end: usize| {
        let colons = text[..end].rmatch_indices(':').map(|(at, _)| at);
        colons.into_iter().find(|&at| !scalar.is_unknown_at(at))
    };
    let Some(last) = colon_before(end) else {
        return (None, None, 0..end);
    };
    let target = last + 1..end;
    let Some(middle) = colon_before(last) else {
        return (None, some(0..last), target);
    };
    let ip = match text[..middle].strip_prefix('[').and_then(|ip| ip.strip_suffix(']')) {
        Some(inner) => 1..1 + inner.len(),
        None => 0..middle,
    };
    (some(ip), some(middle + 1..last), target)
}

fn some(range: Range<usize>) -> Option<Range<usize>> {
    (!range.is_empty()).then_some(range)
}

/// Whether a part is one unknown variable whose name does not speak of an address. A name that says
/// port says so even behind `HOST`.
fn is_port_variable(scalar: &Scalar, range: &Range<usize>) -> bool {
    let part = scalar.part(range.clone());
    let [variable] = &*part.variables else {
        return false;
    };
    let words = words(&variable.name.value);
    let says = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let addresses = [
        "addr",
        "address",
        "bind",
        "host",
        "hostname",
        "interface",
        "ip",
        "listen",
    ];
    let is_whole = part.as_str().starts_with('$') && variable.span.len() == part.as_str().len();
    is_whole && (says(&["port", "ports"]) || !says(&addresses))
}
