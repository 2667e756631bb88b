//! Rules for Dockerfiles.

mod add_local_file;
mod ambiguous_package_index;
mod apk_build_packages_not_grouped;
mod apt_cache_mount_not_locked;
mod apt_key_used;
mod apt_used_in_script;
mod architecture_hardcoded;
mod archive_copied_then_extracted;
mod argument_out_of_scope;
mod asset_build_needs_real_key;
mod background_process_in_build;
mod both_curl_and_wget;
mod broad_image_tag;
mod broken_continuation;
mod build_tools_in_final_image;
mod cache_mount_defeated;
mod cache_mount_missing;
mod cd_in_run;
mod chmod_after_copy;
mod circular_stage_reference;
mod cmd_ignored_by_shell_entrypoint;
mod consecutive_run_instructions;
mod consent_flag_missing;
mod context_copied_to_root;
mod copied_files_writable_by_runtime_user;
mod copy_destination_not_directory;
mod copy_from_empty_stage;
mod copy_from_own_stage;
mod copy_from_unknown_stage;
mod copy_source_outside_context;
mod created_user_never_used;
mod debug_mode_enabled;
mod debugger_listening;
mod default_shell_replaced_by_link;
mod deletion_in_later_layer;
mod deprecated_base_image;
mod development_dependencies_installed;
mod development_server_command;
mod development_tool_in_final_image;
mod dockerfile_syntax_error;
mod download_piped_to_shell;
mod download_progress_floods_log;
mod download_without_checksum;
mod downloads_latest_release;
mod duplicate_label;
mod duplicate_stage_name;
mod duplicate_user_id;
mod empty_base_image;
mod empty_continuation_line;
mod empty_password_account;
mod end_of_life_base_image;
mod errors_discarded;
mod export_lost_after_run;
mod expose_protocol_casing;
mod file_ownership_missing_after_user;
mod file_written_with_echo;
mod fixed_platform_in_from;
mod flaky_download;
mod forbidden_onbuild_trigger;
mod frequent_user_switching;
mod from_as_casing;
mod git_clone_in_build;
mod git_source_not_pinned;
mod hardcoded_secret;
mod healthcheck_cannot_fail;
mod healthcheck_start_interval_unused;
mod healthcheck_tool_missing;
mod heredoc_without_errexit;
mod host_network_in_build;
mod host_part_in_expose;
mod http_errors_ignored;
mod image_digest_missing;
mod image_state_lost;
mod image_without_healthcheck;
mod ineffective_on_windows;
mod insecure_build_step;
mod install_scripts_enabled;
mod install_step_has_network;
mod instruction_before_from;
mod instruction_casing;
mod invalid_exposed_port;
mod invalid_healthcheck;
mod invalid_image_reference;
mod invalid_instruction_flag;
mod invalid_label_key;
mod invalid_parser_directive;
mod invalid_platform;
mod invalid_run_mount;
mod invalid_stage_name;
mod invalid_stop_signal;
mod label_not_allowed;
mod label_value_invalid;
mod large_user_id_bloats_image;
mod legacy_key_value;
mod libc_differs_between_stages;
mod library_cache_kept;
mod library_version_missing;
mod lockfile_not_enforced;
mod maintainer_instruction;
mod malformed_from;
mod malformed_json_form;
mod malformed_key_value;
mod manifest_copied_for_install;
mod misleading_description_comment;
mod misplaced_parser_directive;
mod misspelled_syntax_frontend;
mod named_user_unresolvable;
mod nginx_fast_shutdown;
mod non_numeric_user;
mod noninteractive_frontend_kept;
mod npm_flags_deprecated;
mod onbuild_used;
mod overridden_instruction;
mod oversized_base_image;
mod package_index_missing;
mod package_index_updated_alone;
mod package_manager_as_start_command;
mod package_manager_not_in_base_image;
mod package_signature_check_disabled;
mod packages_upgraded_in_build;
mod parser_directive_casing;
mod password_set_during_build;
mod passwordless_sudo_configured;
mod pipe_failure_hidden;
mod plain_http_download;
mod platform_argument_fixed;
mod pointless_command_in_build;
mod private_key_created_during_build;
mod recommended_packages_installed;
mod recursive_permission_change;
mod redirect_may_leave_https;
mod redirect_not_followed;
mod redundant_target_platform;
mod relative_copy_destination;
mod relative_workdir;
mod remote_add_without_checksum;
mod remote_admin_port_exposed;
mod remote_archive_unpacked_in_run;
mod remote_file_fetched_in_run;
mod remote_file_fetched_with_add;
mod required_label_missing;
mod required_secret_mount_missing;
mod reserved_stage_name;
mod revision_label_hardcoded;
mod root_needed_after_user;
mod root_with_persistent_state;
mod run_mount_on_windows;
mod runs_as_root;
mod runtime_version_differs_between_stages;
mod search_path_overwritten;
mod secret_file_copied;
mod secret_in_image_variable;
mod secret_mount_readable_by_all;
mod secret_passed_on_command_line;
mod secret_removed_in_later_layer;
mod security_metadata_copied_into_image;
mod self_referencing_env;
mod sensitive_path_as_volume;
mod setuid_bit_set;
mod several_processes_started;
mod shell_form_start_command;
mod shell_instruction_not_json;
mod shell_missing_in_image;
mod shell_syntax_error;
mod shell_syntax_in_exec_form;
mod source_copied_before_dependencies;
mod space_around_equals;
mod ssh_server_in_image;
mod stage_missing;
mod stage_name_casing;
mod stage_referenced_by_number;
mod stage_shadows_image;
mod stale_base_digest_label;
mod state_directory_not_writable;
mod sudo_used;
mod system_directory_as_workdir;
mod system_package_cache_kept;
mod system_package_version_missing;
mod systemd_stop_signal_missing;
mod tag_beside_digest;
mod telemetry_left_on;
mod tilde_not_expanded;
mod tls_verification_disabled;
mod tls_verification_disabled_by_variable;
mod tool_already_in_base_image;
mod undefined_argument_in_from;
mod undefined_variable;
mod ungraceful_stop_signal;
mod unknown_instruction;
mod unknown_instruction_flag;
mod unknown_onbuild_trigger;
mod unneeded_tool_installed;
mod unpinned_image_tag;
mod unreachable_stage;
mod unsupported_variable_modifier;
mod untrusted_registry;
mod untrusted_syntax_frontend;
mod unused_build_argument;
mod unvetted_image_publisher;
mod url_in_copy;
mod useless_cat;
mod user_does_not_exist;
mod user_group_drops_memberships;
mod variable_expanded_too_early;
mod variable_unset_in_later_layer;
mod volume_instruction_used;
mod weak_hash_verification;
mod weak_tls_version;
mod whole_context_copied;
mod whole_filesystem_copied;
mod workdir_relative_to_earlier;
mod world_writable_permissions;
mod wrong_argument_count;

