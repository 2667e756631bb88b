//! Commands and variables that weaken a TLS connection: unchecked certificates, broken protocols.
//!
//! Whether that matters at its place is left to the rules.

use plimsoll_syntax::Span;

use super::argument::{Argument, Flag, Parted, is_off};
use super::download::{Tool, download};
use super::invocation::Invocation;
use super::package::{Manager, package_command};
use crate::base::{Host, Url, unquoted};

/// A word of a command that weakens its connections.
#[derive(Clone, Copy, Debug)]
pub struct WeakTls<'a> {
    /// The words that do it.
    pub span: Span,
    /// Its form in a message: `--insecure`, `http.sslVerify`.
    pub what: &'a str,
}

/// Settings that switch checks off, as they appear in configuration files: in lower case and
/// without spaces.
const WRITTEN: [(&str, &str); 7] = [
    ("sslverify=0", "sslverify=0"),
    ("sslverify=false", "sslverify=false"),
    ("check_certificate=off", "check_certificate = off"),
    ("strict-ssl=false", "strict-ssl=false"),
    ("verify-peer\"false", "Verify-Peer"),
    ("verify-peer=false", "Verify-Peer"),
    ("ssl_verify:false", "ssl_verify: false"),
];

/// What in a command disables the certificate check, if anything does. Leaves out requests to the
/// machine itself, and what is only printed.
pub fn unchecked_certificates<'a>(invocation: &Invocation<'a>) -> Option<WeakTls<'a>> {
    if invocation.only_prints() {
        return None;
    }
    let argv = invocation.argv();
    let first = argv.first()?;
    match first.program() {
        "curl" | "wget" | "wget2" | "aria2c" | "http" | "https" | "xh" => of_download(argv),
        "git" => of_git(argv),
        "npm" | "yarn" | "pnpm" => of_npm(argv),
        "conda" | "mamba" | "micromamba" => setting(argv, &["ssl_verify"]),
        "bundle" => setting(argv, &["ssl_verify_mode"]),
        "echo" | "printf" => of_written(argv),
        "yum-config-manager" | "dnf-config-manager" => of_config_manager(argv),
        "skopeo" | "podman" | "buildah" | "crane" | "helm" | "kubectl" | "oc" | "argocd" => of_clients(argv),
        _ => of_manager(argv),
    }
}

/// What in a command asks for a protocol older than TLS 1.2, if anything does.
pub fn outdated_protocol<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    let first = argv.first()?;
    match first.program() {
        "curl" => {
            let download = download(argv)?;
            let names = ["tlsv1", "tlsv1.0", "tlsv1.1", "sslv2", "sslv3", "1", "2", "3"];
            download.flags.iter().find(|f| names.contains(&f.name)).map(of_flag)
        }
        "wget" | "wget2" => {
            let download = download(argv)?;
            let flag = download.flags.iter().find(|f| f.name == "secure-protocol")?;
            let protocol = flag.value?.to_ascii_lowercase();
            let is_old = matches!(&*protocol, "sslv2" | "sslv3" | "tlsv1" | "tlsv1_0" | "tlsv1_1");
            is_old.then(|| of_flag(flag))
        }
        "openssl" => {
            let names = ["-ssl2", "-ssl3", "-tls1", "-tls1_1"];
            let found = argv[1..].iter().find(|a| names.contains(&a.text))?;
            Some(of_argument(found))
        }
        _ => None,
    }
}

/// Whether a variable with this value makes the programs that read it accept any certificate.
pub fn variable_disables_tls(name: &str, value: &str) -> bool {
    let value = unquoted(value.trim());
    let upper = name.to_ascii_uppercase();
    match &*upper {
        "NODE_TLS_REJECT_UNAUTHORIZED" | "PYTHONHTTPSVERIFY" | "PERL_LWP_SSL_VERIFY_HOSTNAME" => value == "0",
        "NPM_CONFIG_STRICT_SSL"
        | "YARN_STRICT_SSL"
        | "YARN_ENABLE_STRICT_SSL"
        | "CONDA_SSL_VERIFY"
        | "PNPM_CONFIG_STRICT_SSL" => !value.is_empty() && is_off(value),
        // git(1): any value counts.
        "GIT_SSL_NO_VERIFY" | "GOINSECURE" => !value.is_empty(),
        "PIP_TRUSTED_HOST" | "UV_INSECURE_HOST" => {
            let mut hosts = value.split([' ', ',']).filter(|host| !host.is_empty());
            hosts.any(|host| !is_local(host))
        }
        "BUNDLE_SSL_VERIFY_MODE" => value == "0",
        "VAULT_SKIP_VERIFY" => super::argument::is_affirmed(value),
        "LDAPTLS_REQCERT" => value == "never",
        _ => false,
    }
}

fn is_local(host: &str) -> bool {
    Host::of(host).is_some_and(Host::is_local)
}

