//! A Dockerfile as data.

use crate::base::Data;
use crate::view::{Dockerfile, Stage};

use super::instruction::entry;

impl<'a> Dockerfile<'a> {
    /// The Dockerfile as data, made on first use: `path`, `environment`, `stages`.
    pub fn data(self) -> &'a Data {
        self.facts().data.get_or_init(|| {
            let place = self.place();
            let stages = self.stages().map(Stage::data);
            Data::map(
                place,
                vec![
                    entry("path", Data::text(place, self.source().shown())),
                    entry("environment", Data::text(place, self.verdict().environment.name())),
                    entry("stages", Data::list(place, stages.collect())),
                ],
            )
        })
    }

    /// A stage of it as data.
    pub fn data_of(self, stage: Stage<'a>) -> Option<&'a Data> {
        self.data().get("stages")?.items().get(stage.index())
    }
}
