//! The third phase: which service builds which stage of which Dockerfile, and what becomes of the
//! stages.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use plimsoll_syntax::SourceFile;
use plimsoll_syntax::dockerfile as dockerfile_tree;
use rayon::prelude::*;

use super::builds::{self, OtherBuild, OtherBuilds, is_local};
use crate::base::Value;
use crate::base::path::{folder, join};
use crate::compose::{Build, Compose, Field};
use crate::context::NamedFolders;
use crate::dockerfile::{Base, DockerfileFacts};
use crate::project::{Failure, Parsed, Projects, guarded};
use crate::sources::Reader;

/// What is built, and by whom.
#[derive(Default)]
pub(crate) struct Links {
    /// Dockerfiles that services build and that were not among the inputs.
    pub(crate) sources: Vec<Arc<SourceFile>>,
    pub(crate) failures: Vec<Failure>,
    /// The facts of those, then of the ones that stand in Compose files. Their places follow those of
    /// the Dockerfiles that were parsed.
    dockerfiles: Vec<DockerfileFacts>,
    /// The Dockerfiles that stand in a Compose file, by its place.
    inline: HashMap<usize, Vec<usize>>,
    /// In the order of their services.
    links: Vec<Link>,
    /// The links to each Dockerfile.
    links_to: Vec<Vec<usize>>,
    /// The services that have a variable pick what they build, by the folder that it picks out of.
    choosers: HashMap<String, Vec<ServicePlace>>,
    /// The fate of each stage of each Dockerfile.
    uses: Vec<Vec<StageUse>>,
    /// For each Dockerfile, the builds that no service describes.
    others: Vec<OtherBuilds>,
    /// For each Dockerfile, the contexts that its builds give names, and how many builds there are.
    contexts: Vec<NamedContexts>,
}

/// The contexts besides the own one: for each name what each build that passes it takes for it.
type NamedContexts = BTreeMap<String, Vec<NamedContext>>;

/// A service: the place of its Compose file, and its own one there.
pub(super) type ServicePlace = (usize, usize);

/// So many services are known to pick out of one folder. They are asked for each Dockerfile there.
const MOST_CHOOSERS: usize = 100;

/// What stands for a name in a build.
#[derive(Clone, PartialEq, Eq)]
enum NamedContext {
    Folder(String),
    /// What another service builds: the Dockerfile and the stage of it.
    Stage(usize, usize),
    /// An image, a repository, or nobody knows.
    Elsewhere,
}

/// What becomes of a stage.
#[derive(Default)]
pub(crate) struct StageUse {
    /// It becomes an image.
    pub(crate) is_shipped: bool,
    /// It is shipped, or nothing in the file uses it: whoever builds it makes an image.
    pub(crate) is_end: bool,
    /// It, or a stage built on it, is shipped.
    pub(crate) is_in_shipped_chain: bool,
    /// Neither it nor a stage built on it becomes an image: others only take files from there.
    pub(crate) is_only_taken_from: bool,
    /// The services that build it.
    links: Vec<usize>,
}

/// A service and the Dockerfile that it builds.
pub(crate) struct Link {
    pub(crate) compose: usize,
    pub(crate) service: usize,
    pub(crate) dockerfile: usize,
    /// Absent if the target is not known, or the Dockerfile has no such stage.
    pub(crate) stage: Option<usize>,
}

impl Link {
    pub(super) fn builder(&self) -> ServicePlace {
        (self.compose, self.service)
    }
}

impl Links {
    /// Finds the Dockerfile of each service that builds, reads those that are not among the inputs,
    /// and parses the inline ones.
    pub(crate) fn find(parsed: &Parsed, projects: &Projects, files: &Reader<'_>) -> Self {
        let mut links = Self::default();
        let mut by_path: HashMap<String, usize> = HashMap::new();
        for (index, facts) in parsed.dockerfiles.iter().enumerate() {
            by_path.insert(facts.tree.source.path().to_owned(), index);
        }
        let judged = projects.judged();
        let composes: Vec<&Compose> = judged.iter().map(|&index| projects.compose(parsed, index)).collect();
        links.read_missing(parsed, &composes, files, &mut by_path);
        for (index, compose) in judged.into_iter().zip(composes) {
            links.add_builds(parsed, index, compose, &by_path);
        }
        links.choosers = choosers(parsed, projects);
        links.others = builds::around(&links.all(parsed).collect::<Vec<_>>(), files);
        links.index(parsed);
        links.contexts = links.contexts_passed(parsed, projects);
        links
    }

