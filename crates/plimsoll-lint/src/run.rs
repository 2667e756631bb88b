//! The run: files in, report out.

mod configuration;
mod engine_findings;
mod finish;

use std::borrow::Cow;
use std::collections::BTreeMap;

use plimsoll_model::environment::Environment;
use plimsoll_model::files::{FileKind, Input};
use plimsoll_model::sources::{Asked, Sources};
use plimsoll_model::view::{Dockerfile, ScriptView, Subject, VariantView};
use plimsoll_model::workspace::{Workspace, partition};
use plimsoll_syntax::{FileId, SourceFile, Span};
use rayon::prelude::*;

use crate::collector::Collector;
use crate::dispatch::{Dispatch, Judge, Panic};
use crate::ignores::{Ignores, Problem};
use crate::policy::Settings;
use crate::quotes;
use crate::redact;
use crate::report;
use crate::variants;
use crate::{EngineFinding, FileReport, Finding, Fix, Policy, Registry, Report, Safety, Suppressed, Target};

/// Judges files, whose numbers come from `sources`. Other files that they refer to are read through
/// it. `on_file` is called, from any thread, when a file is done.
///
/// Files that can concern each other are loaded, judged and dropped together, in parallel with
/// others, so that memory does not grow with the number of projects. The report is the same in
/// whatever order the files are given.
pub fn lint(
    mut inputs: Vec<Input>,
    sources: &Sources<'_>,
    registry: &Registry,
    policy: &Policy,
    on_file: &(dyn Fn() + Sync),
) -> Report {
    inputs.sort_by(|a, b| report::by_path(&a.path, &b.path));
    let dispatch = Dispatch::new(registry, policy);
    let policy = &*policy.stating(&inputs);
    let groups = partition(inputs, &sources.reader(), &policy.project);
    let is_asked_for = |input: &Input| !policy.project.context.contains(&input.path);
    let groups = groups.into_par_iter().filter(|inputs| inputs.iter().any(is_asked_for));
    let judged = groups.map(|inputs| {
        let workspace = Workspace::load_with(inputs, sources, policy.environment, &policy.project);
        let run = Run {
            registry,
            policy,
            dispatch: &dispatch,
            workspace: &workspace,
        };
        run.report(on_file).compact()
    });
    Report::of_parts(judged.collect()).in_order()
}

/// Judges files that can concern each other, one of the groups that [`partition`] makes of all, and
/// tells what the report depends on besides: it holds as long as the answers stay the same.
pub fn lint_group(
    mut inputs: Vec<Input>,
    sources: &Sources<'_>,
    registry: &Registry,
    policy: &Policy,
) -> (Report, Asked) {
    inputs.sort_by(|a, b| report::by_path(&a.path, &b.path));
    let policy = &*policy.stating(&inputs);
    let workspace = Workspace::load_with(inputs, sources, policy.environment, &policy.project);
    let run = Run {
        registry,
        policy,
        dispatch: &Dispatch::new(registry, policy),
        workspace: &workspace,
    };
    let report = run.report(&|| ()).compact().in_order();
    (report, workspace.depends_on().clone())
}

/// Judges files that are already loaded, like [`lint`]. The report keeps the texts of all of them.
pub fn judge(workspace: &Workspace, registry: &Registry, policy: &Policy, on_file: &(dyn Fn() + Sync)) -> Report {
    let run = Run {
        registry,
        policy,
        dispatch: &Dispatch::new(registry, policy),
        workspace,
    };
    run.report(on_file).in_order()
}

struct Run<'a> {
    registry: &'a Registry,
    policy: &'a Policy,
    dispatch: &'a Dispatch,
    workspace: &'a Workspace,
}

struct Judged {
    findings: Vec<Finding>,
    redacted: Vec<Span>,
    /// None if it is not one of the inputs, just read because another file needs it.
    file: Option<FileReport>,
    /// What comments in the file hide.
    suppressed: Vec<Suppressed>,
    panicked: bool,
}

/// What the rules find in a file or a variant.
struct Applied {
    /// Findings of the selected rules.
    findings: Vec<Finding>,
    /// Secrets that no output may show.
    redacted: Vec<Span>,
    /// Rules that failed.
    panics: Vec<Panic>,
}

