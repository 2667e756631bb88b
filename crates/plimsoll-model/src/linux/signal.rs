//! The signals with which Docker can stop a container.

/// The names without `SIG`.
// moby/sys signal v0.7, signal_linux.go; the real-time signals are counted below.
const NAMES: [&str; 36] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
    "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1",
    "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
];

/// Whether Docker knows a signal: a name in any case, with or without `SIG`, or a number.
pub fn is_signal(text: &str) -> bool {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<u8>().is_ok_and(|number| (1..=64).contains(&number));
    }
    let upper = text.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let step = |start: &str| name.strip_prefix(start).and_then(|step| step.parse::<u8>().ok());
    let real_time =
        step("RTMIN+").is_some_and(|n| (1..=15).contains(&n)) || step("RTMAX-").is_some_and(|n| (1..=14).contains(&n));
    real_time || NAMES.contains(&name)
}

/// The names that a misspelt signal may stand for, with `SIG`.
pub fn signal_names() -> impl Iterator<Item = &'static str> + Clone {
    [
        "SIGTERM", "SIGINT", "SIGQUIT", "SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGABRT",
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::is_signal;

    #[test]
    fn names_and_numbers() {
        for text in [
            "SIGTERM",
            "term",
            "9",
            "64",
            "SIGRTMIN+3",
            "rtmax-14",
            "SIGWINCH",
            "SIGRTMIN",
        ] {
            assert!(is_signal(text), "{text}");
        }
        for text in ["", "0", "65", "SIGTERMINATE", "SIGRTMIN+16", "TERM ", "-9", "RTMIN+-1"] {
            assert!(!is_signal(text), "{text}");
        }
    }
}
