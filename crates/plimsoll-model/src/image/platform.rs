//! Platforms in the notation of `--platform` and Compose: `linux/amd64`, `linux/arm/v7`.

/// Why a text names no platform that images are built for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlatformFault {
    /// Not `os/architecture`, with at most a variant after it.
    Form,
    OperatingSystem,
    Architecture,
}

// containerd/platforms v1, database.go: the names that Go knows, and their aliases.
const SYSTEMS: [&str; 20] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "macos",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasi",
    "wasip1",
    "windows",
    "zos",
];
const ARCHITECTURES: [&str; 34] = [
    "386",
    "aarch64",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "armel",
    "armhf",
    "i386",
    "i686",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
    "wasm32",
    "x86-64",
    "x86_64",
    "x64",
    "unknown",
];

/// Why a text is not a platform.
// containerd/platforms v1, platforms.go: Parse. A single word is a system or an architecture. Any
// two or three parts are accepted, but there is no image for unknown words.
pub fn platform_fault(text: &str) -> Option<PlatformFault> {
    let lower = text.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('/').collect();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    // `windows(10.0.17763)/amd64` contains the version of the system.
    let system = parts[0].split('(').next().unwrap_or_default();
    let rest = &parts[1..];
    if parts.len() > 3 || system.is_empty() || rest.iter().any(|p| p.is_empty() || !p.chars().all(allowed)) {
        return Some(PlatformFault::Form);
    }
    let known_architecture = |word: &str| word != "x64" && ARCHITECTURES.contains(&word);
    match rest.first() {
        None if SYSTEMS.contains(&system) || known_architecture(system) => None,
        None => Some(PlatformFault::Form),
        Some(_) if !SYSTEMS.contains(&system) => Some(PlatformFault::OperatingSystem),
        Some(architecture) if !known_architecture(architecture) => Some(PlatformFault::Architecture),
        Some(_) => None,
    }
}

/// Whether two platforms are surely different: another system, another architecture.
// containerd/platforms v1, database.go: normalizeArch.
pub fn are_platforms_apart(one: &str, other: &str) -> bool {
    let parts = |text: &str| -> Option<(String, String)> {
        let lower = text.to_ascii_lowercase();
        if platform_fault(&lower).is_some() {
            return None;
        }
        let mut parts = lower.split('/');
        let system = parts.next()?.split('(').next()?.to_owned();
        let architecture = match parts.next()? {
            "x86_64" | "x86-64" => "amd64",
            "aarch64" => "arm64",
            "i386" | "i686" => "386",
            "armhf" | "armel" => "arm",
            other => other,
        };
        Some((system, architecture.to_owned()))
    };
    parts(one).zip(parts(other)).is_some_and(|(one, other)| one != other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_are_two_or_three_known_words() {
        for text in [
            "linux/amd64",
            "linux/arm/v7",
            "linux",
            "arm64",
            "Linux/x86_64",
            "windows(10.0.17763)/amd64",
        ] {
            assert_eq!(platform_fault(text), None, "{text}");
        }
        for (text, fault) in [
            ("", PlatformFault::Form),
            ("linux/", PlatformFault::Form),
            ("linux/arm/v7/x", PlatformFault::Form),
            ("linux-amd64", PlatformFault::Form),
            ("linx/amd64", PlatformFault::OperatingSystem),
            ("amd64/linux", PlatformFault::OperatingSystem),
            ("linux/x64", PlatformFault::Architecture),
        ] {
            assert_eq!(platform_fault(text), Some(fault), "{text}");
        }
    }

    #[test]
    fn platforms_have_other_names() {
        for (one, other, expected) in [
            ("linux/amd64", "linux/arm64", true),
            ("linux/amd64", "Linux/x86_64", false),
            ("linux/arm64/v8", "linux/aarch64", false),
            ("linux/amd64", "windows/amd64", true),
            ("linux/amd64", "arm64", false),
            ("linux/amd64", "x", false),
        ] {
            assert_eq!(are_platforms_apart(one, other), expected, "{one} {other}");
        }
    }
}
