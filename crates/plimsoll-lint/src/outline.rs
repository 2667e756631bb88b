//! Where in the structure of its file a place is: `service:web/ports[0]`, `stage:build/RUN#3`.

use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::dockerfile::{Kind, Word};
use plimsoll_syntax::yaml::{Entry, NodeId, NodeKind, Yaml};
use plimsoll_syntax::{SourceFile, Span};

use crate::Identity;
use crate::identity::{holds_secret, words};
use crate::policy::Place;

/// So many steps into a tree are told; nothing that Compose knows lies deeper.
const MOST_STEPS: usize = 16;
/// So many letters of a name are told.
const LONGEST_NAME: usize = 80;
/// What stands for a name that is a secret.
const REDACTED: &str = "…";

/// A file as a tree of named things.
pub(crate) struct Outline<'a> {
    pub(crate) source: &'a SourceFile,
    /// The tree of a Compose file.
    pub(crate) yaml: Option<&'a Yaml>,
    /// The file itself, or those that stand in the Compose file.
    pub(crate) dockerfiles: Vec<DockerfileOutline<'a>>,
    /// Whether each line sets a variable.
    pub(crate) is_env_file: bool,
    /// The secrets of the file, in their order.
    pub(crate) redacted: &'a [Span],
}

/// The instructions of a Dockerfile by their stages.
pub(crate) struct DockerfileOutline<'a> {
    dockerfile: Dockerfile<'a>,
    /// It stands in a Compose file, and ends where its last instruction does.
    is_inline: bool,
    /// For each instruction its stage, from 1, and its number among those of its kind there.
    places: Vec<(usize, usize)>,
    stages: Vec<Stage<'a>>,
}

#[derive(Clone, Copy)]
struct Stage<'a> {
    label: StageLabel<'a>,
    /// As written behind `FROM`.
    image: Option<&'a str>,
}

/// How a stage is called.
#[derive(Clone, Copy)]
enum StageLabel<'a> {
    Name(&'a str),
    /// Its number among those without a name, from 1.
    Number(usize),
}

/// A step from the top of a file to a place.
enum Step<'a> {
    Service(&'a str),
    Key(&'a str),
    Item(usize),
    Stage(Stage<'a>),
    Instruction(Kind, usize),
    Variable(&'a str),
}

/// The way from the top of a file to a place.
pub(crate) struct Path<'a>(Vec<Step<'a>>);

impl<'a> Outline<'a> {
    /// What a finding of a rule at a span is recognised by, as the first of its like
    /// (`docs/identity.md`). `code` is empty where the rule has none. The words of a place that only
    /// stands in for another do not count.
    pub(crate) fn identity(&self, rule: &str, code: &str, span: Span, stands_in: bool) -> Identity {
        let path = self.path_to(span);
        let words = match stands_in {
            true => String::new(),
            false => words(self.source, span, self.redacted),
        };
        Identity::new(path.with_numbers(), [rule, code, &path.without_numbers(), &words])
    }

    /// The way to where a span starts; without steps for what is about the whole file.
    pub(crate) fn path_to(&self, span: Span) -> Path<'a> {
        let mut steps = Vec::new();
        if let Some(yaml) = self.yaml {
            self.descend(yaml, span.start, &mut steps);
        }
        if self.is_env_file {
            steps.extend(self.variable_at(span));
        }
        for dockerfile in &self.dockerfiles {
            dockerfile.find(span.start, &mut steps);
        }
        Path(steps)
    }

    /// Adds to a place the service or stage that a span starts in.
    pub(crate) fn refine<'p>(&self, span: Span, place: &mut Place<'p>)
    where
        'a: 'p,
    {
        for step in self.path_to(span).0 {
            match step {
                Step::Service(name) => {
                    place.service = Some(name);
                    place.image = self.service_image(name);
                }
                Step::Stage(stage) => {
                    place.image = stage.image;
                    place.stage = match stage.label {
                        StageLabel::Name(name) => Some(name),
                        StageLabel::Number(_) => None,
                    };
                }
                _ => {}
            }
        }
    }

    fn service_image(&self, name: &str) -> Option<&'a str> {
        let services = self.yaml?.root()?.get("services")?;
        services.value.get(name)?.value.get("image")?.value.as_str()
    }

    fn descend(&self, yaml: &'a Yaml, at: u32, steps: &mut Vec<Step<'a>>) {
        let starts_before = |id: NodeId| yaml.node(id).span.start <= at;
        let documents = yaml.documents().map(|document| document.id());
        let mut next = documents.take_while(|id| starts_before(*id)).last();
        while let Some(id) = next.filter(|_| steps.len() < MOST_STEPS) {
            next = match &yaml.node(id).kind {
                NodeKind::Mapping(entries) => {
                    let behind = entries.partition_point(|entry| starts_before(entry.key));
                    let Some(entry) = entries[..behind].last() else {
                        return;
                    };
                    let name = self.key(yaml, *entry);
                    steps.push(if matches!(&**steps, [Step::Key("services")]) {
                        Step::Service(name)
                    } else {
                        Step::Key(name)
                    });
                    (yaml.node(entry.key).span.end <= at).then_some(entry.value)
                }
                NodeKind::Sequence(items) => {
                    let behind = items.partition_point(|item| starts_before(*item));
                    let Some(index) = behind.checked_sub(1) else {
                        return;
                    };
                    steps.push(Step::Item(index));
                    Some(items[index])
                }
                NodeKind::Scalar { .. } | NodeKind::Alias { .. } => None,
            };
        }
        if matches!(&**steps, [Step::Key("services"), Step::Service(_), ..]) {
            steps.remove(0);
        }
    }

    /// The name of an entry. Somebody may have written a secret in its place.
    fn key(&self, yaml: &'a Yaml, entry: Entry) -> &'a str {
        let node = yaml.node(entry.key);
        match &node.kind {
            NodeKind::Scalar { text, .. } if !holds_secret(self.redacted, node.span) => text.as_str(),
            _ => REDACTED,
        }
    }

    /// The variable that the line of a place sets.
    fn variable_at(&self, span: Span) -> Option<Step<'a>> {
        let line = self.source.line_span(self.source.line_of(span.start));
        let (name, _) = self.source.slice(line).split_once('=')?;
        let name = name.trim().strip_prefix("export ").unwrap_or(name).trim();
        let is_name = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        let start = line.start as usize;
        let place = Span::new(line.file, start, start + name.len());
        (is_name && !holds_secret(self.redacted, place)).then_some(Step::Variable(name))
    }
}

