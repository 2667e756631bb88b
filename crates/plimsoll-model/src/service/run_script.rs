//! All scripts of build contexts that are run: by the steps of a build, by the images that it makes, and
//! by services.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use plimsoll_syntax::Span;

use crate::context::ScriptFile;
use crate::environment::Environment;
use crate::image::SystemShell;
use crate::view::{Instruction, ScriptView, Service, Stage, Subject};
use crate::workspace::Workspace;

/// One place that runs a script.
struct Place<'a> {
    file: &'a ScriptFile,
    start: ScriptStart<'a>,
    /// What it is for.
    environment: Environment,
    /// The program behind its `/bin/sh`.
    system: Option<SystemShell>,
}

/// What runs a script.
#[derive(Clone, Copy)]
pub struct ScriptStart<'a> {
    /// The word that names the script.
    pub word: Span,
    pub by: ScriptStarter<'a>,
}

/// Who runs a script.
#[derive(Clone, Copy)]
pub enum ScriptStarter<'a> {
    /// A RUN while the image is built, or the ENTRYPOINT or CMD of a stage.
    Instruction(Instruction<'a>),
    Service(Service<'a>),
}

impl Workspace {
    /// The scripts that are run, each once, in the order of their paths.
    pub fn run_scripts(&self) -> Vec<ScriptView<'_>> {
        let mut views: BTreeMap<&str, ScriptView<'_>> = BTreeMap::new();
        for place in self.subjects().flat_map(|(_, subject)| places(&subject)) {
            let view = views.entry(place.file.source.path()).or_insert(ScriptView {
                file: place.file,
                environment: place.environment,
                system: place.system,
            });
            if place.environment == Environment::Production {
                view.environment = place.environment;
            }
            view.system = view.system.filter(|known| place.system == Some(*known));
        }
        views.into_values().collect()
    }

    /// All that runs the script at a path, in the order of the files.
    pub fn starts_of_script(&self, path: &str) -> Vec<ScriptStart<'_>> {
        let places = self.subjects().flat_map(|(_, subject)| places(&subject));
        let of_script = places.filter(|place| place.file.source.path() == path);
        of_script.map(|place| place.start).collect()
    }
}

fn places<'a>(subject: &Subject<'a>) -> Vec<Place<'a>> {
    let ask = || match subject {
        Subject::Dockerfile(dockerfile) => dockerfile.stages().flat_map(of_stage).collect(),
        Subject::Compose(compose, inline) => {
            let stages = inline.iter().flat_map(|dockerfile| dockerfile.stages());
            let of_services = compose.services().flat_map(of_service);
            stages.flat_map(of_stage).chain(of_services).collect()
        }
    };
    // The rules that ask the same of the file tell of a panic.
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or_default()
}

fn of_stage(stage: Stage<'_>) -> Vec<Place<'_>> {
    let (environment, system) = (stage.environment(), stage.system_shell());
    let all = stage.scripts().into_iter().map(|script| Place {
        file: script.file,
        start: ScriptStart {
            word: script.word,
            by: ScriptStarter::Instruction(script.instruction()),
        },
        environment,
        system,
    });
    all.collect()
}

fn of_service(service: Service<'_>) -> Vec<Place<'_>> {
    if service.is_windows() {
        return Vec::new();
    }
    let (environment, system) = (service.environment(), service.stage().and_then(Stage::system_shell));
    let place = |file, word| Place {
        file,
        start: ScriptStart {
            word,
            by: ScriptStarter::Service(service),
        },
        environment,
        system,
    };
    let mounted = service.mounted_scripts().into_iter();
    let of_image = service.image_scripts().into_iter();
    let mounted = mounted.map(|script| place(script.file, script.word));
    mounted
        .chain(of_image.map(|script| place(script.file, script.word)))
        .collect()
}
