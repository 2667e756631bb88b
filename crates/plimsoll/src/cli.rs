//! Subcommands. Thin: parses, calls, and turns errors into an outcome.

use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use plimsoll_lint::Registry;

use crate::args::{
    BaselineArgs, CheckArgs, ConfigCommandArgs, ContextArgs, DiffArgs, ExceptionsArgs, GraphArgs, ListFormat,
    ModelArgs, PinArgs, PolicyInputArgs, PortsArgs, WhyArgs,
};
use crate::commands::{
    baseline, check, config, context, diff, exceptions, explain, graph, init, man, migrate, model, policy, ports,
    rules, why,
};
use crate::disk;
use crate::outcome::Outcome;
use crate::terminal;

/// Checks Dockerfiles and Compose files for what hurts in production.
#[derive(Parser)]
#[command(name = "plimsoll", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check files and folders
    Check(Box<CheckArgs>),
    /// Write a commented configuration, `plimsoll.toml`, into the current folder
    Init,
    /// Write `plimsoll.toml` from the configuration of another tool in the current folder (hadolint, tally,
    /// droast, dclint, compose-lint, checkov or trivy)
    Migrate,
    /// Write the digest of each image behind its tag; registries are asked for it, with Docker's logins
    Pin(Box<PinArgs>),
    /// Record the current findings, so that only new ones count
    Baseline(BaselineArgs),
    /// Explain a rule: what it reports, why, and what to do
    Explain {
        /// The id of a rule, the id that another tool uses for it (such as DL3006), or a group
        rule: String,
    },
    /// Show what is found at FILE:LINE, and why it has its level
    Why(WhyArgs),
    /// Print the merged Compose projects, and where each value comes from
    Model(ModelArgs),
    /// Show what differs between two ways to start a project, or between now and a commit
    Diff(DiffArgs),
    /// List the ports that projects open on the host, those that collide, and state that lies in no volume
    Ports(PortsArgs),
    /// Draw a Compose project: services, the stages that they build, networks, volumes and open ports
    Graph(GraphArgs),
    /// List the files that a build takes from its context, or those that the ignore file leaves out
    Context(ContextArgs),
    /// Print the settings that apply to a path, and where each one comes from
    Config(ConfigCommandArgs),
    /// List every ignore, exception and known finding, with its reason and end date
    Exceptions(ExceptionsArgs),
    /// Work on policies, which are your own rules
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// List all rules
    Rules {
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Serve an editor over standard input and output, by the Language Server Protocol
    #[cfg(feature = "lsp")]
    Lsp {
        /// Some editors add it; there is no other way
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Print the completion script for a shell
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write the man pages into a folder
    Man {
        /// The folder, which is made if it is not there
        folder: PathBuf,
    },
}

#[derive(Subcommand)]
enum PolicyCommand {
    /// Test the policies that apply in the current folder against their good and bad examples
    Test,
    /// Print the data that policies see, as JSON, with secrets masked
    Input(PolicyInputArgs),
}

/// Does what the arguments say.
pub(crate) fn run() -> Outcome {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    // The server goes from folder to folder.
    #[cfg(feature = "lsp")]
    let stays = !matches!(cli.command, Command::Lsp { .. });
    #[cfg(not(feature = "lsp"))]
    let stays = true;
    if stays {
        disk::name_by_top();
    }
    dispatch(cli.command).unwrap_or_else(|error| {
        terminal::complain(format_args!("{error:#}"));
        Outcome::Failed
    })
}

fn dispatch(command: Command) -> anyhow::Result<Outcome> {
    let registry = || Registry::new(plimsoll_rules::rules());
    match command {
        Command::Check(args) => check::run(&args, &registry()),
        Command::Pin(args) => pin(&args),
        Command::Model(args) => model::run(&args, &registry()),
        Command::Diff(args) => diff::run(&args, &registry()),
        Command::Ports(args) => ports::run(&args, &registry()),
        Command::Graph(args) => graph::run(&args, &registry()),
        Command::Context(args) => context::run(&args),
        Command::Init => init::run(),
        Command::Migrate => migrate::run(&registry()),
        Command::Config(args) => config::run(&args, &registry()),
        Command::Exceptions(args) => exceptions::run(&args, &registry()),
        Command::Baseline(args) => baseline::run(&args, &registry()),
        Command::Why(args) => why::run(&args, &registry()),
        Command::Explain { rule } => explain::run(&rule, &policy::with_policies(registry())),
        Command::Policy(PolicyCommand::Test) => policy::test(registry()),
        Command::Policy(PolicyCommand::Input(args)) => policy::input(&args, &registry()),
        Command::Rules { format } => rules::run(format, &policy::with_policies(registry())),
        #[cfg(feature = "lsp")]
        Command::Lsp { stdio: _ } => Ok(match plimsoll_lsp::serve(registry()) {
            true => Outcome::Clean,
            false => Outcome::Findings,
        }),
        Command::Completions { shell } => {
            // Collected first: the generator panics when its writer fails.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "plimsoll", &mut script);
            terminal::print(&script)?;
            Ok(Outcome::Clean)
        }
        Command::Man { folder } => man::run(Cli::command(), &folder),
    }
}

#[cfg(feature = "online")]
fn pin(args: &PinArgs) -> anyhow::Result<Outcome> {
    crate::commands::pin::run(args)
}

#[cfg(not(feature = "online"))]
fn pin(_: &PinArgs) -> anyhow::Result<Outcome> {
    anyhow::bail!("`pin` uses the network, and this plimsoll was built without it (the cargo feature `online`)")
}

const FIX: &str = "files are fixed with `plimsoll check --fix`; `--diff` shows what that would change";

/// Help, version, and invalid arguments.
fn usage(error: &clap::Error) -> Outcome {
    let _ = error.print();
    // A word that is not a misspelt command is probably the file to check.
    let is_near = error.get(ContextKind::SuggestedSubcommand).is_some();
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
    {
        match word.as_str() {
            "lint" | "scan" | "validate" | "audit" | "analyze" | "test" | "run" => {
                terminal::complain("files are checked with `plimsoll check`");
            }
            "fix" | "format" => terminal::complain(FIX),
            _ if is_near => {}
            word => terminal::complain(format_args!("to check a file or folder: plimsoll check {word}")),
        }
    }
    if error.kind() == ErrorKind::UnknownArgument
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidArg)
        && word.starts_with("--fix")
    {
        terminal::complain(FIX);
    }
    if error.exit_code() == 0 {
        Outcome::Clean
    } else {
        Outcome::Failed
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn paths_may_look_like_options_behind_two_dashes() {
        let cli = Cli::try_parse_from([
            "plimsoll",
            "check",
            "--ignore",
            "a,b",
            "--ignore=c",
            "--",
            "--config=x",
            "-",
        ]);
        let Ok(Cli {
            command: Command::Check(args),
        }) = cli
        else {
            panic!("the arguments are right");
        };
        assert_eq!(args.paths, [Path::new("--config=x"), Path::new("-")]);
        assert_eq!(args.rules.ignore, ["a", "b", "c"]);
    }
}
