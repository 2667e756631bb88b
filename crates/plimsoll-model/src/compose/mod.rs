//! What one Compose file says: services and what they share, with a span for every fact.
//!
//! It follows compose-go v2 where that decides: interpolation, short forms, booleans. A file is
//! read by itself here; [`merge`] combines several files, `extends` and `include` into one tree.
//! Values that depend on the environment of Compose are [`Value`]s.

mod address;
mod build;
pub mod canonical;
mod command;
mod configuration;
mod conflict;
mod container_network;
mod deploy;
mod entries;
mod escaped_variables;
mod field;
mod guessable;
mod health;
mod host_path;
mod host_port;
mod identifiers;
mod image;
mod interpolated;
pub mod interpolation;
mod key_variables;
pub mod merge;
mod mode;
mod mount;
mod mount_fault;
mod pair_fault;
mod port;
mod read;
mod reference;
mod relations;
mod repeats;
mod replicas;
pub mod schema;
mod service;
mod text;
mod yaml_form;

pub use address::Address;
pub use build::Build;
pub(crate) use build::folder_of_choice;
pub use command::{Command, CommandForm};
pub use conflict::Conflict;
pub use container_network::ContainerNetwork;
pub use deploy::{Deploy, Resources};
pub use entries::{Attachment, Dependency, EnvFile, Extends, Grant, Hook, Logging, Ulimit, Watch};
pub use field::{Field, KeyValue, Scalar};
pub use guessable::{Guess, guessable};
pub use health::{HealthForm, HealthTest, Healthcheck};
pub use host_port::PortClash;
pub use identifiers::{NameKind, looks_like_path};
pub use mode::MisreadMode;
pub(crate) use mount::host_path_of;
pub use mount::{Mount, MountKind, MountSyntax, tmpfs_options};
pub use pair_fault::PairFault;
pub use port::{Exposure, Port, PortRange, PortSyntax};
pub use reference::{Cycle, Definition, Reference};
pub use service::Service;
pub use text::ProgramText;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use plimsoll_syntax::yaml::{Kind, NodeId, NodeKind, NodeRef, ScalarValue, Via, Yaml};
use plimsoll_syntax::{FileId, Span, Spanned, SyntaxError, SyntaxErrorKind};

use crate::base::Value;
use interpolated::Interpolated;
use interpolation::{Lookup, Variable, expand};
use merge::{Extension, MergedFile};
use read::{Keys, Reader};
use relations::ServiceRelations;

/// One Compose file.
#[derive(Debug)]
pub struct Compose {
    /// Shared with the variants that the file is part of.
    pub yaml: Arc<Yaml>,
    pub format: Format,
    /// The facts are incomplete: reading stopped early, aliases were given up, or more documents
    /// follow the first. Rules about absent keys report nothing.
    pub partial: bool,
    /// What Compose would refuse beyond YAML: variables, ports and mounts that cannot be read. YAML
    /// errors are in `yaml.errors`.
    pub errors: Vec<SyntaxError>,
    /// The variables of all its values, each place once, also of values that no service uses.
    pub(crate) variables: Vec<Variable>,
    /// The obsolete `version`.
    pub version: Option<Box<Field<Scalar>>>,
    pub name: Option<Box<Field<Scalar>>>,
    /// Files taken in by `include`.
    pub include: Option<Box<Field<Vec<Scalar>>>>,
    /// The files of `env_file` of its `include`.
    pub(crate) include_env_files: Vec<Scalar>,
    /// In the order of the file.
    pub services: Vec<Service>,
    /// How they relate to each other.
    pub(crate) relations: ServiceRelations,
    pub volumes: Vec<Resource>,
    pub networks: Vec<Resource>,
    pub secrets: Vec<Resource>,
    pub configs: Vec<Resource>,
    pub models: Vec<Resource>,
    /// The files that it was merged from; empty if it is a single file.
    pub files: Vec<MergedFile>,
    /// Which services extended which when it was merged.
    pub extensions: Vec<Extension>,
    /// Violations of the specification, computed on first use.
    faults: OnceLock<schema::Faults>,
    /// Whether a parent file includes it, and whether it is a project of its own: each service asks
    /// for this.
    pub(crate) included: OnceLock<bool>,
    pub(crate) alone: OnceLock<bool>,
    /// The services whose network others use (`network_mode: service:db`).
    pub(crate) network_owners: OnceLock<HashSet<String>>,
    repeats: repeats::Repeats,
}

