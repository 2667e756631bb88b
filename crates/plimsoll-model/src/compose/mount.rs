//! One entry of a service's `volumes`.
//!
//! The short form follows compose-go v2, format/volume.go.

use std::ops::Range;

use plimsoll_syntax::yaml::{Kind, NodeRef, Via};
use plimsoll_syntax::{Span, Spanned, SyntaxError, SyntaxErrorKind};

use super::field::{Field, Scalar};
use super::read::{Keys, Reader, boolean};
use crate::base::{Value, path};

/// What is mounted where.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The whole entry.
    pub span: Span,
    pub syntax: MountSyntax,
    pub kind: Value<MountKind>,
    /// The path on the host or the name of the volume; absent for anonymous volumes and tmpfs.
    pub source: Option<Scalar>,
    /// The path in the container.
    pub target: Option<Scalar>,
    /// Whether the container may only read, and where the file says so.
    pub read_only: Option<Spanned<Value<bool>>>,
    /// The options of the short form, such as `ro`, `z`, `nocopy`; not those of the long form.
    pub options: Vec<Spanned<Box<str>>>,
    /// `bind.propagation` of the long form.
    pub propagation: Option<Box<Field<Scalar>>>,
    /// `tmpfs.mode` of the long form.
    pub tmpfs_mode: Option<Box<Field<Scalar>>>,
    /// `bind.create_host_path` of the long form.
    pub create_host_path: Option<Box<Field<Value<bool>>>>,
    pub via: Option<Via>,
}

/// How a mount is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MountSyntax {
    /// `./src:/app:ro`
    Short,
    /// `type: bind`
    Long,
}

/// The kind of thing that is mounted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MountKind {
    /// A path of the host.
    Bind,
    /// A volume, named or anonymous.
    Volume,
    Tmpfs,
    /// A named pipe of Windows.
    Npipe,
    Cluster,
    Image,
}

