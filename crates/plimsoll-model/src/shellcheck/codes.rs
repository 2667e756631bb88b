//! The codes that are looked for, and where one does not apply.

use shuck_linter::{Rule, RuleSet};

use super::signs::{
    AMPERSAND, APPENDS, ARRAY, ASSIGNS, BACKTICK, BAR, BARE_TARGET, BINDS, BRACE, CD, COMPOUND, DECLARES, ECHO, ESCAPE,
    EXPANDS, FIND, GLOB, GLOB_FIRST, GREP, GROUP, INPUT, LEAVES, MIXED_QUOTES, NON_ASCII, ODD_ECHO, ODD_NAME, OR,
    OUTPUT, RARE, REDIRECTS, REFERS, RM, SET, SINGLE, Signs, TEST, TILDE, WRITES,
};
use crate::dockerfile::ShellKind;
use crate::image::SystemShell;

/// The codes with the checks behind them, in order, and the signs without which a check finds
/// nothing: all of them have to be there. Every code stands on the page of a rule.
///
/// Left out are codes that make no sense in a fragment or an image (the `#!` line, sourced files),
/// that the parser reports itself, and that only other shells have.
pub(super) static ALL: &[(&str, Rule, Signs)] = &[
    ("SC1001", Rule::EscapedUnderscore, ESCAPE),
    ("SC1003", Rule::SingleQuoteBackslash, ESCAPE),
    ("SC1004", Rule::LiteralBackslash, ESCAPE),
    ("SC1007", Rule::AssignmentSpacing, ASSIGNS),
    ("SC1010", Rule::BareDoneWord, RARE),
    ("SC1012", Rule::LiteralControlEscape, ESCAPE),
    ("SC1020", Rule::MissingSpaceBeforeBracketClose, TEST),
    ("SC1035", Rule::JammedTestBracket, TEST),
    ("SC1037", Rule::PositionalTenBraces, EXPANDS),
    ("SC1040", Rule::SpacedTabstripClose, INPUT),
    ("SC1045", Rule::AmpersandSemicolon, AMPERSAND),
    ("SC1075", Rule::ElseIf, COMPOUND),
    ("SC1083", Rule::LiteralBraces, BRACE),
    ("SC1087", Rule::BraceVariableBeforeBracket, EXPANDS),
    ("SC1097", Rule::IfsEqualsAmbiguity, ASSIGNS),
    ("SC1110", Rule::UnicodeQuoteInString, NON_ASCII),
    ("SC1112", Rule::UnicodeSingleQuoteInSingleQuotes, NON_ASCII),
    ("SC2001", Rule::EchoToSedSubstitution, EXPANDS),
    ("SC2003", Rule::ExprArithmetic, RARE),
    ("SC2004", Rule::DollarInArithmetic, EXPANDS),
    ("SC2005", Rule::EchoedCommandSubstitution, ECHO | EXPANDS),
    ("SC2006", Rule::LegacyBackticks, BACKTICK),
    ("SC2007", Rule::LegacyArithmeticExpansion, EXPANDS),
    ("SC2009", Rule::PsGrepPipeline, GREP | BAR),
    ("SC2010", Rule::LsGrepPipeline, GREP | BAR),
    ("SC2011", Rule::LsPipedToXargs, RARE),
    ("SC2012", Rule::LsInSubstitution, RARE),
    ("SC2013", Rule::LineOrientedInput, COMPOUND),
    ("SC2015", Rule::ChainedTestBranches, OR),
    ("SC2016", Rule::SingleQuotedLiteral, SINGLE | EXPANDS),
    ("SC2018", Rule::TrLowerRange, RARE),
    ("SC2019", Rule::TrUpperRange, RARE),
    ("SC2021", Rule::UnquotedTrRange, RARE),
    ("SC2022", Rule::GlobInGrepPattern, GREP),
    ("SC2024", Rule::SudoRedirectionOrder, RARE),
    ("SC2026", Rule::UnquotedWordBetweenQuotes, MIXED_QUOTES),
    ("SC2027", Rule::DoubleQuoteNesting, EXPANDS),
    ("SC2028", Rule::EchoBackslashEscapes, ECHO | ESCAPE),
    ("SC2029", Rule::SshLocalExpansion, RARE),
    ("SC2030", Rule::SubshellLocalAssignment, REFERS),
    ("SC2031", Rule::SubshellSideEffect, REFERS),
    ("SC2034", Rule::UnusedAssignment, BINDS),
    ("SC2035", Rule::LeadingGlobArgument, GLOB_FIRST),
    ("SC2038", Rule::FindOutputToXargs, FIND | RARE),
    ("SC2043", Rule::SingleIterationLoop, COMPOUND),
    ("SC2044", Rule::FindOutputLoop, COMPOUND),
    ("SC2045", Rule::LoopFromCommandOutput, COMPOUND),
    ("SC2046", Rule::UnquotedCommandSubstitution, EXPANDS),
    ("SC2048", Rule::UnquotedDollarStar, EXPANDS),
    ("SC2050", Rule::ConstantComparisonTest, TEST),
    ("SC2053", Rule::GlobInStringComparison, TEST),
    ("SC2054", Rule::CommaArrayElements, ASSIGNS | GROUP),
    ("SC2059", Rule::PrintfFormatVariable, RARE),
    ("SC2060", Rule::UnquotedTrClass, RARE),
    ("SC2061", Rule::GlobInFindSubstitution, FIND | GLOB),
    ("SC2062", Rule::UnquotedGrepRegex, GREP),
    ("SC2063", Rule::LeadingGlobInGrepPattern, GREP),
    ("SC2064", Rule::TrapStringExpansion, RARE),
    ("SC2066", Rule::QuotedDollarStarLoop, COMPOUND),
    ("SC2068", Rule::UnquotedArrayExpansion, EXPANDS),
    ("SC2069", Rule::StderrBeforeStdoutRedirect, OUTPUT | AMPERSAND),
    ("SC2070", Rule::UnquotedVariableInTest, TEST),
    ("SC2071", Rule::GreaterThanInTest, TEST),
    ("SC2072", Rule::StringComparisonForVersion, TEST),
    ("SC2076", Rule::QuotedBashRegex, TEST),
    ("SC2078", Rule::TruthyLiteralTest, TEST),
    ("SC2081", Rule::GlobInTestComparison, TEST),
    ("SC2086", Rule::UnquotedExpansion, EXPANDS),
    ("SC2088", Rule::TildeInStringComparison, TILDE),
    ("SC2089", Rule::AppendWithEscapedQuotes, EXPANDS),
    ("SC2090", Rule::VariableAsCommandName, EXPANDS),
    ("SC2091", Rule::IfDollarCommand, EXPANDS),
    ("SC2092", Rule::BacktickInCommandPosition, BACKTICK),
    ("SC2094", Rule::RedirectClobbersInput, WRITES),
    ("SC2097", Rule::EnvPrefixCommandOnly, ASSIGNS | EXPANDS),
    ("SC2098", Rule::EnvPrefixExpansionOnly, ASSIGNS | EXPANDS),
    ("SC2100", Rule::AssignmentLooksLikeComparison, ASSIGNS),
    ("SC2102", Rule::SuspiciousBracketGlob, TEST),
    ("SC2103", Rule::UncheckedDirectoryChangeInFunction, CD | COMPOUND),
    ("SC2104", Rule::ContinueOutsideLoopInFunction, RARE),
    ("SC2105", Rule::LoopControlOutsideLoop, RARE),
    ("SC2112", Rule::FunctionKeywordInSh, COMPOUND),
    ("SC2113", Rule::FunctionKeyword, COMPOUND),
    ("SC2115", Rule::RmGlobOnVariablePath, RM | EXPANDS),
    ("SC2116", Rule::EchoInsideCommandSubstitution, ECHO | EXPANDS),
    ("SC2119", Rule::FunctionReferencesUnsetParam, COMPOUND),
    ("SC2120", Rule::FunctionCalledWithoutArgs, COMPOUND),
    ("SC2121", Rule::SetFlagsWithoutDashes, SET),
    ("SC2124", Rule::QuotedArraySlice, EXPANDS),
    ("SC2125", Rule::GlobAssignedToVariable, ASSIGNS | GLOB),
    ("SC2126", Rule::GrepCountPipeline, GREP | BAR),
    ("SC2128", Rule::QuotedBashSource, EXPANDS),
    ("SC2129", Rule::CombineAppends, APPENDS),
    ("SC2139", Rule::CommandSubstitutionInAlias, RARE),
    ("SC2140", Rule::MixedQuoteWord, MIXED_QUOTES),
    ("SC2143", Rule::GrepOutputInTest, GREP | TEST),
    ("SC2144", Rule::GlobInTestDirectory, TEST),
    ("SC2145", Rule::PositionalArgsInString, EXPANDS),
    ("SC2146", Rule::FindOrWithoutGrouping, FIND),
    ("SC2153", Rule::PossibleVariableMisspelling, REFERS),
    ("SC2154", Rule::UndefinedVariable, REFERS),
    ("SC2155", Rule::ExportCommandSubstitution, DECLARES | EXPANDS),
    ("SC2156", Rule::FindExecDirWithShell, FIND | BRACE),
    ("SC2157", Rule::LiteralUnaryStringTest, TEST),
    ("SC2162", Rule::ReadWithoutRaw, RARE),
    ("SC2163", Rule::ExportWithPositionalParams, DECLARES | EXPANDS),
    ("SC2164", Rule::UncheckedDirectoryChange, CD),
    ("SC2166", Rule::CompoundTestOperator, TEST),
    ("SC2168", Rule::LocalTopLevel, DECLARES),
    ("SC2172", Rule::TrapSignalNumbers, RARE),
    ("SC2178", Rule::ArrayToStringConversion, ARRAY | BINDS),
    ("SC2181", Rule::DollarQuestionAfterCommand, EXPANDS),
    ("SC2186", Rule::DeprecatedTempfileCommand, RARE),
    ("SC2194", Rule::ConstantCaseSubject, COMPOUND),
    ("SC2196", Rule::EgrepDeprecated, GREP),
    ("SC2197", Rule::FgrepDeprecated, GREP),
    ("SC2198", Rule::AtSignInStringCompare, TEST),
    ("SC2199", Rule::ArraySliceInComparison, TEST),
    ("SC2206", Rule::UnquotedArraySplit, ASSIGNS | EXPANDS),
    ("SC2207", Rule::CommandOutputArraySplit, ASSIGNS | EXPANDS),
    ("SC2209", Rule::BareCommandNameAssignment, ASSIGNS),
    ("SC2210", Rule::BadRedirectionFdOrder, WRITES),
    ("SC2211", Rule::BareGlobCommandPath, ODD_NAME),
    ("SC2212", Rule::EmptyTest, TEST),
    ("SC2215", Rule::DiffMarkerLine, ODD_NAME),
    ("SC2216", Rule::PipeToKill, RARE),
    ("SC2217", Rule::EchoHereDoc, ECHO | INPUT),
    ("SC2219", Rule::AvoidLetBuiltin, RARE),
    ("SC2223", Rule::DefaultValueInColonAssign, EXPANDS),
    ("SC2231", Rule::GlobWithExpansionInLoop, COMPOUND),
    ("SC2233", Rule::SingleTestSubshell, TEST | COMPOUND),
    ("SC2235", Rule::SubshellTestGroup, TEST | COMPOUND),
    ("SC2238", Rule::RedirectToCommandName, BARE_TARGET),
    ("SC2240", Rule::SourcedWithArgs, RARE),
    ("SC2242", Rule::InvalidExitStatus, RARE),
    ("SC2252", Rule::TautologyChain, OR),
    ("SC2254", Rule::CasePatternVar, COMPOUND),
    ("SC2257", Rule::ArithmeticRedirectionTarget, EXPANDS),
    ("SC2260", Rule::RedirectBeforePipe, OUTPUT | BAR),
    ("SC2261", Rule::DuplicateRedirect, REDIRECTS),
    ("SC2264", Rule::NestedParameterExpansion, EXPANDS),
    ("SC2267", Rule::XargsWithInlineReplace, RARE),
    ("SC2268", Rule::XPrefixInTest, TEST),
    ("SC2288", Rule::TemplateBraceInCommand, ODD_NAME),
    ("SC2291", Rule::RedundantSpacesInEcho, ODD_ECHO),
    ("SC2294", Rule::EvalOnArray, RARE),
    ("SC2295", Rule::PatternWithVariable, EXPANDS),
    ("SC2308", Rule::ExprSubstrInTest, RARE),
    ("SC2309", Rule::StringComparedWithEq, TEST),
    ("SC2316", Rule::LocalDeclareCombined, DECLARES),
    ("SC2317", Rule::UnreachableAfterExit, LEAVES),
    ("SC2318", Rule::LocalCrossReference, DECLARES),
    ("SC2319", Rule::StatusCaptureAfterBranchTest, EXPANDS),
    ("SC2327", Rule::SubstWithRedirectErr, EXPANDS),
    ("SC2328", Rule::SubstWithRedirect, EXPANDS),
    ("SC2329", Rule::OverwrittenFunction, COMPOUND),
    ("SC3001", Rule::ProcessSubstitution, GROUP),
    ("SC3002", Rule::ExtglobInSh, GROUP),
    ("SC3003", Rule::AnsiCQuoting, EXPANDS),
    ("SC3004", Rule::DollarStringInSh, EXPANDS),
    ("SC3005", Rule::CStyleForInSh, COMPOUND),
    ("SC3006", Rule::StandaloneArithmetic, GROUP),
    ("SC3007", Rule::LegacyArithmeticInSh, EXPANDS),
    ("SC3009", Rule::BraceExpansion, BRACE),
    ("SC3010", Rule::DoubleBracketInSh, TEST),
    ("SC3011", Rule::HereString, INPUT),
    ("SC3012", Rule::LexicalComparisonInDoubleBracket, TEST),
    ("SC3014", Rule::TestEqualityOperator, TEST),
    ("SC3015", Rule::RegexMatchInSh, TEST),
    ("SC3016", Rule::VTestInSh, TEST),
    ("SC3017", Rule::ATestInSh, TEST),
    ("SC3018", Rule::CStyleForArithmeticInSh, GROUP),
    ("SC3020", Rule::AmpersandRedirection, AMPERSAND),
    ("SC3021", Rule::AmpersandRedirectInSh, AMPERSAND),
    ("SC3022", Rule::BraceFdRedirection, BRACE),
    ("SC3024", Rule::PlusEqualsAppend, ASSIGNS),
    ("SC3026", Rule::CaretNegationInBracket, TEST),
    ("SC3030", Rule::ArrayAssignment, GROUP),
    ("SC3033", Rule::HyphenatedFunctionName, COMPOUND),
    ("SC3034", Rule::BashFileSlurp, EXPANDS),
    ("SC3037", Rule::EchoFlags, ODD_ECHO),
    ("SC3040", Rule::PipefailOption, SET),
    ("SC3041", Rule::ErrexitTrapInSh, SET),
    ("SC3042", Rule::LetCommand, RARE),
    ("SC3043", Rule::LocalVariableInSh, DECLARES),
    ("SC3044", Rule::DeclareCommand, RARE),
    ("SC3045", Rule::WaitOption, BINDS),
    ("SC3046", Rule::SourceBuiltinInSh, RARE),
    ("SC3047", Rule::TrapErr, RARE),
    ("SC3048", Rule::SignalNameInTrap, RARE),
    ("SC3050", Rule::PrintfQFormatInSh, RARE),
    ("SC3052", Rule::BasePrefixInArithmetic, GROUP),
    ("SC3053", Rule::IndirectExpansion, EXPANDS),
    ("SC3054", Rule::ArrayReference, EXPANDS),
    ("SC3055", Rule::ArrayKeysInSh, EXPANDS),
    ("SC3057", Rule::SubstringExpansion, EXPANDS),
    ("SC3058", Rule::StarGlobRemovalInSh, EXPANDS),
    ("SC3059", Rule::CaseModificationExpansion, EXPANDS),
    ("SC3060", Rule::ReplacementExpansion, EXPANDS),
    ("SC3061", Rule::BareRead, RARE),
    ("SC3062", Rule::OptionTestInSh, TEST),
    ("SC3065", Rule::StickyBitTestInSh, TEST),
    ("SC3067", Rule::OwnershipTestInSh, TEST),
    ("SC3073", Rule::PipeStderrInSh, BAR | AMPERSAND),
    ("SC3079", Rule::UnsetPatternInSh, EXPANDS),
    ("SC3083", Rule::NestedDefaultExpansion, EXPANDS),
];

