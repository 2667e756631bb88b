//! The build arguments without which the image of a service cannot be built.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Operator, Variable, Word};

use crate::compose::Build;
use crate::view::{Dockerfile, Instruction, Service, Stage};

/// An argument that a build needs and does not get.
#[derive(Clone, Copy)]
pub struct LackingArgument<'a> {
    pub name: &'a str,
    pub dockerfile: Dockerfile<'a>,
    /// The place that needs it.
    pub place: Span,
}

impl<'a> Service<'a> {
    /// The arguments that have no default, that a needed stage takes its image from or demands, and that the
    /// service does not pass.
    pub fn lacking_arguments(self) -> Vec<LackingArgument<'a>> {
        let build = self.facts().build.as_ref().map(|build| &build.value);
        let (Some(build), Some(stage)) = (build, self.stage()) else {
            return Vec::new();
        };
        let dockerfile = stage.dockerfile();
        let needed = dockerfile.stage_graph().needed([stage.index()]);
        let stages = dockerfile.stages().filter(|stage| needed[stage.index()]);
        let all = stages.flat_map(|stage| stage.images_arguments().into_iter().chain(stage.demanded_arguments()));
        let lacking = all.filter(|(name, _)| !may_pass(build, name) && !dockerfile.has_argument_by_itself(name));
        lacking
            .map(|(name, place)| LackingArgument {
                name,
                dockerfile,
                place,
            })
            .collect()
    }
}

impl<'a> Stage<'a> {
    /// The arguments without a default that leave `FROM` with a name that is none.
    fn images_arguments(self) -> Vec<(&'a str, Span)> {
        let Some(word) = self.image_word().filter(|_| self.default_image_fault().is_some()) else {
            return Vec::new();
        };
        let variables = word.variables().filter(|variable| variable.modifier.is_none());
        let names = variables.map(|variable| (&*variable.name.value, variable.span));
        names
            .filter(|(name, _)| self.dockerfile().lacks_default(name))
            .collect()
    }

    /// The arguments without a default that an instruction demands.
    fn demanded_arguments(self) -> Vec<(&'a str, Span)> {
        let demanded = |instruction: Instruction<'a>| {
            let node = instruction.node();
            let words = node
                .words()
                .iter()
                .chain(node.pairs().iter().filter_map(|pair| pair.value.as_ref()));
            let variables = words.flat_map(Word::variables).filter(|variable| is_demanded(variable));
            variables.filter_map(move |variable| {
                let name = &*variable.name.value;
                (instruction.lacks_argument(name)).then_some((name, variable.span))
            })
        };
        self.instructions().flat_map(demanded).collect()
    }
}

impl Instruction<'_> {
    /// Whether a variable has its value from an ARG here that has no default, nor one before FROM.
    fn lacks_argument(self, name: &str) -> bool {
        let Some(pair) = self.argument(name) else { return false };
        let before_from = self.dockerfile().is_argument_of_from(name) && !self.dockerfile().lacks_default(name);
        pair.value.is_none() && !before_from
    }
}

fn is_demanded(variable: &Variable) -> bool {
    let operator = variable.modifier.as_ref().map(|modifier| modifier.operator.value);
    matches!(operator, Some(Operator::Required { .. }))
}

/// Whether a build may pass an argument.
fn may_pass(build: &Build, name: &str) -> bool {
    let pairs = build.args.iter().flat_map(|arguments| &arguments.value);
    pairs.into_iter().any(|pair| pair.name().is_none_or(|own| own == name))
}
