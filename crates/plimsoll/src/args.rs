//! What the subcommands take: the arguments, and the words that each of them knows.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use plimsoll_check::judging::Shard;
use plimsoll_lint::Level;
use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;
use plimsoll_policy::Shape;

use crate::disk;
use crate::report::Format;
use crate::terminal::Color;

#[derive(Args)]
pub(crate) struct CheckArgs {
    /// Files and folders (default: the current folder); `-` is standard input
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) part: PartArgs,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// How to show findings on standard output (default: `full`, or what the configuration says)
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    #[command(flatten)]
    pub(crate) outputs: OutputArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    /// The lowest level that `full`, `concise`, `markdown` and `html` show (default: `warning`, or the level of `--fail-on` if lower)
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) show: Option<ShownLevel>,
    /// The lowest level that makes the exit code 1 (default: what the configuration says, or `warning`)
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Read known findings from this file instead of the one in the configuration
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Also show known findings
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,
    /// Show only what is new since a git revision (more exactly, since its merge base with HEAD)
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// Compare with the revision of `--since` itself, not with the merge base
    #[arg(long, requires = "since")]
    pub(crate) since_exact: bool,
    /// Also show, after the others, what ignores, exceptions and the baseline hide
    #[arg(long)]
    pub(crate) show_hidden: bool,
    #[command(flatten)]
    pub(crate) fixes: FixArgs,
    /// When to use colours in the `full` format
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Show counts per rule instead of findings (in `full`, `concise` and `json`)
    #[arg(long)]
    pub(crate) statistics: bool,
    /// Show only findings, without a summary
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// The path under which standard input is judged and reported
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Read files from standard input, an object with `path` and `content` a line, and answer each with a line
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with_all = NOT_OF_A_STREAM)]
    pub(crate) stdin_format: Option<StdinFormat>,
}

/// What has no meaning for a stream of files.
const NOT_OF_A_STREAM: [&str; 19] = [
    "paths",
    "files_from",
    "shard",
    "compose_files",
    "outputs",
    "path_base",
    "show",
    "baseline",
    "no_baseline",
    "since",
    "show_hidden",
    "fix",
    "unsafe_fixes",
    "diff",
    "fix_only",
    "show_fixes",
    "exit_non_zero_on_fix",
    "statistics",
    "stdin_filename",
];

/// How standard input has many files.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StdinFormat {
    Jsonl,
}

impl CheckArgs {
    /// Whether standard input is one of the files.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| disk::is_stdin(path))
    }
}

/// What is done about what can be fixed.
#[derive(Args, Default)]
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

/// Which rules judge, and how.
#[derive(Args)]
pub(crate) struct RuleArgs {
    /// Judge every file as one for production or development, whatever its name and content say
    #[arg(long = "env", value_enum, default_value_t, value_name = "ENVIRONMENT")]
    pub(crate) environment: EnvironmentChoice,
    /// Use only these rules: rule ids, groups, ids of other tools, `default` or `all`, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) select: Vec<String>,
    /// Use these rules in addition to the selected or default ones
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) extend_select: Vec<String>,
    /// Leave out these rules: rule ids, groups, ids of other tools
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(crate) ignore: Vec<String>,
    /// Set an option of a rule (`plimsoll explain RULE` lists them); commas separate lists; can be repeated
    #[arg(long, value_name = "RULE.OPTION=VALUE")]
    pub(crate) set: Vec<String>,
    /// The date of the check, for everything with an end date (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
}

/// Which files are checked, besides those that are named.
#[derive(Args)]
pub(crate) struct PartArgs {
    /// Also the files and folders that this file names, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// The names in the file of `--files-from` end with NUL, as `git ls-files -z` writes them
    #[arg(short = '0', long = "null", requires = "files_from")]
    pub(crate) ends_with_nul: bool,
    /// Only the K-th of N parts of the projects, for machines that share the work
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub(crate) shard: Option<Shard>,
}

/// Where reports go besides standard output, and what those for machines say.
#[derive(Args)]
pub(crate) struct OutputArgs {
    /// Write this format into a file too, or with `-` to standard output; may be repeated
    #[arg(long = "output", value_name = "FORMAT=PATH", value_parser = output)]
    pub(crate) outputs: Vec<Output>,
    /// The folder at which paths in formats for machines begin, instead of the top of the repository
    #[arg(long, value_name = "DIR")]
    pub(crate) path_base: Option<PathBuf>,
    /// What the SARIF log is called among others on the same commit
    #[arg(long, value_name = "NAME", default_value = "plimsoll", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sarif_category: String,
    /// Describe all rules in the SARIF log, not only those that found something
    #[arg(long)]
    pub(crate) sarif_all_rules: bool,
}

/// A format, and the file it goes to; standard output if there is none.
#[derive(Clone)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) path: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ModelArgs {
    /// Files and folders (default: the current folder); `-` is standard input
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// Show only this variant of a project: its files (`a.yaml + b.yaml`), or the last of them; can be repeated
    #[arg(long = "variant", value_name = "FILES")]
    pub(crate) variants: Vec<String>,
    /// How to show the projects
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ModelFormat,
    /// The path under which standard input is read
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct GraphArgs {
    /// Files and folders (default: the current folder)
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// Draw this variant of a project: its files (`a.yaml + b.yaml`), or the last of them
    #[arg(long = "variant", value_name = "FILES")]
    pub(crate) variants: Vec<String>,
    /// How to draw it; JSON has all projects and variants
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: GraphFormat,
}

