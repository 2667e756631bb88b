use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("stage_referenced_by_number.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    // A stage that names itself, or one below, is left to other rules.
    let uses = dockerfile.stage_graph().uses().iter();
    for used in uses.filter(|used| used.by_number && used.used < used.user) {
        let Some(stage) = dockerfile.stage_at(used.used) else {
            continue;
        };
        let finding = cx.report(used.span, format!("stage {} is referenced by its number", used.used));
        match stage.name() {
            Some(name) => {
                let name = name.as_written();
                finding.help(format!("write its name: `--from={name}`"));
                let is_only = dockerfile.stages_named(name).count() == 1;
                if let Some(place) = number(used.span, used.used, dockerfile).filter(|_| is_only) {
                    finding.fix(Fix::safe("write its name", [place.replace(name)]));
                }
            }
            None => {
                finding.help("give the stage a name with `AS`, and use that");
            }
        }
        finding.note(stage.place(), "the stage");
    }
}

/// The place of the number, alone or at the end of a flag.
fn number(place: Span, number: usize, dockerfile: Dockerfile<'_>) -> Option<Span> {
    let written = dockerfile.source().slice(place);
    let number = number.to_string();
    let start = written.strip_suffix(&*number)?;
    let is_whole = start.is_empty() || start.ends_with('=');
    is_whole.then(|| Span::new(place.file, place.start as usize + start.len(), place.end as usize))
}
