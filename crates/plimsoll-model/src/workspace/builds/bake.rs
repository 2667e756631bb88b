//! The targets of the Bake files in a folder.
//!
//! Variables have their defaults, which the environment may replace; a matrix is spelt out. What functions
//! and operators make is not known.
// docs.docker.com/build/bake/reference; buildx v0.30, bake/bake.go and bake/hclparser.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// The attributes of a target that are tables: their entries are combined, and do not replace each other.
const TABLES: [&str; 1] = ["contexts"];
/// So many combinations of a matrix are looked at.
const MOST_COMBINATIONS: usize = 64;
/// Through so many targets and variables is a value followed.
const DEEPEST: usize = 16;
/// So many targets are looked at.
const MOST_TARGETS: usize = 1_000;

/// What the files of a folder say, by name.
#[derive(Default)]
struct Bake {
    targets: BTreeMap<String, Attributes>,
    variables: HashMap<String, Expression>,
    /// The targets that groups build.
    grouped: BTreeSet<String>,
}

/// The attributes of a target.
type Attributes = BTreeMap<String, Expression>;

/// What the variables of a matrix are in one combination.
type Combination<'b> = Vec<(&'b str, &'b Expression)>;

/// The builds of the Bake files in a folder.
pub(super) fn described(place: &str, text: &dyn Fn(&str) -> Option<String>) -> Vec<Described> {
    let mut bake = Bake::default();
    for name in NAMES {
        let Some(text) = text(&join(place, name)) else { continue };
        let body = match name.ends_with(".json") {
            true => body_of(hcl::parse_value(&text)),
            false => hcl::parse(&text),
        };
        body.blocks.into_iter().for_each(|block| bake.add(block));
    }
    let templates = bake.templates();
    let builds = |name: &String| {
        let is_template = templates.contains(name.as_str());
        let builds = bake.builds(name).into_iter();
        builds.map(move |build| Described { is_template, ..build })
    };
    bake.targets.keys().take(MOST_TARGETS).flat_map(builds).collect()
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

impl Bake {
    fn add(&mut self, block: Block) {
        let [label] = &block.labels[..] else { return };
        match &*block.kind {
            "group" => {
                let targets = block.body.attributes.iter().filter(|(name, _)| name == "targets");
                let targets = targets.flat_map(|(_, targets)| targets.items());
                self.grouped
                    .extend(targets.filter_map(Expression::literal).map(str::to_owned));
            }
            "target" => lay_over(self.targets.entry(label.clone()).or_default(), block.body.attributes),
            "variable" => {
                let mut attributes = block.body.attributes.into_iter();
                let default = attributes.find_map(|(name, value)| (name == "default").then_some(value));
                self.variables
                    .insert(label.clone(), default.unwrap_or(Expression::Computed));
            }
            _ => {}
        }
    }

    /// The targets that are only there for others to inherit from.
    fn templates(&self) -> BTreeSet<&str> {
        let inherited = self.targets.values().filter_map(|target| target.get("inherits"));
        let names = inherited.flat_map(Expression::items).filter_map(Expression::literal);
        names.filter(|name| !self.grouped.contains(*name)).collect()
    }

    fn builds(&self, name: &str) -> Vec<Described> {
        let target = self.with_inherited(name, 0);
        let combinations = self.combinations(&target).into_iter();
        combinations.map(|matrix| self.build(&target, &matrix)).collect()
    }

    fn build(&self, target: &Attributes, matrix: &Combination<'_>) -> Described {
        let text = |name: &str| Some(self.text(target.get(name)?, matrix, 0));
        let context = text("context").unwrap_or_else(|| Value::Known(".".to_owned()));
        let is_inline = target.contains_key("dockerfile-inline");
        let dockerfile = text("dockerfile").unwrap_or_else(|| Value::Known("Dockerfile".to_owned()));
        let contexts = match target.get("contexts") {
            Some(Expression::Object(entries)) => entries.as_slice(),
            _ => &[],
        };
        let contexts = contexts
            .iter()
            .map(|(name, value)| (name.clone(), self.text(value, matrix, 0)));
        Described {
            dockerfile: (!is_inline).then(|| {
                let both = context.as_str().zip(dockerfile.as_str());
                both.map(|(context, dockerfile)| join(context, dockerfile))
            }),
            contexts: contexts.collect(),
            target: text("target"),
            context,
            is_template: false,
        }
    }

    /// The attributes of a target over those of the targets that it inherits from.
    fn with_inherited(&self, name: &str, depth: usize) -> Attributes {
        let mut whole = Attributes::new();
        let Some(own) = self.targets.get(name).filter(|_| depth < DEEPEST) else {
            return whole;
        };
        let parents = match own.get("inherits") {
            Some(parents @ Expression::List(_)) => parents.items(),
            Some(_) => &[Expression::Computed],
            None => &[],
        };
        for parent in parents {
            let known = parent.literal().filter(|parent| self.targets.contains_key(*parent));
            match known {
                Some(parent) => lay_over(&mut whole, self.with_inherited(parent, depth + 1)),
                // It may say anything.
                None => {
                    let computed = ["context", "dockerfile", "target"];
                    whole.extend(computed.map(|name| (name.to_owned(), Expression::Computed)));
                }
            }
        }
        // A matrix makes targets of its own; what inherits from them names one.
        whole.remove("matrix");
        lay_over(&mut whole, own.clone());
        whole
    }

    /// What the variables of the matrix of a target may be; one combination of none without a matrix.
    fn combinations<'b>(&'b self, target: &'b Attributes) -> Vec<Combination<'b>> {
        let mut combinations: Vec<Combination<'b>> = vec![Vec::new()];
        let Some(Expression::Object(matrix)) = target.get("matrix") else {
            return combinations;
        };
        for (name, values) in matrix {
            let values = match values {
                Expression::Name(path) if path.len() == 1 => self.variables.get(&path[0]).unwrap_or(values),
                values => values,
            };
            let values = match values {
                Expression::List(values) if values.len() * combinations.len() <= MOST_COMBINATIONS => values.as_slice(),
                _ => &[Expression::Computed],
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

    fn text(&self, value: &Expression, matrix: &Combination<'_>, depth: usize) -> Value<String> {
        if depth >= DEEPEST {
            return Value::Unknown;
        }
        match value {
            Expression::Text(pieces) => pieces.iter().fold(Value::Known(String::new()), |text, piece| {
                let piece = match piece {
                    Piece::Literal(literal) => Value::Known(literal.clone()),
                    Piece::Name(path) => self.named(path, matrix, depth),
                    Piece::Computed => Value::Unknown,
                };
                text.zip(piece).map(|(text, piece)| text + &piece)
            }),
            Expression::Name(path) => self.named(path, matrix, depth),
            Expression::List(_) | Expression::Object(_) | Expression::Computed => Value::Unknown,
        }
    }

    fn named(&self, path: &[String], matrix: &Combination<'_>, depth: usize) -> Value<String> {
        let [name, rest @ ..] = path else { return Value::Unknown };
        if let Some((_, value)) = matrix.iter().find(|(own, _)| own == name) {
            let value = rest.iter().try_fold(*value, |value, part| value.get(part));
            return value.map_or(Value::Unknown, |value| self.text(value, &Vec::new(), depth + 1));
        }
        match self.variables.get(name).filter(|_| rest.is_empty()) {
            // The environment may have another one.
            Some(default) => Value::Default(()).and_then(|()| self.text(default, &Vec::new(), depth + 1)),
            None => Value::Unknown,
        }
    }
}

/// Puts attributes over others.
fn lay_over(below: &mut Attributes, above: impl IntoIterator<Item = (String, Expression)>) {
    for (name, value) in above {
        match (below.get_mut(&name), value) {
            (Some(Expression::Object(entries)), Expression::Object(more)) if TABLES.contains(&&*name) => {
                entries.retain(|(key, _)| more.iter().all(|(own, _)| own != key));
                entries.extend(more);
            }
            (_, value) => {
                below.insert(name, value);
            }
        }
    }
}
