//! The targets of the Bake files in a folder.
//!
//! Variables have their defaults, which the environment may replace; a matrix is spelt out. What functions
//! and operators make is not known.
// docs.docker.com/build/bake/reference; buildx v0.30, bake/bake.go and bake/hclparser.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use plimsoll_syntax::hcl::{self, Block, Body, Expression, Piece};

use super::Described;
use crate::base::Value;
use crate::base::path::join;

/// The files that `docker buildx bake` reads besides those of Compose, a later one over an earlier one:
/// bake/bake.go, defaultFilenames.
const NAMES: [&str; 4] = [
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
];

/// So many combinations of a matrix are looked at, and so many of its variables.
const MOST_COMBINATIONS: usize = 64;
/// Through so many targets and variables is a value followed.
const DEEPEST: usize = 64;
/// So many builds are looked at, and so many contexts of each.
const MOST_BUILDS: usize = 1_000;
const MOST_CONTEXTS: usize = 64;
/// So many arguments of each.
const MOST_ARGUMENTS: usize = 1_000;
/// A text of more pieces, or a longer one, is no path and no name.
const MOST_PIECES: usize = 64;
const LONGEST: usize = 1_024;

/// What follows is relative to where the build is started, as most paths are anyway.
const START: &str = "cwd://";

/// The attributes of a target that are looked at, besides its contexts and arguments.
const ATTRIBUTES: [&str; 9] = [
    "args",
    "context",
    "dockerfile",
    "dockerfile-inline",
    "inherits",
    "matrix",
    "output",
    "tags",
    "target",
];

/// The target that an action of Docker's fills with tags.
// github.com/docker/metadata-action, "bake-target".
const TAGGED: &str = "docker-metadata-action";

const COMPUTED: &Expression = &Expression::Computed;

/// What the files of a folder say, by name. What is worked out is kept, so that all of it takes time in the
/// length of the files.
#[derive(Default)]
struct Bake<'b> {
    targets: BTreeMap<&'b str, Rc<Target<'b>>>,
    /// The defaults.
    variables: HashMap<&'b str, &'b Expression>,
    /// The targets that groups build.
    grouped: BTreeSet<&'b str>,
    /// The targets with what they inherit. Those that are being worked out are absent.
    whole: HashMap<&'b str, Option<Rc<Target<'b>>>>,
    /// The texts of variables. Those that are being worked out are unknown.
    texts: HashMap<String, Value<String>>,
}

/// What a target says.
#[derive(Clone, Default)]
struct Target<'b> {
    attributes: BTreeMap<&'b str, &'b Expression>,
    contexts: BTreeMap<&'b str, &'b Expression>,
    /// The names of the build arguments. If `args` is an attribute, there may be any others.
    arguments: BTreeSet<&'b str>,
}

/// What the variables of a matrix are in one combination.
type Combination<'b> = Vec<(&'b str, &'b Expression)>;

/// The builds of the Bake files in a folder.
pub(super) fn described(place: &str, text: &dyn Fn(&str) -> Option<String>) -> Vec<Described> {
    let bodies = NAMES.iter().filter_map(|name| {
        let text = text(&join(place, name))?;
        Some(match name.ends_with(".json") {
            true => body_of(hcl::parse_value(&text)),
            false => hcl::parse(&text),
        })
    });
    let bodies: Vec<Body> = bodies.collect();
    let mut bake = Bake::default();
    bodies
        .iter()
        .flat_map(|body| &body.blocks)
        .for_each(|block| bake.add(block));
    let templates = bake.templates();
    let names: Vec<&str> = bake.targets.keys().copied().collect();
    let builds = names.into_iter().flat_map(|name| {
        let is_template = templates.contains(name);
        let builds = bake.builds(name).into_iter();
        builds.map(move |build| Described { is_template, ..build })
    });
    builds.take(MOST_BUILDS).collect()
}

/// The blocks that a JSON file stands for: `{"target": {"web": {…}}}`.
fn body_of(file: Expression) -> Body {
    let mut body = Body::default();
    let Expression::Object(kinds) = file else { return body };
    for (kind, named) in kinds {
        let Expression::Object(named) = named else { continue };
        for (label, attributes) in named {
            let Expression::Object(attributes) = attributes else {
                continue;
            };
            body.blocks.push(Block {
                kind: kind.clone(),
                labels: vec![label],
                body: Body {
                    attributes,
                    blocks: Vec::new(),
                },
            });
        }
    }
    body
}

