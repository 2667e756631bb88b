//! Secrets on command lines, where the history of the image keeps them.
//!
//! Strings in the format of a key and passwords in addresses are found in every text already, and
//! are left out here.

use plimsoll_syntax::Span;

use super::argument::{Argument, Flag, Parted};
use super::download::{Tool, download};
use crate::secret::{known_password, looks_generated, secret_name, url_passwords, value_kind};

/// A secret among the arguments of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecretArgument<'a> {
    /// The words that give it.
    pub span: Span,
    /// The word that contains the secret itself.
    pub secret: Span,
    /// The flag, or whatever else marks it as a secret.
    pub what: &'a str,
}

/// Programs whose `-p` is a password, and whether its value is attached.
const SHORT: &[(&[&str], bool)] = &[
    (
        &[
            "docker", "podman", "buildah", "skopeo", "nerdctl", "az", "sshpass", "oc", "crane", "oras", "helm",
        ],
        false,
    ),
    (&["mysql", "mysqladmin", "mysqldump", "mariadb", "mariadb-admin"], true),
];

/// The secrets that a command gets as plain words.
pub fn secret_arguments<'a>(argv: &[Argument<'a>]) -> Vec<SecretArgument<'a>> {
    let Some((first, rest)) = argv.split_first() else {
        return Vec::new();
    };
    let program = first.program();
    // Printed text is often an explanation, and assignments are not arguments.
    if matches!(
        program,
        "echo" | "printf" | "export" | "set" | "sed" | "grep" | "keytool"
    ) {
        return Vec::new();
    }
    let mut found: Vec<SecretArgument<'a>> = Vec::new();
    for (at, argument) in rest.iter().enumerate() {
        found.extend(long_flag(argument, rest.get(at + 1)).or_else(|| header(argument, rest, at)));
    }
    found.extend(of_program(program, argv));
    found
}

/// `--password=x`, `--password x`.
fn long_flag<'a>(argument: &Argument<'a>, next: Option<&Argument<'a>>) -> Option<SecretArgument<'a>> {
    let long = argument.text.strip_prefix("--")?;
    let (name, value, value_span) = match long.split_once('=') {
        Some((name, value)) => (name, value, argument.span),
        None => {
            let next = next.filter(|next| !next.is_flag())?;
            (long, next.text, next.span)
        }
    };
    secret_name(name)?;
    let is_switch = [
        "stdin", "file", "command", "env", "prompt", "no-", "disable", "require", "type", "policy",
    ];
    let is_secret = is_literal_secret(name, value) && !is_switch.iter().any(|word| name.contains(word));
    let what = argument.text.split('=').next().unwrap_or_default();
    is_secret.then_some(SecretArgument {
        span: argument.span.to(value_span),
        secret: value_span,
        what,
    })
}

/// `-H 'Authorization: Bearer x'`, `--header=…`.
fn header<'a>(argument: &Argument<'a>, rest: &[Argument<'a>], at: usize) -> Option<SecretArgument<'a>> {
    let text = argument.text.strip_prefix("--header=").unwrap_or(argument.text);
    let (name, value) = text.split_once(':')?;
    let is_header = text.len() < argument.text.len() || (at > 0 && matches!(rest[at - 1].text, "-H" | "--header"));
    let names = [
        "authorization",
        "private-token",
        "x-api-key",
        "x-auth-token",
        "job-token",
        "x-jfrog-art-api",
    ];
    let value = value.trim();
    let credential = value.split_once(' ').map_or(value, |(_, credential)| credential.trim());
    let is_secret = is_header
        && names.contains(&&*name.trim().to_ascii_lowercase())
        && is_literal_secret("token", credential)
        && credential.len() >= 8;
    is_secret.then_some(SecretArgument {
        span: argument.span,
        secret: argument.span,
        what: "Authorization",
    })
}

fn of_program<'a>(program: &str, argv: &[Argument<'a>]) -> Option<SecretArgument<'a>> {
    if let Some(download) = download(argv) {
        let flag = download.flags.iter().find(|flag| match download.tool {
            Tool::Curl => matches!(flag.name, "u" | "user"),
            Tool::Httpie => matches!(flag.name, "a" | "auth"),
            _ => false,
        })?;
        let (_, password) = flag.value?.split_once(':')?;
        return of_flag(flag, "password", password);
    }
    if program == "aws" {
        return of_aws(argv);
    }
    let (_, attached) = SHORT.iter().find(|(programs, _)| programs.contains(&program))?;
    let rest = &argv[1..];
    if *attached {
        let flag = rest.iter().find(|a| a.text.starts_with("-p") && a.text.len() > 2)?;
        let is_secret = is_literal_secret("password", &flag.text[2..]);
        return is_secret.then_some(SecretArgument {
            span: flag.span,
            secret: flag.span,
            what: "-p",
        });
    }
    let logs_in = program == "sshpass" || rest.iter().any(|a| a.text == "login");
    let parted = Parted::of(argv);
    let flag = parted.flag(&["p"]).filter(|_| logs_in)?;
    of_flag(flag, "password", flag.value?)
}

/// `aws configure set aws_secret_access_key x`.
fn of_aws<'a>(argv: &[Argument<'a>]) -> Option<SecretArgument<'a>> {
    let set = argv.iter().position(|a| a.text == "set")?;
    let (name, value) = (argv.get(set + 1)?, argv.get(set + 2)?);
    let is_secret = argv.get(1).is_some_and(|a| a.text == "configure")
        && name.text.contains("secret")
        && is_literal_secret(name.text, value.text);
    is_secret.then_some(SecretArgument {
        span: name.span.to(value.span),
        secret: value.span,
        what: name.text,
    })
}

fn of_flag<'a>(flag: &Flag<'a>, name: &str, value: &str) -> Option<SecretArgument<'a>> {
    let secret = flag.value_span?;
    is_literal_secret(name, value).then_some(SecretArgument {
        span: flag.argument.span.to(secret),
        secret,
        what: flag.argument.text,
    })
}

fn is_literal_secret(name: &str, value: &str) -> bool {
    let is_elsewhere = looks_generated(name, value) || !url_passwords(value).is_empty();
    let is_reference = value.contains(['$', '`', '<', '{']) || value.starts_with(['/', '@', '.']);
    let is_shared = known_password(value) && matches!(value, "changeit");
    !value.is_empty() && !is_reference && !is_elsewhere && !is_shared && value_kind(name, value).is_secret()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_secrets_are_found() {
        for (line, expected) in [
            ("mysqladmin --password=hunter2 x", Some("--password")),
            ("tool --password hunter2", Some("--password")),
            ("tool --password $PASS", None),
            ("tool --password-stdin hunter2", None),
            ("tool --disable-password", None),
            ("curl -u admin:hunter2 https://a.example", Some("-u")),
            ("curl -u admin:$PASS https://a.example", None),
            ("curl -u admin https://a.example", None),
            ("docker login -u a -p hunter2 r.example", Some("-p")),
            ("docker run -p 80:80 x", None),
            ("mysql -uroot -phunter2", Some("-p")),
            ("mkdir -p hunter2", None),
            (
                "aws configure set aws_secret_access_key hunter2hunter2",
                Some("aws_secret_access_key"),
            ),
            ("echo --password=hunter2", None),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            let found = secret_arguments(&argv).first().map(|found| found.what);
            assert_eq!(found, expected, "{line}");
        }
    }
}
