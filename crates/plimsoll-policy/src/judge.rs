//! Applies a policy to what it is shown.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use plimsoll_lint::{Context, View};
use plimsoll_model::base::Data;
use plimsoll_model::base::glob::matches_any;
use plimsoll_model::view::{ComposeFile, Instruction, Service, Stage};
use plimsoll_syntax::Span;

use crate::test::text_of;
use crate::{Placeholder, Policy, Requirement};

/// So many characters of a value are shown.
const LONGEST_VALUE: usize = 60;

/// A policy at work.
pub(crate) struct Judge(pub(crate) Arc<Policy>);

/// Something that a policy looks at.
struct Subject<'a> {
    data: &'a Data,
    /// Where a finding about something that is missing points.
    place: Span,
    names: Names<'a>,
}

/// What a policy looks at, for what a message may call it; written down only for a finding.
#[derive(Clone, Copy)]
enum Names<'a> {
    Project(ComposeFile<'a>),
    Service {
        service: Service<'a>,
        data: &'a Data,
    },
    Stage(Stage<'a>, &'a Data),
    Instruction {
        name: &'a str,
        stage: Option<(Stage<'a>, &'a Data)>,
        command: &'a str,
    },
}

impl Subject<'_> {
    /// Whether what is absent is absent for Docker and Compose too.
    fn is_whole(&self) -> bool {
        match self.names {
            Names::Project(compose) => !compose.facts().partial && compose.services().all(Service::is_whole),
            Names::Service { service, .. } => service.is_whole(),
            Names::Stage(..) | Names::Instruction { .. } => true,
        }
    }
}

