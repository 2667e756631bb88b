//! Arguments, subcommands, exit codes. Thin: parses, calls, and turns the outcome into a code.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use plimsoll_lint::{Level, Registry};
use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;

use crate::{catalogue, check, explain, model, terminal};

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
    Check(CheckArgs),
    /// Say what a rule is about, why, and what to do
    Explain {
        /// The id of a rule, or the id that another tool has for it, such as DL3006
        rule: String,
    },
    /// Print Compose projects merged, with the place that each value comes from
    Model(ModelArgs),
    /// List all rules
    Rules {
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Print completions for a shell
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
}

#[derive(Args)]
pub(crate) struct CheckArgs {
    /// Files and folders, the current one if none is named; `-` is standard input
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Judge every file as this, instead of by its name and content
    #[arg(long = "env", value_enum, default_value_t, value_name = "ENVIRONMENT")]
    pub(crate) environment: EnvironmentChoice,
    /// Only these: rule ids, groups, ids of other tools, or `all`
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) select: Vec<String>,
    /// All but these: rule ids, groups, ids of other tools
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) ignore: Vec<String>,
    /// An option of a rule, as `plimsoll explain RULE` shows them; lists have commas, may be repeated
    #[arg(long, value_name = "RULE.OPTION=VALUE")]
    pub(crate) set: Vec<String>,
    /// The day of the check, for what ends on one; today if not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
    /// The lightest level that makes the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub(crate) fail_on: FailOn,
    /// Colours in the full format
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Count the findings of each rule instead of showing them
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Only findings, no summary
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// The name under which standard input is judged and reported
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ModelArgs {
    /// Files and folders, the current one if none is named; `-` is standard input
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// Only this way to start a project: its files (`a.yaml + b.yaml`), or the last of them; may be repeated
    #[arg(long = "variant", value_name = "FILES")]
    pub(crate) variants: Vec<String>,
    /// How the projects are shown
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ModelFormat,
    /// The name under which standard input is read
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

/// How Compose projects are read.
#[derive(Args)]
pub(crate) struct ProjectArgs {
    /// These Compose files, merged in this order, as `docker compose -f` takes them; may be repeated
    #[arg(long = "compose-file", value_name = "FILE")]
    pub(crate) compose_files: Vec<PathBuf>,
    /// Take the values of variables from this file instead of `.env`; may be repeated
    #[arg(long = "env-file", value_name = "FILE")]
    pub(crate) env_files: Vec<PathBuf>,
    /// Take the values of variables from the environment of this process too
    #[arg(long)]
    pub(crate) use_process_environment: bool,
    /// Report variables that must be set (`${X:?}`) and are not
    #[arg(long)]
    pub(crate) strict_variables: bool,
    /// Of services with a profile only those with this one; may be repeated
    #[arg(long = "profile", value_name = "NAME")]
    pub(crate) profiles: Vec<String>,
}

fn date(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).ok_or("a day is written as 2026-11-21")
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// With source, colour and help
    #[default]
    Full,
    /// One line per finding: path:line:col: level[rule] message
    Concise,
    /// One object
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ModelFormat {
    /// One document per variant, with the places of the values as comments
    #[default]
    Yaml,
    /// A list with one object per variant, the places beside the values
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ListFormat {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum EnvironmentChoice {
    #[default]
    Auto,
    Production,
    Development,
}

impl EnvironmentChoice {
    /// The environment that was asked for; `None` leaves it to each file.
    pub(crate) fn forced(self) -> Option<Environment> {
        match self {
            Self::Auto => None,
            Self::Production => Some(Environment::Production),
            Self::Development => Some(Environment::Development),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum FailOn {
    Error,
    #[default]
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// The lightest level that counts as a failure, if any does.
    pub(crate) fn level(self) -> Option<Level> {
        match self {
            Self::Error => Some(Level::Error),
            Self::Warning => Some(Level::Warning),
            Self::Info => Some(Level::Info),
            Self::Never => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above the threshold.
    Findings,
    /// Could not do the job, or not all of it.
    Failed,
}

impl Outcome {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        })
    }
}

/// Does what the arguments say.
pub(crate) fn run() -> Outcome {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    dispatch(cli.command).unwrap_or_else(|error| {
        terminal::complain(format_args!("{error:#}"));
        Outcome::Failed
    })
}

fn dispatch(command: Command) -> anyhow::Result<Outcome> {
    let registry = || Registry::new(plimsoll_rules::RULES).map_err(|e| anyhow::anyhow!("internal error: {e}"));
    match command {
        Command::Check(args) => check::run(&args, &registry()?),
        Command::Model(args) => model::run(&args, &registry()?),
        Command::Explain { rule } => explain::run(&rule, &registry()?),
        Command::Rules { format } => catalogue::run(format, &registry()?),
        Command::Completions { shell } => {
            // Collected first: the generator panics when its writer fails.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "plimsoll", &mut script);
            print(&script)?;
            Ok(Outcome::Clean)
        }
    }
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no failure.
pub(crate) fn print(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Help, version, and arguments that are wrong.
fn usage(error: &clap::Error) -> Outcome {
    let _ = error.print();
    // What is not a misspelt command is probably the file that was to be checked.
    if error.kind() == ErrorKind::InvalidSubcommand
        && error.get(ContextKind::SuggestedSubcommand).is_none()
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
    {
        terminal::complain(format_args!("to check a file or folder: plimsoll check {word}"));
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
        assert_eq!(args.ignore, ["a", "b", "c"]);
    }
}
