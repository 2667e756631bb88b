//! Tools that send usage data, and the variable that stops them.

use plimsoll_syntax::Span;

use super::argument::Argument;

/// A tool that sends usage data by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Telemetry {
    pub tool: &'static str,
    /// The program's name in the code.
    pub span: Span,
    /// The variables that switch it off, any of them; the first is the vendor's own.
    pub variables: &'static [&'static str],
    /// The value to set.
    pub value: &'static str,
}

/// A program, the tool's common name, the variables that switch it off, and their value.
type Row = (&'static str, &'static str, &'static [&'static str], &'static str);

/// Written from memory; the vendors' own documentation is authoritative.
static TOOLS: &[Row] = &[
    ("astro", "Astro", &["ASTRO_TELEMETRY_DISABLED"], "1"),
    ("az", "the Azure CLI", &["AZURE_CORE_COLLECT_TELEMETRY"], "false"),
    ("brew", "Homebrew", &["HOMEBREW_NO_ANALYTICS"], "1"),
    ("bun", "Bun", &["DO_NOT_TRACK"], "1"),
    ("dotnet", "the .NET CLI", &["DOTNET_CLI_TELEMETRY_OPTOUT"], "1"),
    ("gatsby", "Gatsby", &["GATSBY_TELEMETRY_DISABLED"], "1"),
    ("next", "Next.js", &["NEXT_TELEMETRY_DISABLED"], "1"),
    ("ng", "the Angular CLI", &["NG_CLI_ANALYTICS"], "false"),
    ("nuxi", "Nuxt", &["NUXT_TELEMETRY_DISABLED"], "1"),
    ("nuxt", "Nuxt", &["NUXT_TELEMETRY_DISABLED"], "1"),
    ("pwsh", "PowerShell", &["POWERSHELL_TELEMETRY_OPTOUT"], "1"),
    ("sam", "the SAM CLI", &["SAM_CLI_TELEMETRY"], "0"),
    ("turbo", "Turborepo", &["TURBO_TELEMETRY_DISABLED", "DO_NOT_TRACK"], "1"),
];

/// The tool that a command runs, if it sends usage data.
pub fn telemetry(argv: &[Argument<'_>]) -> Option<Telemetry> {
    let first = argv.first()?;
    let (_, tool, variables, value) = TOOLS.iter().find(|(program, ..)| *program == first.program())?;
    let command = argv.get(1).map_or("", |argument| argument.text);
    // `dotnet app.dll` starts a program, and is not the CLI.
    let is_other = command.ends_with(".dll") || matches!(command, "--version" | "--help" | "--info");
    (!is_other).then_some(Telemetry {
        tool,
        span: first.span,
        variables,
        value,
    })
}
