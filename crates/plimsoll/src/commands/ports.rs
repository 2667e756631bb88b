//! `plimsoll ports`: what the interfaces of the host reach, over all projects in a folder.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use plimsoll_lint::{Registry, Report};
use plimsoll_model::compose::{Exposure, Port, PortRange};
use plimsoll_model::document::Model;
use plimsoll_model::environment::Environment;
use plimsoll_model::view::Service;
use plimsoll_syntax::Span;
use serde::Serialize;

use super::deployment::{Deployment, usual};
use crate::args::{ListFormat, PortsArgs};
use crate::outcome::Outcome;
use crate::terminal;
use crate::terminal::printable;

/// What is open, what collides and what is lost.
#[derive(Serialize)]
struct Listing {
    format_version: u32,
    ports: Vec<Published>,
    /// Ports of several projects that cannot be open at once, by their numbers in `ports`.
    collisions: Vec<Vec<usize>>,
    unkept: Vec<Unkept>,
}

/// A port of the host.
#[derive(Serialize)]
struct Published {
    /// Who reaches it: `0.0.0.0` is every machine.
    interface: String,
    /// The first and the last number; absent where Docker picks one, or a variable decides.
    host: Option<(u16, u16)>,
    container: Option<(u16, u16)>,
    protocol: String,
    /// The folder of the project.
    project: String,
    service: String,
    path: String,
    line: usize,
    #[serde(skip)]
    is_open: bool,
    /// Only started if somebody chooses its profile.
    #[serde(skip)]
    is_chosen: bool,
}

impl Published {
    /// Whether it takes all of its numbers: of `8000-8010:80` Docker takes one that is free.
    fn takes_all(&self) -> bool {
        let length = |range: Option<(u16, u16)>| range.map(|(start, end)| end - start);
        length(self.host) == length(self.container)
    }
}

/// State that goes with the container.
#[derive(Serialize)]
struct Unkept {
    project: String,
    service: String,
    folders: Vec<String>,
    path: String,
    line: usize,
}

/// Lists ports and lost state. Projects are taken as `docker compose up` would start them.
pub(crate) fn run(args: &PortsArgs, registry: &Registry) -> anyhow::Result<Outcome> {
    let Some(deployment) = Deployment::read(&args.paths, &args.project, None, registry)? else {
        return Ok(Outcome::Failed);
    };
    let all = deployment.workspace.models();
    let mut by_folder: BTreeMap<&str, Vec<&Model<'_>>> = BTreeMap::new();
    for model in &all {
        by_folder.entry(model.directory).or_default().push(model);
    }
    if by_folder.is_empty() {
        terminal::complain("no Compose files found");
        return Ok(Outcome::Failed);
    }
    let mut listing = Listing {
        format_version: 1,
        ports: Vec::new(),
        collisions: Vec::new(),
        unkept: Vec::new(),
    };
    for (directory, models) in by_folder {
        for (number, model) in stacks(models).into_iter().enumerate() {
            let folder = if directory.is_empty() { "." } else { directory };
            let project = match number {
                0 => folder.to_owned(),
                _ => format!("{folder} ({})", model.name),
            };
            for service in model.compose.services() {
                listing.add(&project, service, &deployment.report);
            }
        }
    }
    listing.ports.sort_by(|one, other| {
        let key = |port: &Published| (!port.is_open, port.interface.clone(), port.host, port.protocol.clone());
        key(one).cmp(&key(other))
    });
    listing.find_collisions();
    match args.format {
        ListFormat::Text => terminal::print(text(&listing).as_bytes())?,
        ListFormat::Json => terminal::print((serde_json::to_string_pretty(&listing)? + "\n").as_bytes())?,
    }
    Ok(match listing.collisions.is_empty() {
        true => Outcome::Clean,
        false => Outcome::Findings,
    })
}

impl Listing {
    fn add(&mut self, project: &str, service: Service<'_>, report: &Report) {
        let name = service.facts().name.value.to_string();
        let place = |span: Span| {
            let source = report.source(span.file);
            (source.shown().to_owned(), source.line_of(span.start))
        };
        // On the network of the host, Docker discards them.
        let ports = if service.is_on_host_network() {
            &[][..]
        } else {
            service.ports()
        };
        for port in ports {
            let (interface, is_open) = interface(port);
            let (path, line) = place(port.span);
            let both = |range: PortRange| (range.start, range.end);
            self.ports.push(Published {
                interface,
                host: port.published_range().and_then(|range| range.likely()).map(both),
                container: port.target_range().likely().map(both),
                protocol: port.protocol().likely().unwrap_or("tcp").to_owned(),
                project: project.to_owned(),
                service: name.clone(),
                path,
                line,
                is_open,
                is_chosen: service.facts().profiles.is_some(),
            });
        }
        let folders = service.unkept_data();
        if !folders.is_empty() && service.is_whole() && !service.is_job() {
            let (path, line) = place(service.facts().name.span);
            self.unkept.push(Unkept {
                project: project.to_owned(),
                service: name,
                folders: folders.iter().map(ToString::to_string).collect(),
                path,
                line,
            });
        }
    }

