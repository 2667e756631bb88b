//! A stage as data: what its image is made of, as far as the Dockerfile says it.
//!
//! What a base image brings does not count as absent where every image has it (the account, the folder,
//! the command): it is not known then. Labels, variables, ports, volumes and health checks count as
//! absent if no instruction sets them.

use plimsoll_syntax::dockerfile::{Arguments, Kind};
use plimsoll_syntax::image::ImageReference;

use super::instruction::entry;
use crate::base::{Data, Value};
use crate::dockerfile::Base;
use crate::stage::account::{BaseUser, User};
use crate::view::{Instruction, Service, Stage};

impl<'a> Stage<'a> {
    /// The stage as data.
    pub(super) fn data(self) -> Data {
        let place = self.place();
        let name = match self.name() {
            Some(name) => self.from().word(name),
            None => Data::null(place),
        };
        let built_by = self.services().map(|service| Data::text(place, &*service.name.value));
        let mut entries = vec![
            entry("name", name),
            entry("index", Data::integer(place, self.index() as i128)),
            entry("environment", Data::text(place, self.environment().name())),
            entry("shipped", Data::truth(place, self.is_shipped())),
            entry("base", self.base_data()),
            entry("image", self.image_data()),
            entry("user", self.user_data()),
            entry("workdir", self.workdir_data()),
            entry("env", self.merged_pairs(Kind::Env)),
            entry("labels", self.labels_data()),
            entry("exposed", self.words_of_all(Kind::Expose)),
            entry("volumes", self.words_of_all(Kind::Volume)),
        ];
        entries.extend(self.healthcheck_data().map(|data| entry("healthcheck", data)));
        let start = self.start_command();
        entries.extend(self.start_data(start.entrypoint).map(|data| entry("entrypoint", data)));
        entries.extend(self.start_data(start.cmd).map(|data| entry("command", data)));
        if let Some(signal) = self.last_word(Kind::Stopsignal) {
            entries.push(entry("stop_signal", signal));
        }
        let instructions = self.instructions().map(Instruction::data);
        entries.push(entry("instructions", Data::list(place, instructions.collect())));
        entries.push(entry("built_by", Data::list(place, built_by.collect())));
        Data::map(place, entries)
    }

    /// What it is built from: `stage`, or the parts of an image's name.
    fn base_data(self) -> Data {
        let place = self.image_word().map_or_else(|| self.place(), |word| word.span);
        match self.base() {
            Base::Stage(_) => {
                let name = self.image_word().map(|word| self.from().word(word));
                Data::map(place, name.map(|name| entry("stage", name)).into_iter().collect())
            }
            Base::Scratch => Data::map(place, vec![entry("image", Data::text(place, "scratch"))]),
            Base::Image(image) => self.image_parts(image.as_ref()),
        }
    }

    fn image_parts(self, image: Value<&ImageReference>) -> Data {
        let place = self.image_word().map_or_else(|| self.place(), |word| word.span);
        let Some(image) = image.likely() else {
            let keys = ["image", "name", "registry", "tag", "digest"];
            return Data::map(place, keys.map(|key| entry(key, Data::unknown(place))).to_vec());
        };
        let text = |key: &str, text: &str| entry(key, Data::text(place, text));
        let mut entries = vec![
            text("image", image.as_written()),
            text("name", image.familiar_name()),
            text("registry", image.domain()),
        ];
        entries.extend(image.tag().map(|tag| text("tag", tag)));
        entries.extend(image.digest().map(|digest| text("digest", digest)));
        Data::map(place, entries)
    }

    /// The image at the start of the chain.
    fn image_data(self) -> Data {
        let root = self.root();
        let place = root.image_word().map_or_else(|| root.place(), |word| word.span);
        match root.base() {
            Base::Scratch => Data::text(place, "scratch"),
            _ => match self.root_image().likely() {
                Some(image) => Data::text(place, image.as_written()),
                None => Data::unknown(place),
            },
        }
    }

    /// The account without its group.
    fn user_data(self) -> Data {
        match self.user() {
            User::Set { instruction, name } => {
                let words = instruction.node().words();
                let place = words.first().map_or(instruction.keyword(), |word| word.span);
                match name.likely() {
                    Some(name) => Data::text(place, name),
                    None => Data::unknown(place),
                }
            }
            User::Base(BaseUser::Root) => Data::text(self.place(), "root"),
            User::Base(BaseUser::Unprivileged | BaseUser::Unknown) => Data::unknown(self.place()),
        }
    }

    fn workdir_data(self) -> Data {
        let own = self.inherited(Kind::Workdir).next();
        let place = own.map_or_else(|| self.place(), |own| own.node().span);
        match self.final_workdir() {
            Some(folder) => Data::text(place, folder),
            None => Data::unknown(place),
        }
    }

    /// The pairs of all instructions of a kind in the chain; the last of a name wins.
    fn merged_pairs(self, kind: Kind) -> Data {
        let mut map = Data::map(self.place(), Vec::new());
        let mut instructions: Vec<Instruction<'a>> = self.inherited(kind).collect();
        instructions.reverse();
        for instruction in instructions {
            for pair in instruction.node().pairs() {
                map.put(&instruction.key_of(pair), instruction.value_of(pair));
            }
        }
        map
    }

    /// Also those that a service which builds it adds.
    fn labels_data(self) -> Data {
        let mut labels = self.merged_pairs(Kind::Label);
        for pair in self.services().flat_map(labels_of_build) {
            if let Some(name) = pair.name() {
                let value = pair
                    .value
                    .as_ref()
                    .and_then(|value| Some((value.span, value.likely()?)));
                let value = value.map(|(span, text)| Data::text(span, text));
                labels.or_put(name, || value.unwrap_or_else(|| Data::unknown(self.place())));
            }
        }
        labels
    }

    fn words_of_all(self, kind: Kind) -> Data {
        let mut instructions: Vec<Instruction<'a>> = self.inherited(kind).collect();
        instructions.reverse();
        let words = instructions
            .into_iter()
            .flat_map(|own| own.node().words().iter().map(move |word| own.word(word)));
        Data::list(self.place(), words.collect())
    }

    fn last_word(self, kind: Kind) -> Option<Data> {
        let instruction = self.inherited(kind).next()?;
        Some(instruction.word(instruction.node().words().first()?))
    }

    /// `test` and the flags; `NONE` takes it away.
    fn healthcheck_data(self) -> Option<Data> {
        let instruction = self.healthcheck()?;
        let node = instruction.node();
        let Arguments::HealthcheckCmd { command, .. } = &node.arguments else {
            return None;
        };
        let mut check = instruction.flags_data(node.span);
        check.put("test", Data::list(command.span, Instruction::command_words(command)));
        Some(check)
    }

    /// The words of ENTRYPOINT or CMD; one that the base image may have is not known.
    fn start_data(self, instruction: Option<Instruction<'a>>) -> Option<Data> {
        match instruction {
            Some(instruction) => {
                let command = instruction.node().command()?;
                Some(Data::list(command.span, Instruction::command_words(command)))
            }
            None => (!self.is_from_scratch()).then(|| Data::unknown(self.place())),
        }
    }
}

/// The labels that the `build` of a service gives its image.
fn labels_of_build<'a>(service: Service<'a>) -> impl Iterator<Item = &'a crate::compose::KeyValue> {
    let build = service.facts().build.as_ref().into_iter();
    let labels = build.filter_map(|build| build.value.labels.as_ref());
    labels.flat_map(|labels| &labels.value)
}
