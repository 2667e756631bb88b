//! Rules that see a Compose file and what belongs to it.

mod bind_mount_source_missing;
mod build_argument_not_passed;
mod build_argument_undeclared;
mod build_context_missing;
mod build_target_unknown;
mod committed_secret_file;
mod compose_file_outside_project;
mod conflicting_platform;
mod copied_dependency_folder;
mod copy_source_ignored;
mod copy_source_missing;
mod dependency_file_unpinned;
mod development_settings_in_base_file;
mod dockerfile_image_mismatch;
mod dockerignore_missing;
mod entrypoint_interpreter_missing;
mod entrypoint_line_endings;
mod entrypoint_not_executable;
mod entrypoint_without_exec;
mod env_file_missing;
mod environments_differ;
mod invalid_env_file_line;
mod invalid_ignore_pattern;
mod lockfile_missing;
mod lockfile_not_copied;
mod merge_type_conflict;
mod mount_hides_image_content;
mod needed_file_missing;
mod published_port_not_listened;
mod sensitive_files_in_context;
mod service_runs_as_root;
mod several_default_files;
mod state_folder_owned_by_root;
mod undefined_compose_variable;
mod unused_env_entry;

use plimsoll_lint::Rule;

pub(crate) static RULES: &[&Rule] = &[
    &bind_mount_source_missing::RULE,
    &build_argument_not_passed::RULE,
    &build_argument_undeclared::RULE,
    &build_context_missing::RULE,
    &build_target_unknown::RULE,
    &committed_secret_file::RULE,
    &compose_file_outside_project::RULE,
    &conflicting_platform::RULE,
    &copied_dependency_folder::RULE,
    &copy_source_ignored::RULE,
    &copy_source_missing::RULE,
    &dependency_file_unpinned::RULE,
    &development_settings_in_base_file::RULE,
    &dockerfile_image_mismatch::RULE,
    &dockerignore_missing::RULE,
    &entrypoint_interpreter_missing::RULE,
    &entrypoint_line_endings::RULE,
    &entrypoint_not_executable::RULE,
    &entrypoint_without_exec::RULE,
    &env_file_missing::RULE,
    &environments_differ::RULE,
    &invalid_env_file_line::RULE,
    &invalid_ignore_pattern::RULE,
    &lockfile_missing::RULE,
    &lockfile_not_copied::RULE,
    &merge_type_conflict::RULE,
    &mount_hides_image_content::RULE,
    &needed_file_missing::RULE,
    &published_port_not_listened::RULE,
    &sensitive_files_in_context::RULE,
    &service_runs_as_root::RULE,
    &several_default_files::RULE,
    &state_folder_owned_by_root::RULE,
    &undefined_compose_variable::RULE,
    &unused_env_entry::RULE,
];
