use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::Stage;
use plimsoll_model::command::{Tool, download};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("flaky_download.md"),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let configured = stage.placed().any(|placed| placed.path.contains("curlrc"));
    if configured {
        return;
    }
    for run in stage.runs() {
        // `CURL_HOME` names the folder of a configuration.
        let is_set = run.set_variable("CURL_HOME").is_some();
        for (_, step) in run.steps() {
            let Some(download) = download(step.argv()).filter(|d| d.tool == Tool::Curl && !d.urls.is_empty()) else {
                continue;
            };
            let retries = |name: &str| name.starts_with("retry") || matches!(name, "K" | "config");
            if is_set || download.flags.iter().any(|flag| retries(flag.name)) || writes_settings(&step) {
                return;
            }
            cx.report(download.tool_span, "`curl` gives up at the first hiccup of the network")
                .help("add `--retry 5 --retry-all-errors`, or put `retry = 5` into `.curlrc`");
            return;
        }
    }
}

/// Whether a command of the same code writes the configuration of curl.
fn writes_settings(step: &plimsoll_model::command::Invocation<'_>) -> bool {
    let mut targets = step.script.commands.iter().flat_map(|command| &command.redirects);
    targets.any(|redirect| {
        redirect
            .target
            .as_ref()
            .is_some_and(|word| word.content.contains("curlrc"))
    })
}
