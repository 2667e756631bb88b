//! What the names of environment files and of variables say: templates, names that an ignore file
//! of version control leaves out, variables that every shell has.

use crate::files::{Files, file_name, folder, join};

/// How many folders above a file an ignore file is looked for.
const FOLDERS: usize = 8;

/// Whether a name is that of a template for an environment file: `.env.example`, `env.template`,
/// `sample.env`, `.env.production.dist`.
pub(super) fn is_template(name: &str) -> bool {
    const WORDS: [&str; 8] = [
        "example", "sample", "template", "tmpl", "dist", "default", "defaults", "tpl",
    ];
    let mut is_env = false;
    let mut is_model = false;
    for part in name.split(['.', '-', '_']) {
        is_env |= part.eq_ignore_ascii_case("env");
        is_model |= WORDS.iter().any(|word| part.eq_ignore_ascii_case(word));
    }
    is_env && is_model
}

/// Whether whoever runs Compose has the variable without doing anything for it, or Compose and its
/// like set it themselves. `UID` is none: shells know it, and do not export it.
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

/// What the ignore files of version control say of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ignored {
    Yes,
    No,
    /// There is none in reach.
    Unknown,
}

/// Whether version control leaves out a path, as far as plain names and stars in `.gitignore` tell.
pub(super) fn ignored(path: &str, files: &dyn Files) -> Ignored {
    let name = file_name(path);
    let mut answer = Ignored::Unknown;
    let mut place = folder(path);
    for _ in 0..FOLDERS {
        if let Some(bytes) = files.read(&join(place, ".gitignore")) {
            let below = path.strip_prefix(place).unwrap_or(path).trim_start_matches('/');
            let text = String::from_utf8_lossy(&bytes);
            for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
                let (is_kept, pattern) = match line.strip_prefix('!') {
                    Some(pattern) => (true, pattern),
                    None => (false, line),
                };
                if leaves_out(pattern, below, name) {
                    return if is_kept { Ignored::No } else { Ignored::Yes };
                }
            }
            answer = Ignored::No;
        }
        if place.is_empty() {
            break;
        }
        place = folder(place);
    }
    answer
}

/// git, gitignore(5): a pattern without a slash is about names in every folder, others are about
/// paths from where the file stands; a folder takes all below it with it.
fn leaves_out(pattern: &str, path: &str, name: &str) -> bool {
    let pattern = pattern.trim_end_matches('/');
    if pattern.is_empty() {
        return false;
    }
    let pattern = pattern.strip_prefix("**/").unwrap_or(pattern);
    if !pattern.contains('/') {
        return fits(pattern, name) || folder(path).split('/').any(|part| fits(pattern, part));
    }
    let pattern = pattern.trim_start_matches('/');
    fits(pattern, path) || path.strip_prefix(pattern).is_some_and(|rest| rest.starts_with('/'))
}

/// Stars stand for any text, a question mark for one character. Goes back to the last star only,
/// which is enough, and keeps the time below the product of the lengths.
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[t] => (p, t) = (p + 1, t + 1),
            _ => match star {
                Some((at, taken)) => {
                    (p, t) = (at + 1, taken + 1);
                    star = Some((at, taken + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(&'static str);

    impl Files for Folder {
        fn read(&self, path: &str) -> Option<Vec<u8>> {
            (path == "app/.gitignore").then(|| self.0.into())
        }

        fn names(&self, _folder: &str) -> Vec<String> {
            Vec::new()
        }
    }

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

    #[test]
    fn ignore_files_are_read_upwards() {
        for (text, expected) in [
            (".env\n", Ignored::Yes),
            ("*.env*\n", Ignored::Yes),
            ("/config/db.env\n", Ignored::No),
            ("config/\n", Ignored::Yes),
            ("/config/.env\n", Ignored::Yes),
            ("# .env\nnode_modules\n", Ignored::No),
            ("!.env\n", Ignored::No),
        ] {
            assert_eq!(ignored("app/config/.env", &Folder(text)), expected, "{text}");
        }
        assert_eq!(ignored("other/.env", &Folder(".env")), Ignored::Unknown);
    }

    #[test]
    fn hostile_patterns_end() {
        assert!(!fits(&"*a".repeat(2_000), &"a".repeat(1_000)));
    }
}
