//! What an organisation says of its own images: `[[images]]`.

use std::ops::Range;

use plimsoll_model::base::Date;
use plimsoll_model::image::{Family, OwnImage, OwnShell, SystemShell};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::IMAGE_KEYS;
use crate::value::Reader;

pub(crate) const FAMILIES: [(&str, Family); 10] = [
    ("alpine", Family::Alpine),
    ("arch", Family::Arch),
    ("busybox", Family::Busybox),
    ("debian", Family::Debian),
    ("distroless", Family::Distroless),
    ("fedora", Family::Fedora),
    ("rhel", Family::Rhel),
    ("suse", Family::Suse),
    ("ubuntu", Family::Ubuntu),
    ("windows", Family::Windows),
];

pub(crate) const SHELLS: [(&str, OwnShell); 4] = [
    ("ash", OwnShell::Some(SystemShell::Ash)),
    ("bash", OwnShell::Some(SystemShell::Bash)),
    ("dash", OwnShell::Some(SystemShell::Dash)),
    ("none", OwnShell::None),
];

impl Reader<'_> {
    pub(crate) fn images(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<OwnImage> {
        let tables = self.tables(value);
        let read = tables.into_iter().filter_map(|(place, table)| self.image(place, table));
        read.collect()
    }

    fn image(&mut self, place: Range<usize>, table: &DeTable<'_>) -> Option<OwnImage> {
        let mut image = OwnImage::default();
        let mut pattern = None;
        for (key, value) in table {
            match &**key.get_ref() {
                "pattern" => pattern = self.patterns(value).into_iter().next(),
                "user" => image.user = self.string(value).map(|user| user.value),
                "family" => image.family = self.word(value, &FAMILIES),
                "shell" => image.shell = self.word(value, &SHELLS),
                "ports" => image.ports = Some(self.ports(value)),
                "healthcheck" => image.has_healthcheck = Some(self.boolean(value)),
                "end-of-life" => image.end_of_life = self.date(value),
                name => self.unknown(key.span(), name, IMAGE_KEYS.iter().map(|key| key.name)),
            }
        }
        if !table.iter().any(|(key, _)| &**key.get_ref() == "pattern") {
            self.fault(place, "the images need a `pattern`");
        }
        image.pattern = pattern?.value;
        Some(image)
    }

    /// A day of the calendar.
    pub(crate) fn date(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Date> {
        let day = self.day(value)?;
        let date = Date::parse(&day.value);
        if date.is_none() {
            self.fault(value.span(), "this takes a date: 2026-11-30");
        }
        date
    }

    fn ports(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<u16> {
        let Some(items) = value.get_ref().as_array() else {
            self.fault(value.span(), "this takes a list of numbers: [8080, 8443]");
            return Vec::new();
        };
        let mut ports = Vec::new();
        for item in items {
            let number = match item.get_ref() {
                DeValue::Integer(number) => u16::from_str_radix(number.as_str(), number.radix()).ok(),
                _ => None,
            };
            match number.filter(|port| *port > 0) {
                Some(port) => ports.push(port),
                None => self.fault(item.span(), "this takes the number of a port: 1 to 65535"),
            }
        }
        ports
    }
}