impl<'a> Run<'a> {
    /// Judges all files of the workspace.
    fn report(&self, on_file: &(dyn Fn() + Sync)) -> Report {
        let subjects: Vec<_> = self.workspace.alone().collect();
        let judged = subjects.into_par_iter().map(|(file, subject)| {
            let judged = self.judge(file, &subject);
            on_file();
            judged
        });
        let mut judged: Vec<Judged> = judged.collect();
        judged.extend(self.judge_projects(on_file));
        judged.extend(self.judge_env_files(on_file));
        let scripts = self.workspace.run_scripts();
        judged.extend(self.judge_scripts(&scripts));
        let mut report = Report::default();
        let mut redacted = Vec::new();
        for judged in judged {
            report.findings.extend(judged.findings.into_iter().map(Box::new));
            redacted.extend(judged.redacted);
            report.files.extend(judged.file);
            report.suppressed.extend(judged.suppressed);
            report.internal_error |= judged.panicked;
        }
        if !self.workspace.failures().is_empty() {
            report.internal_error = true;
            report
                .findings
                .extend(self.failure_findings().into_iter().map(Box::new));
        }
        report.sources = self.workspace.sources().clone();
        redacted.extend(redact::written(&report.sources));
        let redacted = redact::merged(redacted);
        let again = redact::repeated(&redacted, &report.sources);
        report.redacted = redact::merged([redacted, again].concat());
        self.apply_policy(&mut report);
        self.note_overrides(&scripts, &mut report);
        self.identify(&mut report);
        redact::findings(&mut report);
        quotes::shorten(&mut report);
        self.leave_out_context(&mut report);
        report
    }

    /// Takes out what is in files that nobody asked for.
    fn leave_out_context(&self, report: &mut Report) {
        let is_reported = |file: FileId| self.workspace.is_reported(file);
        report.findings.retain(|finding| is_reported(finding.span.file));
        let suppressed = &mut report.suppressed;
        suppressed.retain(|suppressed| is_reported(suppressed.finding.span.file));
        report.files.retain(|file| is_reported(file.file));
    }

    /// Judges a file by itself.
    fn judge(&self, file: FileId, subject: &Subject<'a>) -> Judged {
        let (kind, verdict) = match subject {
            Subject::Dockerfile(dockerfile) => (FileKind::Dockerfile, dockerfile.verdict()),
            Subject::Compose(compose, _) => (FileKind::Compose, compose.verdict()),
        };
        let Applied {
            mut findings,
            redacted,
            panics,
        } = self.apply(subject, verdict.environment);
        if self.is_unread(&[file]) {
            findings.clear();
        }
        findings.extend(self.environment_finding(file, subject, verdict));
        let panicked = !panics.is_empty();
        findings.extend(self.panic_findings(file, panics, verdict.environment));
        sort(&mut findings);
        adapt_to_compose(subject, &mut findings);
        let suppressed = self.ignore(subject, &[verdict.environment], &mut findings);
        let file = FileReport {
            file,
            kind,
            verdict: verdict.clone(),
        };
        Judged {
            findings,
            redacted,
            file: Some(file),
            suppressed,
            panicked,
        }
    }

    /// Judges the variants of all projects, and combines the findings for each file.
    fn judge_projects(&self, on_file: &(dyn Fn() + Sync)) -> Vec<Judged> {
        let variants: Vec<VariantView<'a>> = self.workspace.variants().collect();
        let applied = variants.par_iter().map(|variant| {
            let environment = variant.verdict.environment;
            let Applied {
                mut findings,
                redacted,
                panics,
            } = self.apply(&variant.subject, environment);
            let panicked = !panics.is_empty();
            let main = variant.files[0];
            if self.is_unread(variant.files) {
                findings.clear();
            }
            findings.extend(self.panic_findings(main, panics, environment));
            if variant.only.is_none() {
                findings.extend(self.variant_environment_finding(variant));
            }
            (findings, (redacted, panicked))
        });
        let (found, more): (Vec<_>, Vec<_>) = applied.collect::<Vec<_>>().into_iter().unzip();
        let mut by_file = variants::together(&variants, found);
        let mut parts: BTreeMap<FileId, Vec<&VariantView<'a>>> = BTreeMap::new();
        for variant in &variants {
            for file in variant.files {
                parts.entry(*file).or_default().push(variant);
            }
        }
        let mut judged: Vec<Judged> = Vec::with_capacity(parts.len());
        for (file, variants) in parts {
            let findings = by_file.remove(&file).unwrap_or_default();
            judged.extend(self.judge_part(file, &variants, findings));
            on_file();
        }
        if let Some(first) = judged.first_mut() {
            first.panicked = more.iter().any(|(_, panicked)| *panicked);
            first.redacted = more.into_iter().flat_map(|(redacted, _)| redacted).collect();
        }
        judged
    }

