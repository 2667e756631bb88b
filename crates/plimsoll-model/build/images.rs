//! `images.toml`: what is known of well-known images.

use std::cmp::Reverse;

use crate::rust::{Field, Form, fields, optional, plain, table};
use crate::toml::Table;

const FIELDS: [Field; 42] = [
    plain("names", "names", Form::Texts),
    plain("role", "role", Form::Variant("Role")),
    plain("ports", "ports", Form::Numbers),
    plain("consoles", "consoles", Form::Numbers),
    plain("data", "data", Form::Texts),
    optional("data-since", "data_since", Form::Numbered),
    optional("stateful", "stateful", Form::Truth),
    plain("declares-volume", "declares_volume", Form::Truth),
    plain("extra-capabilities", "extra_capabilities", Form::Texts),
    plain("host-access", "host_access", Form::Texts),
    plain("persists-with", "persists_with", Form::Texts),
    optional("secret-files", "reads_secret_files", Form::Truth),
    optional("user", "user", Form::Text),
    optional("account", "account", Form::Text),
    optional("unprivileged-variant", "unprivileged_variant", Form::Text),
    optional("root-config", "root_config", Form::Text),
    plain("owned-folders", "owned_folders", Form::Texts),
    plain("root-tags", "root_tags", Form::Texts),
    plain("no-account-tags", "no_account_tags", Form::Texts),
    plain("unprivileged-tags", "unprivileged_tags", Form::Texts),
    plain("drops-privileges", "drops_privileges", Form::Truth),
    plain("toolchain", "is_toolchain", Form::Truth),
    plain("worker-tags", "worker_tags", Form::Texts),
    optional("capabilities", "capabilities", Form::Texts),
    optional("read-only", "works_read_only", Form::Truth),
    plain("tmpfs", "tmpfs", Form::Texts),
    optional("healthcheck", "has_healthcheck", Form::Truth),
    optional("healthcheck-command", "healthcheck_command", Form::Text),
    optional("healthcheck-before", "healthcheck_before", Form::Numbered),
    optional("family", "family", Form::Variant("Family")),
    optional("sh", "sh", Form::Variant("SystemShell")),
    optional("shell", "shell", Form::Truth),
    plain("shell-tags", "shell_tags", Form::Texts),
    plain("shell-less-tags", "shell_less_tags", Form::Texts),
    optional("variables", "variables", Form::Texts),
    optional("accounts", "accounts", Form::Texts),
    plain("workdir", "brings_workdir", Form::Truth),
    optional("work-folder", "work_folder", Form::Text),
    plain("buildpack", "is_on_buildpack", Form::Truth),
    optional("slim", "slim_tags", Form::Variant("SlimTags")),
    plain("socket-proxy", "filters_socket", Form::Truth),
    plain("source", "source", Form::Text),
];

/// The images in the order of the file, their names sorted, and the beginnings of names, the longest first.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut images = Vec::new();
    let mut exact = Vec::new();
    let mut groups = Vec::new();
    for (index, image) in tables.iter().enumerate() {
        images.push(format!(
            "KnownImage {{ {}..KnownImage::UNKNOWN }}",
            fields(image, &FIELDS)?
        ));
        for name in image.texts("names")? {
            match name.strip_suffix('*') {
                Some(prefix) => groups.push((prefix, index)),
                None => exact.push((name, index)),
            }
        }
    }
    exact.sort_unstable();
    groups.sort_by_key(|(prefix, _)| Reverse(prefix.len()));
    let rows = |named: &[(&str, usize)]| named.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>();
    Ok([
        table("IMAGES", "KnownImage", &images),
        table("NAMES", "(&str, usize)", &rows(&exact)),
        table("GROUPS", "(&str, usize)", &rows(&groups)),
    ]
    .concat())
}
