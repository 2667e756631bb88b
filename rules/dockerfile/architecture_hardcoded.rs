use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::build::architecture_in;
use plimsoll_model::command::download::download;
use plimsoll_model::view::Dockerfile;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::shell::Role;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("architecture_hardcoded.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let mut arguments = dockerfile.instructions().filter(|i| i.node().kind == Kind::Arg);
    let prepares = arguments.any(|argument| {
        let mut names = argument.node().pairs().iter().map(|pair| pair.key.as_written());
        names.any(|name| matches!(name, "TARGETARCH" | "TARGETPLATFORM"))
    });
    if !prepares {
        return;
    }
    for stage in dockerfile.stages() {
        // A download for the machine that builds has the right architecture.
        if stage.from().node().flag("platform").is_some() {
            continue;
        }
        for run in stage.runs() {
            if run.steps().any(|step| step.asks_for_architecture()) {
                continue;
            }
            // A branch is probably taken for one architecture only.
            let steps = run.steps();
            for step in steps.filter(|step| !step.script.is_within(step.index, Role::Branch)) {
                let urls = download(step.argv()).map(|download| download.urls).unwrap_or_default();
                for url in urls {
                    if let Some(name) = architecture_in(url.text) {
                        cx.report(url.span, format!("the download is for `{name}` only"))
                            .help("choose by `$TARGETARCH`, as other parts of the file do");
                    }
                }
            }
        }
    }
}