    /// Judges the environment files that projects read, and those that were named. Only the names of their variables are ever
    /// shown: a value that looks harmless here may open a door elsewhere.
    fn judge_env_files(&self, on_file: &(dyn Fn() + Sync)) -> Vec<Judged> {
        let files: Vec<_> = self.workspace.env_files().collect();
        let judged = files.into_par_iter().map(|(file, view)| {
            let environment = view.environment();
            let settings = self.settings_of(file, environment);
            let mut judge = self.judge_with(&settings);
            judge.judge_env_file(view);
            let Applied {
                mut findings,
                redacted: _,
                panics,
            } = self.finish(judge);
            let panicked = !panics.is_empty();
            findings.extend(self.panic_findings(file, panics, environment));
            sort(&mut findings);
            let is_input = self.workspace.is_input(file);
            if is_input {
                on_file();
            }
            Judged {
                findings,
                redacted: view.redacted(),
                file: is_input.then(|| FileReport {
                    file,
                    kind: FileKind::EnvFile,
                    verdict: view.verdict().clone(),
                }),
                suppressed: Vec::new(),
                panicked,
            }
        });
        judged.collect()
    }

    /// Judges the shell code of the scripts that images and services run. Its comments are those of
    /// ShellCheck, and a fix would be made to a file that nobody gave us.
    fn judge_scripts(&self, scripts: &[ScriptView<'_>]) -> Vec<Judged> {
        let judged = scripts.par_iter().map(|&script| {
            let file = script.source().id();
            let settings = self.settings_of(file, script.environment());
            let mut judge = self.judge_with(&settings);
            judge.judge_script(script);
            let Applied {
                mut findings,
                mut redacted,
                panics,
            } = self.finish(judge);
            redacted.extend(script.secrets());
            let panicked = !panics.is_empty();
            findings.extend(self.panic_findings(file, panics, script.environment()));
            findings.iter_mut().for_each(|finding| finding.fix = None);
            sort(&mut findings);
            Judged {
                findings,
                redacted,
                file: None,
                suppressed: Vec::new(),
                panicked,
            }
        });
        judged.collect()
    }

    /// Combines the findings for a file that is part of projects.
    fn judge_part(&self, file: FileId, variants: &[&VariantView<'a>], mut findings: Vec<Finding>) -> Option<Judged> {
        let compose = self.workspace.compose_of(file)?;
        let verdict = compose.verdict();
        let written = compose.yaml.errors.iter();
        findings.extend(written.filter_map(|error| self.syntax_finding(error, verdict.environment)));
        sort(&mut findings);
        // The same Dockerfile is in every variant of the file.
        let mut inline = BTreeMap::new();
        for variant in variants {
            let Subject::Compose(_, dockerfiles) = &variant.subject else {
                continue;
            };
            let here = dockerfiles.iter().filter(|dockerfile| dockerfile.source().id() == file);
            for dockerfile in here {
                inline.entry(dockerfile.place().start).or_insert(*dockerfile);
            }
        }
        let subject = Subject::Compose(compose, inline.into_values().collect());
        adapt_to_compose(&subject, &mut findings);
        let mut environments: Vec<Environment> = variants.iter().map(|v| v.verdict.environment).collect();
        environments.sort_unstable();
        environments.dedup();
        let suppressed = self.ignore(&subject, &environments, &mut findings);
        Some(Judged {
            findings,
            redacted: Vec::new(),
            file: self.workspace.is_input(file).then(|| FileReport {
                file,
                kind: FileKind::Compose,
                verdict: verdict.clone(),
            }),
            suppressed,
            panicked: false,
        })
    }

    /// What is found in a file or a variant.
    fn apply(&self, subject: &Subject<'a>, environment: Environment) -> Applied {
        let file = match subject {
            Subject::Dockerfile(dockerfile) => dockerfile.source().id(),
            Subject::Compose(compose, _) => compose.source().id(),
        };
        let settings = self.settings_of(file, environment);
        let mut judge = self.judge_with(&settings);
        judge.judge(subject);
        for finding in self.syntax_findings(subject, environment) {
            judge.findings.push(finding);
        }
        self.finish(judge)
    }

    fn judge_with<'j>(&'j self, settings: &'j Settings) -> Judge<'j> {
        Judge {
            dispatch: self.dispatch,
            workspace: self.workspace,
            policy: self.policy,
            settings,
            findings: Collector::default(),
            panics: Vec::new(),
        }
    }

    /// The findings that the user asked for.
    fn finish(&self, judge: Judge<'_>) -> Applied {
        let (mut findings, mut redacted) = judge.findings.finish();
        redacted.extend(findings.iter().flat_map(|finding| finding.redacted.iter().copied()));
        findings.retain(|finding| self.is_wanted(finding));
        Applied {
            findings,
            redacted,
            panics: judge.panics,
        }
    }

    /// Removes the findings that comments hide, and adds the findings about the comments. Those can
    /// be hidden like any other, except `ignore-comment-used`.
    fn ignore(
        &self,
        subject: &Subject<'a>,
        environments: &[Environment],
        findings: &mut Vec<Finding>,
    ) -> Vec<Suppressed> {
        let environment = environments[0];
        let mut ignores = Ignores::of(subject, self.registry, self.policy.date);
        let mut suppressed = ignores.hide(findings);
        let said = |what: EngineFinding, problems: Vec<Problem>| {
            let said = problems.into_iter().filter_map(|problem| {
                let mut finding = self.own(what, problem.span, problem.message, environment)?;
                finding.help(problem.help).fix = problem.fix.map(Box::new);
                Some(finding)
            });
            let mut said: Vec<Finding> = said.collect();
            sort(&mut said);
            said
        };
        let mut silent = said(EngineFinding::IgnoreWithoutReason, ignores.without_reason());
        suppressed.extend(ignores.hide(&mut silent));
        let mut unused = said(EngineFinding::IgnoreUnused, ignores.unused(self.policy, environments));
        suppressed.extend(ignores.hide(&mut unused));
        findings.extend(said(EngineFinding::CommentMistaken, ignores.mistakes()));
        findings.extend(silent);
        findings.extend(unused);
        findings.extend(said(EngineFinding::IgnoreUsed, ignores.all()));
        sort(findings);
        suppressed
    }

    /// The settings of a file.
    fn settings_of(&self, file: FileId, environment: Environment) -> Cow<'a, Settings> {
        self.policy.for_file(self.path(file), environment)
    }

    fn path(&self, file: FileId) -> &'a str {
        self.workspace.source(file).path()
    }

