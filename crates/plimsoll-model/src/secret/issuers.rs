//! The key formats of well-known issuers: prefix, length and alphabet, as each issuer documents
//! them or as its keys have looked for years.

/// The key format of one issuer.
pub(super) struct Shape {
    pub(super) kind: &'static str,
    pub(super) prefix: &'static str,
    pub(super) alphabet: fn(u8) -> bool,
    /// Minimum and maximum length after the prefix.
    pub(super) shortest: usize,
    pub(super) longest: usize,
}

impl Shape {
    /// Whether a text starts as such a key does.
    pub(super) fn starts(&self, text: &[u8]) -> bool {
        // The first letter nearly always decides.
        text.first() == self.prefix.as_bytes().first() && text.starts_with(self.prefix.as_bytes())
    }
}

/// For each first letter of a prefix the second letters, as bits: two letters nearly always show
/// that a text starts with no prefix.
pub(super) struct Beginnings([u128; 128]);

impl Beginnings {
    pub(super) const fn of(shapes: &[Shape]) -> Self {
        let mut seconds = [0; 128];
        let mut at = 0;
        while at < shapes.len() {
            let prefix = shapes[at].prefix.as_bytes();
            // Prefixes are ASCII, and have at least two letters.
            seconds[prefix[0] as usize] |= 1 << prefix[1];
            at += 1;
        }
        Self(seconds)
    }

    /// Whether a text may start with one of the prefixes.
    pub(super) fn may_start(&self, text: &[u8]) -> bool {
        match *text {
            [first @ ..128, second @ ..128, ..] => self.0[usize::from(first)] >> second & 1 == 1,
            _ => false,
        }
    }
}

const fn shape(
    kind: &'static str,
    prefix: &'static str,
    alphabet: fn(u8) -> bool,
    shortest: usize,
    longest: usize,
) -> Shape {
    Shape {
        kind,
        prefix,
        alphabet,
        shortest,
        longest,
    }
}