impl Mount {
    pub(super) fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        if node.kind() == Kind::Mapping {
            return Some(Self::long(reader, node));
        }
        let scalar = reader.scalar(node)?;
        match Self::parse(&scalar) {
            Ok(mount) => Some(Self {
                via: node.via(),
                ..mount
            }),
            Err(error) => {
                reader.errors.borrow_mut().push(*error);
                None
            }
        }
    }

    /// Reads the short form.
    pub fn parse(scalar: &Scalar) -> Result<Self, Box<SyntaxError>> {
        let text = scalar.as_str();
        let fault = |span: Span, message: &str| {
            let help = "a mount is `[source:]target[:mode]`";
            Err(Box::new(
                SyntaxError::new(SyntaxErrorKind::ComposeMount, span, message).help(help),
            ))
        };
        if text.is_empty() {
            return fault(scalar.span, "the mount is empty");
        }
        let sections = sections(scalar);
        if let Some(empty) = sections.iter().find(|section| section.is_empty() && text.len() > 2) {
            return fault(
                scalar.span_of(empty.start.saturating_sub(1)..empty.start),
                "there is nothing between the colons",
            );
        }
        let (source, target, mode) = match &sections[..] {
            _ if text.len() <= 2 => (None, 0..text.len(), None),
            [target] => (None, target.clone(), None),
            [source, target] => (Some(source.clone()), target.clone(), None),
            [source, target, mode] => (Some(source.clone()), target.clone(), Some(mode.clone())),
            [_, _, _, rest, ..] => return fault(scalar.span_of(rest.start - 1..text.len()), "too many colons"),
            [] => return fault(scalar.span, "the mount is empty"),
        };
        // `${MOUNT}` may hold any of the parts.
        let open = source.is_none() && scalar.is_unknown_at(target.start);
        let options = mode.clone().map_or_else(Vec::new, |mode| options(scalar, mode));
        let kind = match &source {
            _ if open => Value::Unknown,
            None => Value::Known(MountKind::Volume),
            Some(source) => kind_of_source(scalar, source.clone()),
        };
        Ok(Self {
            span: scalar.span,
            syntax: MountSyntax::Short,
            kind,
            source: source.map(|source| scalar.part(source)),
            target: Some(scalar.part(target)).filter(|_| !open),
            read_only: read_only(scalar, mode, &options, open),
            options,
            propagation: None,
            tmpfs_mode: None,
            create_host_path: None,
            via: None,
        })
    }

    fn long(reader: &Reader<'_>, node: NodeRef<'_>) -> Self {
        let keys = Keys::new(reader, node);
        let scalar = |key: &str| keys.scalar(key).map(|field| field.value);
        let kind = scalar("type").map_or(Value::Unknown, |kind| kind.value().map(kind_named).flatten());
        let bind = keys.entry("bind").map(|entry| Keys::new(reader, entry.value));
        Self {
            span: node.span(),
            syntax: MountSyntax::Long,
            kind,
            source: scalar("source").or_else(|| scalar("src")),
            target: scalar("target")
                .or_else(|| scalar("dst"))
                .or_else(|| scalar("destination")),
            read_only: keys
                .scalar("read_only")
                .map(|field| Spanned::new(boolean(&field.value), field.key.to(field.span))),
            options: Vec::new(),
            tmpfs_mode: keys
                .entry("tmpfs")
                .and_then(|entry| Keys::new(reader, entry.value).scalar("mode")),
            propagation: bind.as_ref().and_then(|bind| bind.scalar("propagation")),
            create_host_path: bind.and_then(|bind| bind.flag("create_host_path")),
            via: node.via(),
        }
    }

    /// Whether the container can only read it.
    pub fn is_read_only(&self) -> Value<bool> {
        self.read_only.map_or(Value::Known(false), |read_only| read_only.value)
    }

    /// Whether a path of the host is mounted.
    pub fn is_bind(&self) -> Value<bool> {
        self.kind.map(|kind| kind == MountKind::Bind)
    }

    /// The name of the volume that is mounted.
    pub fn volume_name(&self) -> Option<Value<&str>> {
        let source = self.source.as_ref()?;
        (self.kind.likely() == Some(MountKind::Volume)).then(|| source.value())
    }

    /// The path of the host that is mounted, in its lexical normal form; see [`path::normal`].
    /// `$PWD` is taken for the folder of the Compose file, as long as nobody runs it from another.
    pub fn host_path(&self) -> Option<Value<String>> {
        let source = self.source.as_ref()?;
        (self.kind.likely() == Some(MountKind::Bind)).then(|| host_path_of(source))
    }

    /// Where it says that mounts on one side appear on the other, and in which direction.
    pub fn shared_propagation(&self) -> Option<Spanned<&str>> {
        let is_shared = |mode: &str| matches!(mode, "shared" | "rshared" | "slave" | "rslave");
        let long = self.propagation.as_ref().and_then(|field| {
            let mode = field.value.likely().filter(|mode| is_shared(mode))?;
            Some(Spanned::new(mode, field.span))
        });
        let short = || self.options.iter().find(|option| is_shared(&option.value));
        long.or_else(|| short().map(|option| Spanned::new(&*option.value, option.span)))
    }

    /// The path in the container.
    pub fn target_path(&self) -> Value<&str> {
        self.target.as_ref().map_or(Value::Unknown, Scalar::value)
    }
}

/// The path and the options of an entry of `tmpfs`: `/run:size=64m,exec`. None for an entry that
/// comes from a variable.
pub fn tmpfs_options(item: &Scalar) -> (&str, Vec<Spanned<Box<str>>>) {
    let text = item.as_str();
    match item.find(':', 0) {
        Some(colon) if !item.value().is_unknown() => (&text[..colon], options(item, colon + 1..text.len())),
        _ => (text, Vec::new()),
    }
}

/// A host path in its lexical normal form, with `$PWD` resolved.
pub(crate) fn host_path_of(source: &Scalar) -> Value<String> {
    let text = source.as_str();
    let Some(rest) = below_pwd(text) else {
        return source.value().map(path::normal);
    };
    let rest = source.piece(text.len() - rest.len()..text.len());
    Value::Default(()).and_then(|()| rest.map(|rest| path::normal(&format!(".{rest}"))))
}

