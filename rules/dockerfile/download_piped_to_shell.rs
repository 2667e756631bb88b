use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Host;
use plimsoll_model::command::Commands;
use plimsoll_model::command::download::{host_of, is_known_installer, piped_downloads};
use plimsoll_model::view::{Instruction, Service};
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("download_piped_to_shell.md")),
    checks: &[
        Check::Instruction(Kind::Run, check_instruction),
        Check::Instruction(Kind::Cmd, check_instruction),
        Check::Instruction(Kind::Entrypoint, check_instruction),
        Check::Instruction(Kind::Onbuild, check_instruction),
        Check::Service(check_service),
    ],
};

const HELP: &str = "download it to a file, check its hash, and only then run it";

fn check_instruction(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for code in instruction.code() {
        check(&code.commands, cx);
    }
    if let Some(span) = instruction.powershell_download() {
        cx.report(span, "runs a download that nothing has checked").help(HELP);
    }
}

fn check_service(service: Service<'_>, cx: &mut Context<'_>) {
    for commands in service.commands() {
        check(commands, cx);
    }
}

fn check(commands: &Commands, cx: &mut Context<'_>) {
    for found in piped_downloads(commands) {
        let urls = &found.download.urls;
        let host_of = |url| host_of(url).map(Host::name);
        let is_trusted = |host: Option<&str>| host.is_some_and(|host| cx.lists("trusted-hosts", host));
        if !urls.is_empty() && urls.iter().all(|url| is_trusted(host_of(url))) {
            continue;
        }
        let host = urls.iter().find_map(host_of);
        let message = match host {
            Some(host) => format!("`{}` runs whatever `{host}` sends", found.interpreter),
            None => format!("`{}` runs a download that nothing has checked", found.interpreter),
        };
        let finding = cx.report(found.span, message);
        finding.help(HELP);
        if !urls.is_empty() && urls.iter().all(|url| is_known_installer(url.text)) {
            finding.case("known-installer");
        }
    }
}
