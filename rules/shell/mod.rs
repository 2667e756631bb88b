//! Rules for shell code, which what ShellCheck finds feeds.

mod and_or_used_as_if;
mod assignment_misspelled;
mod backtick_substitution;
mod bashism_in_sh;
mod checksum_result_ignored;
mod deletion_of_root_possible;
mod escape_sequence_in_echo;
mod find_output_split_on_spaces;
mod glob_may_become_option;
mod link_name_missing;
mod literal_braces;
mod loop_runs_once;
mod masked_exit_status;
mod negated_command_ignored;
mod nested_heredoc_indentation;
mod nested_quotes_broken;
mod old_test_operator;
mod pointless_backslash;
mod shellcheck;
mod unchecked_directory_change;
mod undefined_shell_variable;
mod unquoted_brackets;
mod unquoted_command_substitution;
mod unquoted_variable;
mod unused_shell_variable;
mod useless_echo;
mod variable_in_printf_format;
mod variable_in_single_quotes;
mod version_taken_for_redirect;
mod wrong_quote_character;

use plimsoll_lint::Rule;

pub(crate) static RULES: &[&Rule] = &[
    &and_or_used_as_if::RULE,
    &assignment_misspelled::RULE,
    &backtick_substitution::RULE,
    &bashism_in_sh::RULE,
    &checksum_result_ignored::RULE,
    &deletion_of_root_possible::RULE,
    &escape_sequence_in_echo::RULE,
    &find_output_split_on_spaces::RULE,
    &glob_may_become_option::RULE,
    &link_name_missing::RULE,
    &literal_braces::RULE,
    &loop_runs_once::RULE,
    &masked_exit_status::RULE,
    &negated_command_ignored::RULE,
    &nested_heredoc_indentation::RULE,
    &nested_quotes_broken::RULE,
    &old_test_operator::RULE,
    &pointless_backslash::RULE,
    &shellcheck::RULE,
    &unchecked_directory_change::RULE,
    &undefined_shell_variable::RULE,
    &unquoted_brackets::RULE,
    &unquoted_command_substitution::RULE,
    &unquoted_variable::RULE,
    &unused_shell_variable::RULE,
    &useless_echo::RULE,
    &variable_in_printf_format::RULE,
    &variable_in_single_quotes::RULE,
    &version_taken_for_redirect::RULE,
    &wrong_quote_character::RULE,
];
