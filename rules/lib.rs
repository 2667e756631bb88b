//! The rules of plimsoll: a page and a function each, side by side.

mod compose {
    pub(crate) mod anonymous_volume;
    pub(crate) mod compose_syntax_error;
    pub(crate) mod data_not_persisted;
    pub(crate) mod data_store_port_published;
    pub(crate) mod debugger_port_published;
    pub(crate) mod duplicate_key;
    pub(crate) mod port_published_on_all_interfaces;
    pub(crate) mod service_without_healthcheck;
    pub(crate) mod unknown_compose_key;
    pub(crate) mod unquoted_port;
    pub(crate) mod version_key_obsolete;
}

mod dockerfile {
    pub(crate) mod add_local_file;
    pub(crate) mod copy_from_unknown_stage;
    pub(crate) mod debug_mode_enabled;
    pub(crate) mod dockerfile_syntax_error;
    pub(crate) mod duplicate_stage_name;
    pub(crate) mod image_digest_missing;
    pub(crate) mod maintainer_instruction;
    pub(crate) mod overridden_instruction;
    pub(crate) mod relative_workdir;
    pub(crate) mod runs_as_root;
    pub(crate) mod shell_form_start_command;
    pub(crate) mod undefined_argument_in_from;
    pub(crate) mod unknown_instruction;
    pub(crate) mod unpinned_image_tag;
}

mod engine {
    pub(crate) mod environment_assumed;
    pub(crate) mod internal_error;
    pub(crate) mod unused_ignore;
}

use plimsoll_lint::Rule;

/// All rules, in the order the docs show them.
pub static RULES: &[&Rule] = &[
    &compose::anonymous_volume::RULE,
    &compose::compose_syntax_error::RULE,
    &compose::data_not_persisted::RULE,
    &compose::data_store_port_published::RULE,
    &compose::debugger_port_published::RULE,
    &compose::duplicate_key::RULE,
    &compose::port_published_on_all_interfaces::RULE,
    &compose::service_without_healthcheck::RULE,
    &compose::unknown_compose_key::RULE,
    &compose::unquoted_port::RULE,
    &compose::version_key_obsolete::RULE,
    &dockerfile::add_local_file::RULE,
    &dockerfile::copy_from_unknown_stage::RULE,
    &dockerfile::debug_mode_enabled::RULE,
    &dockerfile::dockerfile_syntax_error::RULE,
    &dockerfile::duplicate_stage_name::RULE,
    &dockerfile::image_digest_missing::RULE,
    &dockerfile::maintainer_instruction::RULE,
    &dockerfile::overridden_instruction::RULE,
    &dockerfile::relative_workdir::RULE,
    &dockerfile::runs_as_root::RULE,
    &dockerfile::shell_form_start_command::RULE,
    &dockerfile::undefined_argument_in_from::RULE,
    &dockerfile::unknown_instruction::RULE,
    &dockerfile::unpinned_image_tag::RULE,
    &engine::environment_assumed::RULE,
    &engine::internal_error::RULE,
    &engine::unused_ignore::RULE,
];
