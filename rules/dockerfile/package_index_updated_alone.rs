use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::command::package::{Action, Manager, PackageCommand};
use plimsoll_model::command::{Commands, Invocation, is_shell};
use plimsoll_model::view::{Dockerfile, Instruction, Stage};
use plimsoll_syntax::dockerfile::{CommandForm, Kind};
use plimsoll_syntax::shell::Connector;
use plimsoll_syntax::{Edit, Span};

use crate::edit::without;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("package_index_updated_alone.md")),
    checks: &[Check::Dockerfile(check)],
};

fn check(dockerfile: Dockerfile<'_>, cx: &mut Context<'_>) {
    let bases = bases_of_installing(dockerfile);
    for stage in dockerfile.stages() {
        if bases[stage.index()] && !stage.is_shipped() {
            continue;
        }
        let installs = installs_of(stage);
        let is_used = bases[stage.index()] || !installs.is_empty() || runs_unknown(stage);
        for run in stage.instructions() {
            check_run(run, &installs, is_used, cx);
        }
    }
}

/// `is_used` says whether this stage, or one built on it, installs packages at all.
fn check_run(run: Instruction<'_>, installs: &[(usize, Manager, Span)], is_used: bool, cx: &mut Context<'_>) {
    let code: Vec<&Commands> = run.build_code().iter().map(|code| &code.commands).collect();
    let invocations = || code.iter().flat_map(|commands| commands.invocations());
    let update = invocations().find_map(|invocation| {
        let command = system_command(&invocation)?;
        // Without a package name, the sub-command's place stands for the lists of all repositories.
        (command.action == Action::Update && !command.is_dry)
            .then(|| (command.manager, command.head(), command.title()))
    });
    let Some((manager, span, title)) = update else { return };
    if invocations().any(|invocation| may_install(&invocation)) {
        return;
    }
    // A missing manager has a rule of its own.
    let family = run.stage().and_then(Stage::family);
    if family.is_some_and(|family| !family.may_have_manager(manager)) {
        return;
    }
    // The lists are kept outside the layers, for all steps.
    if manager.cache_folders().iter().any(|folder| run.caches(folder)) {
        return;
    }
    let message = format!("the step of `{title}` installs nothing, so the lists that it fetched grow old in the cache");
    let finding = cx.report(span, message);
    finding.help(match manager {
        Manager::Apk => "remove it: `apk add --no-cache …` fetches the index itself".to_owned(),
        _ if !is_used => "remove it: nothing is installed from it".to_owned(),
        _ => format!("write `{title} && …` in the `RUN` that installs"),
    });
    let edit = match is_used {
        true => joined(run, installs),
        false => Some(run).filter(|run| is_alone(*run)).and_then(without),
    };
    if let Some(edit) = edit {
        finding.fix(match is_used {
            true => Fix::safe("join the two steps", [edit]),
            false => Fix::unsafe_("remove it", [edit]),
        });
    }
    let next = installs.partition_point(|(index, ..)| *index <= run.index());
    let same = |other: Manager| other == manager || (other.is_debian() && manager.is_debian());
    // The next one, or one of another manager in between: no more are looked at.
    let later = installs[next..].iter().take(4).find(|(_, other, _)| same(*other));
    if let Some((_, _, span)) = later {
        finding.note(*span, "this installs from it, however old it is");
    }
}

/// Joins the step with the next one, if that installs: what is between them is a line break. The files
/// that come out are the same.
fn joined(run: Instruction<'_>, installs: &[(usize, Manager, Span)]) -> Option<Edit> {
    let next = run.stage()?.neighbours(run).find(|next| next.index() > run.index())?;
    let follows = installs.iter().any(|(index, ..)| *index == next.index());
    let is_plain = is_line(next) && next.node().flags.is_empty() && is_alone(run);
    let gap = run.node().span.at_end().to(next.node().command()?.span.at_start());
    let between = run.node().full_span.at_end().to(next.keyword().at_start());
    let source = run.dockerfile().source();
    let is_near = source.slice(between).trim().is_empty();
    (follows && is_plain && is_near && is_chain(next)).then(|| gap.replace(" && "))
}

