use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::linux::system_directory;
use plimsoll_model::service::host::{RuntimeSocket, runtime_socket};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("sensitive_path_as_volume.md")),
    checks: &[Check::Instruction(Kind::Volume, check)],
};

fn check(instruction: Instruction<'_>, cx: &mut Context<'_>) {
    for word in instruction.node().words() {
        let Some(path) = instruction.expand(word).likely() else {
            continue;
        };
        let what = match (&*path, runtime_socket(&path)) {
            ("/", _) => "the whole file system of the container".to_owned(),
            (_, Some(RuntimeSocket::Itself(runtime))) => format!("the socket that commands {runtime}"),
            _ => match system_directory(&path) {
                // The boot files of a machine mean nothing in a container.
                Some(directory @ ("/proc" | "/sys" | "/dev")) => format!("part of the kernel's `{directory}`"),
                _ => continue,
            },
        };
        cx.report(word.span, format!("`{path}` as a volume shares {what}"))
            .help("name only folders that hold the data of the program");
    }
}
