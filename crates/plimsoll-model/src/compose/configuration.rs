//! Whether a mount holds configuration or the like: files that a container reads and has no reason
//! to change. The path in the container tells.

use super::mount::Mount;
use crate::base::{Value, path};

/// Folders whose content is only read.
const FOLDERS: [&str; 9] = [
    "/docker-entrypoint-init.d",
    "/docker-entrypoint-initdb.d",
    "/docker-entrypoint.d",
    "/etc",
    "/usr/local/apache2/conf",
    "/usr/local/apache2/htdocs",
    "/usr/local/etc",
    "/usr/share/caddy",
    "/usr/share/nginx/html",
];

/// Folders below them in which programs keep files that they write themselves: certificates that
/// they fetch, keys that they create, settings that are changed in their web interface.
const STATE: [&str; 16] = [
    "/etc/acme.sh",
    "/etc/cloudflared",
    "/etc/crowdsec",
    "/etc/dnsmasq.d",
    "/etc/gitea",
    "/etc/gitlab",
    "/etc/gitlab-runner",
    "/etc/letsencrypt",
    "/etc/nginx/certs",
    "/etc/nginx/vhost.d",
    "/etc/openvpn",
    "/etc/pihole",
    "/etc/pve",
    "/etc/traefik/acme",
    "/etc/wireguard",
    "/etc/x-ui",
];

const ENDINGS: [&str; 14] = [
    "cer",
    "cfg",
    "cnf",
    "conf",
    "config",
    "crt",
    "ini",
    "json",
    "key",
    "pem",
    "properties",
    "toml",
    "yaml",
    "yml",
];

/// Files that look like settings, but hold a program's data.
const DATA_FILES: [&str; 5] = ["acme.json", "data.json", "database.json", "db.json", "store.json"];

impl Mount {
    /// Whether it holds configuration, certificates, start scripts, or the pages of a web server.
    pub fn is_configuration(&self) -> Value<bool> {
        self.target_path().map(is_configuration)
    }
}

fn is_configuration(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    if DATA_FILES.contains(&name) || path.split('/').any(|segment| segment == "data") && !name.contains('.') {
        return false;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if ending.is_some_and(|ending| ENDINGS.contains(&ending)) || name == "Caddyfile" {
        return true;
    }
    path::is_below_any(path, &FOLDERS) && !path::is_below_any(path, &STATE)
}

#[cfg(test)]
mod tests {
    use super::is_configuration;

    #[test]
    fn the_path_tells() {
        for path in [
            "/etc/nginx/nginx.conf",
            "/etc/localtime",
            "/docker-entrypoint-initdb.d/1.sql",
            "/usr/share/nginx/html/",
            "/app/config.yml",
            "/etc/nginx/conf.d/default.conf",
        ] {
            assert!(is_configuration(path), "{path}");
        }
        for path in [
            "/data",
            "/etc/letsencrypt",
            "/etc/gitlab",
            "/etc/app/data",
            "/acme.json",
            "/etcetera",
            "/var/www/html",
            "/var/lib/postgresql/data",
        ] {
            assert!(!is_configuration(path), "{path}");
        }
    }
}
