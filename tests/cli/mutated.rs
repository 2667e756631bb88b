//! Configurations and policies with slips of all kinds: each is either judged by, or refused with its
//! mistakes at their places.

use super::*;

const CONFIGURATION: &str = r#"edition = "2026.1"
fail-on = "warning"
show = "info"
select = ["default"]
extend-select = ["image-digest-missing"]
ignore = ["DL3008", "style"]
exclude = ["legacy/**"]
include = ["docker/*.df"]
force-exclude = true
date = 2026-11-30
forbid-ignores = ["secrets"]
[environments]
production = ["deploy/**"]
development = ["docker/dev/**"]
[organisation]
trusted-registries = ["docker.io", "*.example.com"]
[rules.untrusted-registry]
level = "error"
[rules.end-of-life-base-image]
grace-days = 30
[[overrides]]
files = ["legacy/**"]
services = "db*"
environments = ["production"]
rules.runs-as-root.level = "off"
[[exceptions]]
rule = "privileged-container"
services = ["dind"]
reason = "builds images; OPS-123"
until = 2027-01-31
[[images]]
pattern = "registry.example.com/base/*"
user = "app"
shell = "bash"
ports = [8080]
end-of-life = 2027-06-30
[output]
format = "concise"
"#;

const POLICIES: &str = r#"[[policy]]
id = "acme-owner-label"
message = "`{service}` has no owner"
help = "add the label"
level = "error"
match = { services = "*", environment = "production" }
require = { path = "labels['com.example.owner']", matches = "^team-[a-z]+$" }
good = "services: {a: {image: b}}"
[[policy]]
id = "acme-memory"
message = "`{service}` may take {value}"
match = { services = ["*"] }
require = { path = "deploy.resources.limits.memory", at-most = "512M" }
[[policy]]
id = "acme-curl"
message = "`{command}` in `{stage}`"
match = { instruction = "RUN", command = ["curl", "wget"] }
forbid = [{ path = "arguments[*]", in = ["-k", 1, true] }]
"#;

#[cfg(feature = "rego")]
const REGO: &str = r#"# METADATA
# title: no node here
# custom:
#   severity: HIGH
package main

import rego.v1

names := {"node", "debian"}

deny contains msg if {
	some command in input
	command.Cmd == "from"
	name := split(command.Value[0], ":")[0]
	name in names
	msg := sprintf("the image %s is not for us", [name])
}

warn_tools contains {"msg": msg, "_loc": {"line": i}} if {
	some i
	input[i].Cmd == "run"
	regex.match(`\bcurl\b`, input[i].Value[0])
	msg := "curl is used"
}
"#;

/// What is put into a text somewhere.
const ODD: [&str; 24] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    "\n",
    "#",
    ".",
    ",",
    "\\",
    "\u{0}",
    "é",
    "*",
    "(",
    "0",
    "-1",
    "\"\"\"",
    "[[",
    "true",
    " x = 1\n",
    ":=",
    "9999999999999999999",
];

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).expect("it is below a usize")
    }

    /// A text with a few slips.
    fn mutated(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(3) {
            let at = self.below(chars.len());
            let end = (at + 1 + self.below(12)).min(chars.len());
            match self.below(6) {
                0 => drop(chars.drain(at..end)),
                1 => {
                    let odd = ODD[self.below(ODD.len())].chars();
                    chars.splice(at..at, odd);
                }
                2 => {
                    let odd = ODD[self.below(ODD.len())].chars();
                    chars.splice(at..end, odd);
                }
                3 => {
                    let part: Vec<char> = chars[at..end].to_vec();
                    let place = self.below(chars.len());
                    chars.splice(place..place, part);
                }
                4 => {
                    let other = self.below(chars.len());
                    chars.swap(at, other);
                }
                _ if self.below(8) == 0 => chars.truncate(at),
                _ => {
                    let mut lines: Vec<String> = chars.iter().collect::<String>().lines().map(str::to_owned).collect();
                    let (one, other) = (self.below(lines.len()), self.below(lines.len()));
                    lines.swap(one, other);
                    chars = (lines.join("\n") + "\n").chars().collect();
                }
            }
            if chars.is_empty() {
                break;
            }
        }
        chars.into_iter().collect()
    }
}

fn project() -> Folder {
    Folder::new()
        .with(
            "Dockerfile",
            "FROM node:22.11.0\nRUN curl -k https://example.com/a\nCMD [\"a\"]\n",
        )
        .with(
            "compose.yaml",
            "services:\n  db:\n    image: postgres:17.4\n    privileged: true\n",
        )
}

/// Runs with a file that has slips. Whatever is refused is refused at a place in one of its files.
fn expect_judged_or_refused(folder: &Folder, name: &str, text: &str) -> bool {
    let run = folder.run(["check", "--quiet"]);
    assert!(matches!(run.code, Some(0..=2)), "{text}\n{run:?}");
    assert!(
        !run.err.contains("panicked") && !run.err.contains("a rule failed"),
        "{text}\n{run:?}"
    );
    if run.code != Some(2) {
        return true;
    }
    assert!(run.out.is_empty() && !run.err.is_empty(), "{text}\n{run:?}");
    for line in run.err.lines() {
        let line = line.strip_prefix("plimsoll: ").unwrap_or(line);
        let place = line
            .strip_prefix("plimsoll.toml:")
            .or_else(|| line.strip_prefix(&format!("{name}:")));
        let mut numbers = place.unwrap_or_default().split(':');
        let number = numbers.next().and_then(|number| number.parse::<usize>().ok());
        let column = numbers.next().and_then(|number| number.parse::<usize>().ok());
        let is_there = number.is_some_and(|number| number <= text.split('\n').count() + 1) && column.is_some();
        assert!(is_there, "`{line}` is at no place\n{text}\n{run:?}");
    }
    false
}

fn expect_all(name: &str, seed: u64, start: &str, configuration: &str) {
    let mut dice = Dice(seed);
    let folder = project().with("plimsoll.toml", configuration).with(name, start);
    assert!(
        expect_judged_or_refused(&folder, name, start),
        "without slips it is right"
    );
    let mut judged = 0;
    let mut folder = folder;
    for _ in 0..100 {
        let text = dice.mutated(start);
        folder = folder.with(name, &text);
        judged += usize::from(expect_judged_or_refused(&folder, name, &text));
    }
    assert!(
        (1..100).contains(&judged),
        "some slips change little, and some are refused: {judged}"
    );
}

#[test]
fn configurations_with_slips_are_judged_or_refused() {
    expect_all("plimsoll.toml", 0x9e37_79b9_7f4a_7c15, CONFIGURATION, "");
}

#[test]
fn policies_with_slips_are_judged_or_refused() {
    expect_all(
        "policy.toml",
        0x2545_f491_4f6c_dd1d,
        POLICIES,
        "policy-files = [\"policy.toml\"]\n",
    );
}

#[cfg(feature = "rego")]
#[test]
fn policies_in_rego_with_slips_are_judged_or_refused() {
    expect_all(
        "docker.rego",
        0xd6e8_feb8_6659_fd93,
        REGO,
        "policy-files = [\"docker.rego\"]\n",
    );
}