impl<'a> DockerfileOutline<'a> {
    pub(crate) fn new(dockerfile: Dockerfile<'a>, is_inline: bool) -> Self {
        let instructions = &dockerfile.tree().instructions;
        let mut places = Vec::with_capacity(instructions.len());
        let mut stage = 0;
        let mut counts = [0; Kind::ALL.len() + 1];
        for instruction in instructions {
            if instruction.kind == Kind::From {
                stage += 1;
                counts.fill(0);
            }
            let count = &mut counts[instruction.kind as usize];
            *count += 1;
            places.push((stage, *count));
        }
        let mut without_name = 0;
        let mut label = |name: Option<&'a str>| {
            name.map_or_else(
                || {
                    without_name += 1;
                    StageLabel::Number(without_name)
                },
                StageLabel::Name,
            )
        };
        let stages = dockerfile.stages().map(|stage| Stage {
            label: label(stage.name().map(Word::as_written)),
            image: stage.image_word().map(Word::as_written),
        });
        let stages = stages.collect();
        Self {
            dockerfile,
            is_inline,
            places,
            stages,
        }
    }

    /// The steps to the instruction at a place, if there is one. What stands between two belongs to
    /// the stage of the first.
    fn find(&self, at: u32, steps: &mut Vec<Step<'a>>) {
        let instructions = &self.dockerfile.tree().instructions;
        let behind = instructions.partition_point(|instruction| instruction.full_span.start <= at);
        let Some(index) = behind.checked_sub(1) else {
            return;
        };
        let instruction = &instructions[index];
        let is_inside = at < instruction.full_span.end;
        if self.is_inline && !is_inside && index + 1 == instructions.len() {
            return;
        }
        let (stage, number) = self.places[index];
        let stage = stage.checked_sub(1).and_then(|stage| self.stages.get(stage));
        steps.extend(stage.map(|stage| Step::Stage(*stage)));
        if is_inside {
            steps.push(Step::Instruction(instruction.kind, number));
        }
    }
}

impl Path<'_> {
    /// The steps as they are shown.
    fn with_numbers(&self) -> String {
        self.written(true)
    }

    /// The steps without the numbers that change when something is added before the place.
    fn without_numbers(&self) -> String {
        self.written(false)
    }

    fn written(&self, with_numbers: bool) -> String {
        let mut text = String::with_capacity(80);
        for (index, step) in self.0.iter().enumerate() {
            if index > 0 && !matches!(step, Step::Item(_)) {
                text.push('/');
            }
            match step {
                Step::Service(name) => add_name(&mut text, "service:", name),
                Step::Key(name) => add_name(&mut text, "", name),
                Step::Item(index) if with_numbers => text.extend(["[", &index.to_string(), "]"]),
                Step::Item(_) => {}
                Step::Stage(stage) => match stage.label {
                    StageLabel::Name(name) => add_name(&mut text, "stage:", &name.to_ascii_lowercase()),
                    StageLabel::Number(number) => text.extend(["stage:#", &number.to_string()]),
                },
                Step::Instruction(kind, number) => {
                    text.push_str(kind.name());
                    if with_numbers {
                        text.extend(["#", &number.to_string()]);
                    }
                }
                Step::Variable(name) => add_name(&mut text, "variable:", name),
            }
        }
        text
    }
}

/// Adds a name to a path: in quotes if it has letters that mean something there.
fn add_name(text: &mut String, kind: &str, name: &str) {
    text.push_str(kind);
    let end = name.char_indices().nth(LONGEST_NAME).map_or(name.len(), |(at, _)| at);
    let name = &name[..end];
    let is_plain = |c: char| c.is_alphanumeric() || "_.-…$<".contains(c);
    if !name.is_empty() && name.chars().all(is_plain) {
        text.push_str(name);
        return;
    }
    let shown = |c: char| if c.is_control() || c == '\'' { '?' } else { c };
    text.push('\'');
    text.extend(name.chars().map(shown));
    text.push('\'');
}
