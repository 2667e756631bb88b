//! What is known about the variables of a Compose file: who sets them, and how sure that is.
//!
//! A value of `.env`, or of a file that `include` names, counts as a default: Compose takes it
//! here, but the file is a developer's, and the machine that the project is deployed to has one of
//! its own. Values from `--env-file` and the process environment are certain, since the user asked
//! for them. No secret becomes known: its value would be judged, and reported, at a place where it
//! is not written.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use plimsoll_syntax::{FileId, SourceFile};

use super::dotenv;
use crate::base::path::join;
use crate::compose::interpolation::Lookup;
use crate::files::Files;
use crate::secret::{credentials, secret_like_name, url_passwords};

/// At most this many bytes of values are inserted into one Compose file; a file that asks for more
/// was not written by hand.
const MOST_BYTES: usize = 1 << 20;

/// What the caller says about variables.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The contents of the files that replace `.env`; the last one wins.
    pub env_files: Vec<Vec<u8>>,
    /// The environment of the process. Empty unless the user asks for it, so that results do not
    /// depend on who runs the check.
    pub process: HashMap<String, String>,
    /// A variable that must be set (`${X:?}`) but is not is an error.
    pub strict: bool,
}

/// The values of one source. Absent values are set, but must stay unknown.
type Values = HashMap<String, Option<String>>;

/// What is known about the variables of all projects of a run.
pub(crate) struct Variables<'a> {
    files: &'a dyn Files,
    settings: &'a Settings,
    given: Option<Values>,
    /// The contents of files, by path.
    read: Mutex<HashMap<String, Arc<Values>>>,
}

impl<'a> Variables<'a> {
    pub(crate) fn new(settings: &'a Settings, files: &'a dyn Files) -> Self {
        let mut given = (!settings.env_files.is_empty()).then(Values::new);
        for bytes in &settings.env_files {
            let own = values(bytes.clone(), &settings.process, given.as_ref());
            given.get_or_insert_default().extend(own);
        }
        Self {
            files,
            settings,
            given,
            read: Mutex::default(),
        }
    }

    /// A function that answers for one Compose file of a project. The second argument names
    /// further files that set variables, the one that wins first.
    pub(crate) fn lookup(&self, directory: &str) -> impl Fn(&str, &[String]) -> Lookup {
        let own = self.of_directory(directory);
        let left = Cell::new(MOST_BYTES);
        move |name, more| {
            let found = self.find(name, own.as_deref(), more);
            match &found {
                Lookup::Set(value) | Lookup::Default(value) => match left.get().checked_sub(value.len()) {
                    Some(rest) => left.set(rest),
                    None => return Lookup::Unknown,
                },
                _ => {}
            }
            found
        }
    }

    /// A value that controls Compose itself, such as `COMPOSE_FILE`.
    pub(crate) fn setting(&self, directory: &str, name: &str) -> Option<String> {
        match self.find(name, self.of_directory(directory).as_deref(), &[]) {
            Lookup::Set(value) | Lookup::Default(value) => Some(value).filter(|value| !value.is_empty()),
            _ => None,
        }
    }

    /// Whether anything sets a variable, even to a value that must stay unknown.
    pub(crate) fn sets(&self, directory: &str, name: &str, more: &[String]) -> bool {
        let given = self.given.as_ref().is_some_and(|given| given.contains_key(name));
        let own = self.of_directory(directory);
        given
            || self.settings.process.contains_key(name)
            || own.is_some_and(|own| own.contains_key(name))
            || more.iter().any(|path| self.of_file(path).contains_key(name))
    }

    /// The names that are set for a folder.
    pub(crate) fn names(&self, directory: &str) -> Vec<Box<str>> {
        let own = self.of_directory(directory);
        let given = self.given.iter().flat_map(|given| given.keys());
        let own = own.iter().flat_map(|own| own.keys());
        given.chain(own).map(|name| name.as_str().into()).collect()
    }

    /// Whether the user named files that replace `.env`.
    pub(crate) fn is_given(&self) -> bool {
        self.given.is_some()
    }