    /// Ports of different projects or services that want the same number of the same interface. Ranges that overlap
    /// stand together.
    fn find_collisions(&mut self) {
        let may_collide = |at: &usize| self.ports[*at].host.is_some() && self.ports[*at].takes_all();
        let mut order: Vec<usize> = (0..self.ports.len()).filter(may_collide).collect();
        order.sort_by_key(|at| (self.ports[*at].protocol.clone(), self.ports[*at].host));
        let mut group: Vec<usize> = Vec::new();
        let mut reach: Option<(String, u16)> = None;
        for at in order {
            let port = &self.ports[at];
            let Some((start, end)) = port.host else { continue };
            let goes_on = reach
                .as_ref()
                .is_some_and(|(protocol, last)| *protocol == port.protocol && start <= *last);
            if !goes_on {
                self.collisions
                    .extend(colliding(&self.ports, std::mem::take(&mut group)));
                reach = None;
            }
            let last = reach.map_or(end, |(_, last)| last.max(end));
            reach = Some((port.protocol.clone(), last));
            group.push(at);
        }
        self.collisions.extend(colliding(&self.ports, group));
        self.collisions.sort_unstable();
    }
}

/// Those of some ports with the same numbers that do collide with one of another project or service.
fn colliding(ports: &[Published], group: Vec<usize>) -> Option<Vec<usize>> {
    let meet = |one: &Published, other: &Published| {
        let is_same = one.interface == other.interface || [one, other].iter().any(|port| port.interface == EVERY);
        let overlaps = one
            .host
            .zip(other.host)
            .is_some_and(|(one, other)| one.0 <= other.1 && other.0 <= one.1);
        let start_together =
            one.project != other.project || one.service != other.service && !one.is_chosen && !other.is_chosen;
        is_same && overlaps && start_together
    };
    let collides = |at: &&usize| group.iter().any(|other| meet(&ports[**at], &ports[*other]));
    let mut found: Vec<usize> = group.iter().filter(collides).copied().collect();
    found.sort_unstable();
    (found.len() > 1).then_some(found)
}

const EVERY: &str = "0.0.0.0";

/// Those of the ways to start the projects of a folder that are started beside each other: for each project
/// the usual one. Those that have a service in common are one project.
fn stacks<'m, 'a>(mut models: Vec<&'m Model<'a>>) -> Vec<&'m Model<'a>> {
    let mut started = Vec::new();
    while let Some(model) = usual(&models, Environment::Production) {
        let names: HashSet<&str> = services(model).collect();
        models.retain(|other| !std::ptr::eq(*other, model) && !services(other).any(|name| names.contains(name)));
        started.push(model);
    }
    started
}

fn services<'a>(model: &Model<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    model.compose.services().map(|service| &*service.facts().name.value)
}

/// The interface of the host, and whether other machines reach it.
fn interface(port: &Port) -> (String, bool) {
    let written = port
        .host_ip
        .as_ref()
        .and_then(|ip| ip.value.as_ref().likely())
        .map(|ip| &**ip);
    match port.exposure().likely() {
        Some(Exposure::All) => (EVERY.to_owned(), true),
        Some(Exposure::Loopback) => match written {
            Some("localhost") | None => ("127.0.0.1".to_owned(), false),
            Some(ip) => (ip.to_owned(), false),
        },
        Some(Exposure::Address(address)) => (address.to_string(), port.is_open().likely() == Some(true)),
        None => ("?".to_owned(), false),
    }
}

fn numbers(range: Option<(u16, u16)>, otherwise: &str) -> String {
    match range {
        Some((start, end)) if start == end => start.to_string(),
        Some((start, end)) => format!("{start}-{end}"),
        None => otherwise.to_owned(),
    }
}

fn text(listing: &Listing) -> String {
    let mut out = String::new();
    let mut last = None;
    for port in &listing.ports {
        if last != Some(&port.interface) {
            let who = match &*port.interface {
                EVERY => "every machine",
                "::1" => "this machine only",
                own if own.starts_with("127.") => "this machine only",
                "?" => "a variable decides",
                _ if port.is_open => "other machines",
                _ => "a private address",
            };
            let gap = if last.is_some() { "\n" } else { "" };
            let _ = writeln!(out, "{gap}{} ({who})", printable(&port.interface));
            last = Some(&port.interface);
        }
        let host = numbers(port.host, "any");
        let container = format!("{}/{}", numbers(port.container, "?"), port.protocol);
        let _ = writeln!(
            out,
            "  {host:>11} → {container:<13} {}  {}:{}",
            printable(&format!("{} in {}", port.service, port.project)),
            printable(&port.path),
            port.line
        );
    }
    if listing.ports.is_empty() {
        out.push_str("no published ports\n");
    }
    if !listing.collisions.is_empty() {
        out.push_str("\nports that several want:\n");
    }
    for group in &listing.collisions {
        let first = &listing.ports[group[0]];
        let _ = writeln!(out, "  {}/{}", numbers(first.host, "any"), first.protocol);
        for port in group.iter().map(|at| &listing.ports[*at]) {
            let who = format!("{} in {}", port.service, port.project);
            let _ = writeln!(out, "    {}  {}:{}", printable(&who), printable(&port.path), port.line);
        }
    }
    if !listing.unkept.is_empty() {
        out.push_str("\nstate that lies in no volume:\n");
    }
    for lost in &listing.unkept {
        let _ = writeln!(
            out,
            "  {}: {}  {}:{}",
            printable(&format!("{} in {}", lost.service, lost.project)),
            lost.folders.join(", "),
            printable(&lost.path),
            lost.line
        );
    }
    out
}
