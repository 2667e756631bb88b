//! What the user has set in the editor. Files win over it unless it says otherwise.

use std::path::PathBuf;

use plimsoll_check::live::Wanted;
use plimsoll_lint::policy::Layer;
use plimsoll_model::environment::Environment;
use serde::Deserialize;
use serde_json::Value;

/// The section `plimsoll` of the settings, or `initializationOptions`.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Settings {
    /// Nothing is judged if not.
    pub(crate) enable: bool,
    /// A configuration instead of the nearest `plimsoll.toml`.
    pub(crate) configuration: Option<PathBuf>,
    /// Rules as `--select` and `--ignore` take them.
    pub(crate) select: Vec<String>,
    pub(crate) ignore: Vec<String>,
    /// What every file is for.
    pub(crate) environment: Option<Stated>,
    /// Whether findings about syntax are shown, which other servers may show too.
    pub(crate) show_syntax_errors: bool,
    /// Whether what Docker's own server reports is left out.
    pub(crate) overlap: Overlap,
    /// How infos look.
    pub(crate) infos: Infos,
    /// Whether unsafe fixes are offered.
    pub(crate) unsafe_fixes: bool,
    /// Whether policies in Rego run.
    pub(crate) policy: bool,
    pub(crate) lint: Lint,
    pub(crate) inlay_hints: InlayHints,
    pub(crate) code_lens: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stated {
    Production,
    Development,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Overlap {
    #[default]
    Show,
    Hide,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Infos {
    #[default]
    Hint,
    Information,
    Off,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Lint {
    pub(crate) run: When,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum When {
    #[default]
    OnType,
    OnSave,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct InlayHints {
    /// What a file is for, and why.
    pub(crate) environment: bool,
    /// The account that a stage or a service runs as.
    pub(crate) user: bool,
    /// What a variable becomes.
    pub(crate) values: bool,
}

impl Default for InlayHints {
    fn default() -> Self {
        Self {
            environment: true,
            user: true,
            values: true,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enable: true,
            configuration: None,
            select: Vec::new(),
            ignore: Vec::new(),
            environment: None,
            show_syntax_errors: true,
            overlap: Overlap::default(),
            infos: Infos::default(),
            unsafe_fixes: true,
            policy: true,
            lint: Lint::default(),
            inlay_hints: InlayHints::default(),
            code_lens: true,
        }
    }
}

impl Settings {
    /// Reads settings; what cannot be read is told, and the usual ones hold.
    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        let own = value.get("plimsoll").or_else(|| value.get("settings")).unwrap_or(value);
        match own {
            Value::Null => Ok(Self::default()),
            own => {
                Self::deserialize(own).map_err(|error| format!("the settings of the editor cannot be read: {error}"))
            }
        }
    }

    /// What they mean for judging.
    pub(crate) fn wanted(&self) -> Wanted {
        Wanted {
            paths: Vec::new(),
            configuration: self.configuration.iter().cloned().collect(),
            layer: Layer::of_words(&self.select, &self.ignore),
            environment: self.environment.map(|stated| match stated {
                Stated::Production => Environment::Production,
                Stated::Development => Environment::Development,
            }),
            untrusted: !self.policy,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_set_is_as_usual() {
        let read = |value| Settings::read(&value).expect("it can be read");
        assert_eq!(read(json!(null)), Settings::default());
        let settings = read(json!({"plimsoll": {"infos": "off", "lint": {"run": "onSave"}, "unknown": 1}}));
        assert_eq!((settings.infos, settings.lint.run), (Infos::Off, When::OnSave));
        assert!(settings.code_lens);
        assert!(Settings::read(&json!({"infos": "loud"})).is_err());
    }
}
