//! An instruction as data, and a program that a RUN starts.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Arguments, Command, CommandForm, Flag, Kind, Pair, Word};

use crate::base::Data;
use crate::stage::code::Step;
use crate::view::Instruction;

/// The flags that may be given several times.
const REPEATED: [&str; 2] = ["exclude", "mount"];

impl Instruction<'_> {
    /// The instruction as data: `instruction`, `text`, `flags`, `arguments`, `onbuild`, and what only
    /// some have: `pairs`, `form`. A trigger of ONBUILD is shown in its place, with `onbuild: true`.
    pub fn data(self) -> Data {
        let node = self.trigger_or_self();
        let text = Data::text(node.text.full_span(), node.text.as_str());
        let mut entries = vec![
            entry("instruction", Data::text(node.keyword, node.kind.name())),
            entry("text", text),
            entry("onbuild", Data::truth(node.keyword, self.node().kind == Kind::Onbuild)),
            entry("flags", self.flags_data(node.keyword)),
            entry("arguments", Data::list(node.span, self.words_of(&node.arguments))),
        ];
        if let Arguments::Pairs(pairs) = &node.arguments {
            entries.push(entry("pairs", self.pairs_data(pairs, node.span)));
        }
        if let Some(command) = node.command() {
            entries.push(entry("form", Data::text(command.span, form(command))));
        }
        Data::map(node.span, entries)
    }

    /// The value of a word; one that is not known stays as written.
    pub(super) fn word(self, word: &Word) -> Data {
        match self.expand(word).likely() {
            Some(text) => Data::text(word.span, text),
            None => Data::text(word.span, word.as_written()).but_unknown(),
        }
    }

    /// The words of a command: those of the exec form, or the whole line of the shell form.
    pub(super) fn command_words(command: &Command) -> Vec<Data> {
        match &command.form {
            CommandForm::Exec(words) => words.iter().map(|word| Data::text(word.span, &*word.value)).collect(),
            CommandForm::Shell(text) => vec![Data::text(command.span, text.as_str())],
        }
    }

    pub(super) fn pairs_data(self, pairs: &[Pair], place: Span) -> Data {
        let mut map = Data::map(place, Vec::new());
        for pair in pairs {
            map.put(&self.key_of(pair), self.value_of(pair));
        }
        map
    }

    /// The name of a pair, as written if it is not known.
    pub(super) fn key_of(self, pair: &Pair) -> String {
        let known = self.expand(&pair.key).likely();
        known.unwrap_or_else(|| pair.key.as_written().to_owned())
    }

    /// The value of a pair; that of an ARG without default is not known.
    pub(super) fn value_of(self, pair: &Pair) -> Data {
        match &pair.value {
            Some(value) => self.word(value),
            None => Data::unknown(pair.span),
        }
    }

    pub(super) fn flags_data(self, place: Span) -> Data {
        let mut flags = Data::map(place, Vec::new());
        for flag in &self.trigger_or_self().flags {
            let name = &*flag.name.value;
            let value = self.flag_value(flag);
            if !REPEATED.contains(&name) {
                flags.put(name, value);
                continue;
            }
            flags.or_put(name, || Data::list(flag.span, Vec::new()));
            if let Some(list) = flags.get_mut(name) {
                list.push(value);
            }
        }
        flags
    }

    fn flag_value(self, flag: &Flag) -> Data {
        if !flag.options.is_empty() {
            let option = |value: Option<&Word>, span| match value {
                Some(value) => self.word(value),
                None => Data::truth(span, true),
            };
            let options = flag.options.iter();
            let entries = options.map(|own| entry(&own.key.value, option(own.value.as_ref(), own.span)));
            return Data::map(flag.span, entries.collect());
        }
        match &flag.value {
            Some(value) => self.word(value),
            None => Data::truth(flag.span, true),
        }
    }

    fn words_of(self, arguments: &Arguments) -> Vec<Data> {
        let words = |words: &[Word]| words.iter().map(|word| self.word(word)).collect();
        match arguments {
            Arguments::From { image, name, .. } => image.iter().chain(name).map(|word| self.word(word)).collect(),
            Arguments::Command(command) | Arguments::HealthcheckCmd { command, .. } => Self::command_words(command),
            Arguments::Copy {
                sources, destination, ..
            } => sources.iter().chain(destination).map(|word| self.word(word)).collect(),
            Arguments::Pairs(pairs) => pairs.iter().map(|pair| self.pair(pair)).collect(),
            Arguments::Words { words: own, .. } | Arguments::Other(own) => words(own),
            Arguments::HealthcheckNone(span) => vec![Data::text(*span, "NONE")],
            Arguments::Onbuild(_) => Vec::new(),
        }
    }

    /// `name=value`, or the name alone.
    fn pair(self, pair: &Pair) -> Data {
        let key = self.key_of(pair);
        let value = self.value_of(pair);
        match value.as_str() {
            Some(text) => Data {
                known: value.known,
                ..Data::text(pair.span, format!("{key}={text}"))
            },
            None => Data::text(pair.span, key),
        }
    }
}

impl Step<'_> {
    /// The program as data: `program` without its path, `arguments`, and `text`, all of them as one line.
    /// Words with variables of the shell stay as written, and are not known.
    pub fn data(&self) -> Data {
        let word = |text: &str, span| match text.contains(['$', '`']) {
            true => Data::text(span, text).but_unknown(),
            false => Data::text(span, text),
        };
        let arguments = self
            .arguments()
            .iter()
            .map(|argument| word(argument.text, argument.span));
        let texts: Vec<&str> = std::iter::once(self.name)
            .chain(self.arguments().iter().map(|argument| argument.text))
            .collect();
        let line = texts.join(" ");
        Data::map(
            self.span,
            vec![
                entry("program", word(self.name, self.name_span())),
                entry("arguments", Data::list(self.span, arguments.collect())),
                entry("text", word(&line, self.span)),
            ],
        )
    }
}

fn form(command: &Command) -> &'static str {
    match command.form {
        CommandForm::Exec(_) => "exec",
        CommandForm::Shell(_) => "shell",
    }
}

pub(super) fn entry(key: &str, value: Data) -> (String, Data) {
    (key.to_owned(), value)
}
