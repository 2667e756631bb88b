//! How random a string looks.
//!
//! Entropy alone takes sentences for keys. A word seldom changes between capitals, small letters
//! and digits, but a random string does so all the time. Both are required.

/// Shorter strings are too short to tell.
const SHORTEST: usize = 20;
/// Longer than any key on one line; such values are data.
const LONGEST: usize = 4096;

/// Whether a value looks like a generated key. Only meaningful beside a name that suggests a
/// secret: checksums and commits look the same.
pub(crate) fn high_entropy(value: &str) -> bool {
    let body = value.strip_prefix("base64:").unwrap_or(value);
    (SHORTEST..=LONGEST).contains(&body.len()) && is_random(body.as_bytes()) && !is_patterned(body)
}

/// Whether a password is one that was generated or thought up for something that matters: long,
/// with three kinds of characters including digits, and not a sample. Development files contain
/// many that are not.
pub fn is_serious(value: &str) -> bool {
    let bytes = value.as_bytes();
    let has = |kind: fn(&u8) -> bool| bytes.iter().any(kind);
    let is_mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit);
    let is_long = bytes.len() >= 12 && is_mixed && !is_patterned(value);
    (high_entropy(value) || is_long) && !says_what_it_is(value)
}

/// Whether a password is made of the word for it, as in `SuperP4ssw0rd!`: nobody guards anything that
/// matters with that.
fn says_what_it_is(value: &str) -> bool {
    let plain = |letter: char| match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        letter => letter.to_ascii_lowercase(),
    };
    let text: String = value.chars().map(plain).collect();
    let words = [
        "password",
        "passwort",
        "passphrase",
        "secret",
        "administrator",
        "development",
    ];
    text.starts_with("pass") || words.iter().any(|word| text.contains(word))
}

fn is_random(bytes: &[u8]) -> bool {
    if !bytes
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.~!@#%^&*".contains(byte))
    {
        return false;
    }
    let is_hex = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    if bytes.iter().all(is_hex) {
        return bytes.len() >= 32 && bytes.iter().any(u8::is_ascii_digit) && entropy(bytes) >= 3.0;
    }
    // Separators between words do not count as a change; letters of another kind do.
    let classes: Vec<u8> = bytes
        .iter()
        .map(|byte| class(*byte))
        .filter(|class| *class < 3)
        .collect();
    let changes = classes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    bytes.iter().any(u8::is_ascii_digit) && changes * 4 >= bytes.len() && entropy(bytes) >= 3.5
}

/// Whether a text is a run, a repetition or a sample, which no real key is.
pub(super) fn is_patterned(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 8 {
        return false;
    }
    let mut seen = [false; 256];
    for byte in bytes {
        seen[byte.to_ascii_lowercase() as usize] = true;
    }
    let distinct = seen.iter().filter(|seen| **seen).count();
    // `abcdef…`, `12345…`, `aaaa…`: each character follows from the one before.
    let runs = bytes
        .windows(2)
        .filter(|pair| matches!(pair[1].wrapping_sub(pair[0]), 0 | 1))
        .count();
    distinct <= 5 || runs * 2 >= bytes.len() || has_sample_word(bytes)
}

/// Words that mark samples in an otherwise real format.
fn has_sample_word(bytes: &[u8]) -> bool {
    let words: [&[u8]; 9] = [
        b"example",
        b"xxxx",
        b"your",
        b"placeholder",
        b"changeme",
        b"replace",
        b"dummy",
        b"1234567",
        b"redacted",
    ];
    words
        .iter()
        .any(|word| bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word)))
}

/// Shannon's entropy in bits per byte.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[*byte as usize] += 1;
    }
    let total = bytes.len().max(1) as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = f64::from(*count) / total;
            -share * share.log2()
        })
        .sum()
}

fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_strings_are_told_from_words() {
        for value in [
            "q8Zt3LmXv0Rk7PbWn2Yd",
            "9f86d081884c7d659a2feaa0c55ad015",
            "7d444840-9dc0-11d1-b245-5ffdce74fad2",
            "base64:Nk3dRk0Qyq8Zt3LmXv0Rk7PbWn2YdJ5tT1zdp7dcAbE=",
        ] {
            assert!(high_entropy(value), "{value}");
        }
        for value in [
            "my-super-secret-key-for-development-2024",
            "this_is_the_secret_of_the_test_suite",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "00000000-0000-0000-0000-000000000000",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "org.apache.kafka.connect.json.JsonConverter",
            "short",
            "",
        ] {
            assert!(!high_entropy(value), "{value}");
        }
    }

    #[test]
    fn a_word_for_itself_guards_nothing() {
        for value in ["SuperP4ssw0rd!", "passRT%^#234", "My$ecret-2024-Key"] {
            assert!(!is_serious(value), "{value}");
        }
        assert!(is_serious("Vw3-blue-Harbour"));
    }
}
