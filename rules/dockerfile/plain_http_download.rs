use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::download::{plain_downloads, plain_url, serves_https, verifications};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("plain_http_download.md")),
    checks: &[
        Check::Instruction(Kind::Run, check_code),
        Check::Instruction(Kind::Cmd, check_code),
        Check::Instruction(Kind::Entrypoint, check_code),
        Check::Instruction(Kind::Onbuild, check_code),
        Check::Instruction(Kind::Add, check_add),
    ],
};

const HELP: &str = "use `https://`, or check the file against a known hash in the same step";

fn check_code(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.code() {
        let found = plain_downloads(&code.commands);
        if found.is_empty() || !verifications(&code.commands).is_empty() {
            continue;
        }
        for (host, span) in found {
            report(host, span, HELP, cx);
        }
    }
}

fn check_add(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((words, _)) = instruction.copied() else { return };
    if instruction.node().flag("checksum").is_some() {
        return;
    }
    let sources = words.iter().zip(instruction.copy_sources());
    for (word, _) in sources.filter(|(_, source)| matches!(source, CopySource::Url | CopySource::Git)) {
        let text = instruction.expand(word).likely();
        if let Some(host) = text.as_deref().and_then(plain_url) {
            report(host, word.span, "use `https://`, or `--checksum`", cx);
        }
    }
}

fn report(host: &str, place: Span, help: &'static str, cx: &mut Context<'_>) {
    let start = cx
        .text(place)
        .find(&format!("http://{host}/"))
        .filter(|_| serves_https(host));
    let finding = cx.report(place, format!("what `{host}` sends can be changed in transit"));
    finding.help(help);
    if let Some(start) = start {
        let start = place.start as usize + start;
        let scheme = Span::new(place.file, start, start + "http".len());
        finding.fix(Fix::unsafe_("use `https://`", [scheme.replace("https")]));
    }
}
