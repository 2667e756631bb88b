//! Rules that see a Compose file and what belongs to it.

mod build_argument_undeclared;
mod build_context_missing;
mod build_target_unknown;
mod compose_file_outside_project;
mod copy_source_ignored;
mod copy_source_missing;
mod development_settings_in_base_file;
mod env_file_missing;
mod environments_differ;
mod invalid_env_file_line;
mod invalid_ignore_pattern;
mod merge_type_conflict;
mod needed_file_missing;
mod sensitive_files_in_context;
mod service_runs_as_root;
mod several_default_files;
mod undefined_compose_variable;
mod unused_env_entry;

use plimsoll_lint::Rule;

pub(crate) static RULES: &[&Rule] = &[
    &build_argument_undeclared::RULE,
    &build_context_missing::RULE,
    &build_target_unknown::RULE,
    &compose_file_outside_project::RULE,
    &copy_source_ignored::RULE,
    &copy_source_missing::RULE,
    &development_settings_in_base_file::RULE,
    &env_file_missing::RULE,
    &environments_differ::RULE,
    &invalid_env_file_line::RULE,
    &invalid_ignore_pattern::RULE,
    &merge_type_conflict::RULE,
    &needed_file_missing::RULE,
    &sensitive_files_in_context::RULE,
    &service_runs_as_root::RULE,
    &several_default_files::RULE,
    &undefined_compose_variable::RULE,
    &unused_env_entry::RULE,
];
