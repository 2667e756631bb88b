//! Which checks see which place: made once per run, so that no file asks 50 rules whether they
//! are on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use plimsoll_model::environment::Environment;
use plimsoll_model::image::ImageUse;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{ComposeFile, Dockerfile, EnvFileView, Instruction, Service, Stage, Subject};
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Kind;

use crate::listing::Listing;
use crate::policy::Settings;
use crate::{Check, Context, EngineFinding, Page, Policy, Registry};

type Checks<F> = Vec<(&'static Page, F)>;
type InstructionChecks = Checks<fn(Instruction<'_>, &mut Context<'_>)>;

/// The checks of the rules that run, by where they look.
pub(crate) struct Dispatch {
    dockerfile: Checks<fn(Dockerfile<'_>, &mut Context<'_>)>,
    stage: Checks<fn(Stage<'_>, &mut Context<'_>)>,
    /// By the number of the instruction's kind.
    instruction: Vec<InstructionChecks>,
    run: InstructionChecks,
    step: Checks<fn(&Step<'_>, &mut Context<'_>)>,
    compose: Checks<fn(ComposeFile<'_>, &mut Context<'_>)>,
    service: Checks<fn(Service<'_>, &mut Context<'_>)>,
    image: Checks<fn(&ImageUse, &mut Context<'_>)>,
    env_file: Checks<fn(EnvFileView<'_>, &mut Context<'_>)>,
    syntax: Vec<(SyntaxErrorKind, &'static Page)>,
    engine: Vec<(EngineFinding, &'static Page)>,
}

/// A rule that panicked, and what it said.
pub(crate) struct Panic {
    pub(crate) rule: &'static Page,
    pub(crate) message: String,
}

impl Dispatch {
    pub(crate) fn new(registry: &Registry, policy: &Policy) -> Self {
        let mut dispatch = Self {
            dockerfile: Vec::new(),
            stage: Vec::new(),
            instruction: (0..KINDS).map(|_| Vec::new()).collect(),
            run: Vec::new(),
            step: Vec::new(),
            compose: Vec::new(),
            service: Vec::new(),
            image: Vec::new(),
            env_file: Vec::new(),
            syntax: Vec::new(),
            engine: Vec::new(),
        };
        for (index, rule) in registry.rules().iter().enumerate() {
            let page = &registry.pages()[index];
            // What it sees is kept from the excerpts of others, too.
            if !policy.is_enabled(index) && !page.redacts {
                continue;
            }
            for check in rule.checks {
                match *check {
                    Check::Dockerfile(check) => dispatch.dockerfile.push((page, check)),
                    Check::Stage(check) => dispatch.stage.push((page, check)),
                    Check::Instruction(kind, check) => dispatch.instruction[kind as usize].push((page, check)),
                    Check::Run(check) => dispatch.run.push((page, check)),
                    Check::Step(check) => dispatch.step.push((page, check)),
                    Check::Compose(check) => dispatch.compose.push((page, check)),
                    Check::Service(check) => dispatch.service.push((page, check)),
                    Check::Image(check) => dispatch.image.push((page, check)),
                    Check::EnvFile(check) => dispatch.env_file.push((page, check)),
                    Check::Syntax(kind) => dispatch.syntax.push((kind, page)),
                    Check::Engine(finding) => dispatch.engine.push((finding, page)),
                }
            }
        }
        dispatch
    }

    /// The rule that speaks for a kind of syntax error, if it runs.
    pub(crate) fn rule_for_syntax(&self, kind: SyntaxErrorKind) -> Option<&'static Page> {
        self.syntax.iter().find(|(own, _)| *own == kind).map(|(_, page)| *page)
    }

    /// The rule that speaks for what the engine finds, if it runs.
    pub(crate) fn rule_for(&self, finding: EngineFinding) -> Option<&'static Page> {
        self.engine
            .iter()
            .find(|(own, _)| *own == finding)
            .map(|(_, page)| *page)
    }
}

/// How many kinds of instruction there are, the unknown one included.
const KINDS: usize = plimsoll_syntax::dockerfile::Kind::ALL.len() + 1;

/// Shows one file to the checks.
pub(crate) struct Judge<'a> {
    pub(crate) dispatch: &'a Dispatch,
    pub(crate) workspace: &'a Workspace,
    pub(crate) policy: &'a Policy,
    pub(crate) settings: &'a Settings,
    pub(crate) findings: Listing,
    pub(crate) panics: Vec<Panic>,
}

impl<'a> Judge<'a> {
    pub(crate) fn judge(&mut self, subject: &Subject<'a>) {
        match subject {
            Subject::Dockerfile(dockerfile) => self.judge_dockerfile(*dockerfile),
            Subject::Compose(compose, inline) => {
                self.judge_compose(*compose);
                for dockerfile in inline {
                    self.judge_dockerfile(*dockerfile);
                }
            }
        }
    }

    fn judge_dockerfile(&mut self, dockerfile: Dockerfile<'a>) {
        let dispatch = self.dispatch;
        let environment = dockerfile.verdict().environment;
        for (rule, check) in &dispatch.dockerfile {
            self.call(rule, environment, |cx| check(dockerfile, cx));
        }
        for stage in dockerfile.stages() {
            let environment = stage.environment();
            for (rule, check) in &dispatch.stage {
                self.call(rule, environment, |cx| check(stage, cx));
            }
        }
        for instruction in dockerfile.instructions() {
            self.judge_instruction(instruction, environment);
        }
    }

    fn judge_instruction(&mut self, instruction: Instruction<'a>, of_file: Environment) {
        let dispatch = self.dispatch;
        let kind = instruction.node().kind;
        let checks = &dispatch.instruction[kind as usize];
        let is_run = instruction.is_run();
        // What a trigger names may be a stage of the Dockerfile that is built on this image.
        let names_images = matches!(kind, Kind::From | Kind::Copy | Kind::Run) && !dispatch.image.is_empty();
        if checks.is_empty() && !is_run && !names_images {
            return;
        }
        let environment = instruction.stage().map_or(of_file, Stage::environment);
        for (rule, check) in checks {
            self.call(rule, environment, |cx| check(instruction, cx));
        }
        if is_run {
            for (rule, check) in &dispatch.run {
                self.call(rule, environment, |cx| check(instruction, cx));
            }
            let steps: Vec<Step<'_>> = match &*dispatch.step {
                [] => Vec::new(),
                _ => instruction.steps().collect(),
            };
            for (rule, check) in &dispatch.step {
                self.call(rule, environment, |cx| steps.iter().for_each(|step| check(step, cx)));
            }
        }
        if names_images {
            let images = instruction.images();
            images.iter().for_each(|image| self.judge_image(image, environment));
        }
    }

    fn judge_compose(&mut self, compose: ComposeFile<'a>) {
        let dispatch = self.dispatch;
        let environment = compose.verdict().environment;
        for (rule, check) in &dispatch.compose {
            self.call(rule, environment, |cx| check(compose, cx));
        }
        for service in compose.services() {
            let environment = service.environment();
            for (rule, check) in &dispatch.service {
                self.call(rule, environment, |cx| check(service, cx));
            }
            if dispatch.image.is_empty() {
                continue;
            }
            for image in service.pulled_image().into_iter().chain(&service.cache_images()) {
                self.judge_image(image, environment);
            }
        }
    }

    pub(crate) fn judge_env_file(&mut self, file: EnvFileView<'a>) {
        let dispatch = self.dispatch;
        for (rule, check) in &dispatch.env_file {
            self.call(rule, file.environment(), |cx| check(file, cx));
        }
    }

    fn judge_image(&mut self, image: &ImageUse, environment: Environment) {
        let dispatch = self.dispatch;
        for (rule, check) in &dispatch.image {
            self.call(rule, environment, |cx| check(image, cx));
        }
    }

    /// Calls a check, if its rule speaks of the environment. A panic ends only this call.
    fn call(&mut self, rule: &'static Page, environment: Environment, check: impl FnOnce(&mut Context<'_>)) {
        if !rule.applies_in(environment) {
            return;
        }
        let mut context = Context {
            rule,
            environment,
            workspace: self.workspace,
            policy: self.policy,
            settings: self.settings,
            findings: &mut self.findings,
        };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| check(&mut context))) {
            let message = plimsoll_model::project::panic_message(&*payload);
            self.panics.push(Panic { rule, message });
        }
    }
}