    /// A Dockerfile by its place among all.
    pub(crate) fn dockerfile<'a>(&'a self, parsed: &'a Parsed, index: usize) -> &'a DockerfileFacts {
        match parsed.dockerfiles.get(index) {
            Some(facts) => facts,
            None => &self.dockerfiles[index - parsed.dockerfiles.len()],
        }
    }

    /// All Dockerfiles, in their order.
    pub(crate) fn all<'a>(&'a self, parsed: &'a Parsed) -> impl Iterator<Item = &'a DockerfileFacts> {
        parsed.dockerfiles.iter().chain(&self.dockerfiles)
    }

    /// The Dockerfiles that stand in a Compose file.
    pub(crate) fn inline_in(&self, compose: usize) -> &[usize] {
        self.inline.get(&compose).map_or(&[], Vec::as_slice)
    }

    /// What becomes of a stage.
    pub(crate) fn use_of(&self, dockerfile: usize, stage: usize) -> &StageUse {
        &self.uses[dockerfile][stage]
    }

    /// Whether some build of a Dockerfile takes any contexts besides its own.
    pub(crate) fn passes_contexts(&self, dockerfile: usize) -> bool {
        !self.contexts[dockerfile].is_empty()
    }

    /// Whether some build of a Dockerfile takes a name for a context of its own.
    pub(crate) fn passes_context(&self, dockerfile: usize, name: &str) -> bool {
        let names = &self.contexts[dockerfile];
        !names.is_empty() && names.contains_key(context_name(name))
    }

