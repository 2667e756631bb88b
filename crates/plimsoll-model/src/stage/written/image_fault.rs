//! Image names in `FROM`, `COPY --from` and mounts that Docker refuses.

use plimsoll_syntax::dockerfile::{Kind, Part, Word};
use plimsoll_syntax::image::{ImageReference, InvalidImage};
use plimsoll_syntax::{Span, Text};

use crate::base::{Url, Value};
use crate::dockerfile::variables;
use crate::view::{Dockerfile, Instruction, Service, Stage};

/// A name that is not a reference.
#[derive(Clone, Debug)]
pub struct ImageFault {
    /// The part that is wrong.
    pub span: Span,
    /// The name, with its variables expanded.
    pub name: String,
    pub fault: InvalidImage,
}

impl ImageFault {
    /// Whether it looks like the URL of a page.
    pub fn has_scheme(&self) -> bool {
        Url::is_in(&self.name)
    }

    /// The fault of a text, if it is not a reference; `written` is the place of the text, if it is
    /// written exactly so.
    pub(crate) fn of(name: &str, span: Span, written: &Text) -> Option<Self> {
        let fault = ImageReference::parse(name).err()?;
        // In a URL, the scheme is what is wrong.
        let range = match name.find("://") {
            Some(at) => 0..at + 3,
            None => fault.range.clone(),
        };
        let exact = written.as_str() == name && !range.is_empty();
        Some(Self {
            span: if exact { written.span(range) } else { span },
            name: name.to_owned(),
            fault,
        })
    }
}

impl Instruction<'_> {
    /// The image names in `FROM`, `--from` and mounts that are not references, as far as they are
    /// certain.
    pub fn image_faults(self) -> Vec<ImageFault> {
        let node = self.node();
        let words: Vec<&Word> = match node.kind {
            Kind::From => self.stage().and_then(Stage::image_word).into_iter().collect(),
            Kind::Copy => node.flag("from").and_then(|f| f.value.as_ref()).into_iter().collect(),
            Kind::Run => {
                let mounts = node.flags_named("mount");
                mounts.filter_map(|m| m.option("from")?.value.as_ref()).collect()
            }
            _ => Vec::new(),
        };
        let faults = words.into_iter().filter_map(|word| {
            let Value::Known(name) = self.expand(word) else {
                return None;
            };
            // Empty names are left to the rules about variables.
            let named = self.dockerfile().target(&name).is_some();
            let skip = name.is_empty() || named || word.malformed.is_some() || name == "scratch";
            (!skip).then(|| ImageFault::of(&name, word.span, &word.text)).flatten()
        });
        faults.collect()
    }
}

impl<'a> Stage<'a> {
    /// The image name in `FROM` for a build without arguments, if it is not a valid one. Arguments
    /// without a default are empty then.
    // BuildKit v0.30, frontend/dockerfile/linter: InvalidDefaultArgInFrom.
    pub fn default_image_fault(self) -> Option<String> {
        let word = self.image_word()?;
        let facts = self.dockerfile().facts();
        if word.malformed.is_some() || matches!(variables::expand_in_from(facts, word), Value::Known(_)) {
            return None;
        }
        let mut name = String::new();
        for part in &word.parts {
            match part {
                Part::Literal(text) => name.push_str(&text.value),
                Part::Variable(variable) => {
                    let single = Word {
                        span: variable.span,
                        text: word.text.clone(),
                        parts: vec![part.clone()],
                        malformed: None,
                    };
                    match variables::expand_in_from(facts, &single).likely() {
                        Some(value) => name.push_str(&value),
                        None if variable.modifier.is_none()
                            && self.dockerfile().lacks_default(&variable.name.value) => {}
                        None => return None,
                    }
                }
            }
        }
        let is_stage = self.dockerfile().target(&name).is_some();
        (!is_stage && ImageReference::parse(&name).is_err()).then_some(name)
    }

    /// Whether every service and every target of a Bake file that builds the file sets the arguments that the
    /// image of `FROM` needs; false if none builds it.
    pub fn has_image_arguments_passed(self) -> bool {
        let Some(word) = self.image_word() else { return false };
        let names = word.variables().map(|variable| &*variable.name.value);
        let needed: Vec<&str> = names.filter(|name| self.dockerfile().lacks_default(name)).collect();
        let of_services = self.dockerfile().services().map(|service| {
            let args = service.facts().build.as_ref().and_then(|b| b.value.args.as_ref());
            let sets = |name: &&str| args.is_some_and(|a| a.value.iter().any(|pair| pair.name() == Some(name)));
            needed.iter().all(sets)
        });
        let others = self.dockerfile().other_builds().iter();
        let mut all = of_services.chain(others.map(|build| needed.iter().all(|name| build.may_pass(name))));
        all.next().is_some_and(|first| first && all.all(|sets| sets))
    }
}

impl Dockerfile<'_> {
    /// Whether an argument is declared before the first `FROM` without a default.
    pub(crate) fn lacks_default(self, name: &str) -> bool {
        variables::lacks_default_in_from(self.facts(), name)
    }
}

impl Service<'_> {
    /// The name of the image that it pulls, if it is certain and not a reference.
    pub fn image_fault(self) -> Option<ImageFault> {
        let image = self.facts().image.as_ref()?;
        let name = image.value.known().filter(|name| !name.is_empty())?;
        ImageFault::of(name, image.value.span, &image.value.text)
    }
}
