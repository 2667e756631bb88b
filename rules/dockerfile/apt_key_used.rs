use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::download::{Tool, download};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("apt_key_used.md")),
    checks: &[Check::Run(check)],
};

/// At most this many of a step are repaired at once; nobody has more.
const MOST: usize = 50;

fn check(run: Instruction<'_>, cx: &mut Context<'_>) {
    // One repository may have several keys; the repair is the same.
    let Some(key) = run.steps().find(|invocation| invocation.name == "apt-key") else {
        return;
    };
    let edits: Option<Vec<Vec<Edit>>> = run
        .steps()
        .filter(|step| step.name == "apt-key")
        .take(MOST)
        .map(|step| as_file(run, &step))
        .collect();
    let finding = cx.report(
        key.name_span(),
        "newer releases of Debian and Ubuntu no longer have `apt-key`",
    );
    finding.help("put the key into `/etc/apt/keyrings`, and name it in the source with `signed-by`");
    if let Some(edits) = edits {
        finding.fix(Fix::unsafe_("write the key into a file", edits.concat()));
    }
}

/// `curl … | apt-key add -` writes what it gets into a file instead. Only a key in letters can be told by
/// the name of its file. `apt-key` refuses the page of an error, and so `curl` has to do it from now on.
fn as_file(run: Instruction<'_>, key: &Step<'_>) -> Option<Vec<Edit>> {
    let is_add = matches!(key.arguments(), [add, input] if add.text == "add" && input.text == "-");
    let is_plain = is_add && key.wrappers.is_empty() && key.script_number == 0 && key.code.kind.is_some();
    let mut steps = run
        .steps()
        .filter(|step| step.pipes_into().is_some_and(|next| next.span == key.span));
    let step = steps.next().filter(|_| is_plain)?;
    let download = download(step.argv())?;
    let [url] = download.urls.as_slice() else { return None };
    let file = url.text.rsplit('/').next()?;
    let name = [".asc", ".key"].iter().find_map(|ending| file.strip_suffix(ending))?;
    let is_word = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let pipe = step.command().span.at_end().to(key.span.at_start());
    let source = run.dockerfile().source();
    let escape = run.dockerfile().tree().escape;
    let is_pipe = source
        .slice(pipe)
        .split(|c: char| c.is_whitespace() || c == escape)
        .filter(|part| !part.is_empty())
        .eq(["|"]);
    // Without the pipe, the step stops where the download fails.
    let command = format!(" > /etc/apt/trusted.gpg.d/{name}.asc");
    let mut edits = vec![pipe.to(key.span).replace(command)];
    let fails = |name: &str| matches!(name, "f" | "fail" | "fail-with-body");
    if download.tool == Tool::Curl && !download.flags.iter().any(|flag| fails(flag.name)) {
        edits.push(download.tool_span.insert_after(" --fail"));
    }
    (is_word && is_pipe).then_some(edits)
}