use plimsoll_lint::Rule;

pub(crate) static RULES: &[&Rule] = &[
    &add_local_file::RULE,
    &ambiguous_package_index::RULE,
    &apk_build_packages_not_grouped::RULE,
    &apt_cache_mount_not_locked::RULE,
    &apt_key_used::RULE,
    &apt_used_in_script::RULE,
    &architecture_hardcoded::RULE,
    &archive_copied_then_extracted::RULE,
    &argument_out_of_scope::RULE,
    &asset_build_needs_real_key::RULE,
    &background_process_in_build::RULE,
    &both_curl_and_wget::RULE,
    &broad_image_tag::RULE,
    &broken_continuation::RULE,
    &build_tools_in_final_image::RULE,
    &cache_mount_defeated::RULE,
    &cache_mount_missing::RULE,
    &cd_in_run::RULE,
    &chmod_after_copy::RULE,
    &circular_stage_reference::RULE,
    &cmd_ignored_by_shell_entrypoint::RULE,
    &consecutive_run_instructions::RULE,
    &consent_flag_missing::RULE,
    &context_copied_to_root::RULE,
    &copied_files_writable_by_runtime_user::RULE,
    &copy_destination_not_directory::RULE,
    &copy_from_empty_stage::RULE,
    &copy_from_own_stage::RULE,
    &copy_from_unknown_stage::RULE,
    &copy_source_outside_context::RULE,
    &created_user_never_used::RULE,
    &debug_mode_enabled::RULE,
    &debugger_listening::RULE,
    &default_shell_replaced_by_link::RULE,
    &deletion_in_later_layer::RULE,
    &deprecated_base_image::RULE,
    &development_dependencies_installed::RULE,
    &development_server_command::RULE,
    &development_tool_in_final_image::RULE,
    &dockerfile_syntax_error::RULE,
    &download_piped_to_shell::RULE,
    &download_progress_floods_log::RULE,
    &download_without_checksum::RULE,
    &downloads_latest_release::RULE,
    &duplicate_label::RULE,
    &duplicate_stage_name::RULE,
    &duplicate_user_id::RULE,
    &empty_base_image::RULE,
    &empty_continuation_line::RULE,
    &empty_password_account::RULE,
    &end_of_life_base_image::RULE,
    &errors_discarded::RULE,
    &export_lost_after_run::RULE,
    &expose_protocol_casing::RULE,
    &file_ownership_missing_after_user::RULE,
    &file_written_with_echo::RULE,
    &fixed_platform_in_from::RULE,
    &flaky_download::RULE,
    &forbidden_onbuild_trigger::RULE,
    &frequent_user_switching::RULE,
    &from_as_casing::RULE,
    &git_clone_in_build::RULE,
    &git_source_not_pinned::RULE,
    &hardcoded_secret::RULE,
    &healthcheck_cannot_fail::RULE,
    &healthcheck_start_interval_unused::RULE,
    &healthcheck_tool_missing::RULE,
    &heredoc_without_errexit::RULE,
    &host_network_in_build::RULE,
    &host_part_in_expose::RULE,
    &http_errors_ignored::RULE,
    &image_digest_missing::RULE,
    &image_state_lost::RULE,
    &image_without_healthcheck::RULE,
    &ineffective_on_windows::RULE,
    &insecure_build_step::RULE,
    &install_scripts_enabled::RULE,
    &install_step_has_network::RULE,
    &instruction_before_from::RULE,
    &instruction_casing::RULE,
    &invalid_exposed_port::RULE,
    &invalid_healthcheck::RULE,
    &invalid_image_reference::RULE,
    &invalid_instruction_flag::RULE,
    &invalid_label_key::RULE,
    &invalid_parser_directive::RULE,
    &invalid_platform::RULE,
    &invalid_run_mount::RULE,
    &invalid_stage_name::RULE,
    &invalid_stop_signal::RULE,
    &label_not_allowed::RULE,
    &label_value_invalid::RULE,
    &large_user_id_bloats_image::RULE,
    &legacy_key_value::RULE,
    &libc_differs_between_stages::RULE,
    &library_cache_kept::RULE,
    &library_version_missing::RULE,
    &lockfile_not_enforced::RULE,
    &maintainer_instruction::RULE,
    &malformed_from::RULE,
    &malformed_json_form::RULE,
    &malformed_key_value::RULE,
    &manifest_copied_for_install::RULE,
    &misleading_description_comment::RULE,
    &misplaced_parser_directive::RULE,
    &misspelled_syntax_frontend::RULE,
    &named_user_unresolvable::RULE,
    &nginx_fast_shutdown::RULE,
    &non_numeric_user::RULE,
    &noninteractive_frontend_kept::RULE,
    &npm_flags_deprecated::RULE,
    &onbuild_used::RULE,
    &overridden_instruction::RULE,
    &oversized_base_image::RULE,
    &package_index_missing::RULE,
    &package_index_updated_alone::RULE,
    &package_manager_as_start_command::RULE,
    &package_manager_not_in_base_image::RULE,
    &package_signature_check_disabled::RULE,
    &packages_upgraded_in_build::RULE,
    &parser_directive_casing::RULE,
    &password_set_during_build::RULE,
    &passwordless_sudo_configured::RULE,
    &pipe_failure_hidden::RULE,
    &plain_http_download::RULE,
    &platform_argument_fixed::RULE,
    &pointless_command_in_build::RULE,
    &private_key_created_during_build::RULE,
    &recommended_packages_installed::RULE,
    &recursive_permission_change::RULE,
    &redirect_may_leave_https::RULE,
    &redirect_not_followed::RULE,
    &redundant_target_platform::RULE,
    &relative_copy_destination::RULE,
    &relative_workdir::RULE,
    &remote_add_without_checksum::RULE,
    &remote_admin_port_exposed::RULE,
    &remote_archive_unpacked_in_run::RULE,
    &remote_file_fetched_in_run::RULE,
    &remote_file_fetched_with_add::RULE,
    &required_label_missing::RULE,
    &required_secret_mount_missing::RULE,
    &reserved_stage_name::RULE,
    &revision_label_hardcoded::RULE,
    &root_needed_after_user::RULE,
    &root_with_persistent_state::RULE,
    &run_mount_on_windows::RULE,
    &runs_as_root::RULE,
    &runtime_version_differs_between_stages::RULE,
    &search_path_overwritten::RULE,
    &secret_file_copied::RULE,
    &secret_in_image_variable::RULE,
    &secret_mount_readable_by_all::RULE,
    &secret_passed_on_command_line::RULE,
    &secret_removed_in_later_layer::RULE,
    &security_metadata_copied_into_image::RULE,
    &self_referencing_env::RULE,
    &sensitive_path_as_volume::RULE,
    &setuid_bit_set::RULE,
    &several_processes_started::RULE,
    &shell_form_start_command::RULE,
    &shell_instruction_not_json::RULE,
    &shell_missing_in_image::RULE,
    &shell_syntax_error::RULE,
    &shell_syntax_in_exec_form::RULE,
    &source_copied_before_dependencies::RULE,
    &space_around_equals::RULE,
    &ssh_server_in_image::RULE,
    &stage_missing::RULE,
    &stage_name_casing::RULE,
    &stage_referenced_by_number::RULE,
    &stage_shadows_image::RULE,
    &stale_base_digest_label::RULE,
    &state_directory_not_writable::RULE,
    &sudo_used::RULE,
    &system_directory_as_workdir::RULE,
    &system_package_cache_kept::RULE,
    &system_package_version_missing::RULE,
    &systemd_stop_signal_missing::RULE,
    &tag_beside_digest::RULE,
    &telemetry_left_on::RULE,
    &tilde_not_expanded::RULE,
    &tls_verification_disabled::RULE,
    &tls_verification_disabled_by_variable::RULE,
    &tool_already_in_base_image::RULE,
    &undefined_argument_in_from::RULE,
    &undefined_variable::RULE,
    &ungraceful_stop_signal::RULE,
    &unknown_instruction::RULE,
    &unknown_instruction_flag::RULE,
    &unknown_onbuild_trigger::RULE,
    &unneeded_tool_installed::RULE,
    &unpinned_image_tag::RULE,
    &unreachable_stage::RULE,
    &unsupported_variable_modifier::RULE,
    &untrusted_registry::RULE,
    &untrusted_syntax_frontend::RULE,
    &unused_build_argument::RULE,
    &unvetted_image_publisher::RULE,
    &url_in_copy::RULE,
    &useless_cat::RULE,
    &user_does_not_exist::RULE,
    &user_group_drops_memberships::RULE,
    &variable_expanded_too_early::RULE,
    &variable_unset_in_later_layer::RULE,
    &volume_instruction_used::RULE,
    &weak_hash_verification::RULE,
    &weak_tls_version::RULE,
    &whole_context_copied::RULE,
    &whole_filesystem_copied::RULE,
    &workdir_relative_to_earlier::RULE,
    &world_writable_permissions::RULE,
    &wrong_argument_count::RULE,
];