/// Whether a step goes no further when its first command fails. `a && b || c` and `a; b` would.
fn is_chain(run: Instruction<'_>) -> bool {
    let code = run.build_code();
    let scripts = code.iter().filter_map(|code| code.commands.scripts().next());
    let mut commands = scripts.flat_map(|script| &script.commands);
    commands.all(|command| {
        let is_joined = matches!(command.connector, Connector::First | Connector::And | Connector::Pipe);
        command.parent.is_some() || is_joined && !command.background
    })
}

/// Whether the update is all that a step does.
fn is_alone(run: Instruction<'_>) -> bool {
    is_line(run) && run.node().flags.is_empty() && run.steps().count() == 1
}

/// Whether it is a RUN whose code is a line for the shell, and starts with a command.
fn is_line(run: Instruction<'_>) -> bool {
    let node = run.node();
    let form = node
        .command()
        .filter(|_| node.kind == Kind::Run && node.heredocs.is_empty());
    form.is_some_and(|command| {
        matches!(&command.form, CommandForm::Shell(text) if !text.as_str().trim_start().starts_with(['#', ';', '!']))
    })
}

fn system_command<'a>(invocation: &Invocation<'a>) -> Option<PackageCommand<'a>> {
    invocation
        .package_command()
        .filter(|command| command.manager.is_system())
}

/// Whether a command uses the lists, or may: a script can do anything.
fn may_install(invocation: &Invocation<'_>) -> bool {
    // `apt update && install nginx`: the manager was forgotten, since `install` copies files and
    // takes two of them. The step fails, and was meant to install.
    if invocation.name == "install" && matches!(invocation.arguments(), [only] if !only.text.contains('/')) {
        return true;
    }
    if let Some(command) = invocation.package_command() {
        let is_system = command.manager.is_system() || command.manager == Manager::AddAptRepository;
        return is_system && !matches!(command.action, Action::Update | Action::Clean);
    }
    let program = invocation.program().text;
    let is_script = program.contains('$') || program.ends_with(".sh") || program.starts_with('.');
    let installs = matches!(
        invocation.name,
        "apt-cache" | "apt-file" | "dpkg" | "gdebi" | "mk-build-deps" | "install_packages" | "playwright" | "rosdep"
    );
    is_script || installs || is_shell(invocation.name) || is_outside_path(program)
}

/// Whether a program is named by a path that is not one of the system's.
fn is_outside_path(program: &str) -> bool {
    let system = ["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/"];
    program.starts_with('/') && !system.iter().any(|folder| program.starts_with(folder))
}

/// For each stage, whether stages built on it install packages.
fn bases_of_installing(dockerfile: Dockerfile<'_>) -> Vec<bool> {
    let mut bases = vec![false; dockerfile.stages().len()];
    // A stage can only be built on an earlier one, so one pass from the end is enough.
    for stage in dockerfile.stages().rev() {
        let Some(parent) = stage.parent() else { continue };
        bases[parent.index()] |= bases[stage.index()] || installs(stage);
    }
    bases
}

fn installs(stage: Stage<'_>) -> bool {
    !installs_of(stage).is_empty()
}

/// Whether a step may install in a way that does not show, such as a script.
fn runs_unknown(stage: Stage<'_>) -> bool {
    stage.runs().flat_map(Instruction::steps).any(|step| may_install(&step))
}

/// What a stage installs: the instruction, the manager, and the place of the command.
fn installs_of(stage: Stage<'_>) -> Vec<(usize, Manager, Span)> {
    let mut installs = Vec::new();
    for run in stage.of_kind(Kind::Run) {
        let invocations = run.build_code().iter().flat_map(|code| code.commands.invocations());
        for invocation in invocations {
            if let Some(command) = system_command(&invocation).filter(|command| command.action == Action::Install) {
                installs.push((run.index(), command.manager, command.head()));
            }
        }
    }
    installs
}