    /// The contexts of a name that are a folder in each build of a Dockerfile.
    pub(crate) fn named_folders(&self, dockerfile: usize) -> NamedFolders<'_> {
        let builds = self.builds_of(dockerfile);
        let named = self.contexts[dockerfile].iter().filter_map(|(name, passed)| {
            let folders = passed.iter().map(|context| match context {
                NamedContext::Folder(folder) => Some(folder.as_str()),
                NamedContext::Stage(..) | NamedContext::Elsewhere => None,
            });
            let folders: Option<Vec<&str>> = folders.collect();
            Some((name.as_str(), folders.filter(|folders| folders.len() == builds)?))
        });
        named.collect()
    }

    /// The stage that stands for a name in each build of a Dockerfile, with its own Dockerfile: it is what
    /// another service builds.
    pub(crate) fn named_stage(&self, dockerfile: usize, name: &str) -> Option<(usize, usize)> {
        let passed = self.contexts[dockerfile].get(context_name(name))?;
        let (first, rest) = passed.split_first()?;
        let is_everywhere = passed.len() == self.builds_of(dockerfile) && rest.iter().all(|other| other == first);
        match first {
            NamedContext::Stage(dockerfile, stage) if is_everywhere => Some((*dockerfile, *stage)),
            _ => None,
        }
    }

    /// How many builds there are of a Dockerfile.
    fn builds_of(&self, dockerfile: usize) -> usize {
        self.links_to[dockerfile].len() + self.others[dockerfile].builds.len()
    }

    /// The names of stages that builds around a Dockerfile have for a target.
    pub(crate) fn other_targets(&self, dockerfile: usize) -> &BTreeSet<String> {
        &self.others[dockerfile].stages
    }

    /// The builds of a Dockerfile that no service describes.
    pub(crate) fn other_builds(&self, dockerfile: usize) -> &[OtherBuild] {
        &self.others[dockerfile].builds
    }

    /// The services that build a stage.
    pub(crate) fn to_stage(&self, dockerfile: usize, stage: usize) -> impl Iterator<Item = &Link> {
        let links = self.uses[dockerfile][stage].links.iter();
        links.map(|&index| &self.links[index])
    }

    /// The services that build a Dockerfile.
    pub(crate) fn to_dockerfile(&self, dockerfile: usize) -> impl Iterator<Item = &Link> {
        self.links_to[dockerfile].iter().map(|&index| &self.links[index])
    }

    /// The services that build the Dockerfile at a path if a variable picks it: `build: ./php/${VERSION}`
    /// may build each one in a folder of `php`.
    pub(super) fn choosers_of(&self, path: &str) -> &[ServicePlace] {
        self.choosers.get(folder(folder(path))).map_or(&[], Vec::as_slice)
    }

    /// What a service builds.
    pub(crate) fn of_service(&self, compose: usize, service: usize) -> Option<&Link> {
        let at = self
            .links
            .binary_search_by_key(&(compose, service), |l| (l.compose, l.service));
        at.ok().map(|at| &self.links[at])
    }

    /// Reads and parses Dockerfiles that services build and that are not among the inputs.
    fn read_missing(
        &mut self,
        parsed: &Parsed,
        composes: &[&Compose],
        files: &Reader<'_>,
        by_path: &mut HashMap<String, usize>,
    ) {
        let mut missing: BTreeSet<String> = BTreeSet::new();
        for compose in composes {
            let builds = compose.services.iter().filter_map(|s| s.build.as_deref());
            let paths = builds.filter_map(|build| path_of_build(compose, build));
            missing.extend(paths.filter(|path| !by_path.contains_key(path)));
        }
        let read = files.load(missing.into_iter().collect());
        let read = read.into_par_iter().map(|source| {
            let (facts, failure) = guarded(&source, |source| DockerfileFacts::new(dockerfile_tree::parse(source)));
            (source, facts, failure)
        });
        for (source, facts, failure) in read.collect::<Vec<_>>() {
            self.failures.extend(failure);
            by_path.insert(source.path().to_owned(), self.add(parsed, facts));
            self.sources.push(source);
        }
    }

    fn add(&mut self, parsed: &Parsed, facts: DockerfileFacts) -> usize {
        self.dockerfiles.push(facts);
        parsed.dockerfiles.len() + self.dockerfiles.len() - 1
    }

    fn add_builds(&mut self, parsed: &Parsed, index: usize, compose: &Compose, by_path: &HashMap<String, usize>) {
        let mut inline = Vec::new();
        for (service, facts) in compose.services.iter().enumerate() {
            let Some(build) = &facts.build else { continue };
            let dockerfile = if let Some(text) = &build.value.dockerfile_inline {
                let text = &text.value.text;
                // Nobody could be shown the place of a fault in it.
                if !text.has_places() {
                    continue;
                }
                let source = compose.yaml.source_of(text.full_span());
                let facts = DockerfileFacts::new(dockerfile_tree::parse_text(source, text));
                let dockerfile = self.add(parsed, facts);
                inline.push(dockerfile);
                Some(dockerfile)
            } else {
                path_of_build(compose, build).and_then(|path| by_path.get(&path).copied())
            };
            let Some(dockerfile) = dockerfile else { continue };
            let stage = target_stage(&build.value, self.dockerfile(parsed, dockerfile));
            self.links.push(Link {
                compose: index,
                service,
                dockerfile,
                stage,
            });
        }
        self.inline.insert(index, inline);
    }

    fn contexts_passed(&self, parsed: &Parsed, projects: &Projects) -> Vec<NamedContexts> {
        let mut contexts: Vec<NamedContexts> = self.all(parsed).map(|_| NamedContexts::new()).collect();
        for link in &self.links {
            let compose = projects.compose(parsed, link.compose);
            let build = compose.services[link.service].build.iter();
            let passed = build.flat_map(|build| &build.value.additional_contexts);
            for pair in passed.flat_map(|field| &field.value) {
                let Some(name) = pair.name() else { continue };
                let context = pair.value.as_ref().and_then(|value| {
                    let written = value.value().known()?;
                    if let Some(service) = written.strip_prefix("service:") {
                        return self.built_by(compose, link.compose, service);
                    }
                    let place = compose.directory_of(value.span).filter(|_| is_local(written))?;
                    Some(NamedContext::Folder(join(place, written)))
                });
                let passed = contexts[link.dockerfile].entry(context_name(name).to_owned());
                passed.or_default().push(context.unwrap_or(NamedContext::Elsewhere));
            }
        }
        for (contexts, others) in contexts.iter_mut().zip(&self.others) {
            for (name, folder) in others.builds.iter().flat_map(|build| &build.contexts) {
                let context = folder.clone().map_or(NamedContext::Elsewhere, NamedContext::Folder);
                contexts.entry(context_name(name).to_owned()).or_default().push(context);
            }
        }
        contexts
    }

    /// What the service of a name builds.
    fn built_by(&self, compose: &Compose, index: usize, name: &str) -> Option<NamedContext> {
        let service = compose
            .services
            .iter()
            .position(|service| *service.name.value == *name)?;
        let link = self.of_service(index, service)?;
        Some(NamedContext::Stage(link.dockerfile, link.stage?))
    }

    /// So that no question walks over all files of the run.
    fn index(&mut self, parsed: &Parsed) {
        self.links_to = self.all(parsed).map(|_| Vec::new()).collect();
        for (index, link) in self.links.iter().enumerate() {
            self.links_to[link.dockerfile].push(index);
        }
        let uses = self.all(parsed).zip(&self.links_to).zip(&self.others);
        let uses = uses.map(|((facts, links), others)| self.uses_of_stages(facts, links, others));
        self.uses = uses.collect();
    }

    /// Which stages are shipped, and which a shipped one is built on, from the last one back. `links`
    /// are those to the Dockerfile, and `others` what else builds it.
    fn uses_of_stages(&self, facts: &DockerfileFacts, links: &[usize], others: &OtherBuilds) -> Vec<StageUse> {
        let stages = facts.stages();
        let mut uses: Vec<StageUse> = stages.iter().map(|_| StageUse::default()).collect();
        for &index in links {
            if let Some(stage) = self.links[index].stage {
                uses[stage].links.push(index);
            }
        }
        let images = others.builds.iter().filter_map(|build| build.image.as_deref());
        for stage in images.filter_map(|name| facts.target(name)) {
            uses[stage].is_shipped = true;
        }
        // A stage that nobody uses is built for its own sake, as a target, if at all.
        let mut is_used = vec![false; stages.len()];
        for taken in facts.stage_graph().uses() {
            is_used[taken.used] |= taken.user != taken.used;
        }
        for stage in stages {
            if let Base::Stage(parent) = stage.base {
                is_used[parent] = true;
            }
        }
        // A misspelt name may stand for any of them.
        let is_certain = !facts.stage_graph().has_unknown();
        let mut makes_image: Vec<bool> = is_used.iter().map(|used| is_certain && !used).collect();
        for index in (0..stages.len()).rev() {
            let is_last = index + 1 == stages.len();
            uses[index].is_shipped |= is_last || !uses[index].links.is_empty();
            uses[index].is_end = uses[index].is_shipped || is_certain && !is_used[index];
            uses[index].is_in_shipped_chain |= uses[index].is_shipped;
            makes_image[index] |= uses[index].is_in_shipped_chain;
            uses[index].is_only_taken_from = !makes_image[index];
            let Base::Stage(parent) = stages[index].base else {
                continue;
            };
            uses[parent].is_in_shipped_chain |= uses[index].is_in_shipped_chain;
            makes_image[parent] |= makes_image[index];
        }
        uses
    }
}

