//! The rules of plimsoll: a page and a function each, side by side.

mod account_advice;
mod entry_order;
mod root_start;

mod dockerfile {
    pub(crate) mod add_local_file;
    pub(crate) mod ambiguous_package_index;
    pub(crate) mod apk_build_packages_not_grouped;
    pub(crate) mod apt_cache_mount_not_locked;
    pub(crate) mod apt_key_used;
    pub(crate) mod apt_used_in_script;
    pub(crate) mod architecture_hardcoded;
    pub(crate) mod archive_copied_then_extracted;
    pub(crate) mod argument_out_of_scope;
    pub(crate) mod asset_build_needs_real_key;
    pub(crate) mod background_process_in_build;
    pub(crate) mod both_curl_and_wget;
    pub(crate) mod broad_image_tag;
    pub(crate) mod broken_continuation;
    pub(crate) mod build_tools_in_final_image;
    pub(crate) mod cache_mount_defeated;
    pub(crate) mod cache_mount_missing;
    pub(crate) mod cd_in_run;
    pub(crate) mod chmod_after_copy;
    pub(crate) mod circular_stage_reference;
    pub(crate) mod cmd_ignored_by_shell_entrypoint;
    pub(crate) mod consecutive_run_instructions;
    pub(crate) mod consent_flag_missing;
    pub(crate) mod context_copied_to_root;
    pub(crate) mod copied_files_writable_by_runtime_user;
    pub(crate) mod copy_destination_not_directory;
    pub(crate) mod copy_from_empty_stage;
    pub(crate) mod copy_from_own_stage;
    pub(crate) mod copy_from_unknown_stage;
    pub(crate) mod copy_source_outside_context;
    pub(crate) mod created_user_never_used;
    pub(crate) mod debug_mode_enabled;
    pub(crate) mod debugger_listening;
    pub(crate) mod default_shell_replaced_by_link;
    pub(crate) mod deletion_in_later_layer;
    pub(crate) mod deprecated_base_image;
    pub(crate) mod development_dependencies_installed;
    pub(crate) mod development_server_command;
    pub(crate) mod development_tool_in_final_image;
    pub(crate) mod dockerfile_syntax_error;
    pub(crate) mod download_piped_to_shell;
    pub(crate) mod download_progress_floods_log;
    pub(crate) mod download_without_checksum;
    pub(crate) mod downloads_latest_release;
    pub(crate) mod duplicate_label;
    pub(crate) mod duplicate_stage_name;
    pub(crate) mod duplicate_user_id;
    pub(crate) mod empty_base_image;
    pub(crate) mod empty_continuation_line;
    pub(crate) mod empty_password_account;
    pub(crate) mod end_of_life_base_image;
    pub(crate) mod errors_discarded;
    pub(crate) mod export_lost_after_run;
    pub(crate) mod expose_protocol_casing;
    pub(crate) mod file_ownership_missing_after_user;
    pub(crate) mod file_written_with_echo;
    pub(crate) mod fixed_platform_in_from;
    pub(crate) mod flaky_download;
    pub(crate) mod forbidden_onbuild_trigger;
    pub(crate) mod frequent_user_switching;
    pub(crate) mod from_as_casing;
    pub(crate) mod git_clone_in_build;
    pub(crate) mod git_source_not_pinned;
    pub(crate) mod hardcoded_secret;
    pub(crate) mod healthcheck_cannot_fail;
    pub(crate) mod healthcheck_start_interval_unused;
    pub(crate) mod healthcheck_tool_missing;
    pub(crate) mod heredoc_without_errexit;
    pub(crate) mod host_network_in_build;
    pub(crate) mod host_part_in_expose;
    pub(crate) mod http_errors_ignored;
    pub(crate) mod image_digest_missing;
    pub(crate) mod image_state_lost;
    pub(crate) mod image_without_healthcheck;
    pub(crate) mod ineffective_on_windows;
    pub(crate) mod insecure_build_step;
    pub(crate) mod install_scripts_enabled;
    pub(crate) mod install_step_has_network;
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
    pub(crate) mod label_not_allowed;
    pub(crate) mod label_value_invalid;
    pub(crate) mod large_user_id_bloats_image;
    pub(crate) mod legacy_key_value;
    pub(crate) mod libc_differs_between_stages;
    pub(crate) mod library_cache_kept;
    pub(crate) mod library_version_missing;
    pub(crate) mod lockfile_not_enforced;
    pub(crate) mod maintainer_instruction;
    pub(crate) mod malformed_from;
    pub(crate) mod malformed_json_form;
    pub(crate) mod malformed_key_value;
    pub(crate) mod manifest_copied_for_install;
    pub(crate) mod misplaced_parser_directive;
    pub(crate) mod misspelled_syntax_frontend;
    pub(crate) mod named_user_unresolvable;
    pub(crate) mod nginx_fast_shutdown;
    pub(crate) mod non_numeric_user;
    pub(crate) mod noninteractive_frontend_kept;
    pub(crate) mod npm_flags_deprecated;
    pub(crate) mod onbuild_used;
    pub(crate) mod overridden_instruction;
    pub(crate) mod oversized_base_image;
    pub(crate) mod package_index_missing;
    pub(crate) mod package_index_updated_alone;
    pub(crate) mod package_manager_not_in_base_image;
    pub(crate) mod package_signature_check_disabled;
    pub(crate) mod packages_upgraded_in_build;
    pub(crate) mod parser_directive_casing;
    pub(crate) mod password_set_during_build;
    pub(crate) mod passwordless_sudo_configured;
    pub(crate) mod pipe_failure_hidden;
    pub(crate) mod plain_http_download;
    pub(crate) mod pointless_command_in_build;
    pub(crate) mod private_key_created_during_build;
    pub(crate) mod recommended_packages_installed;
    pub(crate) mod recursive_permission_change;
    pub(crate) mod redirect_may_leave_https;
    pub(crate) mod redirect_not_followed;
    pub(crate) mod redundant_target_platform;
    pub(crate) mod relative_copy_destination;
    pub(crate) mod relative_workdir;
    pub(crate) mod remote_add_without_checksum;
    pub(crate) mod remote_admin_port_exposed;
    pub(crate) mod remote_archive_unpacked_in_run;
    pub(crate) mod remote_file_fetched_in_run;
    pub(crate) mod remote_file_fetched_with_add;
    pub(crate) mod required_label_missing;
    pub(crate) mod required_secret_mount_missing;
    pub(crate) mod reserved_stage_name;
    pub(crate) mod revision_label_hardcoded;
    pub(crate) mod root_needed_after_user;
    pub(crate) mod root_with_persistent_state;
    pub(crate) mod run_mount_on_windows;
    pub(crate) mod runs_as_root;
    pub(crate) mod runtime_version_differs_between_stages;
    pub(crate) mod search_path_overwritten;
    pub(crate) mod secret_file_copied;
    pub(crate) mod secret_in_image_variable;
    pub(crate) mod secret_mount_readable_by_all;
    pub(crate) mod secret_passed_on_command_line;
    pub(crate) mod secret_removed_in_later_layer;
    pub(crate) mod security_metadata_copied_into_image;
    pub(crate) mod self_referencing_env;
    pub(crate) mod sensitive_path_as_volume;
    pub(crate) mod setuid_bit_set;
    pub(crate) mod several_processes_started;
    pub(crate) mod shell_form_start_command;
    pub(crate) mod shell_instruction_not_json;
    pub(crate) mod shell_missing_in_image;
    pub(crate) mod shell_syntax_error;
    pub(crate) mod shell_syntax_in_exec_form;
    pub(crate) mod source_copied_before_dependencies;
    pub(crate) mod space_around_equals;
    pub(crate) mod ssh_server_in_image;
    pub(crate) mod stage_missing;
    pub(crate) mod stage_name_casing;
    pub(crate) mod stage_referenced_by_number;
    pub(crate) mod stage_shadows_image;
    pub(crate) mod stale_base_digest_label;
    pub(crate) mod state_directory_not_writable;
    pub(crate) mod sudo_used;
    pub(crate) mod system_directory_as_workdir;
    pub(crate) mod system_package_cache_kept;
    pub(crate) mod system_package_version_missing;
    pub(crate) mod systemd_stop_signal_missing;
    pub(crate) mod tag_beside_digest;
    pub(crate) mod telemetry_left_on;
    pub(crate) mod tilde_not_expanded;
    pub(crate) mod tls_verification_disabled;
    pub(crate) mod tls_verification_disabled_by_variable;
    pub(crate) mod tool_already_in_base_image;
    pub(crate) mod undefined_argument_in_from;
    pub(crate) mod undefined_variable;
    pub(crate) mod ungraceful_stop_signal;
    pub(crate) mod unknown_instruction;
    pub(crate) mod unknown_instruction_flag;
    pub(crate) mod unknown_onbuild_trigger;
    pub(crate) mod unneeded_tool_installed;
    pub(crate) mod unpinned_image_tag;
    pub(crate) mod unreachable_stage;
    pub(crate) mod unsupported_variable_modifier;
    pub(crate) mod untrusted_registry;
    pub(crate) mod untrusted_syntax_frontend;
    pub(crate) mod unused_build_argument;
    pub(crate) mod unvetted_image_publisher;
    pub(crate) mod url_in_copy;
    pub(crate) mod useless_cat;
    pub(crate) mod user_does_not_exist;
    pub(crate) mod user_group_drops_memberships;
    pub(crate) mod variable_expanded_too_early;
    pub(crate) mod variable_unset_in_later_layer;
    pub(crate) mod volume_instruction_used;
    pub(crate) mod weak_hash_verification;
    pub(crate) mod weak_tls_version;
    pub(crate) mod whole_context_copied;
    pub(crate) mod whole_filesystem_copied;
    pub(crate) mod workdir_relative_to_earlier;
    pub(crate) mod world_writable_permissions;
    pub(crate) mod wrong_argument_count;
}

