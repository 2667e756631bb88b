//! What the names of environment files and of variables say: templates, variables that every shell
//! has.

/// Whether a name is that of a template for an environment file: `.env.example`, `env.template`,
/// `sample.env`, `.env.production.dist`.
pub(super) fn is_template(name: &str) -> bool {
    let is_env = name.split(['.', '-', '_']).any(|part| part.eq_ignore_ascii_case("env"));
    is_env && says_template(name)
}

/// Whether a name says that the file is the model for another one: `app.conf.example`.
pub(super) fn says_template(name: &str) -> bool {
    const WORDS: [&str; 8] = [
        "example", "sample", "template", "tmpl", "dist", "default", "defaults", "tpl",
    ];
    let mut parts = name.split(['.', '-', '_']);
    parts.any(|part| WORDS.iter().any(|word| part.eq_ignore_ascii_case(word)))
}

/// Whether anyone who runs Compose has the variable without setting it, or Compose and similar
/// tools set it themselves. Not so for `UID`: shells know it, but do not export it.
pub(crate) fn comes_with_the_caller(name: &str) -> bool {
    const NAMES: [&str; 28] = [
        "APPDATA",
        "CI",
        "COMPUTERNAME",
        "DISPLAY",
        "EDITOR",
        "HOME",
        "HOMEPATH",
        "HOST",
        "HOSTNAME",
        "LANG",
        "LOCALAPPDATA",
        "LOGNAME",
        "OLDPWD",
        "OSTYPE",
        "PATH",
        "PROGRAMDATA",
        "PROGRAMFILES",
        "PWD",
        "SHELL",
        "SYSTEMROOT",
        "TEMP",
        "TERM",
        "TMP",
        "TMPDIR",
        "TZ",
        "USER",
        "USERNAME",
        "USERPROFILE",
    ];
    const FAMILIES: [&str; 17] = [
        "AWS_",
        "BITBUCKET_",
        "BUILDKITE",
        "BUILDKIT_",
        "CI_",
        "CIRCLE_",
        "COMPOSE_",
        "DOCKER_",
        "GITHUB_",
        "GITLAB_",
        "JENKINS_",
        "LC_",
        "PULSE_",
        "RUNNER_",
        "SSH_",
        "WAYLAND_",
        "XDG_",
    ];
    NAMES.contains(&name) || name == "XAUTHORITY" || FAMILIES.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_known_by_their_names() {
        for name in [
            ".env.example",
            "env.template",
            "sample.env",
            ".env-dist",
            ".env.production.default",
        ] {
            assert!(is_template(name), "{name}");
        }
        for name in [".env", "production.env", "example.yaml", ".envrc", "environment.sample"] {
            assert!(!is_template(name), "{name}");
        }
    }
}