impl<'b> Bake<'b> {
    fn add(&mut self, block: &'b Block) {
        let [label] = &block.labels[..] else { return };
        let attributes = &block.body.attributes;
        match &*block.kind {
            "group" => {
                let targets = attributes.iter().filter(|(name, _)| name == "targets");
                let targets = targets.flat_map(|(_, targets)| targets.items());
                self.grouped.extend(targets.filter_map(Expression::literal));
            }
            "target" => Rc::make_mut(self.targets.entry(label).or_default()).add(attributes),
            "variable" => {
                let default = attributes.iter().find(|(name, _)| name == "default");
                self.variables
                    .insert(label, default.map_or(COMPUTED, |(_, default)| default));
            }
            _ => {}
        }
    }

    /// The targets that are only there for others to inherit from.
    fn templates(&self) -> BTreeSet<&'b str> {
        let inherited = self.targets.values().flat_map(|target| target.parents());
        let names = inherited.filter_map(Expression::literal);
        names.filter(|name| !self.grouped.contains(name)).collect()
    }

    fn builds(&mut self, name: &str) -> Vec<Described> {
        let Some(target) = self.whole(name, 0) else {
            return Vec::new();
        };
        let combinations = self.combinations(&target).into_iter();
        combinations.map(|matrix| self.build(&target, &matrix)).collect()
    }

    fn build(&mut self, target: &Target<'b>, matrix: &Combination<'b>) -> Described {
        let mut text = |name: &str| Some(self.text(target.attributes.get(name)?, matrix, 0));
        let context = text("context").map(|context| context.map(|context| from_start(&context).to_owned()));
        let context = context.unwrap_or_else(|| Value::Known(".".to_owned()));
        let is_inline = target.attributes.contains_key("dockerfile-inline");
        let dockerfile = text("dockerfile").unwrap_or_else(|| Value::Known("Dockerfile".to_owned()));
        let stage = text("target");
        let contexts = target.contexts.iter().map(|(name, value)| {
            let value = self.text(value, matrix, 0);
            ((*name).to_owned(), value.map(|value| from_start(&value).to_owned()))
        });
        Described {
            dockerfile: (!is_inline).then(|| {
                dockerfile.and_then(|dockerfile| match dockerfile.strip_prefix(START) {
                    Some(path) => Value::Known(path.to_owned()),
                    None => context.as_str().map(|context| join(context, &dockerfile)),
                })
            }),
            contexts: contexts.collect(),
            arguments: (!target.attributes.contains_key("args"))
                .then(|| target.arguments.iter().map(|&name| name.to_owned()).collect()),
            target: stage,
            context,
            is_image: target.makes_image(),
            is_template: false,
        }
    }

    /// What a target says over what those say that it inherits from; absent if that cannot be told.
    fn whole(&mut self, name: &str, depth: usize) -> Option<Rc<Target<'b>>> {
        if let Some(known) = self.whole.get(name) {
            return known.clone();
        }
        let (&name, own) = self.targets.get_key_value(name).filter(|_| depth < DEEPEST)?;
        let own = Rc::clone(own);
        self.whole.insert(name, None);
        let mut whole = Target::default();
        for parent in own.parents() {
            match parent.literal().and_then(|parent| self.whole(parent, depth + 1)) {
                Some(parent) => whole.lay_over(&parent),
                // It may say anything.
                None => {
                    let computed = ["args", "context", "dockerfile", "target"];
                    whole.attributes.extend(computed.map(|name| (name, COMPUTED)));
                }
            }
        }
        if name == TAGGED {
            whole.attributes.insert("tags", COMPUTED);
        }
        // A matrix makes targets of its own; what inherits from them names one.
        whole.attributes.remove("matrix");
        whole.lay_over(&own);
        let whole = Rc::new(whole);
        self.whole.insert(name, Some(Rc::clone(&whole)));
        Some(whole)
    }

    /// What the variables of the matrix of a target may be; one combination of none without a matrix.
    fn combinations(&self, target: &Target<'b>) -> Vec<Combination<'b>> {
        let mut combinations: Vec<Combination<'b>> = vec![Vec::new()];
        let Some(Expression::Object(matrix)) = target.attributes.get("matrix") else {
            return combinations;
        };
        if matrix.len() > MOST_COMBINATIONS {
            return vec![matrix.iter().map(|(name, _)| (&**name, COMPUTED)).collect()];
        }
        for (name, values) in matrix {
            let values = match values {
                Expression::Name(path) if path.len() == 1 => self.variables.get(&*path[0]).unwrap_or(&values),
                values => values,
            };
            let values = match values {
                Expression::List(values) if values.len() * combinations.len() <= MOST_COMBINATIONS => values.as_slice(),
                _ => std::slice::from_ref(COMPUTED),
            };
            let longer = combinations.iter().flat_map(|combination| {
                values.iter().map(move |value| {
                    let mut combination = combination.clone();
                    combination.push((name, value));
                    combination
                })
            });
            combinations = longer.collect();
        }
        combinations
    }

    fn text(&mut self, value: &Expression, matrix: &Combination<'b>, depth: usize) -> Value<String> {
        match value {
            Expression::Text(pieces) => self.filled_in(pieces, matrix, depth),
            Expression::Name(path) => self.named(path, matrix, depth),
            Expression::List(_) | Expression::Object(_) | Expression::Null | Expression::Computed => Value::Unknown,
        }
    }

    fn filled_in(&mut self, pieces: &[Piece], matrix: &Combination<'b>, depth: usize) -> Value<String> {
        let mut text = Value::Known(String::new());
        for (index, piece) in pieces.iter().enumerate() {
            let piece = match piece {
                _ if index >= MOST_PIECES => Value::Unknown,
                Piece::Literal(literal) if literal.len() <= LONGEST => Value::Known(literal.clone()),
                Piece::Name(path) => self.named(path, matrix, depth),
                Piece::Literal(_) | Piece::Computed => Value::Unknown,
            };
            text = text
                .zip(piece)
                .and_then(|(text, piece)| match text.len() + piece.len() <= LONGEST {
                    true => Value::Known(text + &piece),
                    false => Value::Unknown,
                });
            if text.is_unknown() {
                break;
            }
        }
        text
    }

    fn named(&mut self, path: &[String], matrix: &Combination<'b>, depth: usize) -> Value<String> {
        let [name, rest @ ..] = path else { return Value::Unknown };
        if let Some((_, value)) = matrix.iter().find(|(own, _)| own == name) {
            let value = rest.iter().try_fold(*value, |value, part| value.get(part));
            return value.map_or(Value::Unknown, |value| self.text(value, &Vec::new(), depth));
        }
        match rest {
            [] => self.variable(name, depth),
            _ => Value::Unknown,
        }
    }

    fn variable(&mut self, name: &str, depth: usize) -> Value<String> {
        if let Some(known) = self.texts.get(name) {
            return known.clone();
        }
        let Some(default) = self.variables.get(name).copied().filter(|_| depth < DEEPEST) else {
            return Value::Unknown;
        };
        self.texts.insert(name.to_owned(), Value::Unknown);
        // The environment may have another one.
        let text = Value::Default(()).and_then(|()| self.text(default, &Vec::new(), depth + 1));
        self.texts.insert(name.to_owned(), text.clone());
        text
    }
}