/// The first services that have a variable pick what they build, by the folder that it picks out of.
fn choosers(parsed: &Parsed, projects: &Projects) -> HashMap<String, Vec<ServicePlace>> {
    let mut choosers: HashMap<String, Vec<ServicePlace>> = HashMap::new();
    for index in projects.judged() {
        let compose = projects.compose(parsed, index);
        for (service, facts) in compose.services.iter().enumerate() {
            let folder = facts.build.as_ref().and_then(|build| {
                let chosen = build.value.folder_of_choice(compose)?;
                Some(join(compose.directory_of(build.value.context_place())?, chosen))
            });
            let Some(folder) = folder else { continue };
            let known = choosers.entry(folder).or_default();
            if known.len() < MOST_CHOOSERS {
                known.push((index, service));
            }
        }
    }
    choosers
}

/// A name as contexts are looked up by it.
// BuildKit v0.30, frontend/dockerui/namedcontext.go: the familiar name without `:latest`.
fn context_name(name: &str) -> &str {
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    name.strip_suffix(":latest").unwrap_or(name)
}

/// The path of a build's Dockerfile; none if it is inline, elsewhere, or not known.
fn path_of_build(compose: &Compose, build: &Field<Build>) -> Option<String> {
    dockerfile_path(&build.value, compose.directory_of(build.value.context_place())?)
}

fn target_stage(build: &Build, dockerfile: &DockerfileFacts) -> Option<usize> {
    match &build.target {
        None => dockerfile.stages().len().checked_sub(1),
        Some(target) => target.value.value().likely().and_then(|t| dockerfile.target(t)),
    }
}

