//! The run: files in, report out.

use plimsoll_model::{ComposeFile, Environment, FileKind, Files, Input, Reason, Subject, Verdict, Workspace};
use plimsoll_syntax::{FileId, Span, SyntaxError, SyntaxErrorKind};
use rayon::prelude::*;

use crate::dispatch::{Dispatch, Judge};
use crate::ignores::Ignores;
use crate::{EnvironmentScope, FileReport, Finding, Fix, Note, Policy, Registry, Report};

/// Judges files. Other files that they refer to are read through `files`. `on_file` is called as
/// each file is done, from any thread.
pub fn lint(
    inputs: Vec<Input>,
    files: &dyn Files,
    registry: &Registry,
    policy: &Policy,
    on_file: &(dyn Fn() + Sync),
) -> Report {
    let workspace = Workspace::load(inputs, files, policy.environment);
    let run = Run {
        registry,
        policy,
        dispatch: Dispatch::new(registry, policy),
        workspace: &workspace,
    };
    let subjects: Vec<_> = workspace.subjects().collect();
    let judged = subjects.into_par_iter().map(|(file, subject)| {
        let judged = run.judge(file, &subject);
        on_file();
        judged
    });
    let mut report = Report::default();
    for judged in judged.collect::<Vec<_>>() {
        report.findings.extend(judged.findings);
        report.files.push(judged.file);
        report.ignored += judged.ignored;
        report.internal_error |= judged.panicked;
    }
    report.sources = workspace.sources().to_vec();
    report
}

struct Run<'a> {
    registry: &'a Registry,
    policy: &'a Policy,
    dispatch: Dispatch,
    workspace: &'a Workspace,
}

struct Judged {
    findings: Vec<Finding>,
    file: FileReport,
    ignored: usize,
    panicked: bool,
}

impl<'a> Run<'a> {
    fn judge(&self, file: FileId, subject: &Subject<'a>) -> Judged {
        let mut judge = Judge {
            dispatch: &self.dispatch,
            workspace: self.workspace,
            policy: self.policy,
            findings: Vec::new(),
            panics: Vec::new(),
        };
        judge.judge(subject);
        let Judge {
            mut findings, panics, ..
        } = judge;
        let (kind, verdict) = match subject {
            Subject::Dockerfile(dockerfile) => (FileKind::Dockerfile, dockerfile.verdict()),
            Subject::Compose(compose, _) => (FileKind::Compose, compose.verdict()),
        };
        findings.extend(self.syntax_findings(subject, verdict.environment));
        findings.extend(self.environment_finding(file, subject, verdict, &findings));
        let panicked = !panics.is_empty();
        let place = Span::new(file, 0, 0);
        findings.extend(panics.into_iter().filter_map(|panic| {
            let message = format!("the rule `{}` failed on this file: {}", panic.rule.id, panic.message);
            let mut finding = self.own("internal-error", place, message, verdict.environment)?;
            finding.help("the other rules were applied; please report this with the file");
            Some(finding)
        }));
        let mut ignores = Ignores::of(subject);
        let before = findings.len();
        findings.retain(|f| !ignores.hides(f));
        let ignored = before - findings.len();
        for unused in ignores.unused(self.registry, self.policy, verdict.environment) {
            let finding = self.own("unused-ignore", unused.span, unused.message, verdict.environment);
            findings.extend(finding.map(|mut finding| {
                finding.help(unused.help);
                finding
            }));
        }
        sort(&mut findings);
        let file = FileReport {
            file,
            kind,
            verdict: verdict.clone(),
        };
        Judged {
            findings,
            file,
            ignored,
            panicked,
        }
    }

    /// A finding of the engine itself, if its rule is there and runs.
    fn own(&self, id: &str, span: Span, message: impl Into<String>, environment: Environment) -> Option<Finding> {
        let index = self.registry.index(id).filter(|&index| self.policy.is_enabled(index))?;
        let rule = &self.registry.metas()[index];
        Some(Finding {
            rule,
            level: rule.level_in(environment),
            span,
            message: message.into(),
            help: None,
            notes: Vec::new(),
            fix: None,
            environment,
        })
    }

    fn syntax_findings(&self, subject: &Subject<'a>, environment: Environment) -> Vec<Finding> {
        let finding = |error: &SyntaxError| self.syntax_finding(error, environment);
        match subject {
            Subject::Dockerfile(dockerfile) => dockerfile.errors().filter_map(finding).collect(),
            Subject::Compose(compose, inline) => {
                let own = compose.yaml.errors.iter().chain(&compose.errors);
                let errors = own.chain(inline.iter().flat_map(|d| d.errors()));
                errors.filter_map(finding).collect()
            }
        }
    }

