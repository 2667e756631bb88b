//! Checks of what was downloaded: hashes and signatures.

use plimsoll_syntax::Span;
use plimsoll_syntax::shell::Role;

use crate::command::argument::Argument;
use crate::command::invocation::{Commands, Invocation};

/// A command that checks a file against a hash or a signature.
#[derive(Clone, Copy, Debug)]
pub struct Verification<'a> {
    /// The program that does it.
    pub program: &'a str,
    /// Its name, and the argument that chooses the algorithm if there is one.
    pub span: Span,
    pub strength: Strength,
}

/// How much a check is worth against deliberate manipulation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Strength {
    /// MD5 or SHA-1, as a message names it.
    Weak(&'static str),
    /// SHA-2, BLAKE2 and the like, and every signature.
    Strong,
}

/// All checks in some code. A hash that is only printed counts if something compares it: in a test,
/// or in a pipe.
pub fn verifications(commands: &Commands) -> Vec<Verification<'_>> {
    commands.invocations().filter_map(|i| verification(&i)).collect()
}

/// What a command checks, if anything.
pub(crate) fn verification<'a>(invocation: &Invocation<'a>) -> Option<Verification<'a>> {
    let argv = invocation.argv();
    let (strength, span, compares) = match invocation.name {
        "gpg" | "gpg2" => {
            let flag = argv.iter().find(|a| matches!(a.text, "--verify" | "--verify-files"))?;
            (Strength::Strong, invocation.name_span().to(flag.span), true)
        }
        "gpgv" | "gpgv2" | "minisign" | "signify" | "slsa-verifier" | "rhash" => {
            (Strength::Strong, invocation.name_span(), true)
        }
        "cosign" | "notation" | "gh" => {
            let verifies = argv.iter().any(|a| a.text.starts_with("verify"));
            (Strength::Strong, invocation.name_span(), verifies)
        }
        "rpm" => {
            let checks = argv.iter().any(|a| matches!(a.text, "-K" | "--checksig"));
            (Strength::Strong, invocation.name_span(), checks)
        }
        "openssl" => of_openssl(invocation)?,
        "shasum" => {
            let algorithm = argv
                .windows(2)
                .find(|pair| matches!(pair[0].text, "-a" | "--algorithm"));
            let attached = argv.iter().find(|a| a.text.starts_with("-a") && a.text.len() > 2);
            let bits = algorithm
                .map(|pair| pair[1].text)
                .or(attached.map(|a| a.text.trim_start_matches("-a")));
            let is_weak = matches!(bits, None | Some("1"));
            let strength = if is_weak {
                Strength::Weak("SHA-1")
            } else {
                Strength::Strong
            };
            (strength, invocation.name_span(), checks_list(argv))
        }
        name => (of_sum(name)?, invocation.name_span(), checks_list(argv)),
    };
    (compares || is_compared(invocation)).then_some(Verification {
        program: invocation.name,
        span,
        strength,
    })
}

/// The programs that print or check one kind of hash.
fn of_sum(program: &str) -> Option<Strength> {
    Some(match program {
        "md5sum" | "md5" => Strength::Weak("MD5"),
        "sha1sum" | "sha1" => Strength::Weak("SHA-1"),
        "sha224sum" | "sha256sum" | "sha384sum" | "sha512sum" | "sha3sum" | "b2sum" | "b3sum" | "sha256" => {
            Strength::Strong
        }
        _ => return None,
    })
}

fn of_openssl(invocation: &Invocation<'_>) -> Option<(Strength, Span, bool)> {
    let subcommand = invocation.arguments().first()?;
    let of_name = |name: &str| match name {
        "md5" => Some(Strength::Weak("MD5")),
        "sha1" => Some(Strength::Weak("SHA-1")),
        "sha224" | "sha256" | "sha384" | "sha512" => Some(Strength::Strong),
        _ => None,
    };
    let span = |argument: &Argument<'_>| invocation.name_span().to(argument.span);
    if subcommand.text == "dgst" {
        let verifies = invocation.arguments().iter().any(|a| a.text == "-verify");
        let flags = invocation.arguments().iter().filter(|a| a.is_flag());
        let mut named = flags.filter_map(|flag| Some((of_name(&flag.text[1..])?, span(flag))));
        // A signature over a weak hash is rare, and a different matter.
        let (strength, span) = named.next().unwrap_or((Strength::Strong, span(subcommand)));
        return Some(match verifies {
            true => (Strength::Strong, span, true),
            false => (strength, span, false),
        });
    }
    Some((of_name(subcommand.text)?, span(subcommand), false))
}

/// `-c`, possibly among other letters.
fn checks_list(argv: &[Argument<'_>]) -> bool {
    argv[1..]
        .iter()
        .any(|a| a.text.starts_with("--check") || (a.is_flag() && !a.text.starts_with("--") && a.text.contains('c')))
}

/// Whether the output of a command goes into a comparison: `[ "$(…)" = … ]`, `… | grep`.
fn is_compared(invocation: &Invocation<'_>) -> bool {
    let script = invocation.script;
    let compares = |name: &str| matches!(name, "[" | "[[" | "test" | "grep" | "egrep" | "diff" | "cmp" | "fgrep");
    let piped = script.pipeline_of(invocation.index).iter();
    let mut later = piped.skip(invocation.command().stage as usize + 1);
    if later.any(|&at| crate::command::invocation(script, at).is_some_and(|i| compares(i.name))) {
        return true;
    }
    let mut inside = invocation.command().role == Role::Substitution;
    for (at, holder) in script.ancestors(invocation.index) {
        if !inside {
            inside = holder.role == Role::Substitution;
            continue;
        }
        let is_test = holder.compound == Some(plimsoll_syntax::shell::Compound::Test);
        let named = crate::command::invocation(script, at).is_some_and(|i| compares(i.name));
        if is_test || named {
            return true;
        }
        inside = holder.role == Role::Substitution;
    }
    false
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::shell::{Dialect, ShellOptions};
    use plimsoll_syntax::{FileId, TextBuilder};

    use super::*;

    fn strengths(code: &str) -> Vec<Strength> {
        let mut text = TextBuilder::new(FileId(0));
        text.push_exact(code, 0);
        let commands = Commands::of_shell(&text.finish(), Dialect::Bash, ShellOptions::default());
        verifications(&commands).iter().map(|v| v.strength).collect()
    }

    #[test]
    fn checks_are_found() {
        use Strength::{Strong, Weak};
        for (code, expected) in [
            ("echo \"$H  f\" | sha256sum -c -", vec![Strong]),
            ("echo \"$H  f\" | sha512sum --check --status", vec![Strong]),
            ("md5sum -c f.md5", vec![Weak("MD5")]),
            ("shasum -a 256 -c f", vec![Strong]),
            ("shasum -c f", vec![Weak("SHA-1")]),
            ("gpg --batch --verify f.asc f", vec![Strong]),
            ("gpg --import k", vec![]),
            ("[ \"$(md5sum f | cut -c1-32)\" = x ]", vec![Weak("MD5")]),
            ("test $(sha1sum f) = x", vec![Weak("SHA-1")]),
            ("if [[ $(sha256sum f) != x ]]; then exit 1; fi", vec![Strong]),
            ("md5sum f > sums", vec![]),
            ("openssl md5 f | grep x", vec![Weak("MD5")]),
            ("openssl dgst -sha256 -verify k -signature s f", vec![Strong]),
            ("cosign verify-blob x", vec![Strong]),
        ] {
            assert_eq!(strengths(code), expected, "{code}");
        }
    }
}
