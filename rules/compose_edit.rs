//! Edits of Compose files that rules share: a key or an item more for a service, a port for the host
//! alone, a volume with a name.
//!
//! There is none where it would reach further than the service: inside an anchor, or where another
//! service takes this one over.

use std::cmp::Reverse;

use plimsoll_lint::Fix;
use plimsoll_model::base::Value;
use plimsoll_model::compose::{Compose, Format, Mount, MountSyntax, Port, PortSyntax, Scalar};
use plimsoll_model::view::{ComposeFile, Service};
use plimsoll_syntax::yaml::Yaml;
use plimsoll_syntax::yaml::edit::{self, Content, EntrySite};
use plimsoll_syntax::{Edit, Span};

/// The service as it is written.
pub(crate) fn site(service: Service<'_>) -> Option<EntrySite<'_>> {
    let name = &service.facts().name;
    let facts = file(service.compose(), name.span)?;
    let is_own = !facts.is_extended(&name.value);
    is_own.then(|| facts.yaml.entry_at(name.span)).flatten()
}

/// Whether the copies of a service may be meant for a stack: nothing else in the file is for Compose
/// alone, and a key that is would turn it into a file for Compose.
pub(crate) fn may_be_stack(compose: ComposeFile<'_>) -> bool {
    let has_copies = |service: Service<'_>| service.copies().is_some_and(|(copies, _)| copies > 1);
    !compose.is_run_by_compose() && compose.services().any(has_copies)
}

/// The file of a place, by itself. A file of version 1 has to be moved under `services` first, line
/// by line, and what is added meanwhile would stay where it was.
fn file(compose: ComposeFile<'_>, place: Span) -> Option<&Compose> {
    let facts = compose.workspace().compose_of(place.file)?.facts();
    (facts.format == Format::Compose).then_some(facts)
}

fn yaml(compose: ComposeFile<'_>, place: Span) -> Option<&Yaml> {
    Some(&file(compose, place)?.yaml)
}

/// The edit that gives a service a key that it does not have.
pub(crate) fn set(service: Service<'_>, key: &str, content: &Content) -> Option<Edit> {
    site(service)?.insert(key, content)
}

/// The edit that adds items to a list of a service, which need not be there yet. A list that came
/// through a merge key would be replaced, so it gets none.
pub(crate) fn add_items(service: Service<'_>, key: &str, items: &[&str]) -> Option<Edit> {
    let site = site(service)?;
    let node = service.compose().facts().node(service.facts().node);
    match (site.child(key), node.get(key)) {
        (Some(list), _) => list.append(items),
        (None, Some(entry)) if entry.via().is_some() => None,
        (None, _) => site.insert(key, &Content::list(items.iter().copied())),
    }
}

/// All of these edits. Those that insert something at one place become one, what is nested deeper
/// first; a list item may stand in the column of its key.
pub(crate) fn joined(edits: Vec<Option<Edit>>) -> Option<Vec<Edit>> {
    let mut edits: Vec<Edit> = edits.into_iter().collect::<Option<_>>()?;
    edits.sort_by_key(|edit| {
        let line = edit.text.trim_start_matches(['\r', '\n']);
        let indent = line.len() - line.trim_start_matches(' ').len();
        (edit.span, Reverse(indent), !line.trim_start().starts_with("- "))
    });
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        match joined.last_mut() {
            Some(last) if last.span == edit.span && edit.span.is_empty() => last.text.push_str(&edit.text),
            _ => joined.push(edit),
        }
    }
    Some(joined)
}

/// An entry somewhere in a service, unless others share it.
pub(crate) fn entry(service: Service<'_>, key: Span) -> Option<EntrySite<'_>> {
    yaml(service.compose(), key)?.entry_at(key)
}

/// The edit that removes an entry of a service.
pub(crate) fn remove(service: Service<'_>, key: Span) -> Option<Edit> {
    entry(service, key)?.remove()
}

/// The edit that hands a command as a whole to a shell.
pub(crate) fn start_shell(service: Service<'_>, key: Span) -> Option<Edit> {
    let site = entry(service, key)?;
    let command = site.text()?.trim();
    site.replace(&Content::list(["sh", "-c", command]))
}

/// The edit that removes an item of one of its lists.
pub(crate) fn remove_item(service: Service<'_>, item: Span) -> Option<Edit> {
    yaml(service.compose(), item)?.item_at(item)?.remove()
}

/// Whether a place is one item of a list.
pub(crate) fn is_item(service: Service<'_>, place: Span) -> bool {
    yaml(service.compose(), place).is_some_and(|yaml| yaml.item_at(place).is_some())
}

/// The edits that change parts of a scalar.
pub(crate) fn in_scalar(compose: ComposeFile<'_>, parts: Vec<Edit>) -> Option<Vec<Edit>> {
    edit::in_scalar(yaml(compose, parts.first()?.span)?, parts)
}

/// The edits that remove one of the options behind the colon of `path:one,two`.
pub(crate) fn remove_option(service: Service<'_>, option: Span) -> Option<Vec<Edit>> {
    let text = yaml(service.compose(), option)?.source.text();
    let (start, end) = (option.start as usize, option.end as usize);
    let is_first = text[..start].ends_with(':');
    let place = match (is_first, text[end..].starts_with(',')) {
        (true, true) => Span::new(option.file, start, end + 1),
        _ => Span::new(option.file, start.checked_sub(1)?, end),
    };
    in_scalar(service.compose(), vec![place.replace("")])
}

/// The edits that take a secret from a variable that has to be set, in place of the value that
/// stands here. None for a value that is only partly a secret.
pub(crate) fn take_from_outside(service: Service<'_>, value: &Scalar, variable: &str) -> Option<Vec<Edit>> {
    let required = required(variable)?;
    let place = match &*value.variables {
        [] => value.text.full_span(),
        [first, ..] => first.span,
    };
    let is_whole = value.is_literal() || value.span_of(0..value.as_str().len()) == place;
    let edit = place.replace(required);
    is_whole.then(|| in_scalar(service.compose(), vec![edit])).flatten()
}

/// A variable without which Compose stops, as it is written in a file.
pub(crate) fn required(variable: &str) -> Option<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let fits = variable.chars().all(is_name) && variable.starts_with(|c: char| !c.is_ascii_digit());
    fits.then(|| format!("${{{variable}:?}}"))
}

