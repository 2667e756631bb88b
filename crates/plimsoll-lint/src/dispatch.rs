//! Which checks see which place. Made once per run, so that no file has to ask 50 rules whether
//! they are on.

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use plimsoll_model::dockerfile::ShellFinding;
use plimsoll_model::environment::Environment;
use plimsoll_model::image::ImageUse;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::{
    ComposeFile, Dockerfile, EnvFileView, Instruction, ScriptView, Service, ShellPlace, Stage, Subject,
};
use plimsoll_model::workspace::Workspace;
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::dockerfile::Kind;

use crate::collector::Collector;
use crate::policy::Settings;
use crate::registry::Work;
use crate::{Check, Context, EngineFinding, Look, Policy, Registry, RuleRef, ShellCode, View};

type Checks<F> = Vec<(RuleRef, F)>;
type InstructionChecks = Checks<fn(Instruction<'_>, &mut Context<'_>)>;
type ShellCheck = fn(&ShellFinding, ShellPlace<'_>, &mut Context<'_>);

/// The checks of the rules that run, by the place they look at.
pub(crate) struct Dispatch {
    dockerfile: Checks<fn(Dockerfile<'_>, &mut Context<'_>)>,
    stage: Checks<fn(Stage<'_>, &mut Context<'_>)>,
    /// By the number of the instruction's kind.
    instruction: Vec<InstructionChecks>,
    run: InstructionChecks,
    step: Checks<fn(&Step<'_>, &mut Context<'_>)>,
    shell: Checks<ShellCheck>,
    /// The same for scripts of build contexts.
    script: Checks<ShellCheck>,
    compose: Checks<fn(ComposeFile<'_>, &mut Context<'_>)>,
    service: Checks<fn(Service<'_>, &mut Context<'_>)>,
    image: Checks<fn(&ImageUse, &mut Context<'_>)>,
    env_file: Checks<fn(EnvFileView<'_>, &mut Context<'_>)>,
    syntax: Vec<(SyntaxErrorKind, RuleRef)>,
    engine: Vec<(EngineFinding, RuleRef)>,
    /// Rules that were loaded.
    loaded: Checks<Arc<Look>>,
}

/// A rule that panicked, and its message.
pub(crate) struct Panic {
    pub(crate) rule: RuleRef,
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
            shell: Vec::new(),
            script: Vec::new(),
            compose: Vec::new(),
            service: Vec::new(),
            image: Vec::new(),
            env_file: Vec::new(),
            syntax: Vec::new(),
            engine: Vec::new(),
            loaded: Vec::new(),
        };
        for rule in registry.rules() {
            // What it sees is kept out of the excerpts of other findings too.
            if !policy.is_enabled(rule.index()) && !rule.redacts {
                continue;
            }
            let checks = match registry.work(rule) {
                Work::BuiltIn(checks) => *checks,
                Work::Loaded(look) => {
                    dispatch.loaded.push((rule.clone(), Arc::clone(look)));
                    continue;
                }
            };
            for check in checks {
                let rule = rule.clone();
                match *check {
                    Check::Dockerfile(check) => dispatch.dockerfile.push((rule, check)),
                    Check::Stage(check) => dispatch.stage.push((rule, check)),
                    Check::Instruction(kind, check) => dispatch.instruction[kind as usize].push((rule, check)),
                    Check::Run(check) => dispatch.run.push((rule, check)),
                    Check::Step(check) => dispatch.step.push((rule, check)),
                    Check::Shell(check) => dispatch.shell.push((rule, check)),
                    Check::Script(check) => dispatch.script.push((rule, check)),
                    Check::Compose(check) => dispatch.compose.push((rule, check)),
                    Check::Service(check) => dispatch.service.push((rule, check)),
                    Check::Image(check) => dispatch.image.push((rule, check)),
                    Check::EnvFile(check) => dispatch.env_file.push((rule, check)),
                    Check::Syntax(kind) => dispatch.syntax.push((kind, rule)),
                    Check::Engine(finding) => dispatch.engine.push((finding, rule)),
                }
            }
        }
        dispatch
    }

    /// The rule that reports a kind of syntax error, if it runs.
    pub(crate) fn rule_for_syntax(&self, kind: SyntaxErrorKind) -> Option<&RuleRef> {
        self.syntax.iter().find(|(own, _)| *own == kind).map(|(_, rule)| rule)
    }

    /// The rule that reports a finding of the engine, if it runs.
    pub(crate) fn rule_for(&self, finding: EngineFinding) -> Option<&RuleRef> {
        self.engine
            .iter()
            .find(|(own, _)| *own == finding)
            .map(|(_, rule)| rule)
    }
}

