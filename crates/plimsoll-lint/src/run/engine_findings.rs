//! The engine's own findings: files that Docker could not read, guesses about a file's environment,
//! and rules that failed.

use std::borrow::Cow;
use std::collections::HashMap;

use plimsoll_model::environment::{Environment, Reason, Verdict};
use plimsoll_model::project::Failure;
use plimsoll_model::view::{ComposeFile, Dockerfile, Subject, VariantView};
use plimsoll_syntax::{FileId, Span, SyntaxError, SyntaxErrorKind};

use super::Run;
use crate::dispatch::Panic;
use crate::{EngineFinding, EnvironmentScope, Finding, Fix, Note, RuleRef};

impl<'a> Run<'a> {
    pub(super) fn panic_findings(&self, file: FileId, panics: Vec<Panic>, environment: Environment) -> Vec<Finding> {
        let place = Span::new(file, 0, 0);
        let finding = |panic: Panic| {
            let message = format!("the rule `{}` failed on this file: {}", panic.rule.id(), panic.message);
            let mut finding = self.own(EngineFinding::InternalError, place, message, environment)?;
            finding.help("the other rules were applied; please report this with the file");
            Some(finding)
        };
        panics.into_iter().filter_map(finding).collect()
    }

    /// Files that could not be read because of a bug in plimsoll.
    pub(super) fn failure_findings(&self) -> Vec<Finding> {
        let finding = |failure: &Failure| {
            let message = format!("reading this file failed: {}", failure.message);
            let place = Span::new(failure.file, 0, 0);
            let mut finding = self.own(EngineFinding::InternalError, place, message, Environment::Production)?;
            finding.help("the other files were checked; please report this with the file");
            Some(finding)
        };
        self.workspace.failures().iter().filter_map(finding).collect()
    }

    /// The rules' findings in a file that could not be read are void: to them it was empty.
    pub(super) fn is_unread(&self, files: &[FileId]) -> bool {
        self.workspace.failures().iter().any(|f| files.contains(&f.file))
    }

    /// A finding of the engine itself, if its rule exists and runs.
    pub(super) fn own(
        &self,
        finding: EngineFinding,
        span: Span,
        message: impl Into<String>,
        environment: Environment,
    ) -> Option<Finding> {
        let rule = self.dispatch.rule_for(finding)?;
        Some(Finding::new(rule, environment, span, message))
    }

    pub(super) fn syntax_findings(&self, subject: &Subject<'a>, environment: Environment) -> Vec<Finding> {
        let finding = |error: &SyntaxError| self.syntax_finding(error, environment);
        match subject {
            Subject::Dockerfile(dockerfile) => {
                let (blank, others): (Vec<&SyntaxError>, Vec<&SyntaxError>) = dockerfile
                    .errors()
                    .partition(|error| error.kind == SyntaxErrorKind::EmptyContinuation);
                let blank = blank_lines_together(blank.into_iter().filter_map(finding), *dockerfile);
                others.into_iter().filter_map(finding).chain(blank).collect()
            }
            Subject::Compose(compose, inline) => {
                let own = compose.yaml.errors.iter().chain(&compose.errors);
                let errors = own.chain(inline.iter().flat_map(|d| d.errors()));
                errors.filter_map(finding).collect()
            }
        }
    }

    pub(super) fn syntax_finding(&self, error: &SyntaxError, environment: Environment) -> Option<Finding> {
        let rule = self.dispatch.rule_for_syntax(error.kind)?;
        let mut finding = Finding::new(rule, environment, error.span, error.message.clone());
        finding.help = error.help.clone().map(Cow::Owned);
        if let Some((span, text)) = &error.related {
            let text = text.clone();
            finding.notes.push(Note { span: *span, text });
        }
        if error.kind == SyntaxErrorKind::Template {
            finding.case("template");
        }
        if error.kind == SyntaxErrorKind::EmptyContinuation {
            // Docker drops the lines itself.
            finding.fix(Fix::safe("remove the blank line", [error.span.replace("")]));
        }
        if let Some(repair) = &error.repair {
            let fix = if repair.is_sure { Fix::safe } else { Fix::unsafe_ };
            finding.fix(fix(repair.title.clone(), repair.edits.clone()));
        }
        Some(finding)
    }