    fn find(&self, name: &str, own: Option<&Values>, more: &[String]) -> Lookup {
        if let Some(value) = self.settings.process.get(name) {
            return match is_secret(name, value) {
                true => Lookup::Unknown,
                false => Lookup::Set(value.clone()),
            };
        }
        if let Some(found) = self.given.as_ref().and_then(|given| given.get(name)) {
            return found.clone().map_or(Lookup::Unknown, Lookup::Set);
        }
        let default = |found: &Option<String>| found.clone().map_or(Lookup::Unknown, Lookup::Default);
        if let Some(found) = own.and_then(|own| own.get(name)) {
            return default(found);
        }
        for path in more {
            if let Some(found) = self.of_file(path).get(name) {
                return default(found);
            }
        }
        match self.settings.strict {
            true => Lookup::Required,
            false => Lookup::Unknown,
        }
    }

    /// compose-go v2, cli/options.go `WithDotEnv`: `.env` counts only if no other file is named.
    fn of_directory(&self, directory: &str) -> Option<Arc<Values>> {
        if self.given.is_some() {
            return None;
        }
        Some(self.of_file(&join(directory, ".env"))).filter(|values| !values.is_empty())
    }

    fn of_file(&self, path: &str) -> Arc<Values> {
        let lock = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(values) = lock().get(path) {
            return Arc::clone(values);
        }
        let bytes = self.files.read(path);
        let read = bytes.map_or_else(Values::new, |bytes| values(bytes, &self.settings.process, None));
        let read = Arc::new(read);
        lock().insert(path.to_owned(), Arc::clone(&read));
        read
    }
}

fn values(bytes: Vec<u8>, process: &HashMap<String, String>, before: Option<&Values>) -> Values {
    let source = SourceFile::new(FileId::default(), ".env", bytes);
    let lookup = |name: &str| {
        let set = process.get(name).cloned();
        let set = set.or_else(|| before?.get(name)?.clone());
        set.map_or(Lookup::Unknown, Lookup::Set)
    };
    let entries = dotenv::parse(&source, &lookup).entries.into_iter();
    let pair = |entry: dotenv::EnvEntry| {
        let value = entry.value.filter(|value| !is_secret(&entry.name.value, value));
        (String::from(entry.name.value), value.map(String::from))
    };
    entries.map(pair).collect()
}

fn is_secret(name: &str, value: &str) -> bool {
    !value.is_empty() && (secret_like_name(name) || !credentials(value).is_empty() || !url_passwords(value).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Texts;

    const FOLDER: Texts<'_> = Texts(&[
        (
            "app/.env",
            "TAG=1.2\nDB_PASSWORD=Vw3-blue-Harbour\nDB=postgres://u:Vw3-blue@db/x\nALL=$HOME/$TAG\n",
        ),
        ("lib/.env", "TAG=2\nLEVEL=info\n"),
    ]);

    #[test]
    fn a_file_beside_the_compose_file_gives_defaults() {
        let settings = Settings::default();
        let variables = Variables::new(&settings, &FOLDER);
        let lookup = variables.lookup("app");
        let more = ["lib/.env".to_owned()];
        assert_eq!(lookup("TAG", &more), Lookup::Default("1.2".to_owned()));
        assert_eq!(lookup("LEVEL", &more), Lookup::Default("info".to_owned()));
        for unknown in ["LEVEL", "DB_PASSWORD", "DB", "ALL"] {
            assert_eq!(lookup(unknown, &[]), Lookup::Unknown, "{unknown}");
        }
    }

    #[test]
    fn what_was_asked_for_is_certain_and_replaces_it() {
        let settings = Settings {
            env_files: vec![b"TAG=3\nA=b\n".to_vec(), b"TAG=4\nC=$A$USER\n".to_vec()],
            process: HashMap::from([("USER".to_owned(), "me".to_owned())]),
            strict: true,
        };
        let variables = Variables::new(&settings, &FOLDER);
        let lookup = variables.lookup("app");
        for (name, value) in [("TAG", "4"), ("C", "bme"), ("USER", "me")] {
            assert_eq!(lookup(name, &[]), Lookup::Set(value.to_owned()));
        }
        assert_eq!(lookup("ALL", &[]), Lookup::Required);
    }
}
