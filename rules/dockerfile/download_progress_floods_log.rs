use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::download::{Tool, download};
use plimsoll_model::image::Family;
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("download_progress_floods_log.md")),
    checks: &[Check::Step(check)],
};

fn check(step: &Step<'_>, cx: &mut Context<'_>) {
    let Some(download) = download(step.argv()).filter(|download| download.tool == Tool::Wget) else {
        return;
    };
    let quiet = |name: &str| {
        matches!(
            name,
            "q" | "quiet"
                | "no-verbose"
                | "progress"
                | "o"
                | "output-file"
                | "a"
                | "append-output"
                | "V"
                | "version"
                | "help"
        )
    };
    // `-nv` is read as two letters.
    let is_quiet = download
        .flags
        .iter()
        .any(|flag| quiet(flag.name) || flag.argument.text == "-nv");
    if is_quiet || download.urls.is_empty() {
        return;
    }
    let finding = cx.report(download.tool_span, "`wget` prints its progress into the build log");
    finding.help("add `--progress=dot:giga`, or `-nv`; BusyBox's wget only has `-q`");
    let is_shell = step.code.kind.is_some() && step.script_number == 0;
    if is_shell && step.argv()[0].text == "wget" && step.run.stage().is_some_and(has_gnu_wget) {
        let edit = download.tool_span.insert_after(" --progress=dot:giga");
        finding.fix(Fix::safe("print less", [edit]));
    }
}

/// Whether the distribution's wget is GNU's.
fn has_gnu_wget(stage: Stage<'_>) -> bool {
    matches!(
        stage.family(),
        Some(Family::Debian | Family::Ubuntu | Family::Rhel | Family::Suse | Family::Arch)
    )
}
