//! `build` of a service: the context, and what replaces the Dockerfile in it.

use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::{Kind, NodeRef};

use super::Compose;
use super::field::{Field, KeyValue, Scalar};
use super::read::{Keys, Reader};
use crate::base::{Value, path};

/// How an image is built.
#[derive(Clone, Debug)]
pub struct Build {
    /// The whole value.
    pub span: Span,
    /// Written as `build: ./dir`.
    pub short: bool,
    pub context: Option<Box<Field<Scalar>>>,
    pub dockerfile: Option<Box<Field<Scalar>>>,
    /// A Dockerfile in the Compose file; the text maps to the places of its lines.
    pub dockerfile_inline: Option<Box<Field<Scalar>>>,
    pub target: Option<Box<Field<Scalar>>>,
    pub args: Option<Box<Field<Vec<KeyValue>>>>,
    pub additional_contexts: Option<Box<Field<Vec<KeyValue>>>>,
    pub cache_from: Option<Box<Field<Vec<Scalar>>>>,
    pub cache_to: Option<Box<Field<Vec<Scalar>>>>,
    pub labels: Option<Box<Field<Vec<KeyValue>>>>,
    pub network: Option<Box<Field<Scalar>>>,
    pub no_cache: Option<Box<Field<Value<bool>>>>,
    pub platforms: Option<Box<Field<Vec<Scalar>>>>,
    pub privileged: Option<Box<Field<Value<bool>>>>,
    pub entitlements: Option<Box<Field<Vec<Scalar>>>>,
    pub pull: Option<Box<Field<Value<bool>>>>,
    pub secrets: Option<Box<Field<Vec<Scalar>>>>,
    pub ssh: Option<Box<Field<Vec<KeyValue>>>>,
    pub tags: Option<Box<Field<Vec<Scalar>>>>,
}

impl Build {
    pub(super) fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        let keys = Keys::new(reader, node);
        let short = match node.kind() {
            Kind::Mapping => None,
            Kind::Scalar => Some(reader.scalar(node)?),
            Kind::Sequence | Kind::Unresolved => return None,
        };
        let context = match &short {
            Some(context) => Some(Box::new(Field {
                key: node.span(),
                span: node.span(),
                value: context.clone(),
                via: node.via(),
            })),
            None => keys.scalar("context"),
        };
        Some(Self {
            span: node.span(),
            short: short.is_some(),
            context,
            dockerfile: keys.scalar("dockerfile"),
            dockerfile_inline: keys.scalar("dockerfile_inline"),
            target: keys.scalar("target"),
            args: keys.pairs("args"),
            additional_contexts: keys.pairs("additional_contexts"),
            cache_from: keys.list("cache_from"),
            cache_to: keys.list("cache_to"),
            labels: keys.pairs("labels"),
            network: keys.scalar("network"),
            no_cache: keys.flag("no_cache"),
            platforms: keys.list("platforms"),
            privileged: keys.flag("privileged"),
            entitlements: keys.list("entitlements"),
            pull: keys.flag("pull"),
            secrets: keys.list("secrets"),
            ssh: keys.pairs("ssh"),
            tags: keys.list("tags"),
        })
    }

    /// Where the context is named; the whole value if it is not.
    pub(crate) fn context_place(&self) -> Span {
        self.context.as_ref().map_or(self.span, |context| context.value.span)
    }

    /// The context in its lexical normal form, relative to the Compose file; `.` if none is given.
    pub(crate) fn context_path(&self) -> Value<String> {
        let path = self
            .context
            .as_ref()
            .map_or(Value::Known("."), |context| context.value.value());
        path.map(path::normal)
    }

    /// The folder in which a variable picks the context, as it is written: `./php` for `./php/${VERSION}`.
    pub(crate) fn folder_of_choice<'a>(&self, compose: &'a Compose) -> Option<&'a str> {
        let place = self.context.as_ref()?.value.span;
        folder_of_choice(compose.yaml.source_of(place).slice(place).trim_matches(['"', '\'']))
    }

    /// Whether the context is a repository or archive elsewhere.
    pub(crate) fn is_remote(&self) -> Value<bool> {
        let Some(context) = &self.context else {
            return Value::Known(false);
        };
        let schemes = ["http://", "https://", "git://", "ssh://", "git@", "github.com/"];
        context
            .value
            .value()
            .map(|path| schemes.iter().any(|scheme| path.starts_with(scheme)))
    }

    /// The Dockerfile's path inside the context; `Dockerfile` if none is given. Absent for an
    /// inline one.
    pub(crate) fn dockerfile_path(&self) -> Option<Value<String>> {
        if self.dockerfile_inline.is_some() {
            return None;
        }
        let path = self
            .dockerfile
            .as_ref()
            .map_or(Value::Known("Dockerfile"), |path| path.value.value());
        Some(path.map(path::normal))
    }
}

/// The folder before a last part that is only a variable: `./php` for `./php/${VERSION}`.
pub(crate) fn folder_of_choice(path: &str) -> Option<&str> {
    let (folder, chosen) = path.rsplit_once("/$")?;
    let is_open = !folder.contains('$') && !chosen.contains('/') && !folder.is_empty();
    is_open.then_some(folder)
}