/// The checks that may find something in code with these signs.
pub(super) fn checks(signs: Signs, kind: Option<ShellKind>, system: Option<SystemShell>) -> RuleSet {
    let likely = ALL.iter().filter(|(_, _, needed)| signs & needed == *needed);
    let telling = likely.filter(|(code, _, _)| holds_in(code, kind, system));
    telling.map(|&(_, rule, _)| rule).collect()
}

/// The code that a check stands for.
pub(super) fn code_of(check: Rule) -> Option<&'static str> {
    let entry = ALL.iter().find(|(_, rule, _)| *rule == check);
    entry.map(|(code, _, _)| *code)
}

/// Syntax beyond POSIX that BusyBox's shell has all the same.
// ShellCheck 0.11, whose dialect `busybox` allows the same.
const IN_BUSYBOX: [&str; 13] = [
    "SC3001", "SC3003", "SC3010", "SC3012", "SC3014", "SC3015", "SC3020", "SC3037", "SC3040", "SC3043", "SC3046",
    "SC3057", "SC3060",
];

/// What is wrong, where it can be said more plainly than the analysis does.
pub(super) fn message(code: &str) -> Option<&'static str> {
    Some(match code {
        "SC1007" => "the variable is empty, and what follows the space is run as a command",
        "SC2021" => "`tr` takes the brackets around a set as two more characters",
        "SC2048" => "`$*` without quotes splits the arguments at spaces; `\"$@\"` keeps them whole",
        "SC2211" => "the first match of a pattern is run as a command, with the other matches as arguments",
        "SC2231" => "the variable in a pattern is split at spaces; put it in double quotes, and leave the `*` outside",
        _ => return None,
    })
}

/// Whether a code is about a variable that nothing in the code sets.
pub(super) fn is_about_unset(code: &str) -> bool {
    code == "SC2154"
}

/// Whether a code means something in a shell. `system` is the program behind `/bin/sh`: what of
/// Bash it lacks cannot be told where it is not known.
fn holds_in(code: &str, kind: Option<ShellKind>, system: Option<SystemShell>) -> bool {
    let is_portability = code.starts_with("SC3");
    if !is_portability {
        return true;
    }
    match (kind, system) {
        (Some(ShellKind::Ash), _) | (Some(ShellKind::Sh), Some(SystemShell::Ash)) => !IN_BUSYBOX.contains(&code),
        (Some(ShellKind::Sh), None) => false,
        _ => true,
    }
}