impl<'b> Target<'b> {
    fn add(&mut self, attributes: &'b [(String, Expression)]) {
        for (name, value) in attributes {
            match (&**name, value) {
                (_, Expression::Null) => {}
                ("contexts", Expression::Object(entries)) => {
                    let entries = entries.iter().map(|(name, value)| (&**name, value));
                    self.contexts.extend(entries.take(MOST_CONTEXTS));
                }
                ("args", Expression::Object(entries)) => {
                    let set = entries.iter().filter(|(_, value)| *value != Expression::Null);
                    self.arguments.extend(set.map(|(name, _)| &**name).take(MOST_ARGUMENTS));
                }
                (name, value) if ATTRIBUTES.contains(&name) => _ = self.attributes.insert(name, value),
                _ => {}
            }
        }
    }

    /// Puts another one over this one. Contexts and arguments are combined, and do not replace each other.
    fn lay_over(&mut self, above: &Self) {
        self.attributes.extend(&above.attributes);
        self.arguments.extend(&above.arguments);
        while self.arguments.len() > MOST_ARGUMENTS {
            self.arguments.pop_last();
        }
        self.contexts.extend(&above.contexts);
        while self.contexts.len() > MOST_CONTEXTS {
            self.contexts.pop_last();
        }
    }

    /// Whether its result surely becomes an image that somebody keeps: it has a tag, and is not only
    /// written into a folder, or into the cache as a check is.
    fn makes_image(&self) -> bool {
        let kind = |output: &'b Expression| output.literal()?.split(',').find_map(|part| part.strip_prefix("type="));
        let is_kept = |output| matches!(kind(output), Some("docker" | "image" | "registry"));
        let mut outputs = self.attributes.get("output").into_iter();
        let tags = self.attributes.get("tags");
        let is_tagged = tags.is_some_and(|tags| **tags != Expression::List(Vec::new()));
        is_tagged && outputs.all(|outputs| outputs.items().iter().any(is_kept))
    }

    /// What it inherits from.
    fn parents(&self) -> &'b [Expression] {
        match self.attributes.get("inherits") {
            Some(Expression::List(parents)) => parents,
            Some(_) => std::slice::from_ref(COMPUTED),
            None => &[],
        }
    }
}

/// A path without what says that it begins where the build is started.
fn from_start(path: &str) -> &str {
    path.strip_prefix(START).unwrap_or(path)
}
