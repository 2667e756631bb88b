//! The rules of plimsoll: a page and a function each, side by side.

mod account_advice;

mod dockerfile {
    pub(crate) mod add_local_file;
    pub(crate) mod broken_continuation;
    pub(crate) mod cd_in_run;
    pub(crate) mod consent_flag_missing;
    pub(crate) mod copy_from_unknown_stage;
    pub(crate) mod debug_mode_enabled;
    pub(crate) mod debugger_listening;
    pub(crate) mod development_server_command;
    pub(crate) mod dockerfile_syntax_error;
    pub(crate) mod download_piped_to_shell;
    pub(crate) mod duplicate_label;
    pub(crate) mod duplicate_stage_name;
    pub(crate) mod empty_base_image;
    pub(crate) mod empty_continuation_line;
    pub(crate) mod expose_protocol_casing;
    pub(crate) mod forbidden_onbuild_trigger;
    pub(crate) mod from_as_casing;
    pub(crate) mod hardcoded_secret;
    pub(crate) mod healthcheck_start_interval_unused;
    pub(crate) mod host_part_in_expose;
    pub(crate) mod image_digest_missing;
    pub(crate) mod instruction_before_from;
    pub(crate) mod instruction_casing;
    pub(crate) mod invalid_exposed_port;
    pub(crate) mod invalid_healthcheck;
    pub(crate) mod invalid_image_reference;
    pub(crate) mod invalid_instruction_flag;
    pub(crate) mod invalid_label_key;
    pub(crate) mod invalid_parser_directive;
    pub(crate) mod invalid_platform;
    pub(crate) mod invalid_run_mount;
    pub(crate) mod invalid_stage_name;
    pub(crate) mod invalid_stop_signal;
    pub(crate) mod legacy_key_value;
    pub(crate) mod maintainer_instruction;
    pub(crate) mod malformed_from;
    pub(crate) mod malformed_json_form;
    pub(crate) mod malformed_key_value;
    pub(crate) mod misplaced_parser_directive;
    pub(crate) mod misspelled_syntax_frontend;
    pub(crate) mod overridden_instruction;
    pub(crate) mod package_index_updated_alone;
    pub(crate) mod packages_upgraded_in_build;
    pub(crate) mod parser_directive_casing;
    pub(crate) mod pipe_failure_hidden;
    pub(crate) mod recommended_packages_installed;
    pub(crate) mod relative_workdir;
    pub(crate) mod reserved_stage_name;
    pub(crate) mod runs_as_root;
    pub(crate) mod secret_in_image_variable;
    pub(crate) mod shell_form_start_command;
    pub(crate) mod shell_instruction_not_json;
    pub(crate) mod shell_syntax_error;
    pub(crate) mod space_around_equals;
    pub(crate) mod stage_missing;
    pub(crate) mod stage_name_casing;
    pub(crate) mod undefined_argument_in_from;
    pub(crate) mod unknown_instruction;
    pub(crate) mod unknown_instruction_flag;
    pub(crate) mod unknown_onbuild_trigger;
    pub(crate) mod unpinned_image_tag;
    pub(crate) mod wrong_argument_count;
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
    &dockerfile::broken_continuation::RULE,
    &dockerfile::cd_in_run::RULE,
    &dockerfile::consent_flag_missing::RULE,
    &dockerfile::copy_from_unknown_stage::RULE,
    &dockerfile::debug_mode_enabled::RULE,
    &dockerfile::debugger_listening::RULE,
    &dockerfile::development_server_command::RULE,
    &dockerfile::dockerfile_syntax_error::RULE,
    &dockerfile::download_piped_to_shell::RULE,
    &dockerfile::duplicate_label::RULE,
    &dockerfile::duplicate_stage_name::RULE,
    &dockerfile::empty_base_image::RULE,
    &dockerfile::empty_continuation_line::RULE,
    &dockerfile::expose_protocol_casing::RULE,
    &dockerfile::forbidden_onbuild_trigger::RULE,
    &dockerfile::from_as_casing::RULE,
    &dockerfile::hardcoded_secret::RULE,
    &dockerfile::healthcheck_start_interval_unused::RULE,
    &dockerfile::host_part_in_expose::RULE,
    &dockerfile::image_digest_missing::RULE,
    &dockerfile::instruction_before_from::RULE,
    &dockerfile::instruction_casing::RULE,
    &dockerfile::invalid_exposed_port::RULE,
    &dockerfile::invalid_healthcheck::RULE,
    &dockerfile::invalid_image_reference::RULE,
    &dockerfile::invalid_instruction_flag::RULE,
    &dockerfile::invalid_label_key::RULE,
    &dockerfile::invalid_parser_directive::RULE,
    &dockerfile::invalid_platform::RULE,
    &dockerfile::invalid_run_mount::RULE,
    &dockerfile::invalid_stage_name::RULE,
    &dockerfile::invalid_stop_signal::RULE,
    &dockerfile::legacy_key_value::RULE,
    &dockerfile::maintainer_instruction::RULE,
    &dockerfile::malformed_from::RULE,
    &dockerfile::malformed_json_form::RULE,
    &dockerfile::malformed_key_value::RULE,
    &dockerfile::misplaced_parser_directive::RULE,
    &dockerfile::misspelled_syntax_frontend::RULE,
    &dockerfile::overridden_instruction::RULE,
    &dockerfile::package_index_updated_alone::RULE,
    &dockerfile::packages_upgraded_in_build::RULE,
    &dockerfile::parser_directive_casing::RULE,
    &dockerfile::pipe_failure_hidden::RULE,
    &dockerfile::recommended_packages_installed::RULE,
    &dockerfile::relative_workdir::RULE,
    &dockerfile::reserved_stage_name::RULE,
    &dockerfile::runs_as_root::RULE,
    &dockerfile::secret_in_image_variable::RULE,
    &dockerfile::shell_form_start_command::RULE,
    &dockerfile::shell_instruction_not_json::RULE,
    &dockerfile::shell_syntax_error::RULE,
    &dockerfile::space_around_equals::RULE,
    &dockerfile::stage_missing::RULE,
    &dockerfile::stage_name_casing::RULE,
    &dockerfile::undefined_argument_in_from::RULE,
    &dockerfile::unknown_instruction::RULE,
    &dockerfile::unknown_instruction_flag::RULE,
    &dockerfile::unknown_onbuild_trigger::RULE,
    &dockerfile::unpinned_image_tag::RULE,
    &dockerfile::wrong_argument_count::RULE,
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
    &project::service_runs_as_root::RULE,
    &engine::environment_assumed::RULE,
    &engine::internal_error::RULE,
    &engine::unused_ignore::RULE,
];