/// The fix that publishes a port for the host alone.
pub(crate) fn for_host_alone(service: Service<'_>, port: &Port) -> Option<Fix> {
    let edit = bind_to_host(service, port)?;
    Some(Fix::unsafe_("publish it for this host only", [edit]))
}

/// The edit that binds a port to the host itself. A stack has no addresses for ports.
pub(crate) fn bind_to_host(service: Service<'_>, port: &Port) -> Option<Edit> {
    if port.via.is_some() || service.compose().is_swarm_stack() {
        return None;
    }
    let yaml = yaml(service.compose(), port.span)?;
    let (source, item) = (&yaml.source, yaml.item_at(port.span)?);
    if port.syntax == PortSyntax::Long {
        return match &port.host_ip {
            Some(address) => Some(address.span.replace("127.0.0.1")),
            None => item.insert("host_ip", &Content::text("127.0.0.1")),
        };
    }
    let written = port.for_host_alone(source);
    let quote = source.slice(port.span).chars().next().filter(|&quote| quote == '\'');
    let inner = written.trim_matches('"');
    match quote {
        _ if inner.contains(['"', '\\', '\'']) => None,
        Some(quote) => Some(port.span.replace(format!("{quote}{inner}{quote}"))),
        None => Some(port.span.replace(written)),
    }
}

/// The edit that mounts something read-only.
pub(crate) fn read_only(mount: &Mount) -> Option<Edit> {
    if mount.syntax == MountSyntax::Long {
        let written = mount.read_only.filter(|flag| flag.value == Value::Known(false))?;
        return Some(written.span.replace("read_only: true"));
    }
    if let Some(flag) = mount.read_only {
        return (flag.value == Value::Known(false)).then(|| flag.span.replace("ro"));
    }
    match mount.options.last() {
        Some(last) => Some(last.span.insert_after(",ro")),
        None => Some(mount.target.as_ref()?.span.insert_after(":ro")),
    }
}

/// The edits that mount a new volume of the project in a service. Its name is that of the service
/// with `-data`, or with that of the folder.
pub(crate) fn add_volume(service: Service<'_>, folder: &str) -> Option<Vec<Edit>> {
    let (name, declaration) = new_volume(service, folder)?;
    let mount = format!("{name}:{folder}");
    joined(vec![add_items(service, "volumes", &[&mount]), Some(declaration)])
}

/// The edits that give an anonymous volume a name.
pub(crate) fn name_volume(service: Service<'_>, mount: &Mount) -> Option<Vec<Edit>> {
    let target = mount.target.as_ref()?;
    let item = yaml(service.compose(), mount.span)?.item_at(mount.span)?;
    let (name, declaration) = new_volume(service, target.as_str())?;
    let mut edits = match mount.syntax {
        MountSyntax::Long => vec![item.insert("source", &Content::text(name))?],
        MountSyntax::Short => {
            let named = target.text.full_span().insert_before(format!("{name}:"));
            in_scalar(service.compose(), vec![named])?
        }
    };
    edits.push(declaration);
    joined(edits.into_iter().map(Some).collect())
}

/// A name for a volume of a service at a folder, and the edit that declares it.
fn new_volume(service: Service<'_>, folder: &str) -> Option<(String, Edit)> {
    let service_name = &service.facts().name;
    let file = file(service.compose(), service_name.span)?;
    let is_free = |name: &String| service.compose().volume(name).is_none() && file.volume(name).is_none();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let starts = |c: char| c.is_ascii_alphanumeric();
    let behind = folder.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
    let names = ["data", behind].map(|end| format!("{}-{end}", service_name.value));
    let name = names.into_iter().find(is_free)?;
    let declaration = declare(service, "volumes", &name, &Content::Nothing)?;
    (name.chars().all(fits) && name.starts_with(starts)).then_some((name, declaration))
}

/// Whether the project has this secret, and takes it from this variable.
pub(crate) fn takes_from_variable(service: Service<'_>, secret: &str, variable: &str) -> bool {
    let mut secrets = service.compose().facts().secrets.iter();
    secrets.any(|known| {
        let source = known.environment.as_ref().and_then(|field| field.value.known());
        &*known.key.value == secret && source == Some(variable)
    })
}

/// The edit that adds an entry to a section of the file of a service, which need not be there yet.
pub(crate) fn declare(service: Service<'_>, section: &str, name: &str, content: &Content) -> Option<Edit> {
    let yaml = yaml(service.compose(), service.facts().name.span)?;
    match yaml
        .root()?
        .written_entries()
        .find(|entry| entry.name() == Some(section))
    {
        Some(entry) => yaml.entry_at(entry.key.span())?.insert(name, content),
        None => yaml.insert_section(section, &Content::mapping([(name, content.clone())])),
    }
}
