//! The texts of a service that its programs receive, in which an address with a password may occur.
//! What such a text contains is for `secret` to tell.

use super::Compose;
use super::field::Scalar;
use super::service::Service;

/// A text that a program receives.
#[derive(Clone, Copy)]
pub struct ProgramText<'a> {
    /// The variable or build argument that holds it; none for a word of a command.
    pub name: Option<&'a str>,
    pub value: &'a Scalar,
}

impl Compose {
    /// Those of all services; see `Service::program_texts`.
    pub fn program_texts(&self) -> impl Iterator<Item = ProgramText<'_>> {
        self.services.iter().flat_map(Service::program_texts)
    }
}

impl Service {
    /// The values of variables and build arguments, and the words of the commands. A value whose
    /// name says secret is left out, since all of it is one.
    fn program_texts(&self) -> impl Iterator<Item = ProgramText<'_>> {
        let pairs = self.environment().iter();
        let build = self.build.iter().flat_map(|build| &build.value.args);
        let pairs = pairs.chain(build.flat_map(|args| &args.value));
        let values = pairs.filter(|pair| !pair.is_secret()).filter_map(|pair| {
            let value = pair.value.as_ref()?;
            let name = pair.name();
            Some(ProgramText { name, value })
        });
        let commands = self.entrypoint.iter().chain(&self.command);
        let words = commands.flat_map(|command| &command.value.words);
        values.chain(words.map(|value| ProgramText { name: None, value }))
    }
}