/// The kind of a file, by its shape.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// Services are below `services`.
    Compose,
    /// A file of version 1: services are at the top level.
    Legacy,
}

/// A volume, network, secret, config or model at the top level.
#[derive(Clone, Debug)]
pub struct Resource {
    pub key: Spanned<Box<str>>,
    /// The value; an empty place if there is none.
    pub span: Span,
    pub node: NodeId,
    pub via: Option<Via>,
    /// Created by somebody else. `external: {name: x}` counts as true.
    pub external: Option<Box<Field<Value<bool>>>>,
    /// Its name outside the project.
    pub name: Option<Box<Field<Scalar>>>,
    pub driver: Option<Box<Field<Scalar>>>,
    pub driver_opts: Option<Box<Field<Vec<KeyValue>>>>,
    pub labels: Option<Box<Field<Vec<KeyValue>>>>,
    /// For networks.
    pub internal: Option<Box<Field<Value<bool>>>>,
    pub attachable: Option<Box<Field<Value<bool>>>>,
    /// For secrets and configs.
    pub file: Option<Box<Field<Scalar>>>,
    pub environment: Option<Box<Field<Scalar>>>,
    pub content: Option<Box<Field<Scalar>>>,
}

impl Compose {
    /// Reads a file without knowing any variables.
    pub fn read(yaml: Yaml) -> Self {
        Self::read_with(yaml, &|_| Lookup::Unknown)
    }

    /// Reads a file with what is known about variables.
    pub fn read_with(yaml: Yaml, lookup: &dyn Fn(&str) -> Lookup) -> Self {
        Self::read_files(yaml, &|_, name| lookup(name))
    }

    /// Reads a tree of several files with what is known about variables in each of them.
    pub(crate) fn read_files(yaml: Yaml, lookup: &dyn Fn(FileId, &str) -> Lookup) -> Self {
        let project = project_name(&yaml, lookup);
        let lookup: &dyn Fn(FileId, &str) -> Lookup =
            &|file, name| or_project_name(lookup(file, name), name, project.as_deref());
        let values = Interpolated::of(&yaml, lookup);
        let reader = Reader {
            values: &values,
            lookup,
            errors: std::cell::RefCell::default(),
        };
        let format = format(&yaml);
        let root = yaml.root();
        let keys = root.map(|root| Keys::new(&reader, root));
        let section = |key: &str| {
            let entry = keys.as_ref()?.entry(key)?;
            Some(entry.value)
        };
        let services = match format {
            Format::Compose => section("services").map_or_else(Vec::new, |node| services(&reader, &yaml, node)),
            Format::Legacy => root.map_or_else(Vec::new, |node| services(&reader, &yaml, node)),
        };
        let resources = |key: &str| match format {
            Format::Compose => section(key).map_or_else(Vec::new, |node| resources(&reader, node)),
            Format::Legacy => Vec::new(),
        };
        let scalar = |key: &str| keys.as_ref()?.scalar(key);
        let own = Parts {
            version: scalar("version"),
            name: scalar("name").filter(|_| format == Format::Compose),
            include: keys.as_ref().and_then(|keys| keys.with("include", includes)),
            include_env_files: section("include").map_or_else(Vec::new, |node| include_env_files(&reader, node)),
            volumes: resources("volumes"),
            networks: resources("networks"),
            secrets: resources("secrets"),
            configs: resources("configs"),
            models: resources("models"),
        };
        let partial = yaml.is_partial() || yaml.documents().count() > 1 || root.is_some_and(NodeRef::has_unresolved);
        drop(keys);
        let mut errors = reader.errors.into_inner();
        errors.extend(values.errors().cloned());
        errors.extend(shape_errors(&yaml));
        errors.sort_by_key(|error| (error.span.file, error.span.start, error.span.end));
        // An anchored entry that is repeated would be reported once for each alias.
        errors.dedup();
        Self {
            relations: ServiceRelations::of(&services, &own.networks),
            yaml: Arc::new(yaml),
            format,
            partial,
            errors,
            variables: values.into_variables(),
            version: own.version,
            name: own.name,
            include: own.include,
            include_env_files: own.include_env_files,
            services,
            volumes: own.volumes,
            networks: own.networks,
            secrets: own.secrets,
            configs: own.configs,
            models: own.models,
            files: Vec::new(),
            extensions: Vec::new(),
            faults: OnceLock::new(),
            included: OnceLock::new(),
            alone: OnceLock::new(),
            repeats: repeats::Repeats::default(),
            network_owners: OnceLock::new(),
        }
    }

