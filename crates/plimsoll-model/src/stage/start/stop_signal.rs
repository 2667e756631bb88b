//! The signal that stops a container of a stage, and the program that gets it.

use plimsoll_syntax::dockerfile::{CommandForm, Kind};

use crate::base::Value;
use crate::command::Argument;
use crate::image::{Family, Role, known_image};
use crate::view::{Instruction, Stage};

impl<'a> Stage<'a> {
    /// The program that a container starts first, if no shell comes before it: the first word of
    /// ENTRYPOINT, else of CMD, in exec form. With the instruction.
    pub fn first_program(self) -> Option<(Instruction<'a>, &'a str)> {
        let start = self.start_command();
        let instruction = start.entrypoint.or(start.cmd)?;
        match &instruction.node().command()?.form {
            CommandForm::Exec(words) => Some((instruction, &*words.first()?.value)),
            CommandForm::Shell(_) => None,
        }
    }

    /// The STOPSIGNAL in force, with its expansion; none if no stage of the chain has one.
    pub fn stop_signal(self) -> Option<(Instruction<'a>, Value<String>)> {
        let instruction = self.inherited(Kind::Stopsignal).next()?;
        let value = match instruction.node().words().first() {
            Some(word) => instruction.expand(word),
            None => Value::Unknown,
        };
        Some((instruction, value))
    }

    /// Whether systemd is surely there, and not another program behind `/sbin/init`: the files name
    /// it, or the distribution has no other. Debian's and Ubuntu's images contain none by themselves.
    pub fn has_systemd(self) -> bool {
        let brings = matches!(
            self.family(),
            Some(Family::Fedora | Family::Rhel | Family::Suse | Family::Arch)
        );
        brings || self.mentions(&["systemd", "systemctl"])
    }

    /// Whether its base is a plain system, which is known to set no signal of its own.
    pub fn base_sets_no_signal(self) -> bool {
        if self.is_from_scratch() {
            return true;
        }
        let Some(image) = self.root_image().likely() else {
            return false;
        };
        // Red Hat's `-init` images set one.
        let name = image.familiar_name();
        known_image(name, image.tag()).is_some_and(|known| known.role == Role::BaseOs) && !name.ends_with("-init")
    }
}

/// Whether a program is an image's systemd: by its name, or as `init`, which it is nearly
/// everywhere except on Alpine.
pub fn is_systemd(program: &str) -> bool {
    let name = Argument::new(program, Default::default()).program();
    name == "systemd" || matches!(program, "/sbin/init" | "/usr/sbin/init" | "/bin/init")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::tests::last_stage;

    #[test]
    fn the_first_program() {
        for (text, expected) in [
            ("CMD [\"/sbin/init\"]", Some("/sbin/init")),
            ("ENTRYPOINT [\"nginx\"]\nCMD [\"-g\"]", Some("nginx")),
            ("CMD nginx", None),
            ("ENTRYPOINT nginx\nCMD [\"x\"]", None),
        ] {
            let found = last_stage(&format!("FROM debian:12.7\n{text}\n"), |stage| {
                stage.first_program().map(|(_, program)| program.to_owned())
            });
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert!(is_systemd("/lib/systemd/systemd") && is_systemd("/sbin/init"));
        assert!(!is_systemd("/init") && !is_systemd("tini"));
    }

    #[test]
    fn signals_and_bases() {
        let signal = |text: &str| last_stage(text, |s| s.stop_signal().and_then(|(_, value)| value.likely()));
        assert_eq!(
            signal("FROM debian:12.7 AS a\nSTOPSIGNAL SIGINT\nFROM a\n").as_deref(),
            Some("SIGINT")
        );
        assert_eq!(signal("FROM debian:12.7\n"), None);
        let plain = |image: &str| last_stage(&format!("FROM {image}\n"), |stage| stage.base_sets_no_signal());
        assert!(plain("debian:12.7") && plain("scratch"));
        assert!(!plain("nginx:1.27") && !plain("example/base"));
    }
}