/// What stands behind `$PWD`, the folder that Compose runs in.
pub(crate) fn below_pwd(path: &str) -> Option<&str> {
    let below = path.strip_prefix("${PWD}").or_else(|| path.strip_prefix("$PWD"))?;
    (below.is_empty() || below.starts_with('/')).then_some(below)
}

/// The parts between the colons; the colon of a drive letter is not a separator.
fn sections(scalar: &Scalar) -> Vec<Range<usize>> {
    let text = scalar.as_str();
    let mut sections = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(colon) = scalar.find(':', from) {
        from = colon + 1;
        let before = &text[start..colon];
        let drive =
            before.chars().count() == 1 && before.chars().all(char::is_alphabetic) && !scalar.is_unknown_at(start);
        if drive {
            continue;
        }
        sections.push(start..colon);
        start = colon + 1;
        // More colons than any mount has lead to the same error.
        if sections.len() > 4 {
            break;
        }
    }
    sections.push(start..text.len());
    sections
}

fn options(scalar: &Scalar, mode: Range<usize>) -> Vec<Spanned<Box<str>>> {
    let text = &scalar.as_str()[mode.clone()];
    let mut at = mode.start;
    let mut options = Vec::new();
    for option in text.split(',') {
        let range = at..at + option.len();
        at = range.end + 1;
        options.push(Spanned::new(option.into(), scalar.span_of(range)));
    }
    options
}

fn read_only(
    scalar: &Scalar,
    mode: Option<Range<usize>>,
    options: &[Spanned<Box<str>>],
    open: bool,
) -> Option<Spanned<Value<bool>>> {
    let Some(mode) = mode else {
        return (open || may_hold_mode(scalar)).then(|| Spanned::new(Value::Unknown, scalar.span));
    };
    let last = options
        .iter()
        .rev()
        .find(|option| matches!(&*option.value, "ro" | "rw"));
    let value = scalar.piece(mode.clone());
    match last {
        Some(option) => Some(Spanned::new(value.map(|_| &*option.value == "ro"), option.span)),
        None if value.is_unknown() => Some(Spanned::new(Value::Unknown, scalar.span_of(mode))),
        None => None,
    }
}

/// `./app:/app${FLAGS}`: a variable at the end that is not a segment of its own may expand to
/// `:ro`.
fn may_hold_mode(scalar: &Scalar) -> bool {
    let text = scalar.as_str();
    let Some(last) = scalar.variables.iter().rev().find(|variable| !variable.nested) else {
        return false;
    };
    let written = scalar.span_of(0..text.len());
    let at_end = scalar.is_unknown_at(text.len().saturating_sub(1)) && last.span.end == written.end;
    let start = text.rfind('$').unwrap_or(0);
    at_end && start > 0 && !text[..start].ends_with(['/', ':'])
}

/// compose-go v2, format/volume.go `isFilePath`.
fn kind_of_source(scalar: &Scalar, source: Range<usize>) -> Value<MountKind> {
    let text = &scalar.as_str()[source.clone()];
    if scalar.is_unknown_at(source.start) {
        // A volume name has no slash, and these two variables hold paths.
        let literal_slash = scalar.find('/', source.start).is_some_and(|at| at < source.end);
        let is_path = literal_slash || text.starts_with("${PWD}") || text.starts_with("$PWD");
        return if is_path {
            Value::Known(MountKind::Bind)
        } else {
            Value::Unknown
        };
    }
    let path = text.starts_with(['.', '/', '~']) || text.starts_with(r"\\") || path::behind_drive(text).is_some();
    let kind = if path { MountKind::Bind } else { MountKind::Volume };
    let first = text.chars().next().map_or(0, char::len_utf8);
    scalar.piece(source.start..source.start + first).map(|_| kind)
}

fn kind_named(name: &str) -> Option<MountKind> {
    Some(match name {
        "bind" => MountKind::Bind,
        "volume" => MountKind::Volume,
        "tmpfs" => MountKind::Tmpfs,
        "npipe" => MountKind::Npipe,
        "cluster" => MountKind::Cluster,
        "image" => MountKind::Image,
        _ => return None,
    })
}
