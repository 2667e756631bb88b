//! Rules for Compose files.

mod admin_tool_in_production;
mod anonymous_volume;
mod authentication_disabled;
mod bind_mount_writable;
mod build_and_image_together;
mod capabilities_not_dropped;
mod command_expects_shell;
mod completed_condition_on_service;
mod compose_syntax_error;
mod confinement_disabled;
mod conflicting_keys;
mod conflicting_values;
mod container_name_fixed;
mod container_name_with_replicas;
mod credentials_in_url;
mod custom_cgroup_parent;
mod data_not_persisted;
mod data_store_port_published;
mod data_volume_at_wrong_path;
mod debugger_port_published;
mod default_password_used;
mod dependencies_unsorted;
mod dependency_cycle;
mod dependency_in_inactive_profile;
mod development_build_in_production;
mod development_file_watch_in_production;
mod docker_default_bridge_used;
mod docker_socket_mounted;
mod duplicate_container_name;
mod duplicate_environment_entry;
mod duplicate_host_port;
mod duplicate_key;
mod duplicate_mount_target;
mod healthcheck_disabled;
mod healthy_condition_without_healthcheck;
mod host_device_exposed;
mod host_folder_holds_database;
mod host_namespace_shared;
mod host_network_mode;
mod host_port_with_replicas;
mod host_system_path_writable;
mod host_takeover_capability_added;
mod ignored_by_stack_deploy;
mod init_process_missing;
mod invalid_compose_value;
mod invalid_container_name;
mod invalid_environment_entry;
mod invalid_extra_host;
mod invalid_healthcheck_test;
mod invalid_interpolation;
mod invalid_port_mapping;
mod invalid_volume_entry;
mod invalid_watch_rule;
mod limits_ignored_outside_swarm;
mod links_used;
mod localhost_names_another_service;
mod log_size_unlimited;
mod logging_disabled;
mod mode_in_decimal;
mod mount_propagates_to_host;
mod network_not_segmented;
mod obsolete_compose_key;
mod oom_killer_disabled;
mod open_file_limit_missing;
mod overlay_network_unencrypted;
mod port_published_on_all_interfaces;
mod ports_ignored;
mod ports_unsorted;
mod powerful_capability_added;
mod privilege_gain_allowed;
mod privileged_container;
mod privileged_host_port;
mod process_limit_missing;
mod production_image_built_on_host;
mod project_directory_mounted;
mod project_name_missing;
mod read_only_without_scratch_space;
mod refused_by_stack_deploy;
mod relative_source_without_dot;
mod resource_limit_missing;
mod restart_policy_missing;
mod restarts_unlimited;
mod rights_of_file_ignored;
mod rolling_update_missing;
mod secret_in_environment;
mod secret_or_config_without_source;
mod secret_passed_as_variable;
mod sensitive_host_path_mounted;
mod service_address_uses_host_port;
mod service_keys_unordered;
mod service_name_not_resolvable;
mod service_user_root;
mod service_without_healthcheck;
mod service_without_image_or_build;
mod services_section_missing;
mod services_unsorted;
mod single_replica_only;
mod source_not_mounted_in_development;
mod stack_bind_mount_not_on_all_nodes;
mod startup_order_not_awaited;
mod stop_period_too_short;
mod tmpfs_protection_removed;
mod top_level_keys_unordered;
mod undefined_reference;
mod unencrypted_docker_daemon;
mod unknown_compose_key;
mod unquoted_port;
mod unused_definition;
mod variable_in_key;
mod variable_swallowed_by_interpolation;
mod version_key_obsolete;
mod volume_quoted;
mod volume_writable_by_several_services;
mod writable_root_filesystem;
mod yaml_boolean_confusion;

use plimsoll_lint::Rule;

