//! The end of a run: what the user decided is applied to what was found, and each finding gets what
//! it is recognised by.

use std::collections::{HashMap, HashSet};

use plimsoll_model::view::{ScriptView, Subject};
use plimsoll_syntax::dockerfile::Word;
use plimsoll_syntax::{FileId, Span};

use super::Run;
use crate::outline::{DockerfileOutline, Outline};
use crate::policy::{InFile, Place};
use crate::redact;
use crate::{Finding, FixChoice, Identity, Report, Safety, Suppressed, Suppression};

/// Makes the outlines of the files of a run.
struct Outlines<'a> {
    subjects: HashMap<FileId, Subject<'a>>,
    env_files: HashSet<FileId>,
}

impl<'a> Run<'a> {
    /// Takes out what is off or accepted at its place, and gives all else its level. Until here findings
    /// have the levels that the pages declare, so that which of two is kept does not depend on the
    /// user's.
    pub(super) fn apply_policy(&self, report: &mut Report) {
        let looks_inside = self.policy.looks_inside();
        let outlines = looks_inside.then(|| self.outlines());
        let mut known: HashMap<FileId, Outline<'_>> = HashMap::new();
        let mut policies: HashMap<FileId, InFile<'_>> = HashMap::new();
        let exceptions = self.policy.exceptions();
        let redacted = std::mem::take(&mut report.redacted);
        self.take_back_ignores(report);
        for mut finding in std::mem::take(&mut report.findings) {
            let file = finding.span.file;
            let mut place = Place::of_file(self.path(file), finding.environment);
            if let Some(outlines) = &outlines {
                let outline = known
                    .entry(file)
                    .or_insert_with(|| self.outline(outlines, file, &redacted));
                outline.refine(finding.span, &mut place);
            }
            let rule = finding.rule.index();
            let policy = policies.entry(file).or_insert_with(|| self.policy.in_file(place.path));
            let accepted = policy.exception_at(&place, rule, finding.code);
            let settings = policy.at(&place);
            let by = if !settings.wants(rule, finding.code) {
                Suppression::Override
            } else if let Some(index) = accepted {
                report.used_exceptions.insert(index);
                Suppression::Exception {
                    reason: exceptions[index].reason.clone(),
                    until: exceptions[index].until,
                    origin: exceptions[index].origin,
                }
            } else {
                let usual = self
                    .policy
                    .level_in_edition(&finding.rule, finding.level, finding.environment);
                finding.level = settings.level(rule, finding.code).unwrap_or(usual);
                finding.came_by_itself = self.policy.comes_by_itself(&finding.rule);
                let choice = settings.fix(rule, finding.code);
                decide_on_fix(&mut finding, choice);
                report.findings.push(finding);
                continue;
            };
            report.suppressed.push(Suppressed { finding, by });
        }
        report.redacted = redacted;
    }

    /// Takes back what comments hide although somebody above the repository forbids it.
    fn take_back_ignores(&self, report: &mut Report) {
        for suppressed in std::mem::take(&mut report.suppressed) {
            let Suppression::Comment { span: comment, until } = suppressed.by else {
                report.suppressed.push(suppressed);
                continue;
            };
            let rule = suppressed.finding.rule.index();
            let text = self.workspace.source(comment.file).slice(comment);
            let holds = !self.policy.forbids_ignores(rule) && self.policy.may_be_hidden(rule, text, until);
            if holds {
                report.suppressed.push(suppressed);
                continue;
            }
            let mut finding = suppressed.finding;
            finding.note(comment, "this ignore does not hold: the configuration forbids it");
            report.findings.push(finding);
        }
    }