#[cfg(feature = "shellcheck")]
mod shell {
    pub(crate) mod and_or_used_as_if;
    pub(crate) mod assignment_misspelled;
    pub(crate) mod backtick_substitution;
    pub(crate) mod bashism_in_sh;
    pub(crate) mod deletion_of_root_possible;
    pub(crate) mod escape_sequence_in_echo;
    pub(crate) mod find_output_split_on_spaces;
    pub(crate) mod glob_may_become_option;
    pub(crate) mod link_name_missing;
    pub(crate) mod literal_braces;
    pub(crate) mod loop_runs_once;
    pub(crate) mod masked_exit_status;
    pub(crate) mod negated_command_ignored;
    pub(crate) mod nested_heredoc_indentation;
    pub(crate) mod nested_quotes_broken;
    pub(crate) mod old_test_operator;
    pub(crate) mod pointless_backslash;
    pub(crate) mod shellcheck;
    pub(crate) mod unchecked_directory_change;
    pub(crate) mod undefined_shell_variable;
    pub(crate) mod unquoted_brackets;
    pub(crate) mod unquoted_command_substitution;
    pub(crate) mod unquoted_variable;
    pub(crate) mod unused_shell_variable;
    pub(crate) mod useless_echo;
    pub(crate) mod variable_in_printf_format;
    pub(crate) mod variable_in_single_quotes;
    pub(crate) mod wrong_quote_character;
}

