//! The keys that a configuration file may have: what reads it, suggests words for misspelt ones and
//! writes a file to begin with goes by this table.

/// A key of a configuration file.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    /// What it takes.
    pub takes: &'static str,
    pub meaning: &'static str,
    /// As `plimsoll init` writes it.
    pub example: &'static str,
    /// What the schema says that it takes.
    pub shape: Shape,
}

/// What a key takes, for the schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Any,
    Text,
    Texts,
    /// Rules, groups, ids of other tools.
    Words,
    YesNo,
    Number,
    Day,
    Level,
    /// A level, or `never`.
    Threshold,
    YesOrWords,
    Family,
    Shell,
    Ports,
    Environments,
    /// Lists of files by name.
    Variants,
    Images,
    Organisation,
    Rules,
    Overrides,
    Exceptions,
    Allowance,
    Fixes,
    Output,
    Policies,
}

impl Key {
    const fn of(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }
}

const fn key(name: &'static str, takes: &'static str, meaning: &'static str, example: &'static str) -> Key {
    Key {
        name,
        takes,
        meaning,
        example,
        shape: Shape::Any,
    }
}

/// The keys at the top of the file, in the order of the reference.
pub const KEYS: &[Key] = &[
    key(
        "extends",
        "paths of other configuration files, and packs: `pack:hadolint`",
        "builds on other files of the repository, or on what is built in; what is written here holds over them",
        "extends = [\"../plimsoll.toml\"]",
    )
    .of(Shape::Texts),
    key(
        "edition",
        "an edition",
        "fixes which rules are on, and their levels; newer rules stay off until you take the next edition",
        "edition = \"2026.1\"",
    )
    .of(Shape::Text),
    key(
        "fail-on",
        "`error`, `warning`, `info` or `never`",
        "the lowest level that makes a run fail",
        "fail-on = \"warning\"",
    )
    .of(Shape::Threshold),
    key(
        "show",
        "`error`, `warning` or `info`",
        "the lowest level that reports for people show",
        "show = \"warning\"",
    )
    .of(Shape::Level),
    key(
        "select",
        "rules, groups, ids of other tools, `default` or `all`",
        "only these rules run",
        "select = [\"default\"]",
    )
    .of(Shape::Words),
    key(
        "extend-select",
        "rules, groups, ids of other tools",
        "these rules run as well",
        "extend-select = [\"image-digest-missing\"]",
    )
    .of(Shape::Words),
    key(
        "ignore",
        "rules, groups, ids of other tools",
        "these rules do not run",
        "ignore = [\"DL3008\"]",
    )
    .of(Shape::Words),
    key(
        "exclude",
        "patterns of files",
        "files that are left out",
        "exclude = [\"legacy/**\"]",
    )
    .of(Shape::Texts),
    key(
        "include",
        "patterns of files",
        "files that are looked at whatever they are called; one that ends in `/` looks for the usual names in a folder that is left out otherwise, such as `vendor/`",
        "include = [\"docker/*.df\", \"vendor/images/\"]",
    )
    .of(Shape::Texts),
    key(
        "force-exclude",
        "`true` or `false`",
        "leaves them out even if they are named, as a pre-commit hook names them",
        "force-exclude = true",
    )
    .of(Shape::YesNo),
    key(
        "baseline",
        "the path of a file",
        "the findings that are known and left for later (`plimsoll baseline` writes it)",
        "baseline = \"plimsoll-baseline.json\"",
    )
    .of(Shape::Text),
    key(
        "date",
        "a date",
        "fixes the date that checks use as today",
        "date = 2026-11-30",
    )
    .of(Shape::Day),
    key(
        "forbid-ignores",
        "`true`, or rules, groups, ids of other tools",
        "comments in the files cannot hide findings of these rules",
        "forbid-ignores = [\"secrets\"]",
    )
    .of(Shape::YesOrWords),
    key(
        "policy-files",
        "patterns of files",
        "files with policies of your own, in TOML or Rego",
        "policy-files = [\"policy/*.toml\"]",
    )
    .of(Shape::Texts),
    key(
        "environments",
        "a table with `production` and `development`",
        "patterns of files, by what they are for",
        "[environments]\nproduction = [\"deploy/**\"]\ndevelopment = [\"docker/dev/**\"]",
    )
    .of(Shape::Environments),
    key(
        "variants",
        "a table of lists of files, by any name",
        "Compose files that are started together, the base first, where their names do not show it",
        "[variants]\nshop = [\"compose.yaml\", \"deploy/shop.yaml\"]",
    )
    .of(Shape::Variants),
    key(
        "organisation",
        "a table of options",
        "options for every rule that has them",
        "[organisation]\ntrusted-registries = [\"docker.io\", \"*.example.com\"]",
    )
    .of(Shape::Organisation),
    key(
        "images",
        "a list of tables",
        "what your own images bring, which nobody else can know; the last one that fits an image holds",
        "[[images]]\npattern = \"registry.example.com/base/*\"\nuser = \"app\"\nend-of-life = 2027-06-30",
    )
    .of(Shape::Images),
    key(
        "rules",
        "a table for each rule",
        "the level of a rule (or `off`), what to do about its fixes (`never`, `ask` or `safe`), and its options as `plimsoll explain` shows them",
        "[rules.untrusted-registry]\nlevel = \"error\"",
    )
    .of(Shape::Rules),
    key(
        "fix",
        "a table with `unsafe`",
        "whether `--fix` makes the fixes too that may change what is built or run",
        "[fix]\nunsafe = true",
    )
    .of(Shape::Fixes),
    key(
        "overrides",
        "a list of tables",
        "other settings for some `files`, `services`, `stages`, `images` or `environments`; the last one wins",
        "[[overrides]]\nfiles = [\"legacy/**\"]\nignore = [\"runs-as-root\"]",
    )
    .of(Shape::Overrides),
    key(
        "exceptions",
        "a list of tables",
        "findings of a `rule` that are accepted at some places, with a `reason` and perhaps a last day, `until`",
        "[[exceptions]]\nrule = \"privileged-container\"\nservices = [\"dind\"]\nreason = \"builds images; OPS-123\"\nuntil = 2027-01-31",
    )
    .of(Shape::Exceptions),
    key(
        "exceptions-policy",
        "a table with `reason`, `longest` and `baseline`",
        "in a file for `--enforce`: exceptions and ignores of the repository hold if their reason fits one of these patterns and they end within so many days; a baseline holds if it says so",
        "[exceptions-policy]\nreason = [\"*SEC-*\"]\nlongest = 90",
    )
    .of(Shape::Allowance),
    key(
        "output",
        "a table with `format`",
        "how the report is written, unless the command line says it",
        "[output]\nformat = \"concise\"",
    )
    .of(Shape::Output),
    key(
        "policy",
        "a list of tables",
        "rules of your own over the merged project; `docs/policies.md` has all that they can ask for",
        "[[policy]]\nid = \"acme-owner-label\"\nmessage = \"`{service}` has no owner\"\nmatch = { services = \"*\" }\nrequire = { path = \"labels['com.example.owner']\", matches = \"^team-\" }",
    )
    .of(Shape::Policies),
];