fn of_flag<'a>(flag: &Flag<'a>) -> WeakTls<'a> {
    WeakTls {
        span: flag
            .value_span
            .map_or(flag.argument.span, |value| flag.argument.span.to(value)),
        what: flag.argument.text,
    }
}

fn of_argument<'a>(argument: &Argument<'a>) -> WeakTls<'a> {
    WeakTls {
        span: argument.span,
        what: argument.text,
    }
}

fn of_download<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    let download = download(argv)?;
    let is_local = |url: &Argument<'_>| Url::with_or_without_scheme(url.text).host().is_some_and(Host::is_local);
    if !download.urls.is_empty() && download.urls.iter().all(is_local) {
        return None;
    }
    let flag = download.flags.iter().find(|flag| match download.tool {
        Tool::Curl => matches!(flag.name, "k" | "insecure" | "proxy-insecure"),
        Tool::Wget => flag.name == "no-check-certificate",
        Tool::Aria2 => flag.name == "check-certificate" && flag.value == Some("false"),
        Tool::Httpie => flag.name == "verify" && flag.value.is_some_and(is_off),
    })?;
    Some(of_flag(flag))
}

/// `git -c http.sslVerify=false …`, `git config --global http.sslVerify false`.
fn of_git<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    let is_setting = |text: &str| {
        let lower = text.to_ascii_lowercase();
        lower.starts_with("http.") && lower.ends_with("sslverify")
    };
    for (at, argument) in argv.iter().enumerate().skip(1) {
        if let Some((name, value)) = argument.text.split_once('=')
            && is_setting(name)
            && is_off(value)
        {
            return Some(of_argument(argument));
        }
        let value = argv.get(at + 1);
        if let Some(value) = value.filter(|v| is_setting(argument.text) && is_off(v.text)) {
            return Some(WeakTls {
                span: argument.span.to(value.span),
                what: argument.text,
            });
        }
    }
    None
}

/// `npm config set strict-ssl false`, `--strict-ssl=false`, `--no-strict-ssl`.
fn of_npm<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    let flag = argv[1..].iter().find(|a| {
        let off = a.text.strip_prefix("--strict-ssl=").is_some_and(is_off);
        off || a.text == "--no-strict-ssl"
    });
    let set = || setting(argv, &["strict-ssl", "enableStrictSsl", "strictSsl"]);
    flag.map(of_argument).or_else(set)
}

/// A name that the command configures and, in the same word or the next, a value that says no.
fn setting<'a>(argv: &[Argument<'a>], names: &[&str]) -> Option<WeakTls<'a>> {
    let configures = argv.iter().skip(1).any(|a| matches!(a.text, "config" | "c" | "set"));
    if !configures {
        return None;
    }
    for (at, argument) in argv.iter().enumerate().skip(1) {
        let (name, value) = argument.text.split_once('=').unwrap_or((argument.text, ""));
        if !names.contains(&name) {
            continue;
        }
        if is_off(value) {
            return Some(of_argument(argument));
        }
        if let Some(next) = argv.get(at + 1).filter(|next| value.is_empty() && is_off(next.text)) {
            return Some(WeakTls {
                span: argument.span.to(next.span),
                what: name,
            });
        }
    }
    None
}

fn of_written<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    argv[1..].iter().find_map(|argument| {
        // Most words are short and contain none of the letters.
        let squeezed: String = argument.text.chars().filter(|c| !c.is_whitespace()).collect();
        let squeezed = squeezed.to_ascii_lowercase();
        let (_, what) = WRITTEN.iter().find(|(written, _)| squeezed.contains(written))?;
        Some(WeakTls {
            span: argument.span,
            what,
        })
    })
}

fn of_config_manager<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    let parted = Parted::of(argv);
    parted.flags.iter().find(|flag| is_dnf_setting(flag)).map(of_flag)
}

/// `--setopt=sslverify=0`, perhaps after the name of a repository.
fn is_dnf_setting(flag: &Flag<'_>) -> bool {
    let setting = flag.value.and_then(|value| value.split_once('='));
    let is_off = |(name, value): (&str, &str)| name.rsplit('.').next() == Some("sslverify") && is_off(value);
    flag.name == "setopt" && setting.is_some_and(is_off)
}

fn of_clients<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    let found = argv[1..].iter().find(|a| {
        matches!(a.text, "--insecure-skip-tls-verify" | "--insecure-skip-tls-verify=true")
            || a.text.split_once('=').is_some_and(|(name, value)| {
                matches!(name, "--tls-verify" | "--src-tls-verify" | "--dest-tls-verify") && is_off(value)
            })
    });
    found.map(of_argument)
}

