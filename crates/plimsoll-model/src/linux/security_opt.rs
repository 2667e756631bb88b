//! Which entries of `security_opt` switch off a safeguard of the container.

/// SELinux types that hardly any rule restricts (container-selinux).
const UNCONFINED_TYPES: [&str; 3] = ["spc_t", "unconfined_t", "container_runtime_t"];

/// What an entry of `security_opt` switches off, for a sentence. Key and value are separated by
/// `=`, or by `:` as in older files (docker CLI v28, cli/command/container/opts.go).
pub fn lost_confinement(option: &str) -> Option<&'static str> {
    let (key, value) = option.split_once(['=', ':'])?;
    let value = value.trim();
    let is_unconfined = value == "unconfined";
    match key.trim() {
        "seccomp" => is_unconfined.then_some("seccomp, which blocks dangerous system calls"),
        "apparmor" => is_unconfined.then_some("AppArmor, which keeps the container from files of the host"),
        "systempaths" => is_unconfined.then_some("the masks over files of `/proc` and `/sys`"),
        "label" => {
            let selinux = "SELinux, which keeps the container from files of the host";
            let kind = value
                .strip_prefix("type")
                .map(|rest| rest.trim_start_matches([':', '=']));
            let is_off = value == "disable" || kind.is_some_and(|kind| UNCONFINED_TYPES.contains(&kind));
            is_off.then_some(selinux)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::lost_confinement;

    #[test]
    fn only_what_switches_off() {
        for option in [
            "seccomp:unconfined",
            "seccomp=unconfined",
            "apparmor=unconfined",
            "label:disable",
            "label=type:spc_t",
            "systempaths=unconfined",
        ] {
            assert!(lost_confinement(option).is_some(), "{option}");
        }
        for option in [
            "seccomp:profile.json",
            "apparmor:docker-default",
            "label:user:system_u",
            "label=type:svirt_t",
            "no-new-privileges:true",
            "unconfined",
            "",
        ] {
            assert!(lost_confinement(option).is_none(), "{option}");
        }
    }
}