    /// Notes which overrides hold somewhere.
    pub(super) fn note_overrides(&self, scripts: &[ScriptView<'_>], report: &mut Report) {
        if self.policy.override_origins().next().is_none() {
            return;
        }
        for script in scripts {
            let path = script.source().path();
            let place = Place::of_file(path, script.environment());
            let policy = self.policy.in_file(path);
            report.used_overrides.extend(policy.overrides_at(&place));
        }
        for (file, subject) in self.workspace.subjects() {
            let path = self.path(file);
            let policy = self.policy.in_file(path);
            let mut note = |place: &Place<'_>| report.used_overrides.extend(policy.overrides_at(place));
            let of = |environment| Place::of_file(path, environment);
            let dockerfiles = match &subject {
                Subject::Dockerfile(dockerfile) => vec![*dockerfile],
                Subject::Compose(compose, inline) => {
                    note(&of(compose.verdict().environment));
                    for service in compose.services() {
                        let image = service.image.as_ref().and_then(|field| field.value.likely());
                        note(&Place {
                            service: Some(&service.name.value),
                            image,
                            ..of(service.environment())
                        });
                    }
                    inline.clone()
                }
            };
            for dockerfile in dockerfiles {
                note(&of(dockerfile.verdict().environment));
                for stage in dockerfile.stages() {
                    note(&Place {
                        stage: stage.name().map(Word::as_written),
                        image: stage.image_word().map(Word::as_written),
                        ..of(stage.environment())
                    });
                }
            }
        }
    }

    /// Gives all findings their identities, those that are not reported included: what is suppressed
    /// today must not change the identities of the others.
    pub(super) fn identify(&self, report: &mut Report) {
        let outlines = self.outlines();
        let suppressed = report.suppressed.iter_mut().map(|suppressed| &mut suppressed.finding);
        let findings = report.findings.iter_mut().chain(suppressed);
        let mut findings: Vec<&mut Finding> = findings.map(|finding| &mut **finding).collect();
        findings.sort_by(|a, b| a.span.file.cmp(&b.span.file).then_with(|| a.in_order(b)));
        for findings in findings.chunk_by_mut(|a, b| a.span.file == b.span.file) {
            let outline = self.outline(&outlines, findings[0].span.file, &report.redacted);
            for finding in findings.iter_mut() {
                let code = finding.code.map(|code| code.to_string()).unwrap_or_default();
                // A rule that was renamed is still the same: its first id counts.
                let rule = finding.rule.formerly().next().unwrap_or(finding.rule.id());
                finding.identity = outline.identity(rule, &code, finding.span, finding.stands_in);
            }
            Identity::number(findings.iter_mut().map(|finding| &mut finding.identity));
        }
    }

    fn outlines(&self) -> Outlines<'a> {
        Outlines {
            subjects: self.workspace.subjects().collect(),
            env_files: self.workspace.env_files().map(|(file, _)| file).collect(),
        }
    }

    fn outline<'o>(&self, outlines: &Outlines<'a>, file: FileId, redacted: &'o [Span]) -> Outline<'o>
    where
        'a: 'o,
    {
        let mut outline = Outline {
            source: self.workspace.source(file),
            yaml: None,
            dockerfiles: Vec::new(),
            is_env_file: outlines.env_files.contains(&file),
            redacted: redact::within(redacted, file),
        };
        match outlines.subjects.get(&file) {
            Some(Subject::Dockerfile(dockerfile)) => {
                outline.dockerfiles.push(DockerfileOutline::new(*dockerfile, false));
            }
            Some(Subject::Compose(_, inline)) => {
                let inline = inline
                    .iter()
                    .map(|dockerfile| DockerfileOutline::new(*dockerfile, true));
                outline.dockerfiles.extend(inline);
            }
            None => {}
        }
        // Also of those that are only taken in by others.
        outline.yaml = self.workspace.compose_of(file).map(|compose| &*compose.facts().yaml);
        outline
    }
}

/// Takes away the fix, or changes whether it may be made without asking, as the user wants it.
fn decide_on_fix(finding: &mut Finding, choice: Option<FixChoice>) {
    match (choice, &mut finding.fix) {
        (Some(FixChoice::Never), fix) => *fix = None,
        (Some(FixChoice::Ask), Some(fix)) => fix.safety = Safety::Unsafe,
        (Some(FixChoice::Safe), Some(fix)) => fix.safety = Safety::Safe,
        _ => {}
    }
}