mod compose {
    pub(crate) mod admin_tool_in_production;
    pub(crate) mod anonymous_volume;
    pub(crate) mod authentication_disabled;
    pub(crate) mod bind_mount_writable;
    pub(crate) mod build_and_image_together;
    pub(crate) mod capabilities_not_dropped;
    pub(crate) mod command_expects_shell;
    pub(crate) mod completed_condition_on_service;
    pub(crate) mod compose_syntax_error;
    pub(crate) mod confinement_disabled;
    pub(crate) mod conflicting_keys;
    pub(crate) mod conflicting_values;
    pub(crate) mod container_name_fixed;
    pub(crate) mod container_name_with_replicas;
    pub(crate) mod credentials_in_url;
    pub(crate) mod custom_cgroup_parent;
    pub(crate) mod data_not_persisted;
    pub(crate) mod data_store_port_published;
    pub(crate) mod data_volume_at_wrong_path;
    pub(crate) mod debugger_port_published;
    pub(crate) mod default_password_used;
    pub(crate) mod dependencies_unsorted;
    pub(crate) mod dependency_cycle;
    pub(crate) mod dependency_in_inactive_profile;
    pub(crate) mod development_build_in_production;
    pub(crate) mod development_file_watch_in_production;
    pub(crate) mod docker_default_bridge_used;
    pub(crate) mod docker_socket_mounted;
    pub(crate) mod duplicate_container_name;
    pub(crate) mod duplicate_environment_entry;
    pub(crate) mod duplicate_host_port;
    pub(crate) mod duplicate_key;
    pub(crate) mod duplicate_mount_target;
    pub(crate) mod healthcheck_disabled;
    pub(crate) mod healthy_condition_without_healthcheck;
    pub(crate) mod host_device_exposed;
    pub(crate) mod host_folder_holds_database;
    pub(crate) mod host_namespace_shared;
    pub(crate) mod host_network_mode;
    pub(crate) mod host_port_with_replicas;
    pub(crate) mod host_system_path_writable;
    pub(crate) mod host_takeover_capability_added;
    pub(crate) mod ignored_by_stack_deploy;
    pub(crate) mod init_process_missing;
    pub(crate) mod invalid_compose_value;
    pub(crate) mod invalid_container_name;
    pub(crate) mod invalid_environment_entry;
    pub(crate) mod invalid_extra_host;
    pub(crate) mod invalid_healthcheck_test;
    pub(crate) mod invalid_interpolation;
    pub(crate) mod invalid_port_mapping;
    pub(crate) mod invalid_volume_entry;
    pub(crate) mod invalid_watch_rule;
    pub(crate) mod limits_ignored_outside_swarm;
    pub(crate) mod links_used;
    pub(crate) mod localhost_names_another_service;
    pub(crate) mod log_size_unlimited;
    pub(crate) mod logging_disabled;
    pub(crate) mod mount_propagates_to_host;
    pub(crate) mod network_not_segmented;
    pub(crate) mod obsolete_compose_key;
    pub(crate) mod oom_killer_disabled;
    pub(crate) mod open_file_limit_missing;
    pub(crate) mod overlay_network_unencrypted;
    pub(crate) mod port_published_on_all_interfaces;
    pub(crate) mod ports_ignored;
    pub(crate) mod ports_unsorted;
    pub(crate) mod powerful_capability_added;
    pub(crate) mod privilege_gain_allowed;
    pub(crate) mod privileged_container;
    pub(crate) mod privileged_host_port;
    pub(crate) mod process_limit_missing;
    pub(crate) mod production_image_built_on_host;
    pub(crate) mod project_directory_mounted;
    pub(crate) mod project_name_missing;
    pub(crate) mod read_only_without_scratch_space;
    pub(crate) mod refused_by_stack_deploy;
    pub(crate) mod relative_source_without_dot;
    pub(crate) mod resource_limit_missing;
    pub(crate) mod restart_policy_missing;
    pub(crate) mod restarts_unlimited;
    pub(crate) mod rolling_update_missing;
    pub(crate) mod secret_in_environment;
    pub(crate) mod secret_or_config_without_source;
    pub(crate) mod secret_passed_as_variable;
    pub(crate) mod sensitive_host_path_mounted;
    pub(crate) mod service_address_uses_host_port;
    pub(crate) mod service_keys_unordered;
    pub(crate) mod service_name_not_resolvable;
    pub(crate) mod service_user_root;
    pub(crate) mod service_without_healthcheck;
    pub(crate) mod service_without_image_or_build;
    pub(crate) mod services_section_missing;
    pub(crate) mod services_unsorted;
    pub(crate) mod single_replica_only;
    pub(crate) mod source_not_mounted_in_development;
    pub(crate) mod stack_bind_mount_not_on_all_nodes;
    pub(crate) mod startup_order_not_awaited;
    pub(crate) mod stop_period_too_short;
    pub(crate) mod tmpfs_protection_removed;
    pub(crate) mod top_level_keys_unordered;
    pub(crate) mod undefined_reference;
    pub(crate) mod unencrypted_docker_daemon;
    pub(crate) mod unknown_compose_key;
    pub(crate) mod unquoted_port;
    pub(crate) mod unused_definition;
    pub(crate) mod variable_swallowed_by_interpolation;
    pub(crate) mod version_key_obsolete;
    pub(crate) mod volume_quoted;
    pub(crate) mod volume_writable_by_several_services;
    pub(crate) mod writable_root_filesystem;
    pub(crate) mod yaml_boolean_confusion;
}