    /// Leaves out the services that start only with other profiles than these.
    pub(crate) fn keep_profiles(&mut self, profiles: &[String]) {
        self.services.retain(|service| {
            let mut own = service.profiles.iter().flat_map(|field| &field.value).peekable();
            // compose-go v2, types/project.go `ServiceConfig.HasProfile`: `*` stands for all.
            let is_asked = |profile: &Scalar| match profile.likely() {
                Some(name) => profiles.iter().any(|asked| asked == name || asked == "*"),
                None => true,
            };
            own.peek().is_none() || own.any(is_asked)
        });
        self.relations = ServiceRelations::of(&self.services, &self.networks);
    }

    /// The base folder for a relative path at a span; absent if it cannot be told.
    pub fn directory_of(&self, span: Span) -> Option<&str> {
        if self.files.is_empty() {
            return Some(crate::base::path::folder(self.yaml.source.path()));
        }
        let file = self.files.iter().find(|file| file.source.id() == span.file)?;
        file.directory.as_deref()
    }

    /// A service by its name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| &*service.name.value == name)
    }

    /// Whether another service of the file takes over what this one sets.
    pub fn is_extended(&self, service: &str) -> bool {
        self.relations.extended.contains(service)
    }

    /// A top-level network by its key.
    pub fn network(&self, key: &str) -> Option<&Resource> {
        self.networks.iter().find(|network| &*network.key.value == key)
    }

    /// A top-level volume by its key.
    pub fn volume(&self, key: &str) -> Option<&Resource> {
        self.volumes.iter().find(|volume| &*volume.key.value == key)
    }

    /// The top-level mapping, for keys that have no field here.
    pub fn root(&self) -> Option<NodeRef<'_>> {
        self.yaml.root()
    }

    /// Whether a resource may have more keys, from an unresolved alias.
    pub fn is_unresolved(&self, resource: &Resource) -> bool {
        self.node(resource.node).has_unresolved()
    }

    /// A view of a service's mapping.
    pub fn node(&self, id: NodeId) -> NodeRef<'_> {
        self.yaml.view(id)
    }
}

impl Resource {
    /// Its name outside the project, unless that is made from the project's own.
    pub(crate) fn outer_name(&self) -> Option<Value<&str>> {
        if let Some(name) = &self.name {
            return Some(name.value.value());
        }
        let external = self.external.as_ref()?.value;
        (external.likely() == Some(true)).then(|| external.map(|_| &*self.key.value))
    }