/// Longer prefixes come before those that they start with.
#[rustfmt::skip]
pub(super) const SHAPES: &[Shape] = &[
    shape("AWS access key", "AKIA", is_upper_digit, 16, 16),
    shape("AWS access key", "ASIA", is_upper_digit, 16, 16),
    shape("age secret key", "AGE-SECRET-KEY-1", is_upper_digit, 58, 58),
    shape("Google API key", "AIza", is_word, 35, 35),
    shape("Atlassian token", "ATATT3", is_word, 150, 300),
    shape("Google OAuth secret", "GOCSPX-", is_word, 28, 28),
    shape("New Relic key", "NRAK-", is_upper_digit, 27, 27),
    shape("Postman key", "PMAK-", is_word, 59, 59),
    shape("SendGrid key", "SG.", is_word_or_dot, 60, 80),
    shape("Twilio key", "SK", is_hex, 32, 32),
    shape("Docker token", "dckr_oat_", is_word, 24, 40),
    shape("Docker token", "dckr_pat_", is_word, 24, 40),
    shape("DigitalOcean token", "doo_v1_", is_hex, 64, 64),
    shape("DigitalOcean token", "dop_v1_", is_hex, 64, 64),
    shape("DigitalOcean token", "dor_v1_", is_hex, 64, 64),
    shape("Doppler token", "dp.pt.", is_alphanumeric, 40, 44),
    shape("Figma token", "figd_", is_word, 38, 60),
    shape("GitHub token", "github_pat_", is_alphanumeric_or_underscore, 50, 120),
    shape("GitHub token", "gho_", is_alphanumeric, 36, 255),
    shape("GitHub token", "ghp_", is_alphanumeric, 36, 255),
    shape("GitHub token", "ghr_", is_alphanumeric, 36, 255),
    shape("GitHub token", "ghs_", is_alphanumeric, 36, 255),
    shape("GitHub token", "ghu_", is_alphanumeric, 36, 255),
    shape("GitLab token", "glcbt-", is_word, 20, 100),
    shape("GitLab token", "gldt-", is_word, 20, 100),
    shape("GitLab token", "glpat-", is_word_or_dot, 20, 300),
    shape("GitLab token", "glptt-", is_word, 20, 100),
    shape("GitLab token", "glrt-", is_word_or_dot, 20, 300),
    shape("Grafana token", "glsa_", is_alphanumeric_or_underscore, 41, 41),
    shape("Groq key", "gsk_", is_alphanumeric, 48, 60),
    shape("Hugging Face token", "hf_", is_alphanumeric, 34, 40),
    shape("Vault token", "hvs.", is_word, 24, 300),
    shape("Mailgun key", "key-", is_hex, 32, 32),
    shape("Linear key", "lin_api_", is_alphanumeric, 40, 40),
    shape("npm token", "npm_", is_alphanumeric, 36, 36),
    shape("PlanetScale token", "pscale_tkn_", is_word, 32, 64),
    shape("PyPI token", "pypi-AgE", is_word, 80, 300),
    shape("Replicate token", "r8_", is_alphanumeric, 37, 40),
    shape("Stripe key", "rk_live_", is_alphanumeric, 24, 255),
    shape("Shopify token", "shpat_", is_hex, 32, 32),
    shape("Shopify token", "shpca_", is_hex, 32, 32),
    shape("Shopify token", "shppa_", is_hex, 32, 32),
    shape("Shopify token", "shpss_", is_hex, 32, 32),
    shape("Anthropic key", "sk-ant-", is_word, 80, 200),
    shape("OpenRouter key", "sk-or-v1-", is_hex, 64, 64),
    shape("OpenAI key", "sk-admin-", is_word, 40, 300),
    shape("OpenAI key", "sk-proj-", is_word, 40, 300),
    shape("OpenAI key", "sk-svcacct-", is_word, 40, 300),
    shape("OpenAI key", "sk-", is_alphanumeric, 32, 64),
    shape("Stripe key", "sk_live_", is_alphanumeric, 24, 255),
    shape("Sentry token", "sntrys_", is_word, 40, 400),
    shape("Sentry token", "sntryu_", is_hex, 64, 64),
    shape("Square secret", "sq0csp-", is_word, 43, 43),
    shape("Tailscale key", "tskey-", is_word, 24, 100),
    shape("Stripe webhook secret", "whsec_", is_alphanumeric, 32, 64),
    shape("Slack token", "xapp-", is_word, 40, 200),
    shape("xAI key", "xai-", is_alphanumeric, 70, 100),
    shape("Slack token", "xoxa-", is_word, 20, 300),
    shape("Slack token", "xoxb-", is_word, 20, 300),
    shape("Slack token", "xoxe-", is_word, 20, 300),
    shape("Slack token", "xoxp-", is_word, 20, 300),
    shape("Slack token", "xoxr-", is_word, 20, 300),
    shape("Slack token", "xoxs-", is_word, 20, 300),
];

/// Credentials that are recognised by an address or a key before them.
pub(super) const MARKS: &[Shape] = &[
    shape("Slack webhook", "hooks.slack.com/services/", is_word_or_slash, 40, 100),
    shape("Slack webhook", "hooks.slack.com/workflows/", is_word_or_slash, 40, 120),
    shape(
        "Discord webhook",
        "discord.com/api/webhooks/",
        is_word_or_slash,
        70,
        120,
    ),
    shape(
        "Discord webhook",
        "discordapp.com/api/webhooks/",
        is_word_or_slash,
        70,
        120,
    ),
    shape("Azure storage key", "AccountKey=", is_base64, 80, 100),
    shape("Azure shared access key", "SharedAccessKey=", is_base64, 40, 60),
];

/// Parts of keys that documentation, emulators or demos publish.
pub(super) const SAMPLES: [&str; 5] = [
    // The token on the front page of jwt.io, and its payload with any other signature.
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l",
    // Tokens with `"iss": "supabase-demo"` and `"iss": "supabase"` of its self-hosting guide.
    "c3VwYWJhc2UtZGVtby",
    // The storage and database emulators of Azure.
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobDb4b8mGGyPMbIZnqyMsEcaGQy67XIw",
];

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn is_alphanumeric_or_underscore(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_upper_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

pub(super) fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'a'..=b'f')
}

pub(super) fn is_word(byte: u8) -> bool {
    WORD[usize::from(byte)]
}

/// The letters of words; checked for every byte of a file.
static WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        table[byte] = letter.is_ascii_alphanumeric() || matches!(letter, b'_' | b'-');
        byte += 1;
    }
    table
};

fn is_word_or_dot(byte: u8) -> bool {
    is_word(byte) || byte == b'.'
}

fn is_word_or_slash(byte: u8) -> bool {
    is_word(byte) || byte == b'/'
}

pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}