#[derive(Args)]
pub(crate) struct DiffArgs {
    /// One variant of the project: its files (`a.yaml + b.yaml`), or the last of them (default: the one for production)
    pub(crate) from: Option<String>,
    /// The other (default: the one for development)
    pub(crate) to: Option<String>,
    /// The project: a Compose file or a folder
    #[arg(long, value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,
    /// Compare the variant with itself at this commit
    #[arg(long, value_name = "REV", conflicts_with = "to")]
    pub(crate) since: Option<String>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

#[derive(Args)]
pub(crate) struct PortsArgs {
    /// Files and folders (default: the current folder)
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum GraphFormat {
    /// For Markdown, as GitHub and GitLab draw it
    #[default]
    Mermaid,
    /// For Graphviz
    Dot,
    /// A drawing for a browser
    Svg,
    Json,
}

#[derive(Args)]
pub(crate) struct PolicyInputArgs {
    /// A Dockerfile or a Compose file
    pub(crate) file: PathBuf,
    /// The shape of the data: that of `plimsoll model`, or what conftest or trivy give their policies
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
pub(crate) struct PinArgs {
    /// Files and folders (default: the current folder); `-` is standard input
    pub(crate) paths: Vec<PathBuf>,
    /// Also write the digests anew whose tags have moved
    #[arg(long)]
    pub(crate) update: bool,
    /// Write nothing, and list what has no digest or not the one of its tag; the exit code is 1 if that is anything
    #[arg(long, conflicts_with_all = ["update", "diff"])]
    pub(crate) check: bool,
    /// Show what would change, as a diff, and write nothing; the exit code is 1 if that is anything
    #[arg(long)]
    pub(crate) diff: bool,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// When to use colours in the diff
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Say only what went wrong
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// The path under which standard input is read
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

#[cfg(feature = "online")]
impl PinArgs {
    /// Whether what has a digest is looked at too.
    pub(crate) fn looks_at_pinned(&self) -> bool {
        self.update || self.check
    }
}

#[derive(Args)]
pub(crate) struct WhyArgs {
    /// FILE:LINE, or FILE for everything found in it
    pub(crate) place: String,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    /// Judge every file as one for production or development, whatever its name and content say
    #[arg(long = "env", value_enum, default_value_t, value_name = "ENVIRONMENT")]
    pub(crate) environment: EnvironmentChoice,
    /// The date of the check, for everything with an end date (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
}

#[derive(Args)]
pub(crate) struct ContextArgs {
    /// The Dockerfile that is built
    #[arg(default_value = "Dockerfile")]
    pub(crate) dockerfile: PathBuf,
    /// The folder that it is built from (default: what a Compose file around it says, else the folder of the
    /// Dockerfile or the one above that has most of what it copies)
    #[arg(long, value_name = "FOLDER")]
    pub(crate) context: Option<PathBuf>,
    /// List what is left out instead
    #[arg(long)]
    pub(crate) ignored: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
}

#[derive(Args)]
pub(crate) struct ConfigCommandArgs {
    /// The file or folder whose settings to print
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// List the files that would be checked instead, grouped by their configuration
    #[arg(long)]
    pub(crate) show_files: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Args)]
pub(crate) struct ExceptionsArgs {
    /// Files and folders (default: the current folder)
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// The date of the check, for everything with an end date (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) date: Option<Date>,
}

/// How Compose projects are read.
#[derive(Args, Default)]
pub(crate) struct ProjectArgs {
    /// Use these Compose files, merged in this order, like `docker compose -f`; can be repeated
    #[arg(long = "compose-file", value_name = "FILE")]
    pub(crate) compose_files: Vec<PathBuf>,
    /// Take variables from this file instead of `.env`; can be repeated
    #[arg(long = "env-file", value_name = "FILE")]
    pub(crate) env_files: Vec<PathBuf>,
    /// Also take variables from the environment of this process
    #[arg(long)]
    pub(crate) use_process_environment: bool,
    /// Report required variables (`${X:?}`) that are not set
    #[arg(long)]
    pub(crate) strict_variables: bool,
    /// Of the services with profiles, use only those with this one; can be repeated
    #[arg(long = "profile", value_name = "NAME")]
    pub(crate) profiles: Vec<String>,
}

/// Which configuration holds.
#[derive(Args)]
pub(crate) struct ConfigArgs {
    /// Use this configuration instead of the nearest `plimsoll.toml` above each file, or override one
    /// setting (`KEY=VALUE`, in TOML); can be repeated
    #[arg(long, value_name = "FILE|KEY=VALUE")]
    pub(crate) config: Vec<PathBuf>,
    /// Use no configuration at all
    #[arg(long, conflicts_with = "config")]
    pub(crate) isolated: bool,
    /// The organisation's configuration, which those in the repository cannot weaken
    #[arg(long, value_name = "FILE")]
    pub(crate) enforce: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct BaselineArgs {
    /// Files and folders (default: the current folder)
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    /// The file to write, instead of the one in the configuration
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only remove what has been fixed, and add nothing
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

fn output(text: &str) -> Result<Output, String> {
    let (name, path) = text.split_once('=').unwrap_or((text, "-"));
    let format = Format::from_str(name, false).map_err(|_| format!("`{name}` is not a format; `--help` lists them"))?;
    let path = match path {
        "" => return Err("the path is missing".to_owned()),
        "-" => None,
        path => Some(PathBuf::from(path)),
    };
    Ok(Output { format, path })
}

fn shard(text: &str) -> Result<Shard, &'static str> {
    let numbers = text
        .split_once('/')
        .and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    let shard = numbers.map(|(number, of)| Shard { number, of });
    let shard = shard.filter(|shard| (1..=shard.of).contains(&shard.number));
    shard.ok_or("write the second of four parts as 2/4")
}

fn date(text: &str) -> Result<Date, &'static str> {
    Date::parse(text).ok_or("write the date as 2026-11-21")
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ModelFormat {
    /// One document per variant, with the places of the values as comments
    #[default]
    Yaml,
    /// A list with one object per variant, with the places beside the values
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