    /// The host path of a volume that is just a bind mount.
    pub(crate) fn bound_path(&self) -> Option<&Scalar> {
        let driver = self.driver.as_ref().map(|driver| driver.value.likely());
        if driver.is_some_and(|driver| driver != Some("local")) {
            return None;
        }
        let options = self.driver_opts.as_ref().map_or(&[][..], |field| &field.value);
        let option = |name: &str| {
            let pair = options.iter().find(|pair| pair.name() == Some(name))?;
            pair.value.as_ref()
        };
        let mut flags = option("o")?.likely()?.split(',');
        if flags.any(|flag| matches!(flag.trim(), "bind" | "rbind")) {
            return option("device");
        }
        None
    }
}

struct Parts {
    version: Option<Box<Field<Scalar>>>,
    name: Option<Box<Field<Scalar>>>,
    include: Option<Box<Field<Vec<Scalar>>>>,
    include_env_files: Vec<Scalar>,
    volumes: Vec<Resource>,
    networks: Vec<Resource>,
    secrets: Vec<Resource>,
    configs: Vec<Resource>,
    models: Vec<Resource>,
}

/// What is known of a variable once the project has a name, which Compose hands on as one unless
/// somebody sets another: compose-go v2, loader/loader.go `projectName`.
pub(crate) fn or_project_name(found: Lookup, variable: &str, project: Option<&str>) -> Lookup {
    match (found, project) {
        (Lookup::Unknown | Lookup::Required, Some(project)) if variable == "COMPOSE_PROJECT_NAME" => {
            Lookup::Default(project.to_owned())
        }
        (found, _) => found,
    }
}

/// The name that a file gives its project.
fn project_name(yaml: &Yaml, lookup: &dyn Fn(FileId, &str) -> Lookup) -> Option<String> {
    let name = yaml.root()?.get("name")?.value;
    let expanded = expand(name.text()?, &|variable| lookup(name.span().file, variable));
    let name = Scalar::new(name.span(), name.scalar_value(), expanded);
    name.likely().map(str::to_owned)
}

/// A file of version 1 has no section of later versions, and at least one entry that says what to
/// run.
fn format(yaml: &Yaml) -> Format {
    let Some(root) = yaml.root() else {
        return Format::Compose;
    };
    let entries = root.entries();
    let later = [
        "services", "version", "name", "include", "volumes", "networks", "secrets", "configs",
    ];
    if entries
        .iter()
        .any(|entry| entry.name().is_some_and(|name| later.contains(&name)))
    {
        return Format::Compose;
    }
    let runs = |node: NodeRef<'_>| {
        let key = |name: &str| node.get(name).is_some_and(|entry| entry.value.kind() == Kind::Scalar);
        key("image") || key("build")
    };
    match entries.iter().any(|entry| runs(entry.value)) {
        true => Format::Legacy,
        false => Format::Compose,
    }
}

fn services(reader: &Reader<'_>, yaml: &Yaml, node: NodeRef<'_>) -> Vec<Service> {
    let entries = node.entries();
    // Only the service at which reading stopped lacks keys. It is the last one as written.
    let open = yaml
        .truncated_at
        .and(entries.iter().map(|entry| entry.key.span().start).max());
    let read = |entry| {
        let entry: &plimsoll_syntax::yaml::EntryRef<'_> = entry;
        let truncated = open == Some(entry.key.span().start);
        let extension = entry.name().is_some_and(|name| name.starts_with("x-"));
        // `services.x-name` is a service; at the top level of a legacy file it is not.
        if entry.value.tag() == Some("!reset") || (extension && entry.value.kind() != Kind::Mapping) {
            return None;
        }
        Service::read(reader, entry, truncated)
    };
    entries.iter().filter_map(read).collect()
}

