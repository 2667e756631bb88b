use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::Invocation;
use plimsoll_model::command::download::{Tool, download};
use plimsoll_model::view::Stage;
use plimsoll_syntax::Span;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("flaky_download.md")),
    checks: &[Check::Stage(check)],
};

/// At most this many base stages of this one are looked at.
const MOST_ANCESTORS: usize = 8;

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Use::Bare(place) = first_use(stage) else { return };
    // A setting of a stage applies to the stages built on it, so one finding is enough.
    let mut before = stage.ancestors().skip(1).take(MOST_ANCESTORS);
    if before.any(|ancestor| !matches!(first_use(ancestor), Use::None)) {
        return;
    }
    cx.report(place, "`curl` gives up at the first network error")
        .help("add `--retry 5 --retry-all-errors`, or put `retry = 5` into `.curlrc`");
}

/// How a stage first downloads.
enum Use {
    None,
    /// With settings for network failures.
    Set,
    /// Without any, by the program at this place.
    Bare(Span),
}

fn first_use(stage: Stage<'_>) -> Use {
    if stage.placed().any(|placed| placed.path.contains("curlrc")) {
        return Use::Set;
    }
    let mut is_written = false;
    for run in stage.runs() {
        // `CURL_HOME` names the folder of a configuration.
        let is_set = run.set_variable("CURL_HOME").is_some();
        for step in run.steps() {
            is_written |= writes_settings(&step);
            let Some(download) = download(step.argv()).filter(|d| d.tool == Tool::Curl && !d.urls.is_empty()) else {
                continue;
            };
            let retries = |name: &str| name.starts_with("retry") || matches!(name, "K" | "config");
            let retries = download.flags.iter().any(|flag| retries(flag.name));
            return match is_set || retries || is_written {
                true => Use::Set,
                false => Use::Bare(download.tool_span),
            };
        }
    }
    Use::None
}

/// Whether a command, or another of the same code, writes the configuration of curl.
fn writes_settings(step: &Invocation<'_>) -> bool {
    let redirects = step.script.commands.iter().flat_map(|command| &command.redirects);
    let mut targets = redirects.filter_map(|redirect| redirect.target.as_ref());
    let is_target = targets.any(|target| target.content.contains("curlrc"));
    is_target || step.arguments().iter().any(|argument| argument.text.contains("curlrc"))
}
