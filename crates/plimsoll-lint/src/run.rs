//! The run: files in, report out.

use std::collections::{BTreeMap, HashMap};

use plimsoll_model::{
    ComposeFile, Dockerfile, Environment, FileKind, Files, Input, Reason, Subject, VariantView, Verdict, Workspace,
};
use plimsoll_syntax::{FileId, Span, SyntaxError, SyntaxErrorKind};
use rayon::prelude::*;

use crate::dispatch::{Dispatch, Judge, Panic};
use crate::hidden;
use crate::ignores::{self, Ignores, Problem};
use crate::listing::Listing;
use crate::variants;
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
    let workspace = Workspace::load_with(inputs, files, policy.environment, &policy.project);
    let run = Run {
        registry,
        policy,
        dispatch: Dispatch::new(registry, policy),
        workspace: &workspace,
    };
    let subjects: Vec<_> = workspace.alone().collect();
    let judged = subjects.into_par_iter().map(|(file, subject)| {
        let judged = run.judge(file, &subject);
        on_file();
        judged
    });
    let mut judged: Vec<Judged> = judged.collect();
    judged.extend(run.judge_projects(on_file));
    judged.extend(run.judge_env_files());
    judged.sort_by_key(|judged| judged.file.file);
    let mut report = Report::default();
    let mut hidden = Vec::new();
    for judged in judged {
        report.findings.extend(judged.findings);
        hidden.extend(judged.hidden);
        if judged.was_asked_for {
            report.files.push(judged.file);
        }
        report.ignored += judged.ignored;
        report.internal_error |= judged.panicked;
    }
    report.sources = workspace.sources().to_vec();
    let hidden = hidden::merged(hidden);
    let again = hidden::repeated(&hidden, &report.sources);
    report.hidden = hidden::merged([hidden, again].concat());
    hidden::scrub(&mut report);
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
    hidden: Vec<Span>,
    file: FileReport,
    ignored: usize,
    panicked: bool,
    /// It is one of the inputs, and not only taken in by one of them.
    was_asked_for: bool,
}

/// What the rules say of a file or a variant.
struct Applied {
    /// Of the rules that are asked for.
    findings: Vec<Finding>,
    /// What no output may show.
    hidden: Vec<Span>,
    /// Rules that failed.
    panics: Vec<Panic>,
}

impl<'a> Run<'a> {
    /// Judges a file as it stands.
    fn judge(&self, file: FileId, subject: &Subject<'a>) -> Judged {
        let (kind, verdict) = match subject {
            Subject::Dockerfile(dockerfile) => (FileKind::Dockerfile, dockerfile.verdict()),
            Subject::Compose(compose, _) => (FileKind::Compose, compose.verdict()),
        };
        let Applied {
            mut findings,
            hidden,
            panics,
        } = self.apply(subject, verdict.environment);
        findings.extend(self.environment_finding(file, subject, verdict, &findings));
        let panicked = !panics.is_empty();
        findings.extend(self.panic_findings(file, panics, verdict.environment));
        sort(&mut findings);
        let ignored = self.ignore(subject, &[verdict.environment], &mut findings);
        let file = FileReport {
            file,
            kind,
            verdict: verdict.clone(),
        };
        Judged {
            findings,
            hidden,
            file,
            ignored,
            panicked,
            was_asked_for: true,
        }
    }