pub(crate) static RULES: &[&Rule] = &[
    &admin_tool_in_production::RULE,
    &anonymous_volume::RULE,
    &authentication_disabled::RULE,
    &bind_mount_writable::RULE,
    &build_and_image_together::RULE,
    &capabilities_not_dropped::RULE,
    &command_expects_shell::RULE,
    &completed_condition_on_service::RULE,
    &compose_syntax_error::RULE,
    &confinement_disabled::RULE,
    &conflicting_keys::RULE,
    &conflicting_values::RULE,
    &container_name_fixed::RULE,
    &container_name_with_replicas::RULE,
    &credentials_in_url::RULE,
    &custom_cgroup_parent::RULE,
    &data_not_persisted::RULE,
    &data_store_port_published::RULE,
    &data_volume_at_wrong_path::RULE,
    &debugger_port_published::RULE,
    &default_password_used::RULE,
    &dependencies_unsorted::RULE,
    &dependency_cycle::RULE,
    &dependency_in_inactive_profile::RULE,
    &development_build_in_production::RULE,
    &development_file_watch_in_production::RULE,
    &docker_default_bridge_used::RULE,
    &docker_socket_mounted::RULE,
    &duplicate_container_name::RULE,
    &duplicate_environment_entry::RULE,
    &duplicate_host_port::RULE,
    &duplicate_key::RULE,
    &duplicate_mount_target::RULE,
    &healthcheck_disabled::RULE,
    &healthy_condition_without_healthcheck::RULE,
    &host_device_exposed::RULE,
    &host_folder_holds_database::RULE,
    &host_namespace_shared::RULE,
    &host_network_mode::RULE,
    &host_port_with_replicas::RULE,
    &host_system_path_writable::RULE,
    &host_takeover_capability_added::RULE,
    &ignored_by_stack_deploy::RULE,
    &init_process_missing::RULE,
    &invalid_compose_value::RULE,
    &invalid_container_name::RULE,
    &invalid_environment_entry::RULE,
    &invalid_extra_host::RULE,
    &invalid_healthcheck_test::RULE,
    &invalid_interpolation::RULE,
    &invalid_port_mapping::RULE,
    &invalid_volume_entry::RULE,
    &invalid_watch_rule::RULE,
    &limits_ignored_outside_swarm::RULE,
    &links_used::RULE,
    &localhost_names_another_service::RULE,
    &log_size_unlimited::RULE,
    &logging_disabled::RULE,
    &mode_in_decimal::RULE,
    &mount_propagates_to_host::RULE,
    &network_not_segmented::RULE,
    &obsolete_compose_key::RULE,
    &oom_killer_disabled::RULE,
    &open_file_limit_missing::RULE,
    &overlay_network_unencrypted::RULE,
    &port_published_on_all_interfaces::RULE,
    &ports_ignored::RULE,
    &ports_unsorted::RULE,
    &powerful_capability_added::RULE,
    &privilege_gain_allowed::RULE,
    &privileged_container::RULE,
    &privileged_host_port::RULE,
    &process_limit_missing::RULE,
    &production_image_built_on_host::RULE,
    &project_directory_mounted::RULE,
    &project_name_missing::RULE,
    &read_only_without_scratch_space::RULE,
    &refused_by_stack_deploy::RULE,
    &relative_source_without_dot::RULE,
    &resource_limit_missing::RULE,
    &restart_policy_missing::RULE,
    &restarts_unlimited::RULE,
    &rights_of_file_ignored::RULE,
    &rolling_update_missing::RULE,
    &secret_in_environment::RULE,
    &secret_or_config_without_source::RULE,
    &secret_passed_as_variable::RULE,
    &sensitive_host_path_mounted::RULE,
    &service_address_uses_host_port::RULE,
    &service_keys_unordered::RULE,
    &service_name_not_resolvable::RULE,
    &service_user_root::RULE,
    &service_without_healthcheck::RULE,
    &service_without_image_or_build::RULE,
    &services_section_missing::RULE,
    &services_unsorted::RULE,
    &single_replica_only::RULE,
    &source_not_mounted_in_development::RULE,
    &stack_bind_mount_not_on_all_nodes::RULE,
    &startup_order_not_awaited::RULE,
    &stop_period_too_short::RULE,
    &tmpfs_protection_removed::RULE,
    &top_level_keys_unordered::RULE,
    &undefined_reference::RULE,
    &unencrypted_docker_daemon::RULE,
    &unknown_compose_key::RULE,
    &unquoted_port::RULE,
    &unused_definition::RULE,
    &variable_in_key::RULE,
    &variable_swallowed_by_interpolation::RULE,
    &version_key_obsolete::RULE,
    &volume_quoted::RULE,
    &volume_writable_by_several_services::RULE,
    &writable_root_filesystem::RULE,
    &yaml_boolean_confusion::RULE,
];
