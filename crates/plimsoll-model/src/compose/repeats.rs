//! Values that say again what another place of the file says: the same default of a variable in several
//! services, one anchored value behind several aliases, a default that can never apply.

use std::collections::HashMap;
use std::sync::OnceLock;

use plimsoll_syntax::Span;

use super::interpolation::Operator;
use super::{Compose, KeyValue, Scalar, Service};
use crate::image::Role;
use crate::secret::secret_name;

/// What makes two values one.
#[derive(PartialEq, Eq, Hash, Debug)]
enum Source {
    /// The variable, and the value with its default.
    Default(Box<str>, Box<str>),
    /// Where it is written.
    Place(Span),
}

/// The repeated values of a file, found on first use.
#[derive(Default, Debug)]
pub(super) struct Repeats {
    places: OnceLock<HashMap<Source, Vec<(usize, usize)>>>,
    /// With whether all of Compose stops without it.
    required: OnceLock<HashMap<Box<str>, bool>>,
}

impl Source {
    fn of(value: &Scalar) -> Self {
        match &*value.variables {
            [variable] => Self::Default(variable.name.value.clone(), value.as_str().into()),
            _ => Self::Place(value.span),
        }
    }
}

impl Compose {
    /// The variables of services that hold the same value: each service by its number, with the number
    /// of the variable in its `environment`. In the order of the file.
    pub(crate) fn same_values(&self, value: &Scalar) -> &[(usize, usize)] {
        let places = self.repeats.places.get_or_init(|| {
            let mut places: HashMap<Source, Vec<(usize, usize)>> = HashMap::new();
            for (service, facts) in self.services.iter().enumerate() {
                for (index, pair) in facts.environment().iter().enumerate() {
                    if let Some(value) = pair.value.as_ref().filter(|_| pair.is_secret()) {
                        places.entry(Source::of(value)).or_default().push((service, index));
                    }
                }
            }
            places
        });
        places.get(&Source::of(value)).map_or(&[], Vec::as_slice)
    }

    /// Whether a service cannot work as long as a variable is unset, so that its default never applies:
    /// `${NAME:?}` stops Compose, and a data store whose password is `${NAME}` does not start with an
    /// empty one. The latter says nothing of a default that another store has.
    pub fn needs_variable(&self, name: &str, service: Option<&Service>) -> bool {
        let required = self.repeats.required.get_or_init(|| {
            let stopping = self
                .variables
                .iter()
                .filter(|variable| matches!(variable.operator, Some(Operator::Required { .. })) && !variable.nested);
            let stores = self
                .services
                .iter()
                .filter(|service| self.refuses_empty_password(service));
            let is_password = |pair: &&KeyValue| pair.name().is_some_and(|name| secret_name(name).is_some());
            let passwords = stores.flat_map(Service::environment).filter(is_password);
            let bare = passwords
                .filter_map(|pair| pair.value.as_ref())
                .filter_map(|value| match &*value.variables {
                    [variable] if variable.operator.is_none() => Some(variable),
                    _ => None,
                });
            let bare = bare.map(|variable| (variable.name.value.clone(), false));
            let stopping = stopping.map(|variable| (variable.name.value.clone(), true));
            bare.chain(stopping).collect()
        });
        let is_store = || service.is_some_and(|service| self.refuses_empty_password(service));
        required.get(name).is_some_and(|stops| *stops || !is_store())
    }

    fn refuses_empty_password(&self, service: &Service) -> bool {
        let known = self.known_image(service);
        known.is_some_and(|known| known.role == Role::DataStore && known.reads_secret_files == Some(true))
    }
}
