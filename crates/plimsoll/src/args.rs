//! What the subcommands take: the arguments, and the words that each of them knows.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use plimsoll_lint::Level;
use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;
use plimsoll_policy::Shape;

use crate::report::Format;
use crate::terminal::Color;

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
    /// The lowest level that the formats `full` and `concise` show: `warning`, or that of `--fail-on`
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) show: Option<ShownLevel>,
    /// Only these: rule ids, groups, ids of other tools, `default`, or `all`
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) select: Vec<String>,
    /// These as well as the selected or default ones
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) extend_select: Vec<String>,
    /// All but these: rule ids, groups, ids of other tools
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) ignore: Vec<String>,
    /// An option of a rule, as `plimsoll explain RULE` shows them; lists have commas, may be repeated
    #[arg(long, value_name = "RULE.OPTION=VALUE")]
    pub(crate) set: Vec<String>,
    /// The day of the check, for what ends on one; today if not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
    /// The lowest level that makes the exit code 1: `warning`, unless the configuration says otherwise
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The file with the findings that are known, instead of that of the configuration
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Show the findings that are known too
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,
    /// Show only what is new since a git revision: since its merge base with HEAD
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// Compare with the revision of `--since` itself
    #[arg(long, requires = "since")]
    pub(crate) since_exact: bool,
    /// Show the findings that ignores, exceptions and the baseline hide too, after the others
    #[arg(long)]
    pub(crate) show_hidden: bool,
    #[command(flatten)]
    pub(crate) fixes: FixArgs,
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

/// What is done about what can be fixed.
#[derive(Args)]
pub(crate) struct FixArgs {
    /// Make the safe fixes; with `=ask`, ask about each fix
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    pub(crate) fix: Option<FixMode>,
    /// Make the fixes too that may change what is built or run
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,
    /// Show what `--fix` would change, as a diff, and write nothing; the exit code is 1 if that is anything
    #[arg(long)]
    pub(crate) diff: bool,
    /// Fix, and report nothing; the exit code is 0
    #[arg(long, conflicts_with = "diff")]
    pub(crate) fix_only: bool,
    /// List the fixes that were made
    #[arg(long)]
    pub(crate) show_fixes: bool,
    /// End with exit code 1 if anything was fixed, even if nothing is left
    #[arg(long)]
    pub(crate) exit_non_zero_on_fix: bool,
}

impl FixArgs {
    /// Whether anything is to be fixed, or shown as if it were.
    pub(crate) fn wanted(&self) -> bool {
        self.fix.is_some() || self.diff || self.fix_only
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FixMode {
    Safe,
    Ask,
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

#[derive(Args)]
pub(crate) struct PolicyInputArgs {
    /// A Dockerfile or a Compose file
    pub(crate) file: PathBuf,
    /// The form: as `plimsoll model` has it, or as conftest or trivy give it to their policies
    #[arg(long, value_enum, default_value_t)]
    pub(crate) shape: InputShape,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum InputShape {
    #[default]
    Model,
    Conftest,
    Trivy,
}

impl InputShape {
    pub(crate) fn shape(self) -> Shape {
        match self {
            Self::Model => Shape::Model,
            Self::Conftest => Shape::Conftest,
            Self::Trivy => Shape::Trivy,
        }
    }
}

#[derive(Args)]
pub(crate) struct WhyArgs {
    /// FILE:LINE, or FILE for all that is found in it
    pub(crate) place: String,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// Judge every file as this, instead of by its name and content
    #[arg(long = "env", value_enum, default_value_t, value_name = "ENVIRONMENT")]
    pub(crate) environment: EnvironmentChoice,
    /// The day of the check, for what ends on one; today if not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
}

#[derive(Args)]
pub(crate) struct ConfigCommandArgs {
    /// The file or folder whose settings are printed
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// List the files that would be checked, by their configuration, instead
    #[arg(long)]
    pub(crate) show_files: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Args)]
pub(crate) struct ExceptionsArgs {
    /// Files and folders, the current one if none is named
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The day of the check, for what ends on one; today if not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
}

/// How Compose projects are read.
#[derive(Args, Default)]
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

/// Which configuration holds.
#[derive(Args)]
pub(crate) struct ConfigArgs {
    /// Use this configuration instead of the nearest `plimsoll.toml` above each file; a setting
    /// (`KEY=VALUE`, as TOML) holds over the file; may be repeated
    #[arg(long, value_name = "FILE|KEY=VALUE")]
    pub(crate) config: Vec<PathBuf>,
    /// Use no configuration
    #[arg(long, conflicts_with = "config")]
    pub(crate) isolated: bool,
    /// A configuration of the organisation that those of the repository cannot weaken
    #[arg(long, value_name = "FILE")]
    pub(crate) enforce: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct BaselineArgs {
    /// Files and folders, the current one if none is named
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The file to write, instead of that of the configuration
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only drop what is mended, and add nothing
    #[arg(long)]
    pub(crate) prune: bool,
}

impl ShownLevel {
    pub(crate) fn level(self) -> Level {
        match self {
            Self::Error => Level::Error,
            Self::Warning => Level::Warning,
            Self::Info => Level::Info,
        }
    }
}

fn date(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).ok_or("write the date as 2026-11-21")
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
    /// The environment from the command line; `None` leaves it to each file.
    pub(crate) fn forced(self) -> Option<Environment> {
        match self {
            Self::Auto => None,
            Self::Production => Some(Environment::Production),
            Self::Development => Some(Environment::Development),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShownLevel {
    Error,
    Warning,
    Info,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Error,
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
