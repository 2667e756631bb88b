//! Services that build different things under one name.

use crate::base::Value;
use crate::compose::Build;
use crate::view::Service;

/// At most so many services are compared.
const MOST_SERVICES: usize = 500;

impl Service<'_> {
    /// An earlier service that gives its image the same name and surely builds something else.
    pub fn other_build(self) -> Option<Self> {
        let name = built_name(self)?;
        let own = self.facts().build.as_ref()?;
        let earlier = self.compose().services().take(self.index().min(MOST_SERVICES));
        let mut same = earlier.filter(|other| built_name(*other) == Some(name));
        same.find(|other| {
            let build = other.facts().build.as_ref();
            build.is_some_and(|build| differ(&own.value, &build.value))
        })
    }
}

/// The name that a service gives the image that it builds.
fn built_name(service: Service<'_>) -> Option<&str> {
    let facts = service.compose().facts().services.get(service.index())?;
    facts.build.as_ref()?;
    facts.image.as_ref()?.value.known()
}

/// Whether two builds surely have different results.
fn differ(one: &Build, other: &Build) -> bool {
    let is_other =
        |one: Value<String>, other: Value<String>| one.zip(other).known().is_some_and(|(one, other)| one != other);
    let target = |build: &Build| match &build.target {
        Some(target) => target.value.value().map(str::to_owned),
        None => Value::Known(String::new()),
    };
    let dockerfile = |build: &Build| match build.dockerfile_path() {
        Some(path) => path,
        None => Value::Unknown,
    };
    is_other(one.context_path(), other.context_path())
        || is_other(dockerfile(one), dockerfile(other))
        || is_other(target(one), target(other))
}