fn of_manager<'a>(argv: &[Argument<'a>]) -> Option<WeakTls<'a>> {
    let command = package_command(argv)?;
    let flag = match command.manager {
        Manager::Pip | Manager::Uv | Manager::Pipx => {
            let names = ["trusted-host", "allow-insecure-host"];
            let found = command.flags.iter().find(|flag| {
                let host = flag.value.unwrap_or_default();
                names.contains(&flag.name) && !is_local(host)
            });
            // `pip config set global.trusted-host pypi.example.com`.
            let configured = || {
                let at = argv.iter().position(|a| a.text == "global.trusted-host")?;
                argv.iter().find(|a| a.text == "config")?;
                let host = argv.get(at + 1)?;
                Some(WeakTls {
                    span: argv[at].span.to(host.span),
                    what: argv[at].text,
                })
            };
            return found.map(of_flag).or_else(configured);
        }
        manager if manager.is_dnf() => command.flags.iter().find(|flag| is_dnf_setting(flag)),
        manager if manager.is_debian() => command.flags.iter().find(|flag| {
            let setting = flag.value.unwrap_or_default().to_ascii_lowercase();
            matches!(flag.name, "o" | "option")
                && setting.split_once('=').is_some_and(|(name, value)| {
                    (name.ends_with("::verify-peer") || name.ends_with("::verify-host")) && is_off(value)
                })
        }),
        _ => None,
    };
    flag.map(of_flag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    fn words(line: &str) -> Vec<Argument<'_>> {
        line.split(' ').map(|w| Argument::new(w, Span::default())).collect()
    }

    #[test]
    fn unchecked_certificates_are_found() {
        for (line, expected) in [
            ("curl -fsSLk https://a.example/x", Some("-fsSLk")),
            ("curl --insecure https://a.example/x", Some("--insecure")),
            ("curl -k https://localhost:8443/health", None),
            ("curl -k https://127.0.0.1/", None),
            ("curl -o k https://a.example/x", None),
            (
                "wget --no-check-certificate https://a.example/x",
                Some("--no-check-certificate"),
            ),
            ("pip install --trusted-host pypi.example.com x", Some("--trusted-host")),
            ("pip3 install --trusted-host=localhost x", None),
            (
                "pip config set global.trusted-host pypi.example.com",
                Some("global.trusted-host"),
            ),
            ("npm config set strict-ssl false", Some("strict-ssl")),
            ("npm config set strict-ssl=false -g", Some("strict-ssl=false")),
            ("npm config set strict-ssl true", None),
            ("yarn install --strict-ssl=false", Some("--strict-ssl=false")),
            ("git config --global http.sslVerify false", Some("http.sslVerify")),
            ("git -c http.sslVerify=0 clone x", Some("http.sslVerify=0")),
            ("git config --global http.sslVerify true", None),
            ("yum install --setopt=sslverify=0 x", Some("--setopt=sslverify=0")),
            ("apt-get -o Acquire::https::Verify-Peer=false update", Some("-o")),
            ("npm set strict-ssl false", Some("strict-ssl")),
            ("yarn add strict-ssl false", None),
            ("echo sslverify=0 >> /etc/yum.conf", Some("sslverify=0")),
            ("echo 'sslverify=0 is not allowed here'", None),
            ("echo 'sslverify=0 is not allowed here' >&2", None),
            ("conda config --set ssl_verify false", Some("ssl_verify")),
            ("skopeo copy --src-tls-verify=false a b", Some("--src-tls-verify=false")),
            ("make -k", None),
        ] {
            let commands = commands(line);
            let invocation = commands.invocations().next().expect("a command");
            let found = unchecked_certificates(&invocation).map(|weak| weak.what);
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn outdated_protocols_are_found() {
        for (line, expected) in [
            ("curl --tlsv1.0 https://a.example", true),
            ("curl --tlsv1.2 https://a.example", false),
            ("wget --secure-protocol=TLSv1 https://a.example", true),
            ("wget --secure-protocol=TLSv1_2 https://a.example", false),
            ("openssl s_client -tls1 -connect a:1", true),
        ] {
            assert_eq!(outdated_protocol(&words(line)).is_some(), expected, "{line}");
        }
    }

    #[test]
    fn variables_with_their_values() {
        for (name, value, expected) in [
            ("NODE_TLS_REJECT_UNAUTHORIZED", "0", true),
            ("NODE_TLS_REJECT_UNAUTHORIZED", "'0'", true),
            ("NODE_TLS_REJECT_UNAUTHORIZED", "0\"", false),
            ("NODE_TLS_REJECT_UNAUTHORIZED", "1", false),
            ("npm_config_strict_ssl", "false", true),
            ("NPM_CONFIG_STRICT_SSL", "", false),
            ("GIT_SSL_NO_VERIFY", "false", true),
            ("PIP_TRUSTED_HOST", "pypi.example.com", true),
            ("PIP_TRUSTED_HOST", "localhost", false),
            ("PATH", "0", false),
        ] {
            assert_eq!(variable_disables_tls(name, value), expected, "{name}={value}");
        }
    }
}