impl Names<'_> {
    fn of(self, placeholder: Placeholder) -> Option<String> {
        let text = match (placeholder, self) {
            (Placeholder::Service, Self::Service { service, .. }) => &*service.facts().name.value,
            (Placeholder::Image, Self::Service { data, .. }) => known_image_of(data).unwrap_or("an image"),
            (Placeholder::Stage, Self::Stage(stage, _)) => return Some(stage_name(stage)),
            (Placeholder::Image, Self::Stage(_, data)) => image_of(data),
            (Placeholder::Instruction, Self::Instruction { name, .. }) => name,
            (Placeholder::Command, Self::Instruction { command, .. }) => command,
            (_, Self::Instruction { stage, .. }) => {
                let (stage, data) = stage?;
                return Names::Stage(stage, data).of(placeholder);
            }
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl Judge {
    pub(crate) fn look(&self, view: View<'_>, cx: &mut Context<'_>) {
        let matching = &self.0.matching;
        if matching.environment.is_some_and(|own| own != cx.environment()) {
            return;
        }
        match view {
            View::Compose(compose) if matching.is_on_projects() => self.project(compose, cx),
            View::Service(service) if matching.is_on_services() => self.service(service, cx),
            View::Stage(stage) if matching.is_on_stages() => self.stage(stage, cx),
            View::Instruction(instruction) if matching.is_on_instructions() => self.instruction(instruction, cx),
            _ => {}
        }
    }

    fn project(&self, compose: ComposeFile<'_>, cx: &mut Context<'_>) {
        let Some(data) = compose.model() else { return };
        let root = data.origin;
        let first = data
            .entries()
            .first()
            .map_or(root.at_start(), |(_, value)| value.origin);
        let subject = Subject {
            data,
            // The line that the first entry begins on stands for the file.
            place: Span::new(root.file, root.start as usize, first.start.max(root.start) as usize),
            names: Names::Project(compose),
        };
        self.judge(&subject, cx);
    }

    fn service(&self, service: Service<'_>, cx: &mut Context<'_>) {
        let name = &*service.name.value;
        let matching = &self.0.matching;
        if !matching.services.is_empty() && !matches_any(&matching.services, name) {
            return;
        }
        let Some(services) = service.compose().model().and_then(|model| model.get("services")) else {
            return;
        };
        // As a rule none was left out before it, and many services make a search dear.
        let at_index = services.entries().get(service.index());
        let at_index = at_index.filter(|(own, _)| own == name).map(|(_, data)| data);
        let Some(data) = at_index.or_else(|| services.get(name)) else {
            return;
        };
        let is_meant = |image: &str| matches_any(&matching.images, image);
        if !matching.images.is_empty() && !known_image_of(data).is_some_and(is_meant) {
            return;
        }
        let subject = Subject {
            data,
            place: service.name.span,
            names: Names::Service { service, data },
        };
        self.judge(&subject, cx);
    }

    fn stage(&self, stage: Stage<'_>, cx: &mut Context<'_>) {
        let Some(data) = self.matching_stage(stage) else { return };
        let subject = Subject {
            data,
            place: stage.place(),
            names: Names::Stage(stage, data),
        };
        self.judge(&subject, cx);
    }

    /// A stage as data, if the policy looks at it.
    fn matching_stage<'a>(&self, stage: Stage<'a>) -> Option<&'a Data> {
        let matching = &self.0.matching;
        if matching.shipped.is_some_and(|shipped| shipped != stage.is_shipped()) {
            return None;
        }
        if !matching.stages.is_empty() && !matches_any(&matching.stages, &stage_name(stage)) {
            return None;
        }
        let data = stage.dockerfile().data_of(stage)?;
        if !matching.images.is_empty() {
            let base = data.get("base")?.get("image")?;
            let image = base.as_str().filter(|_| base.known)?;
            if !matches_any(&matching.images, image) {
                return None;
            }
        }
        Some(data)
    }

    fn instruction(&self, instruction: Instruction<'_>, cx: &mut Context<'_>) {
        let matching = &self.0.matching;
        let node = instruction.trigger_or_self();
        if !matching.instructions.is_empty() && !matching.instructions.contains(&node.kind) {
            return;
        }
        let is_on_stages = !matching.stages.is_empty() || !matching.images.is_empty() || matching.shipped.is_some();
        let stage = instruction.stage();
        let stage_data = stage.and_then(|stage| self.matching_stage(stage));
        if is_on_stages && stage_data.is_none() {
            return;
        }
        let names = |command| Names::Instruction {
            name: node.kind.name(),
            stage: stage.zip(stage_data),
            command,
        };
        if matching.commands.is_empty() {
            let subject = Subject {
                data: &instruction.data(),
                place: node.keyword,
                names: names(""),
            };
            self.judge(&subject, cx);
            return;
        }
        for step in instruction
            .steps()
            .filter(|step| matches_any(&matching.commands, step.name))
        {
            let subject = Subject {
                data: &step.data(),
                place: step.name_span(),
                names: names(step.name),
            };
            self.judge(&subject, cx);
        }
    }

    fn judge(&self, subject: &Subject<'_>, cx: &mut Context<'_>) {
        // A range of ports is several values at one place.
        let mut said = Said::new();
        for required in &self.0.require {
            self.require(required, subject, &mut said, cx);
        }
        for forbidden in &self.0.forbid {
            self.forbid(forbidden, subject, &mut said, cx);
        }
    }

    fn require(&self, required: &Requirement, subject: &Subject<'_>, said: &mut Said, cx: &mut Context<'_>) {
        if required.tests.exists == Some(false) {
            return self.forbid(&present(required), subject, said, cx);
        }
        let Some(path) = &required.path else { return };
        let mut is_absent = true;
        let is_open = path.visit(subject.data, &mut |value| {
            is_absent = false;
            if required.tests.hold(value) == Some(false) {
                self.report(subject, value.origin, required, Some(value), said, cx);
            }
        });
        if is_absent && !is_open && subject.is_whole() {
            self.report(subject, subject.place, required, None, said, cx);
        }
    }

    fn forbid(&self, forbidden: &Requirement, subject: &Subject<'_>, said: &mut Said, cx: &mut Context<'_>) {
        if forbidden.tests.exists == Some(false) {
            return self.require(&present(forbidden), subject, said, cx);
        }
        let Some(path) = &forbidden.path else {
            return self.report(subject, subject.place, forbidden, None, said, cx);
        };
        path.visit(subject.data, &mut |value| {
            if forbidden.tests.hold(value) == Some(true) {
                self.report(subject, value.origin, forbidden, Some(value), said, cx);
            }
        });
    }

    fn report(
        &self,
        subject: &Subject<'_>,
        span: Span,
        requirement: &Requirement,
        value: Option<&Data>,
        said: &mut Said,
        cx: &mut Context<'_>,
    ) {
        let message = self.0.message.fill(|placeholder| match placeholder {
            Placeholder::Value => value.map_or_else(|| "nothing".to_owned(), shown),
            Placeholder::Path => requirement.path.as_ref().map(ToString::to_string).unwrap_or_default(),
            Placeholder::File => cx.workspace().source(span.file).shown().to_owned(),
            Placeholder::Environment => cx.environment().name().to_owned(),
            other => subject.names.of(other).unwrap_or_default(),
        });
        if !said.insert((span, message.clone())) {
            return;
        }
        let finding = cx.report(span, message);
        if let Some(help) = &self.0.help {
            finding.help(help.clone());
        }
    }
}

/// What a policy has said of a subject.
type Said = HashSet<(Span, String)>;

/// The same requirement for what is there.
fn present(requirement: &Requirement) -> Requirement {
    let mut present = requirement.clone();
    present.tests.exists = None;
    present
}

fn stage_name(stage: Stage<'_>) -> String {
    match stage.name() {
        Some(name) => name.as_written().to_owned(),
        None => stage.index().to_string(),
    }
}

/// The image that a service runs, if the files say which.
fn known_image_of(service: &Data) -> Option<&str> {
    service.get("image").filter(|image| image.known).and_then(Data::as_str)
}

/// The image that a stage is built on.
fn image_of(stage: &Data) -> &str {
    stage.get("image").and_then(Data::as_str).unwrap_or("an image")
}

/// A value as it is shown in a message.
fn shown(value: &Data) -> String {
    let text = text_of(value).unwrap_or(Cow::Borrowed("…"));
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}
