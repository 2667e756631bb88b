use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::command::Invocation;
use plimsoll_model::command::package::{ProjectInstall, project_install};
use plimsoll_model::stage::copy::Placed;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Edit;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("lockfile_not_enforced.md")),
    checks: &[Check::Stage(check)],
};

/// What earlier instructions of the stage did.
#[derive(Default)]
struct Before {
    /// The names of the files that were copied.
    copied: Vec<String>,
    /// The tools whose configuration was told to follow the lock file.
    configured: Vec<&'static str>,
}

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let mut before = Before::default();
    for parent in stage.ancestors().skip(1) {
        parent
            .runs()
            .flat_map(Instruction::steps)
            .for_each(|step| before.note(&step));
    }
    for instruction in stage.instructions() {
        match instruction.node().kind {
            Kind::Copy | Kind::Add => before.copied.extend(sources(instruction)),
            Kind::Run => check_run(instruction, &mut before, cx),
            _ => {}
        }
    }
}

fn check_run(run: Instruction<'_>, before: &mut Before, cx: &mut Context<'_>) {
    for invocation in run.steps() {
        before.note(&invocation);
        let Some(install) = project_install(invocation.argv()) else {
            continue;
        };
        let follows = install.follows_lockfile != Some(false) || before.configured.contains(&install.tool);
        if follows || !has_lockfile(&install, &before.copied) || is_of_another_manifest(&install, run) {
            continue;
        }
        let variables = [
            "BUNDLE_DEPLOYMENT",
            "BUNDLE_FROZEN",
            "UV_LOCKED",
            "UV_FROZEN",
            "YARN_ENABLE_IMMUTABLE_INSTALLS",
        ];
        if variables
            .iter()
            .any(|name| run.variable_of(&invocation, name).is_some())
        {
            continue;
        }
        let file = install.lockfiles[0];
        let message = format!("`{}` may install other versions than `{file}` lists", install.title);
        let written = cx.text(install.head);
        let is_plain = invocation.code.kind.is_some() && written == install.title;
        let finding = cx.report(install.head, message);
        finding.help(match invocation.parted().has(&["pure-lockfile"]) {
            true => "`--pure-lockfile` only keeps Yarn from writing the file: use `--frozen-lockfile` in its place",
            false => install.strict,
        });
        if let Some((title, edit)) = strict(&install, &invocation).filter(|_| is_plain) {
            finding.fix(Fix::unsafe_(title, [edit]));
        }
    }
}

/// The command that installs what the lock file lists, where the version of the tool does not matter.
fn strict(install: &ProjectInstall<'_>, invocation: &Invocation<'_>) -> Option<(&'static str, Edit)> {
    // npm-ci(1): it takes no names of packages, and not all flags of `install`.
    let kept = [
        "--omit=dev",
        "--production",
        "--only=production",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ];
    let mut rest = invocation.arguments().iter().skip(1);
    match install.tool {
        "npm" => {
            let fits = rest.all(|word| kept.contains(&word.text));
            fits.then(|| ("write `npm ci`", install.head.replace("npm ci")))
        }
        "pnpm" | "bun" => Some((
            "add `--frozen-lockfile`",
            install.head.insert_after(" --frozen-lockfile"),
        )),
        "cargo" | "uv" => Some(("add `--locked`", install.head.insert_after(" --locked"))),
        "bundle" => {
            let set = install.head.insert_before("BUNDLE_FROZEN=true ");
            invocation.wrappers.is_empty().then_some(("set `BUNDLE_FROZEN`", set))
        }
        _ => None,
    }
}

impl Before {
    /// Records a command such as `bundle config set deployment true`.
    fn note(&mut self, invocation: &Invocation<'_>) {
        let tool = ["bundle", "yarn", "npm", "pnpm"]
            .into_iter()
            .find(|tool| *tool == invocation.name);
        let Some(tool) = tool.filter(|tool| !self.configured.contains(tool)) else {
            return;
        };
        let words = || invocation.arguments().iter().map(|argument| argument.text);
        let modes = ["deployment", "frozen", "lockfile", "immutable", "Immutable"];
        if words().any(|word| word == "config") && words().any(|word| modes.iter().any(|mode| word.contains(mode))) {
            self.configured.push(tool);
        }
    }
}

/// The last parts of the copied paths.
fn sources(copy: Instruction<'_>) -> Vec<String> {
    let sources = copy.copied().map(|(sources, _)| sources).unwrap_or_default();
    let names = sources.iter().filter_map(|source| {
        let text = copy.expand(source).likely()?;
        text.rsplit('/').next().map(str::to_owned)
    });
    names.collect()
}

/// Whether the lock file was last copied to a folder that gets no manifest from outside: the build
/// makes one, which the lock file need not fit.
fn is_of_another_manifest(install: &ProjectInstall<'_>, run: Instruction<'_>) -> bool {
    let Some(stage) = run.stage() else { return false };
    // `COPY api/Gemfile Gemfile` names the file, though the name alone does not show it.
    let folder = |placed: &Placed<'_>| match placed.is_file || path::file_name(placed.path) == placed.name {
        true => path::folder(placed.path).to_owned(),
        false => placed.path.to_owned(),
    };
    let own = stage.placed().filter(|placed| placed.instruction.index() < run.index());
    let Some(lock) = own
        .clone()
        .filter(|placed| install.lockfiles.contains(&placed.name))
        .last()
    else {
        return false;
    };
    let brings_manifest = |placed: &Placed<'_>| {
        let is_named = install.manifests.iter().any(|manifest| placed.name.ends_with(manifest));
        folder(placed) == folder(&lock) && (is_named || !placed.is_file)
    };
    let mut all = own.chain(stage.ancestors().skip(1).flat_map(Stage::placed));
    !all.any(|placed| brings_manifest(&placed))
}

/// Whether the lock file is copied by name, or by a pattern such as `package*.json` that is written
/// for it.
fn has_lockfile(install: &ProjectInstall<'_>, copied: &[String]) -> bool {
    copied.iter().any(|name| {
        install.lockfiles.iter().any(|file| match name.split_once('*') {
            Some((start, end)) => !start.is_empty() && file.starts_with(start) && file.ends_with(end.trim_matches('*')),
            None => name == file,
        })
    })
}