    /// Like [`Run::environment_finding`] for a variant, in the file that decided.
    pub(super) fn variant_environment_finding(&self, variant: &VariantView<'a>) -> Option<Finding> {
        let file = match &variant.verdict.reason {
            Reason::Content(signs) => signs.first().map(|(span, _)| span.file),
            _ => None,
        };
        let file = file.unwrap_or(variant.files[0]);
        let subject = Subject::Compose(self.workspace.compose_of(file)?, Vec::new());
        self.environment_finding(file, &subject, variant.verdict)
    }

    /// Reports that a file was taken for one for development by its content alone, since rules that
    /// may be needed were left out.
    pub(super) fn environment_finding(
        &self,
        file: FileId,
        subject: &Subject<'a>,
        verdict: &Verdict,
    ) -> Option<Finding> {
        let Reason::Content(signs) = &verdict.reason else {
            return None;
        };
        if verdict.environment == Environment::Production {
            return None;
        }
        let place = match subject {
            Subject::Dockerfile(dockerfile) => dockerfile.place(),
            Subject::Compose(compose, _) if compose.facts().services.is_empty() => return None,
            Subject::Compose(compose, _) => environment_place(*compose, file),
        };
        let rules = self.production_rules();
        let taken = verdict.environment;
        let message = format!(
            "read as a development file ({}), so {rules} production rules do not apply",
            verdict.reason
        );
        let mut finding = self.own(EngineFinding::EnvironmentAssumed, place, message, taken)?;
        for (span, sign) in signs {
            finding.note(*span, sign.clone());
        }
        // Above a parser directive, a comment would disable it.
        let head = match subject {
            Subject::Dockerfile(d) if !d.tree().directives.is_empty() => "below its parser directives",
            _ => "at its head",
        };
        finding.help(format!(
            "if it is not, put `# plimsoll: environment=production` {head}; `…=development` confirms it"
        ));
        Some(finding)
    }

    fn production_rules(&self) -> usize {
        let rules = self.registry.rules().iter();
        let runs = |rule: &&RuleRef| self.policy.is_enabled(rule.index());
        rules
            .filter(|rule| rule.environments == EnvironmentScope::Production)
            .filter(runs)
            .count()
    }
}

/// The key `services`, or the head of the file.
fn environment_place(compose: ComposeFile<'_>, file: FileId) -> Span {
    let services = compose.facts().root().and_then(|root| root.get("services"));
    services.map_or(Span::new(file, 0, 0), |entry| entry.key.span())
}

/// One finding for all blank lines of an instruction, as BuildKit warns once, with a note for each
/// further run of them.
fn blank_lines_together(findings: impl Iterator<Item = Finding>, dockerfile: Dockerfile<'_>) -> Vec<Finding> {
    let instructions = &dockerfile.tree().instructions;
    let instruction_at = |finding: &Finding| instructions.partition_point(|i| i.span.start <= finding.span.start);
    let mut together: Vec<Finding> = Vec::new();
    let mut first_of: HashMap<usize, usize> = HashMap::new();
    for finding in findings {
        let next = together.len();
        let first = *first_of.entry(instruction_at(&finding)).or_insert(next);
        if first == next {
            together.push(finding);
            continue;
        }
        let text = finding.message.clone();
        let span = finding.span;
        together[first].notes.push(Note { span, text });
        if let (Some(fix), Some(more)) = (&mut together[first].fix, finding.fix) {
            fix.title = "remove the blank lines".to_owned();
            fix.edits.extend(more.edits);
        }
    }
    together
}
