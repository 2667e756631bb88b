//! References in a value, recognised by their spelling alone.
//!
//! A value comes from a Dockerfile, a Compose file or a template for one, and is judged before
//! anything is known about the others, so every common spelling of a reference counts. What a
//! reference resolves to is left to the model of the file.

/// The default of a value that consists of a single reference; empty if it has none. `None` if the
/// value is anything else.
pub(super) fn default_of(value: &str) -> Option<&str> {
    let inner = value.strip_prefix("${")?.strip_suffix('}')?;
    if inner.starts_with('{') || !closes_last(inner) {
        return None;
    }
    let name = inner.len() - inner.trim_start_matches(is_name_letter).len();
    if name == 0 {
        return None;
    }
    let rest = &inner[name..];
    // `:+` and `+` replace a value that is set; `:?` and `?` introduce messages.
    Some(rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-')).unwrap_or(""))
}

/// Whether no brace in `inner` closes the one before it, as in `a}${b`.
fn closes_last(inner: &str) -> bool {
    let mut depth = 0_usize;
    for byte in inner.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return false,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    true
}

fn is_name_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether something in the text is replaced before it is used.
pub(super) fn has_reference(value: &str) -> bool {
    let bytes = value.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        match (bytes[at], next) {
            // Compose's own escape for a dollar sign.
            (b'$', b'$') => at += 1,
            (b'$', b'{' | b'(' | b'_' | b'a'..=b'z' | b'A'..=b'Z') => return true,
            (b'{', b'{') | (b'#', b'{') | (b'<', b'%') => return true,
            // `\$` is a literal dollar sign in a Dockerfile.
            (b'\\', _) => at += 1,
            _ => {}
        }
        at += 1;
    }
    let is_wrapped = |mark: char| {
        value.len() > 2
            && value
                .strip_prefix(mark)
                .and_then(|rest| rest.strip_suffix(mark))
                .is_some_and(|rest| {
                    rest.chars().all(is_name_letter) && rest.contains(|c: char| c.is_ascii_alphabetic())
                })
    };
    is_wrapped('%') || is_wrapped('@') || (value.len() > 1 && value.starts_with('`'))
}

/// Whether a value is encrypted, or names a secret that a store keeps: whoever has the text has no secret yet.
pub(crate) fn is_kept_elsewhere(value: &str) -> bool {
    let is_wrapped = |start: &str, end: char| value.starts_with(start) && value.ends_with(end);
    // SOPS, Jasypt, and the settings of Azure.
    is_wrapped("ENC[", ']')
        || is_wrapped("ENC(", ')')
        || is_wrapped("@Microsoft.KeyVault(", ')')
        || ENCRYPTED.iter().any(|start| value.starts_with(start))
        || STORES.iter().any(|start| value.starts_with(start))
}

/// What encrypted texts begin with: those of dotenvx, Ansible, age and PGP.
const ENCRYPTED: [&str; 4] = [
    "encrypted:",
    "$ANSIBLE_VAULT;",
    "-----BEGIN AGE ENCRYPTED FILE-----",
    "-----BEGIN PGP MESSAGE-----",
];
/// What names of secrets in stores begin with: those that Bank-Vaults, 1Password, vals, and the
/// tools of clouds replace.
const STORES: [&str; 13] = [
    "vault:",
    ">>vault:",
    "op://",
    "ref+",
    "arn:aws:secretsmanager:",
    "arn:aws:ssm:",
    "awssm:",
    "awsssm:",
    "ssm:",
    "gcpsm:",
    "gcp:secretmanager:",
    "azurekv:",
    "secretsmanager:",
];

/// Whether a value is one variable whose dollar sign is escaped (`$$PASSWORD`), so that a shell in the
/// container replaces it.
pub(super) fn is_escaped_variable(value: &str) -> bool {
    let Some(name) = value.strip_prefix("$$") else {
        return false;
    };
    let name = name
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'))
        .unwrap_or(name);
    let is_letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_') && name.bytes().all(is_letter)
}
