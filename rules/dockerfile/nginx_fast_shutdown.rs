use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Stage;
use plimsoll_syntax::dockerfile::Kind;

use crate::edit::{keyword_like, lines_before};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("nginx_fast_shutdown.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let is_nginx = |program: &str| matches!(program.rsplit('/').next(), Some("nginx" | "openresty"));
    let Some((start, _)) = stage.first_program().filter(|(_, program)| is_nginx(program)) else {
        return;
    };
    if !stage.is_shipped() || stage.is_windows() {
        return;
    }
    // An unknown image may set the signal.
    let is_cut = match stage.stop_signal() {
        Some((_, signal)) => signal.known().is_some_and(|name| {
            let upper = name.to_ascii_uppercase();
            matches!(upper.strip_prefix("SIG").unwrap_or(&upper), "TERM" | "15" | "INT" | "2")
        }),
        None => stage.base_sets_no_signal(),
    };
    if is_cut {
        let place = start.node().command().map_or(start.keyword(), |command| command.span);
        let finding = cx.report(place, "the current stop signal makes nginx cut open connections");
        finding.stands_in();
        finding.help("add `STOPSIGNAL SIGQUIT`, on which nginx finishes them first");
        let own = stage.of_kind(Kind::Stopsignal).next_back();
        let edit = match own.and_then(|signal| signal.node().words().first()) {
            Some(word) => Some(word.span.replace("SIGQUIT")),
            None => lines_before(start, &[format!("{} SIGQUIT", keyword_like(start, "STOPSIGNAL"))]),
        };
        if let Some(edit) = edit {
            finding.fix(Fix::unsafe_("stop it with `SIGQUIT`", [edit]));
        }
    }
}