/// Shows what ShellCheck finds to a rule that has the code.
fn show_shell(check: ShellCheck, found: &ShellFinding, place: ShellPlace<'_>, cx: &mut Context<'_>) {
    cx.code = ShellCode::of(found.code).filter(|code| cx.rule.has_code(*code));
    if cx.code.is_some() {
        check(found, place, cx);
    }
}

/// The number of instruction kinds, including the unknown one.
const KINDS: usize = plimsoll_syntax::dockerfile::Kind::ALL.len() + 1;

/// Shows one file to the checks.
pub(crate) struct Judge<'a> {
    pub(crate) dispatch: &'a Dispatch,
    pub(crate) workspace: &'a Workspace,
    pub(crate) policy: &'a Policy,
    pub(crate) settings: &'a Settings,
    pub(crate) findings: Collector,
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
        self.show(View::Dockerfile(dockerfile), environment);
        for (rule, check) in &dispatch.dockerfile {
            self.call(rule, environment, |cx| check(dockerfile, cx));
        }
        for stage in dockerfile.stages() {
            let environment = stage.environment();
            self.show(View::Stage(stage), environment);
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
        // A name in a trigger may be a stage of the Dockerfile that is built on this image.
        let names_images = matches!(kind, Kind::From | Kind::Copy | Kind::Run) && !dispatch.image.is_empty();
        if checks.is_empty() && !is_run && !names_images && dispatch.loaded.is_empty() {
            return;
        }
        let environment = instruction.stage().map_or(of_file, Stage::environment);
        self.show(View::Instruction(instruction), environment);
        for (rule, check) in checks {
            self.call(rule, environment, |cx| check(instruction, cx));
        }
        if is_run {
            self.judge_run(instruction, environment);
        }
        if names_images {
            let images = instruction.images();
            images.iter().for_each(|image| self.judge_image(image, environment));
        }
    }

    fn judge_run(&mut self, run: Instruction<'a>, environment: Environment) {
        let dispatch = self.dispatch;
        for (rule, check) in &dispatch.run {
            self.call(rule, environment, |cx| check(run, cx));
        }
        // Shared by the rules, and made inside a call: reading the code may panic, too.
        let steps: OnceCell<Vec<Step<'_>>> = OnceCell::new();
        for (rule, check) in &dispatch.step {
            self.call(rule, environment, |cx| {
                let steps = steps.get_or_init(|| run.steps().collect());
                steps.iter().for_each(|step| check(step, cx));
            });
        }
        for (rule, check) in &dispatch.shell {
            self.call(rule, environment, |cx| {
                let found = run.shell_findings();
                found
                    .iter()
                    .for_each(|found| show_shell(*check, found, ShellPlace::Run(run), cx));
            });
        }
    }

    pub(crate) fn judge_script(&mut self, script: ScriptView<'a>) {
        let found: OnceCell<Vec<ShellFinding>> = OnceCell::new();
        for (rule, check) in &self.dispatch.script {
            self.call(rule, script.environment(), |cx| {
                let found = found.get_or_init(|| script.shell_findings());
                found
                    .iter()
                    .for_each(|found| show_shell(*check, found, ShellPlace::Script(script), cx));
            });
        }
    }

    fn judge_compose(&mut self, compose: ComposeFile<'a>) {
        let dispatch = self.dispatch;
        let environment = compose.verdict().environment;
        self.show(View::Compose(compose), environment);
        for (rule, check) in &dispatch.compose {
            self.call(rule, environment, |cx| check(compose, cx));
        }
        for service in compose.services() {
            let environment = service.environment();
            self.show(View::Service(service), environment);
            for (rule, check) in &dispatch.service {
                self.call(rule, environment, |cx| check(service, cx));
            }
            if dispatch.image.is_empty() {
                continue;
            }
            for image in service.pulled_image().into_iter().chain(&service.further_images()) {
                self.judge_image(image, environment);
            }
        }
    }

    pub(crate) fn judge_env_file(&mut self, file: EnvFileView<'a>) {
        let dispatch = self.dispatch;
        self.show(View::EnvFile(file), file.environment());
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

    /// Shows a view to the rules that were loaded.
    fn show(&mut self, view: View<'_>, environment: Environment) {
        let dispatch = self.dispatch;
        for (rule, look) in &dispatch.loaded {
            self.call(rule, environment, |cx| look(view, cx));
        }
    }

    /// Calls a check if its rule applies to the environment. A panic ends only this call.
    fn call(&mut self, rule: &RuleRef, environment: Environment, check: impl FnOnce(&mut Context<'_>)) {
        if !rule.applies_in(environment) {
            return;
        }
        let mut context = Context {
            rule,
            code: None,
            environment,
            workspace: self.workspace,
            policy: self.policy,
            settings: self.settings,
            findings: &mut self.findings,
        };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| check(&mut context))) {
            let message = plimsoll_model::project::panic_message(&*payload);
            let rule = rule.clone();
            self.panics.push(Panic { rule, message });
        }
    }
}
