use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::server::{installs_ssh_server, starts_ssh_server};
use plimsoll_model::view::{Instruction, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("ssh_server_in_image.md")),
    checks: &[Check::Stage(check)],
};

/// What starts programs on other machines over SSH.
const CLUSTERS: [&str; 7] = [
    "openmpi",
    "open-mpi",
    "mpich",
    "mvapich",
    "hadoop",
    "hbase",
    "greenplum",
];

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_shipped() {
        return;
    }
    // A bastion, or a Git server: the logins are its service.
    if stage.starts_ssh_server() {
        return;
    }
    let runs = stage.ancestors().flat_map(|stage| stage.runs());
    let code = runs.flat_map(Instruction::build_code);
    let mut found = code.flat_map(|code| code.commands.invocations());
    let span = found.find_map(|i| installs_ssh_server(&i).or_else(|| starts_ssh_server(&i)));
    if let Some(span) = span {
        let finding = cx.report(span, "the image has an SSH server beside its program");
        finding.help("remove it; `docker exec` gives a shell in a running container");
        if stage.mentions(&CLUSTERS) {
            finding.case("ranks");
        }
    }
}