    fn syntax_finding(&self, error: &SyntaxError, environment: Environment) -> Option<Finding> {
        let id = rule_of(error.kind)?;
        let mut finding = self.own(id, error.span, error.message.clone(), environment)?;
        finding.help.clone_from(&error.help);
        if let Some((span, text)) = &error.related {
            let text = text.clone();
            finding.notes.push(Note { span: *span, text });
        }
        if let Some(suggestion) = &error.suggestion {
            let title = format!("write `{suggestion}`");
            finding.fix = Some(Fix::unsafe_(title, [error.span.replace(suggestion.clone())]));
        }
        Some(finding)
    }

    /// Says what a file was taken for when nobody said it. A Dockerfile is told so only where a
    /// rule for production found something in it: most have nothing that depends on it.
    fn environment_finding(
        &self,
        file: FileId,
        subject: &Subject<'a>,
        verdict: &Verdict,
        findings: &[Finding],
    ) -> Option<Finding> {
        if !verdict.reason.is_assumed() {
            return None;
        }
        let production = |f: &Finding| f.rule.environments == EnvironmentScope::Production;
        let place = match subject {
            Subject::Dockerfile(_) if !findings.iter().any(production) => return None,
            Subject::Dockerfile(dockerfile) => dockerfile.place(),
            Subject::Compose(compose, _) if compose.facts().services.is_empty() => return None,
            Subject::Compose(compose, _) => environment_place(*compose, file),
        };
        let rules = self.production_rules();
        let (taken, other) = match verdict.environment {
            Environment::Production => (Environment::Production, Environment::Development),
            Environment::Development => (Environment::Development, Environment::Production),
        };
        let applied = if taken == Environment::Production {
            "apply"
        } else {
            "do not apply"
        };
        let message = format!(
            "taken for {taken}: {}; {rules} rules for production {applied}",
            verdict.reason
        );
        let mut finding = self.own("environment-assumed", place, message, taken)?;
        if let Reason::Content(signs) = &verdict.reason {
            for (span, sign) in signs {
                finding.note(*span, sign.clone());
            }
        }
        finding.help(format!(
            "if it is for {other}, put `# plimsoll: environment={other}` at its head; \
             `# plimsoll: environment={taken}` confirms it"
        ));
        Some(finding)
    }

    fn production_rules(&self) -> usize {
        let metas = self.registry.metas().iter().enumerate();
        metas
            .filter(|(i, m)| self.policy.is_enabled(*i) && m.environments == EnvironmentScope::Production)
            .count()
    }
}

/// The key `services`, or the head of the file.
fn environment_place(compose: ComposeFile<'_>, file: FileId) -> Span {
    let services = compose.facts().root().and_then(|root| root.get("services"));
    services.map_or(Span::new(file, 0, 0), |entry| entry.key.span())
}

/// The rule that reports a kind of syntax error; none for faults that a later rule will report
/// and that do not keep Docker from reading the file.
fn rule_of(kind: SyntaxErrorKind) -> Option<&'static str> {
    Some(match kind {
        SyntaxErrorKind::UnknownInstruction => "unknown-instruction",
        SyntaxErrorKind::Dockerfile
        | SyntaxErrorKind::UnknownFlag
        | SyntaxErrorKind::InvalidFlag
        | SyntaxErrorKind::ArgumentCount
        | SyntaxErrorKind::MalformedFrom
        | SyntaxErrorKind::MalformedKeyValue
        | SyntaxErrorKind::MalformedJson
        | SyntaxErrorKind::ParserDirective
        | SyntaxErrorKind::InvalidMount
        | SyntaxErrorKind::OnbuildTrigger => "dockerfile-syntax-error",
        SyntaxErrorKind::Compose => "compose-syntax-error",
        SyntaxErrorKind::DuplicateKey => "duplicate-key",
        SyntaxErrorKind::EmptyContinuation | SyntaxErrorKind::Shell => return None,
    })
}

/// By place and rule, and one finding where several checks of a rule see the same.
fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.span.file, f.span.start, f.span.end, f.rule.id);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup_by(|a, b| a.span == b.span && a.rule.id == b.rule.id && a.message == b.message);
}