fn resources(reader: &Reader<'_>, node: NodeRef<'_>) -> Vec<Resource> {
    let one = |entry: &plimsoll_syntax::yaml::EntryRef<'_>| {
        let keys = Keys::new(reader, entry.value);
        let external_name = keys
            .entry("external")
            .filter(|entry| entry.value.kind() == Kind::Mapping);
        let external = match external_name {
            Some(external) => Some(Box::new(Field::new(external, Value::Known(true)))),
            None => keys.flag("external"),
        };
        let outer_name = || Keys::new(reader, external_name?.value).scalar("name");
        Some(Resource {
            key: Spanned::new(entry.name()?.into(), entry.key.span()),
            span: entry.value.span(),
            node: entry.value.id(),
            via: entry.via(),
            external,
            name: keys.scalar("name").or_else(outer_name),
            driver: keys.scalar("driver"),
            driver_opts: keys.pairs("driver_opts"),
            labels: keys.pairs("labels"),
            internal: keys.flag("internal"),
            attachable: keys.flag("attachable"),
            file: keys.scalar("file"),
            environment: keys.scalar("environment"),
            content: keys.scalar("content"),
        })
    };
    let entries = node.entries();
    let kept = entries
        .iter()
        .filter(|entry| !entry.name().is_some_and(|name| name.starts_with("x-")));
    kept.filter(|entry| entry.value.tag() != Some("!reset"))
        .filter_map(one)
        .collect()
}

/// `include` is a path, a list of paths, or a list of mappings with one or several paths.
fn includes(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Vec<Scalar>> {
    if node.kind() != Kind::Sequence {
        return reader.scalars(node);
    }
    let mut paths = Vec::new();
    for item in node.items() {
        let item = item.get("path").map_or(item, |entry| entry.value);
        paths.extend(reader.scalars(item).unwrap_or_default());
    }
    Some(paths)
}

fn include_env_files(reader: &Reader<'_>, node: NodeRef<'_>) -> Vec<Scalar> {
    let given = node.items().filter_map(|item| item.get("env_file"));
    let lists = given.filter_map(|entry| reader.scalars(entry.value));
    lists.flatten().collect()
}

/// A file that is not a mapping, and keys that are not strings. `schema` checks what is below the
/// keys.
fn shape_errors(yaml: &Yaml) -> Vec<SyntaxError> {
    let Some(root) = yaml.root().filter(|root| !root.is_null()) else {
        return empty_file(yaml);
    };
    if matches!(root.kind(), Kind::Scalar | Kind::Sequence) {
        let text = "a Compose file must be a mapping";
        let error = SyntaxError::new(SyntaxErrorKind::Compose, root.span(), text);
        return vec![error.help("write `key: value`, with a space after the colon")];
    }
    non_string_keys(yaml)
}

/// compose-go v2, loader/loader.go: "empty compose file". The error applies only if all files
/// together are empty, so an override may well be.
fn empty_file(yaml: &Yaml) -> Vec<SyntaxError> {
    let is_override = crate::base::path::file_name(yaml.source.path()).contains("override");
    if is_override || !yaml.errors.is_empty() || yaml.is_partial() || yaml.documents().count() > 1 {
        return Vec::new();
    }
    let place = yaml.source.span().at_start();
    let error = SyntaxError::new(SyntaxErrorKind::Compose, place, "the Compose file is empty");
    vec![error.help("a Compose file needs `services:` with at least one service")]
}

/// compose-go v2, loader/loader.go `convertToStringKeysRecursive`: "non-string key in services: 123".
fn non_string_keys(yaml: &Yaml) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    for (_, node) in yaml.nodes() {
        let NodeKind::Mapping(entries) = &node.kind else {
            continue;
        };
        for entry in entries {
            let key = yaml.view(entry.key);
            if key.kind() != Kind::Scalar || key.scalar_value() == ScalarValue::String {
                continue;
            }
            let written = yaml.slice(key.span());
            let text = match written.is_empty() {
                true => "a key is missing before the colon".to_owned(),
                false => format!("the key `{written}` is not a string"),
            };
            errors.push(SyntaxError::new(SyntaxErrorKind::Compose, key.span(), text).help("put the key in quotes"));
        }
    }
    errors
}

#[cfg(test)]
mod tests;
