//! All scripts of build contexts that are run: by the steps of a build, by the images that it makes, and
//! by services.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::context::ScriptFile;
use crate::environment::Environment;
use crate::image::SystemShell;
use crate::view::{ScriptView, Service, Stage, Subject};
use crate::workspace::Workspace;

/// One place that runs a script: what it is for, and the program behind its `/bin/sh`.
type Place<'a> = (&'a ScriptFile, Environment, Option<SystemShell>);

impl Workspace {
    /// The scripts that are run, each once, in the order of their paths.
    pub fn run_scripts(&self) -> Vec<ScriptView<'_>> {
        let mut views: BTreeMap<&str, ScriptView<'_>> = BTreeMap::new();
        for (file, environment, system) in self.subjects().flat_map(|(_, subject)| places(&subject)) {
            let view = views.entry(file.source.path()).or_insert(ScriptView {
                file,
                environment,
                system,
            });
            if environment == Environment::Production {
                view.environment = environment;
            }
            view.system = view.system.filter(|known| system == Some(*known));
        }
        views.into_values().collect()
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
    let all = stage.scripts().into_iter();
    let (environment, system) = (stage.environment(), stage.system_shell());
    all.map(|script| (script.file, environment, system)).collect()
}

fn of_service(service: Service<'_>) -> Vec<Place<'_>> {
    if service.is_windows() {
        return Vec::new();
    }
    let system = service.stage().and_then(Stage::system_shell);
    let all = service.start_scripts();
    all.map(|file| (file, service.environment(), system)).collect()
}