    fn is_wanted(&self, finding: &Finding) -> bool {
        self.policy.wants(finding.rule.index(), finding.code)
    }
}

/// Makes what rules of Dockerfiles say fit the Compose file around it. And where the YAML parser
/// stopped half-way, a change that is safe for the part it read may break the rest.
fn adapt_to_compose(subject: &Subject<'_>, findings: &mut [Finding]) {
    let Subject::Compose(compose, inline) = subject else {
        return;
    };
    if !inline.is_empty() {
        leave_out_fixes_of_inline(compose.source(), inline, findings);
        double_dollars_of_inline(inline, findings);
    }
    if compose.yaml.truncated_at.is_some() {
        let fixes = findings.iter_mut().filter_map(|finding| finding.fix.as_mut());
        fixes.for_each(|fix| fix.safety = Safety::Unsafe);
    }
}

/// A fix for a Dockerfile knows nothing of the YAML around it: the indentation of a new line,
/// Compose's variables, the quotes around the whole.
fn leave_out_fixes_of_inline(source: &SourceFile, inline: &[Dockerfile<'_>], findings: &mut [Finding]) {
    let is_quoted = inline.iter().any(|dockerfile| {
        let tree = dockerfile.tree();
        let directives = tree.directives.iter().map(|d| d.span.start);
        let comments = tree.comments.iter().map(|c| c.span.start);
        let instructions = tree.instructions.iter().map(|i| i.full_span.start);
        let first = directives.chain(comments).chain(instructions).min();
        first.is_some_and(|at| source.text()[..at as usize].trim_end().ends_with(['"', '\'']))
    });
    let is_alien = |c: char| matches!(c, '\n' | '$') || is_quoted && matches!(c, '"' | '\'' | '\\');
    for finding in findings.iter_mut().filter(|finding| is_of_dockerfiles(finding)) {
        let fits = |fix: &Fix| !fix.edits.iter().any(|edit| edit.text.contains(is_alien));
        finding.fix = finding.fix.take().filter(|fix| fits(fix));
    }
}

/// Compose replaces `$NAME` before the builder sees an inline Dockerfile, so what a help says to
/// write there needs two dollar signs.
fn double_dollars_of_inline(inline: &[Dockerfile<'_>], findings: &mut [Finding]) {
    let written = |dockerfile: &Dockerfile<'_>| {
        let instructions = &dockerfile.tree().instructions;
        Some(instructions.first()?.full_span.to(instructions.last()?.full_span))
    };
    let spans: Vec<Span> = inline.iter().filter_map(written).collect();
    for finding in findings.iter_mut().filter(|finding| is_of_dockerfiles(finding)) {
        let Some(help) = finding.help.as_mut().filter(|help| help.contains('$')) else {
            continue;
        };
        if spans.iter().any(|span| span.contains(finding.span)) {
            *help = help.replace('$', "$$").into();
        }
    }
}

fn is_of_dockerfiles(finding: &Finding) -> bool {
    matches!(finding.rule.target, Target::Dockerfile | Target::Shell)
}

/// Sorts by place and rule, and merges findings that several checks of a rule have in common.
fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| a.span.file.cmp(&b.span.file).then_with(|| a.in_order(b)));
    findings.dedup_by(|a, b| a.span == b.span && a.rule.index() == b.rule.index() && a.message == b.message);
}

#[cfg(test)]
mod tests;
