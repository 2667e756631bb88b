use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::command::build::{Compile, compile};
use plimsoll_model::command::package::{Action, Manager, Purpose, package_command, project_install};
use plimsoll_model::stage::code::Step;
use plimsoll_model::view::Stage;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("build_tools_in_final_image.md")),
    checks: &[Check::Stage(check)],
};

/// Build images, and the program that builds in them.
const KITS: [(&str, &[&str]); 6] = [
    ("golang", &["go"]),
    ("rust", &["cargo", "rustc"]),
    ("maven", &["mvn"]),
    ("gradle", &["gradle", "gradlew"]),
    ("haskell", &["stack", "cabal", "ghc"]),
    ("mcr.microsoft.com/dotnet/sdk", &["dotnet"]),
];

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let steps: Vec<Step<'_>> = stage.runs().flat_map(|run| run.steps()).collect();
    let kit = kit(stage, &steps);
    let packages = match kit {
        Some(_) => Vec::new(),
        None => stage.kept_packages_for(Purpose::Building),
    };
    let has_tools = kit.is_some() || (!packages.is_empty() && steps.iter().any(builds));
    let serves = |stage: Stage<'_>| stage.starts_service() == Some(true) && !starts_tool(stage);
    if !has_tools || !stage.shipped_as().any(serves) {
        return;
    }
    let help = "build in a separate stage, and copy only the result with `COPY --from`";
    if let Some((image, made)) = kit {
        let verb = made.verb.map(|verb| format!(" {verb}")).unwrap_or_default();
        let message = format!("the output of `{}{verb}` is shipped together with `{image}`", made.tool);
        cx.report(made.span, message).help(help);
        return;
    }
    let more = match packages.len() {
        1 => String::new(),
        count => format!(", with {} more like it", count - 1),
    };
    let message = format!("`{}` stays in the image{more}", packages[0].name);
    cx.report(packages[0].span, message).help(help);
}

/// The build image that the stage is based on, and the step that builds.
fn kit<'a>(stage: Stage<'a>, steps: &[Step<'a>]) -> Option<(&'static str, Compile<'a>)> {
    let image = stage.root_image().likely()?;
    let (name, tools) = KITS.iter().find(|(name, _)| *name == image.familiar_name())?;
    let compiled = steps.iter().filter_map(|step| compile(step.argv()));
    // `go install …@v1` installs a tool; what is built here is something else.
    let mut own = compiled.filter(|c| tools.contains(&c.tool) && c.verb != Some("install") || c.tool == "mvn");
    own.next().map(|made| (*name, made))
}

/// Whether a step compiles, or installs libraries, which may have compiled parts.
fn builds(step: &Step<'_>) -> bool {
    let installs = package_command(step.argv()).is_some_and(|command| {
        let compiles = matches!(
            command.manager,
            Manager::Pip | Manager::Gem | Manager::Npm | Manager::Yarn
        );
        compiles && command.action == Action::Install
    });
    installs || compile(step.argv()).is_some() || project_install(step.argv()).is_some()
}

/// Whether the program that is started is a build tool.
fn starts_tool(stage: Stage<'_>) -> bool {
    let code = stage
        .start_command()
        .instructions()
        .flat_map(|instruction| instruction.code());
    let tools = [
        "go", "cargo", "mvn", "gradle", "dotnet", "make", "gcc", "g++", "cmake", "ghc",
    ];
    let mut started = code.flat_map(|code| code.commands.invocations());
    started.any(|invocation| {
        // `dotnet app.dll` runs a program.
        let runs_program = invocation.arguments().iter().any(|a| a.text.ends_with(".dll"));
        tools.contains(&invocation.name) && !runs_program
    })
}