/// Which of the keys at the top may be in `overrides` too.
pub(crate) const SETTINGS: [&str; 4] = ["select", "extend-select", "ignore", "rules"];

/// Where an override or an exception applies; a place must fit all that are given.
pub const SCOPE_KEYS: &[Key] = &[
    key("files", "patterns of files", "these files", "files = [\"legacy/**\"]").of(Shape::Texts),
    key(
        "services",
        "patterns of names",
        "these services of Compose files",
        "services = [\"db*\"]",
    )
    .of(Shape::Texts),
    key(
        "stages",
        "patterns of names",
        "these stages of Dockerfiles",
        "stages = [\"build\"]",
    )
    .of(Shape::Texts),
    key(
        "images",
        "patterns of names",
        "services and stages that start from these images, as written",
        "images = [\"postgres*\"]",
    )
    .of(Shape::Texts),
    key(
        "environments",
        "`production`, `development`",
        "what is judged as this",
        "environments = [\"development\"]",
    )
    .of(Shape::Texts),
];

/// What an exception is, beside its place.
pub const EXCEPTION_KEYS: &[Key] = &[
    key(
        "rule",
        "a rule, a group (with a place), or an id of another tool",
        "what is accepted",
        "rule = \"runs-as-root\"",
    )
    .of(Shape::Text),
    key(
        "reason",
        "a text of 10 characters or more",
        "why it is accepted",
        "reason = \"builds images; OPS-123\"",
    )
    .of(Shape::Text),
    key(
        "until",
        "a day",
        "the last day on which it is accepted",
        "until = 2027-01-31",
    )
    .of(Shape::Day),
];

/// What `exceptions-policy` holds.
pub const ALLOWANCE_KEYS: &[Key] = &[
    key(
        "reason",
        "patterns",
        "exceptions and ignores hold if their reason fits one of these",
        "reason = [\"*SEC-*\"]",
    )
    .of(Shape::Texts),
    key(
        "longest",
        "a number of days",
        "how far ahead their last day (`until`) may be; they need one then",
        "longest = 90",
    )
    .of(Shape::Number),
    key(
        "baseline",
        "`true` or `false`",
        "whether a baseline holds",
        "baseline = true",
    )
    .of(Shape::YesNo),
];

/// What is said of images.
pub const IMAGE_KEYS: &[Key] = &[
    key(
        "pattern",
        "a pattern",
        "the images, by their name or their name and tag",
        "pattern = \"registry.example.com/base/*\"",
    )
    .of(Shape::Text),
    key(
        "user",
        "the name or number of an account",
        "the account that they start as",
        "user = \"app\"",
    )
    .of(Shape::Text),
    key(
        "family",
        "`alpine`, `arch`, `busybox`, `debian`, `distroless`, `fedora`, `rhel`, `suse`, `ubuntu` or `windows`",
        "the distribution that they are made of",
        "family = \"debian\"",
    )
    .of(Shape::Family),
    key(
        "shell",
        "`ash`, `bash`, `dash` or `none`",
        "what `/bin/sh` is in them",
        "shell = \"bash\"",
    )
    .of(Shape::Shell),
    key("ports", "numbers", "the ports that they serve", "ports = [8080]").of(Shape::Ports),
    key(
        "healthcheck",
        "`true` or `false`",
        "whether they bring a health check",
        "healthcheck = true",
    )
    .of(Shape::YesNo),
    key(
        "end-of-life",
        "a day",
        "the last day on which they are patched",
        "end-of-life = 2027-06-30",
    )
    .of(Shape::Day),
];

/// What `output` holds.
pub const OUTPUT_KEYS: &[Key] = &[key(
    "format",
    "a format of `plimsoll check --format`",
    "how findings are shown",
    "format = \"concise\"",
)
.of(Shape::Text)];

/// A file to begin with: every key with its meaning, and none in force.
pub fn template() -> String {
    let mut text = String::from(
        "# The policy of this repository for plimsoll. Everything here is optional; remove the `#` of what you need.\n",
    );
    for key in KEYS {
        text.push_str(&format!("\n# {}: {}\n", key.name, key.meaning));
        for line in key.example.lines() {
            text.push_str(&format!("# {line}\n"));
        }
    }
    text
}