fn dockerfile_path(build: &Build, folder: &str) -> Option<String> {
    if build.is_remote() != Value::Known(false) {
        return None;
    }
    let context = build.context_path().likely()?;
    let dockerfile = build.dockerfile_path()?.likely()?;
    Some(join(&join(folder, &context), &dockerfile))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{FileKind, Input, NoFiles};
    use crate::service::RootReason;
    use crate::view::{Service, Subject};
    use crate::workspace::Workspace;

    /// Asks the service `web` of a project, which is built on what `base` builds.
    fn ask<T>(context: &str, base: &str, web: &str, question: impl Fn(Service<'_>) -> T) -> T {
        let compose = format!(
            "services:\n  base: {{build: b}}\n  web:\n    build: {{context: w, additional_contexts: {{own: '{context}'}}}}\n"
        );
        let input = |path: &str, kind, text: &str| Input {
            path: path.to_owned(),
            kind,
            bytes: text.as_bytes().to_vec(),
        };
        let inputs = vec![
            input("b/Dockerfile", FileKind::Dockerfile, base),
            input("compose.yaml", FileKind::Compose, &compose),
            input("w/Dockerfile", FileKind::Dockerfile, web),
        ];
        let workspace = Workspace::load(inputs, &NoFiles, None);
        let service = workspace.subjects().find_map(|(_, subject)| match subject {
            Subject::Compose(compose, _) => compose.services().find(|service| *service.name.value == *"web"),
            Subject::Dockerfile(_) => None,
        });
        question(service.expect("a service"))
    }

    #[test]
    fn who_picks_out_of_a_folder_is_kept_once_and_within_bounds() {
        let services = (0..2 * MOST_CHOOSERS).map(|at| format!("  s{at}: {{build: './php/${{V}}'}}\n"));
        let compose = format!("services:\n{}", services.collect::<String>());
        let mut inputs = vec![Input {
            path: "compose.yaml".to_owned(),
            kind: FileKind::Compose,
            bytes: compose.into_bytes(),
        }];
        inputs.extend((0..5).map(|version| Input {
            path: format!("php/{version}/Dockerfile"),
            kind: FileKind::Dockerfile,
            bytes: b"FROM debian:12.7\n".to_vec(),
        }));
        let links = Workspace::load(inputs, &NoFiles, None).links;
        assert_eq!(
            links.choosers.values().map(Vec::len).collect::<Vec<_>>(),
            [MOST_CHOOSERS]
        );
        assert_eq!(links.choosers_of("php/3/Dockerfile").len(), MOST_CHOOSERS);
        assert_eq!(links.choosers_of("php/3/fpm/Dockerfile").len(), 0);
    }

    #[test]
    fn what_a_service_builds_is_a_base_for_others() {
        let is_root = |context: &str, base: &str, web: &str| {
            ask(context, base, web, |web| {
                matches!(web.root_reason(), Some(RootReason::Stage(_)))
            })
        };
        for (base, web, expected) in [
            ("FROM debian:12.7", "FROM own", true),
            ("FROM debian:12.7\nUSER app", "FROM own", false),
            ("FROM debian:12.7\nUSER root", "FROM own", true),
            ("FROM debian:12.7\nUSER $WHO", "FROM own", false),
            (
                "FROM debian:12.7 AS a\nUSER app\nFROM a",
                "FROM own AS b\nFROM b",
                false,
            ),
            ("FROM registry.example.com/a:1", "FROM own", false),
            (
                "FROM debian:12.7\nENTRYPOINT [\"gosu\", \"app\", \"x\"]",
                "FROM own",
                false,
            ),
        ] {
            assert_eq!(is_root("service:base", base, web), expected, "{base} / {web}");
        }
        // A folder or another image may be anything.
        for context in ["../x", "docker-image://debian", "service:none", "service:web"] {
            assert!(!is_root(context, "FROM debian:12.7", "FROM own"), "{context}");
        }
    }

    #[test]
    fn copies_may_take_from_what_another_service_builds() {
        let from = |context: &str, web: &str| {
            ask(context, "FROM debian:12.7\nCOPY a /a\n", web, |web| {
                let copies = web.stage().expect("a stage").copies_from_stages().into_iter();
                let from = copies.map(|copy| copy.from.dockerfile().source().path().to_owned());
                from.collect::<Vec<_>>()
            })
        };
        let copy = "FROM alpine:3.20\nCOPY --from=own /a /b\n";
        assert_eq!(from("service:base", copy), ["b/Dockerfile"]);
        assert_eq!(from("../x", copy), [""; 0]);
        assert_eq!(
            from("service:base", "FROM alpine:3.20\nCOPY --from=debian /a /b\n"),
            [""; 0]
        );
    }

    #[test]
    fn a_base_of_another_service_has_ports_and_a_health_check() {
        let base = "FROM debian:12.7\nEXPOSE 9000\nHEALTHCHECK CMD true\n";
        let exposes = |service: Service<'_>| service.stage().is_some_and(|stage| stage.exposes().next().is_some());
        let is_checked = |service: Service<'_>| service.image_has_healthcheck();
        let on = |web: &str| {
            (
                ask("service:base", base, web, exposes),
                ask("service:base", base, web, is_checked),
            )
        };
        assert_eq!(on("FROM own"), (true, Value::Known(true)));
        assert_eq!(on("FROM own\nHEALTHCHECK NONE"), (true, Value::Known(false)));
        assert_eq!(ask("../x", base, "FROM own", is_checked), Value::Unknown);
        let image = ask("service:base", base, "FROM own", |web| web.root_image());
        assert_eq!(
            image.likely().map(|image| image.as_written().to_owned()).as_deref(),
            Some("debian:12.7")
        );
    }
}