    /// Judges the variants of all projects, and puts together what they say of each file.
    fn judge_projects(&self, on_file: &(dyn Fn() + Sync)) -> Vec<Judged> {
        let variants: Vec<VariantView<'a>> = self.workspace.variants().collect();
        let applied = variants.par_iter().map(|variant| {
            let environment = variant.verdict.environment;
            let Applied {
                mut findings,
                hidden,
                panics,
            } = self.apply(&variant.subject, environment);
            let panicked = !panics.is_empty();
            let main = variant.files[0];
            findings.extend(self.panic_findings(main, panics, environment));
            if variant.only.is_none() {
                findings.extend(self.variant_environment_finding(variant, &findings));
            }
            (findings, (hidden, panicked))
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
            first.hidden = more.into_iter().flat_map(|(hidden, _)| hidden).collect();
        }
        judged
    }

    /// Judges the environment files that projects read. Nothing of them but the names of variables
    /// is ever shown: what looks harmless here may open a door elsewhere.
    fn judge_env_files(&self) -> Vec<Judged> {
        let files: Vec<_> = self.workspace.env_files().collect();
        let judged = files.into_par_iter().map(|(file, view)| {
            let mut judge = self.judge_with();
            judge.judge_env_file(view);
            let environment = view.environment();
            let Applied {
                mut findings,
                hidden: _,
                panics,
            } = self.finish(judge);
            let panicked = !panics.is_empty();
            findings.extend(self.panic_findings(file, panics, environment));
            sort(&mut findings);
            Judged {
                findings,
                hidden: view.covered(),
                file: FileReport {
                    file,
                    kind: FileKind::Compose,
                    verdict: view.verdict().clone(),
                },
                ignored: 0,
                panicked,
                was_asked_for: false,
            }
        });
        judged.collect()
    }

    /// Says what a variant was taken for when nobody said it, in the file that decided.
    fn variant_environment_finding(&self, variant: &VariantView<'a>, findings: &[Finding]) -> Option<Finding> {
        let file = match &variant.verdict.reason {
            Reason::Content(signs) => signs.first().map(|(span, _)| span.file),
            _ => None,
        };
        let file = file.unwrap_or(variant.files[0]);
        let subject = Subject::Compose(self.workspace.compose_of(file)?, Vec::new());
        self.environment_finding(file, &subject, variant.verdict, findings)
    }

    /// Puts together what is said of a file that has a part in projects.
    fn judge_part(&self, file: FileId, variants: &[&VariantView<'a>], mut findings: Vec<Finding>) -> Option<Judged> {
        let compose = self.workspace.compose_of(file)?;
        let verdict = compose.verdict();
        let written = compose.yaml.errors.iter();
        findings.extend(written.filter_map(|error| self.syntax_finding(error, verdict.environment)));
        sort(&mut findings);
        // The same Dockerfile stands in every variant of the file.
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
        let mut environments: Vec<Environment> = variants.iter().map(|v| v.verdict.environment).collect();
        environments.sort_unstable();
        environments.dedup();
        let ignored = self.ignore(&subject, &environments, &mut findings);
        Some(Judged {
            findings,
            hidden: Vec::new(),
            file: FileReport {
                file,
                kind: FileKind::Compose,
                verdict: verdict.clone(),
            },
            ignored,
            panicked: false,
            was_asked_for: self.workspace.is_input(file),
        })
    }

    /// What is found in a file or a variant.
    fn apply(&self, subject: &Subject<'a>, environment: Environment) -> Applied {
        let mut judge = self.judge_with();
        judge.judge(subject);
        for finding in self.syntax_findings(subject, environment) {
            judge.findings.push(finding);
        }
        self.finish(judge)
    }

    fn judge_with(&self) -> Judge<'_> {
        Judge {
            dispatch: &self.dispatch,
            workspace: self.workspace,
            policy: self.policy,
            findings: Listing::default(),
            panics: Vec::new(),
        }
    }

    /// What was found, as far as it is asked for.
    fn finish(&self, judge: Judge<'_>) -> Applied {
        let (mut findings, mut hidden) = judge.findings.finish();
        hidden.extend(findings.iter().flat_map(|finding| finding.hidden.iter().copied()));
        findings.retain(|finding| self.is_enabled(finding));
        Applied {
            findings,
            hidden,
            panics: judge.panics,
        }
    }

    fn panic_findings(&self, file: FileId, panics: Vec<Panic>, environment: Environment) -> Vec<Finding> {
        let place = Span::new(file, 0, 0);
        let finding = |panic: Panic| {
            let message = format!("the rule `{}` failed on this file: {}", panic.rule.id, panic.message);
            let mut finding = self.own(PANIC, place, message, environment)?;
            finding.help("the other rules were applied; please report this with the file");
            Some(finding)
        };
        panics.into_iter().filter_map(finding).collect()
    }

    /// Takes out what comments hide, and adds what is to be said of the comments. What is said of
    /// them can be hidden like anything else, apart from that they are there.
    fn ignore(&self, subject: &Subject<'a>, environments: &[Environment], findings: &mut Vec<Finding>) -> usize {
        let environment = environments[0];
        let mut ignores = Ignores::of(subject, self.registry, self.policy.date);
        let mut ignored = ignores.hide(findings);
        let said = |id, problems: Vec<Problem>| {
            let said = problems.into_iter().filter_map(|problem| {
                let mut finding = self.own(id, problem.span, problem.message, environment)?;
                finding.help(problem.help).fix = problem.fix;
                Some(finding)
            });
            let mut said: Vec<Finding> = said.collect();
            sort(&mut said);
            said
        };
        let mut silent = said(ignores::WITHOUT_REASON, ignores.without_reason());
        ignored += ignores.hide(&mut silent);
        let mut unused = said(ignores::UNUSED, ignores.unused(self.policy, environments));
        ignored += ignores.hide(&mut unused);
        findings.extend(silent);
        findings.extend(unused);
        findings.extend(said(ignores::USED, ignores.all()));
        sort(findings);
        ignored
    }

    fn is_enabled(&self, finding: &Finding) -> bool {
        let index = self.registry.index(finding.rule.id);
        index.is_some_and(|index| self.policy.is_enabled(index) && self.policy.wants(index, finding.code))
    }

    /// A finding of the engine itself, if its rule is there and runs.
    fn own(&self, id: &str, span: Span, message: impl Into<String>, environment: Environment) -> Option<Finding> {
        let index = self.registry.index(id).filter(|&index| self.policy.is_enabled(index))?;
        let rule = &self.registry.metas()[index];
        Some(Finding::new(rule, environment, span, message))
    }

    fn syntax_findings(&self, subject: &Subject<'a>, environment: Environment) -> Vec<Finding> {
        let finding = |error: &SyntaxError| self.syntax_finding(error, environment);
        match subject {
            Subject::Dockerfile(dockerfile) => {
                let findings = dockerfile.errors().filter_map(finding).collect();
                blank_lines_together(findings, *dockerfile)
            }
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
        if error.kind == SyntaxErrorKind::EmptyContinuation {
            // Docker leaves the lines out itself.
            finding.fix = Some(Fix::safe("remove the blank line", [error.span.replace("")]));
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
        let taken = verdict.environment;
        let (other, applied) = match taken {
            Environment::Production => (Environment::Development, "apply"),
            Environment::Development => (Environment::Production, "do not apply"),
        };
        let message = format!(
            "taken for a {taken} file ({}): {rules} rules for production {applied}",
            verdict.reason
        );
        let mut finding = self.own("environment-assumed", place, message, taken)?;
        if let Reason::Content(signs) = &verdict.reason {
            for (span, sign) in signs {
                finding.note(*span, sign.clone());
            }
        }
        // Above a parser directive a comment would make it void.
        let head = match subject {
            Subject::Dockerfile(d) if !d.tree().directives.is_empty() => "below its parser directives",
            _ => "at its head",
        };
        finding.help(format!(
            "if it is not, put `# plimsoll: environment={other}` {head}; `…={taken}` confirms it"
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

/// The rule of the engine that says that another one failed.
const PANIC: &str = "internal-error";

/// The key `services`, or the head of the file.
fn environment_place(compose: ComposeFile<'_>, file: FileId) -> Span {
    let services = compose.facts().root().and_then(|root| root.get("services"));
    services.map_or(Span::new(file, 0, 0), |entry| entry.key.span())
}

/// The rule that reports a kind of syntax error; none for what a rule with a function reports.
fn rule_of(kind: SyntaxErrorKind) -> Option<&'static str> {
    Some(match kind {
        SyntaxErrorKind::UnknownInstruction => "unknown-instruction",
        SyntaxErrorKind::Dockerfile => "dockerfile-syntax-error",
        SyntaxErrorKind::UnknownFlag => "unknown-instruction-flag",
        SyntaxErrorKind::InvalidFlag => "invalid-instruction-flag",
        SyntaxErrorKind::ArgumentCount => "wrong-argument-count",
        SyntaxErrorKind::MalformedFrom => "malformed-from",
        SyntaxErrorKind::StageName => "invalid-stage-name",
        SyntaxErrorKind::StageMissing => "stage-missing",
        SyntaxErrorKind::BeforeFrom => "instruction-before-from",
        SyntaxErrorKind::MalformedKeyValue => "malformed-key-value",
        SyntaxErrorKind::MalformedJson => "malformed-json-form",
        SyntaxErrorKind::ShellForm => "shell-instruction-not-json",
        SyntaxErrorKind::ParserDirective => "invalid-parser-directive",
        SyntaxErrorKind::InvalidMount => "invalid-run-mount",
        SyntaxErrorKind::OnbuildTrigger => "forbidden-onbuild-trigger",
        SyntaxErrorKind::UnknownTrigger => "unknown-onbuild-trigger",
        SyntaxErrorKind::Healthcheck => "invalid-healthcheck",
        SyntaxErrorKind::EmptyContinuation => "empty-continuation-line",
        SyntaxErrorKind::Compose => "compose-syntax-error",
        SyntaxErrorKind::ComposePort => "invalid-port-mapping",
        SyntaxErrorKind::ComposeMount => "invalid-volume-entry",
        SyntaxErrorKind::ComposeVariable => "invalid-interpolation",
        SyntaxErrorKind::DuplicateKey => "duplicate-key",
        SyntaxErrorKind::MergeConflict => "merge-type-conflict",
        SyntaxErrorKind::Cycle => "dependency-cycle",
        SyntaxErrorKind::Undefined => "undefined-reference",
        // A rule that knows the shell in force asks for these.
        SyntaxErrorKind::Shell | SyntaxErrorKind::ShellUnread => return None,
    })
}

/// One finding for all blank lines of an instruction, as BuildKit warns once, with a note for each
/// further run of them.
fn blank_lines_together(findings: Vec<Finding>, dockerfile: Dockerfile<'_>) -> Vec<Finding> {
    let instructions = &dockerfile.tree().instructions;
    let instruction_at = |finding: &Finding| instructions.partition_point(|i| i.span.start <= finding.span.start);
    let mut together: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut first_of: HashMap<usize, usize> = HashMap::new();
    for finding in findings {
        if finding.rule.id != "empty-continuation-line" {
            together.push(finding);
            continue;
        }
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

/// By place and rule, and one finding where several checks of a rule see the same.
fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.span.file, f.span.start, f.span.end, f.rule.id);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup_by(|a, b| a.span == b.span && a.rule.id == b.rule.id && a.message == b.message);
}

#[cfg(test)]
mod tests {
    use plimsoll_model::{Dockerfile, NoFiles};

    use super::*;
    use crate::listing::MOST;
    use crate::{Check, Context, Rule};

    static STOPS: Rule = Rule {
        page: "---\nid: stops\ngroup: style\ntarget: dockerfile\nlevel: warning\nsince: 0.1.0\n---\n\n# Stops\n",
        checks: &[Check::Dockerfile(|_, _| panic!("no `FROM`"))],
    };
    static FINDS: Rule = Rule {
        page: "---\nid: finds\ngroup: style\ntarget: dockerfile\nlevel: warning\nsince: 0.1.0\n---\n\n# Finds\n",
        checks: &[Check::Dockerfile(find)],
    };
    static SECRET: Rule = Rule {
        page: "---\nid: tells\ngroup: secrets\ntarget: dockerfile\nlevel: error\nsince: 0.1.0\n---\n\n# Tells\n",
        checks: &[Check::Dockerfile(tell)],
    };
    static FAILS: Rule = Rule {
        page: "---\nid: internal-error\ngroup: engine\ntarget: dockerfile\nlevel: error\nsince: 0.1.0\n---\n\n# Fails\n",
        checks: &[],
    };

    static REPEATS: Rule = Rule {
        page: "---\nid: repeats\ngroup: style\ntarget: dockerfile\nlevel: info\nsince: 0.1.0\n---\n\n# Repeats\n",
        checks: &[Check::Dockerfile(repeat)],
    };

    /// Only the last finding, which is not listed, hides something.
    fn repeat(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
        let line = dockerfile.source().line_span(1);
        for number in 0..MOST + 500 {
            let finding = cx.report(line, format!("fault {number}"));
            if number + 1 == MOST + 500 {
                finding.hide(line);
            }
        }
    }

    fn find(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
        let line = dockerfile.source().line_span(1);
        let text = cx.text(line).trim().to_owned();
        let finding = cx.report(line, format!("odd: `{text}`"));
        finding.note(line, format!("see `{text}`"));
        finding.fix(Fix::safe("turn it", [line.replace(text)]));
    }

    fn tell(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
        let text = dockerfile.source().text();
        let at = text.find("hunter2").expect("the tests have it");
        let span = Span::new(dockerfile.source().id(), at, at + 7);
        cx.report(span, "a secret").hide(span);
    }

    fn run(rules: &[&'static Rule], select: &[&str], text: &str) -> Report {
        let registry = Registry::new(rules.to_vec().leak()).expect("the pages are right");
        let select: Vec<String> = select.iter().map(|&s| s.to_owned()).collect();
        let policy = Policy::new(&registry, &select, &[]).expect("the rules exist");
        let input = Input {
            path: "Dockerfile".to_owned(),
            kind: FileKind::Dockerfile,
            bytes: text.into(),
        };
        lint(vec![input], &NoFiles, &registry, &policy, &|| ())
    }

    fn ids(report: &Report) -> Vec<&str> {
        report.findings.iter().map(|f| f.rule.id).collect()
    }

    #[test]
    fn a_panic_costs_one_rule_only() {
        let report = run(&[&STOPS, &FINDS, &FAILS], &[], "FROM a\n");
        assert!(report.internal_error);
        assert_eq!(ids(&report), ["internal-error", "finds"]);
        let message = &report.findings[0].message;
        assert!(
            message.contains("`stops`") && message.contains("no `FROM`"),
            "{message}"
        );
    }

    #[test]
    fn a_rule_lists_only_so_many_findings() {
        let report = run(&[&REPEATS], &[], "FROM a\n");
        assert_eq!(report.findings.len(), MOST + 1);
        let last = report.findings.iter().find(|f| f.message.contains("more places"));
        assert!(last.is_some_and(|f| f.message.starts_with("500 more")), "{last:?}");
        assert_eq!(report.hidden_in(FileId(0)), [Span::new(FileId(0), 0, 6)]);
    }

    #[test]
    fn secrets_are_hidden_whatever_is_asked_for() {
        for (select, expected) in [(&[][..], &["finds", "tells"][..]), (&["finds"], &["finds"])] {
            let report = run(&[&FINDS, &SECRET], select, "ENV PASSWORD=hunter2\nFROM a\n");
            assert_eq!(ids(&report), expected);
            assert_eq!(report.hidden_in(FileId(0)), [Span::new(FileId(0), 13, 20)]);
            let finding = &report.findings[0];
            assert_eq!(finding.message, "odd: `ENV PASSWORD=…`");
            assert_eq!(finding.notes[0].text, "see `ENV PASSWORD=…`");
            assert!(finding.fix.is_none());
        }
        let ignored = "# plimsoll: ignore[tells] a test\nENV PASSWORD=hunter2\n";
        let report = run(&[&SECRET], &[], ignored);
        assert_eq!((report.findings.len(), report.hidden.len()), (0, 1));
    }
}