mod project {
    pub(crate) mod env_file_missing;
    pub(crate) mod invalid_env_file_line;
    pub(crate) mod merge_type_conflict;
    pub(crate) mod service_runs_as_root;
    pub(crate) mod several_default_files;
    pub(crate) mod undefined_compose_variable;
    pub(crate) mod unused_env_entry;
}

mod engine {
    pub(crate) mod environment_assumed;
    pub(crate) mod ignore_comment_used;
    pub(crate) mod ignore_without_reason;
    pub(crate) mod internal_error;
    pub(crate) mod unused_ignore;
}

use plimsoll_lint::Rule;

/// All rules, in the order the docs show them.
pub static RULES: &[&Rule] = &[
    &dockerfile::add_local_file::RULE,
    &dockerfile::ambiguous_package_index::RULE,
    &dockerfile::apk_build_packages_not_grouped::RULE,
    &dockerfile::apt_cache_mount_not_locked::RULE,
    &dockerfile::apt_key_used::RULE,
    &dockerfile::apt_used_in_script::RULE,
    &dockerfile::architecture_hardcoded::RULE,
    &dockerfile::archive_copied_then_extracted::RULE,
    &dockerfile::argument_out_of_scope::RULE,
    &dockerfile::asset_build_needs_real_key::RULE,
    &dockerfile::background_process_in_build::RULE,
    &dockerfile::both_curl_and_wget::RULE,
    &dockerfile::broad_image_tag::RULE,
    &dockerfile::broken_continuation::RULE,
    &dockerfile::build_tools_in_final_image::RULE,
    &dockerfile::cache_mount_defeated::RULE,
    &dockerfile::cache_mount_missing::RULE,
    &dockerfile::cd_in_run::RULE,
    &dockerfile::chmod_after_copy::RULE,
    &dockerfile::circular_stage_reference::RULE,
    &dockerfile::cmd_ignored_by_shell_entrypoint::RULE,
    &dockerfile::consecutive_run_instructions::RULE,
    &dockerfile::consent_flag_missing::RULE,
    &dockerfile::context_copied_to_root::RULE,
    &dockerfile::copied_files_writable_by_runtime_user::RULE,
    &dockerfile::copy_destination_not_directory::RULE,
    &dockerfile::copy_from_empty_stage::RULE,
    &dockerfile::copy_from_own_stage::RULE,
    &dockerfile::copy_from_unknown_stage::RULE,
    &dockerfile::copy_source_outside_context::RULE,
    &dockerfile::created_user_never_used::RULE,
    &dockerfile::debug_mode_enabled::RULE,
    &dockerfile::debugger_listening::RULE,
    &dockerfile::default_shell_replaced_by_link::RULE,
    &dockerfile::deletion_in_later_layer::RULE,
    &dockerfile::deprecated_base_image::RULE,
    &dockerfile::development_dependencies_installed::RULE,
    &dockerfile::development_server_command::RULE,
    &dockerfile::development_tool_in_final_image::RULE,
    &dockerfile::dockerfile_syntax_error::RULE,
    &dockerfile::download_piped_to_shell::RULE,
    &dockerfile::download_progress_floods_log::RULE,
    &dockerfile::download_without_checksum::RULE,
    &dockerfile::downloads_latest_release::RULE,
    &dockerfile::duplicate_label::RULE,
    &dockerfile::duplicate_stage_name::RULE,
    &dockerfile::duplicate_user_id::RULE,
    &dockerfile::empty_base_image::RULE,
    &dockerfile::empty_continuation_line::RULE,
    &dockerfile::empty_password_account::RULE,
    &dockerfile::end_of_life_base_image::RULE,
    &dockerfile::errors_discarded::RULE,
    &dockerfile::export_lost_after_run::RULE,
    &dockerfile::expose_protocol_casing::RULE,
    &dockerfile::file_ownership_missing_after_user::RULE,
    &dockerfile::file_written_with_echo::RULE,
    &dockerfile::fixed_platform_in_from::RULE,
    &dockerfile::flaky_download::RULE,
    &dockerfile::forbidden_onbuild_trigger::RULE,
    &dockerfile::frequent_user_switching::RULE,
    &dockerfile::from_as_casing::RULE,
    &dockerfile::git_clone_in_build::RULE,
    &dockerfile::git_source_not_pinned::RULE,
    &dockerfile::hardcoded_secret::RULE,
    &dockerfile::healthcheck_cannot_fail::RULE,
    &dockerfile::healthcheck_start_interval_unused::RULE,
    &dockerfile::healthcheck_tool_missing::RULE,
    &dockerfile::heredoc_without_errexit::RULE,
    &dockerfile::host_network_in_build::RULE,
    &dockerfile::host_part_in_expose::RULE,
    &dockerfile::http_errors_ignored::RULE,
    &dockerfile::image_digest_missing::RULE,
    &dockerfile::image_state_lost::RULE,
    &dockerfile::image_without_healthcheck::RULE,
    &dockerfile::ineffective_on_windows::RULE,
    &dockerfile::insecure_build_step::RULE,
    &dockerfile::install_scripts_enabled::RULE,
    &dockerfile::install_step_has_network::RULE,
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
    &dockerfile::label_not_allowed::RULE,
    &dockerfile::label_value_invalid::RULE,
    &dockerfile::large_user_id_bloats_image::RULE,
    &dockerfile::legacy_key_value::RULE,
    &dockerfile::libc_differs_between_stages::RULE,
    &dockerfile::library_cache_kept::RULE,
    &dockerfile::library_version_missing::RULE,
    &dockerfile::lockfile_not_enforced::RULE,
    &dockerfile::maintainer_instruction::RULE,
    &dockerfile::malformed_from::RULE,
    &dockerfile::malformed_json_form::RULE,
    &dockerfile::malformed_key_value::RULE,
    &dockerfile::manifest_copied_for_install::RULE,
    &dockerfile::misplaced_parser_directive::RULE,
    &dockerfile::misspelled_syntax_frontend::RULE,
    &dockerfile::named_user_unresolvable::RULE,
    &dockerfile::nginx_fast_shutdown::RULE,
    &dockerfile::non_numeric_user::RULE,
    &dockerfile::noninteractive_frontend_kept::RULE,
    &dockerfile::npm_flags_deprecated::RULE,
    &dockerfile::onbuild_used::RULE,
    &dockerfile::overridden_instruction::RULE,
    &dockerfile::oversized_base_image::RULE,
    &dockerfile::package_index_missing::RULE,
    &dockerfile::package_index_updated_alone::RULE,
    &dockerfile::package_manager_not_in_base_image::RULE,
    &dockerfile::package_signature_check_disabled::RULE,
    &dockerfile::packages_upgraded_in_build::RULE,
    &dockerfile::parser_directive_casing::RULE,
    &dockerfile::password_set_during_build::RULE,
    &dockerfile::passwordless_sudo_configured::RULE,
    &dockerfile::pipe_failure_hidden::RULE,
    &dockerfile::plain_http_download::RULE,
    &dockerfile::pointless_command_in_build::RULE,
    &dockerfile::private_key_created_during_build::RULE,
    &dockerfile::recommended_packages_installed::RULE,
    &dockerfile::recursive_permission_change::RULE,
    &dockerfile::redirect_may_leave_https::RULE,
    &dockerfile::redirect_not_followed::RULE,
    &dockerfile::redundant_target_platform::RULE,
    &dockerfile::relative_copy_destination::RULE,
    &dockerfile::relative_workdir::RULE,
    &dockerfile::remote_add_without_checksum::RULE,
    &dockerfile::remote_admin_port_exposed::RULE,
    &dockerfile::remote_archive_unpacked_in_run::RULE,
    &dockerfile::remote_file_fetched_in_run::RULE,
    &dockerfile::remote_file_fetched_with_add::RULE,
    &dockerfile::required_label_missing::RULE,
    &dockerfile::required_secret_mount_missing::RULE,
    &dockerfile::reserved_stage_name::RULE,
    &dockerfile::revision_label_hardcoded::RULE,
    &dockerfile::root_needed_after_user::RULE,
    &dockerfile::root_with_persistent_state::RULE,
    &dockerfile::run_mount_on_windows::RULE,
    &dockerfile::runs_as_root::RULE,
    &dockerfile::runtime_version_differs_between_stages::RULE,
    &dockerfile::search_path_overwritten::RULE,
    &dockerfile::secret_file_copied::RULE,
    &dockerfile::secret_in_image_variable::RULE,
    &dockerfile::secret_mount_readable_by_all::RULE,
    &dockerfile::secret_passed_on_command_line::RULE,
    &dockerfile::secret_removed_in_later_layer::RULE,
    &dockerfile::security_metadata_copied_into_image::RULE,
    &dockerfile::self_referencing_env::RULE,
    &dockerfile::sensitive_path_as_volume::RULE,
    &dockerfile::setuid_bit_set::RULE,
    &dockerfile::several_processes_started::RULE,
    &dockerfile::shell_form_start_command::RULE,
    &dockerfile::shell_instruction_not_json::RULE,
    &dockerfile::shell_missing_in_image::RULE,
    &dockerfile::shell_syntax_error::RULE,
    &dockerfile::shell_syntax_in_exec_form::RULE,
    &dockerfile::source_copied_before_dependencies::RULE,
    &dockerfile::space_around_equals::RULE,
    &dockerfile::ssh_server_in_image::RULE,
    &dockerfile::stage_missing::RULE,
    &dockerfile::stage_name_casing::RULE,
    &dockerfile::stage_referenced_by_number::RULE,
    &dockerfile::stage_shadows_image::RULE,
    &dockerfile::stale_base_digest_label::RULE,
    &dockerfile::state_directory_not_writable::RULE,
    &dockerfile::sudo_used::RULE,
    &dockerfile::system_directory_as_workdir::RULE,
    &dockerfile::system_package_cache_kept::RULE,
    &dockerfile::system_package_version_missing::RULE,
    &dockerfile::systemd_stop_signal_missing::RULE,
    &dockerfile::tag_beside_digest::RULE,
    &dockerfile::telemetry_left_on::RULE,
    &dockerfile::tilde_not_expanded::RULE,
    &dockerfile::tls_verification_disabled::RULE,
    &dockerfile::tls_verification_disabled_by_variable::RULE,
    &dockerfile::tool_already_in_base_image::RULE,
    &dockerfile::undefined_argument_in_from::RULE,
    &dockerfile::undefined_variable::RULE,
    &dockerfile::ungraceful_stop_signal::RULE,
    &dockerfile::unknown_instruction::RULE,
    &dockerfile::unknown_instruction_flag::RULE,
    &dockerfile::unknown_onbuild_trigger::RULE,
    &dockerfile::unneeded_tool_installed::RULE,
    &dockerfile::unpinned_image_tag::RULE,
    &dockerfile::unreachable_stage::RULE,
    &dockerfile::unsupported_variable_modifier::RULE,
    &dockerfile::untrusted_registry::RULE,
    &dockerfile::untrusted_syntax_frontend::RULE,
    &dockerfile::unused_build_argument::RULE,
    &dockerfile::unvetted_image_publisher::RULE,
    &dockerfile::url_in_copy::RULE,
    &dockerfile::useless_cat::RULE,
    &dockerfile::user_does_not_exist::RULE,
    &dockerfile::user_group_drops_memberships::RULE,
    &dockerfile::variable_expanded_too_early::RULE,
    &dockerfile::variable_unset_in_later_layer::RULE,
    &dockerfile::volume_instruction_used::RULE,
    &dockerfile::weak_hash_verification::RULE,
    &dockerfile::weak_tls_version::RULE,
    &dockerfile::whole_context_copied::RULE,
    &dockerfile::whole_filesystem_copied::RULE,
    &dockerfile::workdir_relative_to_earlier::RULE,
    &dockerfile::world_writable_permissions::RULE,
    &dockerfile::wrong_argument_count::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::and_or_used_as_if::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::assignment_misspelled::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::backtick_substitution::RULE,
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
    &shell::link_name_missing::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::literal_braces::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::loop_runs_once::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::masked_exit_status::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::negated_command_ignored::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::nested_heredoc_indentation::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::nested_quotes_broken::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::old_test_operator::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::pointless_backslash::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::shellcheck::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unchecked_directory_change::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::undefined_shell_variable::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unquoted_brackets::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unquoted_command_substitution::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unquoted_variable::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::unused_shell_variable::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::useless_echo::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::variable_in_printf_format::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::variable_in_single_quotes::RULE,
    #[cfg(feature = "shellcheck")]
    &shell::wrong_quote_character::RULE,
    &compose::admin_tool_in_production::RULE,
    &compose::anonymous_volume::RULE,
    &compose::authentication_disabled::RULE,
    &compose::bind_mount_writable::RULE,
    &compose::build_and_image_together::RULE,
    &compose::capabilities_not_dropped::RULE,
    &compose::command_expects_shell::RULE,
    &compose::completed_condition_on_service::RULE,
    &compose::compose_syntax_error::RULE,
    &compose::confinement_disabled::RULE,
    &compose::conflicting_keys::RULE,
    &compose::conflicting_values::RULE,
    &compose::container_name_fixed::RULE,
    &compose::container_name_with_replicas::RULE,
    &compose::credentials_in_url::RULE,
    &compose::custom_cgroup_parent::RULE,
    &compose::data_not_persisted::RULE,
    &compose::data_store_port_published::RULE,
    &compose::data_volume_at_wrong_path::RULE,
    &compose::debugger_port_published::RULE,
    &compose::default_password_used::RULE,
    &compose::dependencies_unsorted::RULE,
    &compose::dependency_cycle::RULE,
    &compose::dependency_in_inactive_profile::RULE,
    &compose::development_build_in_production::RULE,
    &compose::development_file_watch_in_production::RULE,
    &compose::docker_default_bridge_used::RULE,
    &compose::docker_socket_mounted::RULE,
    &compose::duplicate_container_name::RULE,
    &compose::duplicate_environment_entry::RULE,
    &compose::duplicate_host_port::RULE,
    &compose::duplicate_key::RULE,
    &compose::duplicate_mount_target::RULE,
    &compose::healthcheck_disabled::RULE,
    &compose::healthy_condition_without_healthcheck::RULE,
    &compose::host_device_exposed::RULE,
    &compose::host_folder_holds_database::RULE,
    &compose::host_namespace_shared::RULE,
    &compose::host_network_mode::RULE,
    &compose::host_port_with_replicas::RULE,
    &compose::host_system_path_writable::RULE,
    &compose::host_takeover_capability_added::RULE,
    &compose::ignored_by_stack_deploy::RULE,
    &compose::init_process_missing::RULE,
    &compose::invalid_compose_value::RULE,
    &compose::invalid_container_name::RULE,
    &compose::invalid_environment_entry::RULE,
    &compose::invalid_extra_host::RULE,
    &compose::invalid_healthcheck_test::RULE,
    &compose::invalid_interpolation::RULE,
    &compose::invalid_port_mapping::RULE,
    &compose::invalid_volume_entry::RULE,
    &compose::invalid_watch_rule::RULE,
    &compose::limits_ignored_outside_swarm::RULE,
    &compose::links_used::RULE,
    &compose::localhost_names_another_service::RULE,
    &compose::log_size_unlimited::RULE,
    &compose::logging_disabled::RULE,
    &compose::mount_propagates_to_host::RULE,
    &compose::network_not_segmented::RULE,
    &compose::obsolete_compose_key::RULE,
    &compose::oom_killer_disabled::RULE,
    &compose::open_file_limit_missing::RULE,
    &compose::overlay_network_unencrypted::RULE,
    &compose::port_published_on_all_interfaces::RULE,
    &compose::ports_ignored::RULE,
    &compose::ports_unsorted::RULE,
    &compose::powerful_capability_added::RULE,
    &compose::privilege_gain_allowed::RULE,
    &compose::privileged_container::RULE,
    &compose::privileged_host_port::RULE,
    &compose::process_limit_missing::RULE,
    &compose::production_image_built_on_host::RULE,
    &compose::project_directory_mounted::RULE,
    &compose::project_name_missing::RULE,
    &compose::read_only_without_scratch_space::RULE,
    &compose::refused_by_stack_deploy::RULE,
    &compose::relative_source_without_dot::RULE,
    &compose::resource_limit_missing::RULE,
    &compose::restart_policy_missing::RULE,
    &compose::restarts_unlimited::RULE,
    &compose::rolling_update_missing::RULE,
    &compose::secret_in_environment::RULE,
    &compose::secret_or_config_without_source::RULE,
    &compose::secret_passed_as_variable::RULE,
    &compose::sensitive_host_path_mounted::RULE,
    &compose::service_address_uses_host_port::RULE,
    &compose::service_keys_unordered::RULE,
    &compose::service_name_not_resolvable::RULE,
    &compose::service_user_root::RULE,
    &compose::service_without_healthcheck::RULE,
    &compose::service_without_image_or_build::RULE,
    &compose::services_section_missing::RULE,
    &compose::services_unsorted::RULE,
    &compose::single_replica_only::RULE,
    &compose::source_not_mounted_in_development::RULE,
    &compose::stack_bind_mount_not_on_all_nodes::RULE,
    &compose::startup_order_not_awaited::RULE,
    &compose::stop_period_too_short::RULE,
    &compose::tmpfs_protection_removed::RULE,
    &compose::top_level_keys_unordered::RULE,
    &compose::undefined_reference::RULE,
    &compose::unencrypted_docker_daemon::RULE,
    &compose::unknown_compose_key::RULE,
    &compose::unquoted_port::RULE,
    &compose::unused_definition::RULE,
    &compose::variable_swallowed_by_interpolation::RULE,
    &compose::version_key_obsolete::RULE,
    &compose::volume_quoted::RULE,
    &compose::volume_writable_by_several_services::RULE,
    &compose::writable_root_filesystem::RULE,
    &compose::yaml_boolean_confusion::RULE,
    &project::env_file_missing::RULE,
    &project::invalid_env_file_line::RULE,
    &project::merge_type_conflict::RULE,
    &project::service_runs_as_root::RULE,
    &project::several_default_files::RULE,
    &project::undefined_compose_variable::RULE,
    &project::unused_env_entry::RULE,
    &engine::environment_assumed::RULE,
    &engine::ignore_comment_used::RULE,
    &engine::ignore_without_reason::RULE,
    &engine::internal_error::RULE,
    &engine::unused_ignore::RULE,
];
