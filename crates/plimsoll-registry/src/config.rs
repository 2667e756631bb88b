//! The logins that Docker's configuration file has: in it, or with a helper that it names.
//!
//! docker/cli v28, `cli/config/configfile/file.go`: the helper of a registry comes first, then the one
//! for all, then what is written in the file itself.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::helper;
use crate::login::Login;

/// What Docker Hub is called where logins are kept.
const HUB: &str = "https://index.docker.io/v1/";

/// What Docker's configuration says about logins.
#[derive(Default)]
pub struct DockerConfig {
    /// By host.
    logins: BTreeMap<String, Login>,
    /// The names of helpers by host.
    helpers: BTreeMap<String, String>,
    store: Option<String>,
}

/// The configuration is not what Docker writes.
#[derive(Debug)]
pub struct InvalidConfig(String);

impl fmt::Display for InvalidConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidConfig {}

impl DockerConfig {
    /// Reads `config.json`. Entries that make no sense are left out, as Docker does.
    pub fn read(text: &[u8]) -> Result<Self, InvalidConfig> {
        // The message of the parser has a place and no text of the file.
        let value: Value = serde_json::from_slice(text).map_err(|error| InvalidConfig(error.to_string()))?;
        let Value::Object(keys) = value else {
            return Err(InvalidConfig("it is no object".to_owned()));
        };
        let logins = entries(&keys, "auths").filter_map(|(key, value)| Some((host(key), login(value)?)));
        let helpers = entries(&keys, "credHelpers")
            .filter_map(|(key, value)| Some((host(key), value.as_str().filter(|name| !name.is_empty())?.to_owned())));
        let store = keys.get("credsStore").and_then(Value::as_str);
        Ok(Self {
            logins: logins.collect(),
            helpers: helpers.collect(),
            store: store.filter(|name| !name.is_empty()).map(str::to_owned),
        })
    }

    /// The login for a registry; none if there is none. An error says in words why a helper does not help.
    pub(crate) fn login(&self, registry: &str) -> Result<Option<Login>, String> {
        let key = if registry == "docker.io" { HUB } else { registry };
        let host = host(key);
        match self.helpers.get(&host).or(self.store.as_ref()) {
            Some(name) => helper::ask(name, key),
            None => Ok(self.logins.get(&host).cloned()),
        }
    }
}

fn entries<'v>(keys: &'v Map<String, Value>, name: &str) -> impl Iterator<Item = (&'v str, &'v Value)> {
    let map = keys.get(name).and_then(Value::as_object);
    map.into_iter().flatten().map(|(key, value)| (key.as_str(), value))
}

/// The host of a key, which may be written as an address.
// docker/cli v28, cli/config/credentials/file_store.go, ConvertToHostname.
fn host(key: &str) -> String {
    let bare = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://"));
    let host = bare.unwrap_or(key).split('/').next().unwrap_or_default();
    match host {
        "docker.io" => "index.docker.io".to_owned(),
        host => host.to_owned(),
    }
}

fn login(value: &Value) -> Option<Login> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(token) = text("identitytoken") {
        return Some(Login::Identity(token.to_owned()));
    }
    let decoded = STANDARD.decode(text("auth")?).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(Login::Password {
        user: user.to_owned(),
        // Docker has written these behind passwords.
        password: password.trim_matches('\0').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(config: &str, registry: &str) -> Option<String> {
        let config = DockerConfig::read(config.as_bytes()).unwrap();
        match config.login(registry).unwrap()? {
            Login::Password { user, password } => Some(format!("{user} {password}")),
            Login::Identity(token) => Some(token),
        }
    }

    #[test]
    fn logins_are_found_by_host() {
        // me:p:w, and a:b
        let config = r#"{"auths": {
            "https://index.docker.io/v1/": {"auth": "bWU6cDp3"},
            "reg.example.com:5000": {"auth": "YTpi"},
            "https://id.example.com": {"auth": "YTpi", "identitytoken": "t"},
            "empty.example.com": {},
            "odd.example.com": {"auth": "!"}
        }}"#;
        assert_eq!(password(config, "docker.io").as_deref(), Some("me p:w"));
        assert_eq!(password(config, "reg.example.com:5000").as_deref(), Some("a b"));
        assert_eq!(password(config, "id.example.com").as_deref(), Some("t"));
        for none in ["reg.example.com", "empty.example.com", "odd.example.com", "ghcr.io"] {
            assert_eq!(password(config, none), None, "{none}");
        }
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        for text in ["", "[]", "{", "\u{0}"] {
            assert!(DockerConfig::read(text.as_bytes()).is_err(), "{text}");
        }
        for text in ["{}", r#"{"auths": 1, "credHelpers": [], "credsStore": {}}"#] {
            assert!(DockerConfig::read(text.as_bytes()).is_ok(), "{text}");
        }
    }
}
