//! The rules of plimsoll: a page and a function each, side by side.

mod account_advice;

mod dockerfile {
    pub(crate) mod add_local_file;
    pub(crate) mod cd_in_run;
    pub(crate) mod consent_flag_missing;
    pub(crate) mod copy_from_unknown_stage;
    pub(crate) mod debug_mode_enabled;
    pub(crate) mod debugger_listening;
    pub(crate) mod development_server_command;
    pub(crate) mod dockerfile_syntax_error;
    pub(crate) mod download_piped_to_shell;
    pub(crate) mod duplicate_stage_name;
    pub(crate) mod hardcoded_secret;
    pub(crate) mod image_digest_missing;
    pub(crate) mod maintainer_instruction;
    pub(crate) mod overridden_instruction;
    pub(crate) mod package_index_updated_alone;
    pub(crate) mod packages_upgraded_in_build;
    pub(crate) mod pipe_failure_hidden;
    pub(crate) mod recommended_packages_installed;
    pub(crate) mod relative_workdir;
    pub(crate) mod runs_as_root;
    pub(crate) mod secret_in_image_variable;
    pub(crate) mod shell_form_start_command;
    pub(crate) mod undefined_argument_in_from;
    pub(crate) mod unknown_instruction;
    pub(crate) mod unpinned_image_tag;
}

mod compose {
    pub(crate) mod anonymous_volume;
    pub(crate) mod bind_mount_writable;
    pub(crate) mod capabilities_not_dropped;
    pub(crate) mod compose_syntax_error;
    pub(crate) mod data_not_persisted;
    pub(crate) mod data_store_port_published;
    pub(crate) mod debugger_port_published;
    pub(crate) mod docker_socket_mounted;
    pub(crate) mod duplicate_key;
    pub(crate) mod host_namespace_shared;
    pub(crate) mod host_network_mode;
    pub(crate) mod port_published_on_all_interfaces;
    pub(crate) mod privilege_gain_allowed;
    pub(crate) mod privileged_container;
    pub(crate) mod project_directory_mounted;
    pub(crate) mod secret_in_environment;
    pub(crate) mod service_without_healthcheck;
    pub(crate) mod unknown_compose_key;
    pub(crate) mod unquoted_port;
    pub(crate) mod version_key_obsolete;
    pub(crate) mod writable_root_filesystem;
}

#[cfg(feature = "shellcheck")]
mod shell {
    pub(crate) mod and_or_used_as_if;
    pub(crate) mod bashism_in_sh;
    pub(crate) mod deletion_of_root_possible;
    pub(crate) mod escape_sequence_in_echo;
    pub(crate) mod find_output_split_on_spaces;
    pub(crate) mod glob_may_become_option;
    pub(crate) mod literal_braces;
    pub(crate) mod loop_runs_once;
    pub(crate) mod masked_exit_status;
    pub(crate) mod nested_heredoc_indentation;
    pub(crate) mod nested_quotes_broken;
    pub(crate) mod pointless_backslash;
    pub(crate) mod shellcheck;
    pub(crate) mod unchecked_directory_change;
    pub(crate) mod undefined_shell_variable;
    pub(crate) mod unquoted_command_substitution;
    pub(crate) mod unquoted_variable;
    pub(crate) mod unused_shell_variable;
    pub(crate) mod variable_in_printf_format;
    pub(crate) mod variable_in_single_quotes;
    pub(crate) mod wrong_quote_character;
}

mod project {
    pub(crate) mod service_runs_as_root;
}

mod engine {
    pub(crate) mod environment_assumed;
    pub(crate) mod internal_error;
    pub(crate) mod unused_ignore;
}

use plimsoll_lint::Rule;

/// All rules, in the order the docs show them.
pub static RULES: &[&Rule] = &[
    &dockerfile::add_local_file::RULE,
    &dockerfile::cd_in_run::RULE,
    &dockerfile::consent_flag_missing::RULE,
    &dockerfile::copy_from_unknown_stage::RULE,
    &dockerfile::debug_mode_enabled::RULE,
    &dockerfile::debugger_listening::RULE,
    &dockerfile::development_server_command::RULE,
    &dockerfile::dockerfile_syntax_error::RULE,
    &dockerfile::download_piped_to_shell::RULE,
    &dockerfile::duplicate_stage_name::RULE,
    &dockerfile::hardcoded_secret::RULE,
    &dockerfile::image_digest_missing::RULE,
    &dockerfile::maintainer_instruction::RULE,
    &dockerfile::overridden_instruction::RULE,
    &dockerfile::package_index_updated_alone::RULE,
    &dockerfile::packages_upgraded_in_build::RULE,
    &dockerfile::pipe_failure_hidden::RULE,
    &dockerfile::recommended_packages_installed::RULE,
    &dockerfile::relative_workdir::RULE,
    &dockerfile::runs_as_root::RULE,
    &dockerfile::secret_in_image_variable::RULE,
    &dockerfile::shell_form_start_command::RULE,
    &dockerfile::undefined_argument_in_from::RULE,
    &dockerfile::unknown_instruction::RULE,
    &dockerfile::unpinned_image_tag::RULE,
    &compose::anonymous_volume::RULE,
    &compose::bind_mount_writable::RULE,
    &compose::capabilities_not_dropped::RULE,
    &compose::compose_syntax_error::RULE,
    &compose::data_not_persisted::RULE,
    &compose::data_store_port_published::RULE,
    &compose::debugger_port_published::RULE,
    &compose::docker_socket_mounted::RULE,
    &compose::duplicate_key::RULE,
    &compose::host_namespace_shared::RULE,
    &compose::host_network_mode::RULE,
    &compose::port_published_on_all_interfaces::RULE,
    &compose::privilege_gain_allowed::RULE,
    &compose::privileged_container::RULE,
    &compose::project_directory_mounted::RULE,
    &compose::secret_in_environment::RULE,
    &compose::service_without_healthcheck::RULE,
    &compose::unknown_compose_key::RULE,
    &compose::unquoted_port::RULE,
    &compose::version_key_obsolete::RULE,
    &compose::writable_root_filesystem::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::and_or_used_as_if::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::bashism_in_sh::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::deletion_of_root_possible::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::escape_sequence_in_echo::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::find_output_split_on_spaces::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::glob_may_become_option::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::literal_braces::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::loop_runs_once::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::masked_exit_status::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::nested_heredoc_indentation::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::nested_quotes_broken::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::pointless_backslash::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::shellcheck::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unchecked_directory_change::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::undefined_shell_variable::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unquoted_command_substitution::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unquoted_variable::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unused_shell_variable::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::variable_in_printf_format::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::variable_in_single_quotes::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::wrong_quote_character::RULE,
    &project::service_runs_as_root::RULE,
    &engine::environment_assumed::RULE,
    &engine::internal_error::RULE,
    &engine::unused_ignore::RULE,
];
