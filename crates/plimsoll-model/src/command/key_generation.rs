//! Commands that create a private key.

use plimsoll_syntax::Span;

use super::argument::Argument;

/// A private key that a command creates.
#[derive(Clone, Copy, Debug)]
pub struct NewKey<'a> {
    /// The program, with its sub-command if it has one.
    pub span: Span,
    /// Its name in a message: `an SSH key`.
    pub what: &'static str,
    /// The file it is written to, if the command names one.
    pub file: Option<&'a str>,
}

/// The private key that a command creates, if any.
pub fn key_generation<'a>(argv: &[Argument<'a>]) -> Option<NewKey<'a>> {
    let (first, rest) = argv.split_first()?;
    let has = |names: &[&str]| rest.iter().any(|a| names.contains(&a.text));
    let after = |names: &[&str]| {
        let at = rest.iter().position(|a| names.contains(&a.text))?;
        rest.get(at + 1).map(|a| a.text)
    };
    let subcommand = rest.first();
    let head = subcommand.map_or(first.span, |word| first.span.to(word.span));
    let key = |span, what, file| Some(NewKey { span, what, file });
    match first.program() {
        "ssh-keygen" => {
            // Others only look at keys, or edit lists of them.
            let only_reads = has(&[
                "-y", "-l", "-F", "-R", "-H", "-e", "-i", "-B", "-L", "-k", "-Q", "-p", "-c",
            ]);
            let signs = has(&["-s", "-Y"]);
            let makes = !rest.is_empty() && !only_reads && !signs;
            makes
                .then_some(())
                .and_then(|()| key(first.span, "an SSH key", after(&["-f"])))
        }
        "openssl" => match subcommand?.text {
            "genrsa" | "genpkey" => key(head, "a private key", after(&["-out"])),
            "req" if has(&["-newkey", "-x509"]) && !has(&["-key"]) => {
                key(head, "a private key", after(&["-keyout"]).or(after(&["-out"])))
            }
            "ecparam" | "dsaparam" if has(&["-genkey"]) => key(head, "a private key", after(&["-out"])),
            _ => None,
        },
        "keytool" => {
            let makes = ["-genkey", "-genkeypair", "-genseckey"];
            let flag = rest.iter().find(|a| makes.contains(&a.text))?;
            key(first.span.to(flag.span), "a private key", after(&["-keystore"]))
        }
        "mkcert" => {
            let makes = rest.iter().any(|a| !a.is_flag());
            makes
                .then_some(())
                .and_then(|()| key(first.span, "a private key", after(&["-key-file"])))
        }
        // `cfssljson -bare` writes the key beside the certificate.
        "cfssl" if matches!(subcommand?.text, "gencert" | "genkey" | "selfsign") && !has(&["-key", "-csr"]) => {
            key(head, "a private key", None)
        }
        "make-ssl-cert" => key(first.span, "a private key", None),
        "wg" if subcommand?.text == "genkey" => key(head, "a private key", None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_makers_count() {
        for (line, expected) in [
            ("ssh-keygen -A", true),
            ("ssh-keygen -t ed25519 -f /k -N ''", true),
            ("ssh-keygen -R github.com", false),
            ("ssh-keygen -y -f k", false),
            ("ssh-keygen", false),
            ("openssl genrsa -out k 2048", true),
            ("openssl req -x509 -newkey rsa:2048 -keyout k -out c", true),
            ("openssl req -new -key k -out c", false),
            ("openssl x509 -in c", false),
            ("openssl ecparam -genkey -name x -out k", true),
            ("keytool -genkeypair -keystore k", true),
            ("keytool -import -keystore k", false),
            ("mkcert localhost", true),
            ("mkcert -install", false),
            ("wg genkey", true),
            ("cfssl gencert -initca -", true),
            ("cfssl sign -ca c x", false),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            assert_eq!(key_generation(&argv).is_some(), expected, "{line}");
        }
    }
}
