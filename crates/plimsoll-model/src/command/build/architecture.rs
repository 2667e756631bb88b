//! Names of processor architectures in addresses, and commands that ask for the one of the build.

use crate::command::argument::Argument;
use crate::command::invocation::Invocation;

/// The names as downloads write them. Shorter ones (`x86`, `64`, `arm`) are ambiguous.
static NAMES: &[&str] = &[
    "amd64", "x86_64", "arm64", "aarch64", "armv7", "armhf", "ppc64le", "s390x", "riscv64",
];

/// The architecture that an address names, if it names exactly one.
pub fn architecture_in(address: &str) -> Option<&'static str> {
    let words: Vec<&str> = address
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .flat_map(|word| {
            // `x86_64` itself contains an underscore; others use it as a separator.
            let is_name = NAMES.iter().any(|name| word.ends_with(name));
            if is_name { vec![word] } else { word.split('_').collect() }
        })
        .collect();
    let named = |name: &&&str| {
        words
            .iter()
            .any(|word| word == *name || word.strip_suffix(**name).is_some_and(|rest| rest.ends_with('_')))
    };
    let mut found = NAMES.iter().filter(named);
    let first = found.next()?;
    found.next().is_none().then_some(*first)
}

impl Invocation<'_> {
    /// Whether it asks for the architecture of the build: by a variable, `uname -m`, `arch`, `dpkg
    /// --print-architecture`.
    pub fn asks_for_architecture(&self) -> bool {
        let by_variable = self.argv().iter().filter_map(|argument| argument.word).any(|word| {
            let names = word.variables.iter().map(|variable| variable.name.to_ascii_uppercase());
            names
                .into_iter()
                .any(|name| name.contains("ARCH") || name.contains("PLATFORM"))
        });
        let has = |wanted: &[&str]| self.arguments().iter().any(|a: &Argument<'_>| wanted.contains(&a.text));
        by_variable
            || match self.name {
                "arch" => true,
                "uname" => has(&["-m", "-p", "-i", "-a"]),
                "dpkg" => has(&["--print-architecture"]),
                "apk" => has(&["--print-arch"]),
                _ => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn architectures_in_addresses() {
        for (address, expected) in [
            ("https://a.example/tool-linux-amd64.tgz", Some("amd64")),
            ("https://a.example/tool_1.0_linux_x86_64.tgz", Some("x86_64")),
            ("https://a.example/tool_arm64", Some("arm64")),
            ("https://a.example/amd64/tool-arm64", None),
            ("https://a.example/myamd64tool", None),
            ("https://a.example/tool", None),
        ] {
            assert_eq!(architecture_in(address), expected, "{address}");
        }
    }
}
