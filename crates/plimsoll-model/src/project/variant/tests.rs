use crate::environment::Environment;
use crate::files::testing::Texts;
use crate::files::{FileKind, Input};
use crate::project::Options;
use crate::view::{Subject, VariantView};
use crate::workspace::Workspace;

/// Loads the files whose names are those of Compose files; the others are only there to be read.
fn load(files: &[(&str, &str)], options: &Options) -> Workspace {
    let disk = Texts(files);
    let is_compose = |path: &str| path.contains("compose") && path.ends_with(".yaml");
    let inputs = files
        .iter()
        .filter(|(path, _)| is_compose(path))
        .map(|(path, text)| Input {
            path: (*path).to_owned(),
            kind: FileKind::Compose,
            bytes: text.as_bytes().to_vec(),
        });
    Workspace::load_with(inputs.collect(), &crate::sources::Sources::new(&disk), None, options)
}

/// The variants with their purpose, and the files that are judged by themselves.
fn plan(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let workspace = load(files, &Options::default());
    let shown = |variant: VariantView<'_>| {
        let scope = if variant.only.is_some() { " (added)" } else { "" };
        format!("{} {}{scope}", variant.verdict.environment, variant.name)
    };
    let alone = workspace
        .alone()
        .map(|(file, _)| workspace.source(file).path().to_owned());
    (workspace.variants().map(shown).collect(), alone.collect())
}

const WEB: &str = "services:\n  web: {image: 'shop:1', ports: ['80:80'], environment: {A: b}}\n";
const MORE: &str = "services:\n  web: {restart: always}\n";
const OTHER: &str = "services:\n  grafana: {image: 'grafana:1'}\n";

#[test]
fn a_base_is_started_with_what_adds_to_it() {
    let files = [
        ("compose.yaml", WEB),
        ("compose.override.yaml", MORE),
        ("compose.prod.yaml", MORE),
        ("compose.gpu.yaml", MORE),
        ("compose.ci.yaml", MORE),
        ("compose.monitoring.yaml", OTHER),
    ];
    let (variants, alone) = plan(&files);
    assert_eq!(
        variants,
        [
            "development compose.yaml + compose.override.yaml",
            "production compose.yaml + compose.prod.yaml",
            "production compose.yaml + compose.gpu.yaml (added)",
            "development compose.yaml + compose.ci.yaml (added)",
        ]
    );
    assert_eq!(alone, ["compose.monitoring.yaml"]);
}

#[test]
fn a_production_base_is_judged_beside_its_development_variant() {
    let (variants, alone) = plan(&[("app/compose.yaml", WEB), ("app/compose.dev.yaml", MORE)]);
    assert_eq!(
        variants,
        ["production compose.yaml", "development compose.yaml + compose.dev.yaml"]
    );
    assert!(alone.is_empty());
}

#[test]
fn a_base_for_developers_runs_in_production_only_if_a_file_for_production_needs_it() {
    const WORK: &str = "services:\n  web: {build: ., environment: {NODE_ENV: development}}\n";
    let whole = "services:\n  web: {image: 'shop:1'}\n";
    let seen = |production: &str| {
        let files = [("compose.yaml", WORK), ("compose.prod.yaml", production)];
        let workspace = load(&files, &Options::default());
        let base = workspace.verdict_of_compose(0).clone();
        (plan(&files), base.environment, base.reason.to_string())
    };
    let (apart, environment, _) = seen(whole);
    assert_eq!(
        apart,
        (vec![], vec!["compose.yaml".to_owned(), "compose.prod.yaml".to_owned()])
    );
    assert_eq!(environment, Environment::Development);
    let (together, environment, reason) = seen(MORE);
    let variants = [
        "development compose.yaml",
        "production compose.yaml + compose.prod.yaml",
    ];
    assert_eq!(together.0, variants);
    assert_eq!(
        (environment, &*reason),
        (Environment::Production, "it is beside `compose.prod.yaml`")
    );
}

#[test]
fn a_part_below_the_base_needs_what_it_defines() {
    const BASE: &str = "services:\n  store: {image: 'store:1'}\nnetworks: {inner: {}}\n";
    let part = |keys: &str| format!("services:\n  queue: {{image: 'queue:1'{keys}}}\n");
    let seen = |path: &str, keys: &str| plan(&[("compose.yaml", BASE), (path, &part(keys))]).0;
    let together = [
        "production compose.yaml",
        "production compose.yaml + more/queue/queue-compose.yaml (added)",
    ];
    let path = "more/queue/queue-compose.yaml";
    assert_eq!(seen(path, ", depends_on: [store]"), together);
    assert_eq!(seen(path, ", networks: [inner]"), together);
    assert!(seen(path, "").is_empty());
    assert!(seen("more/queue/compose.yaml", ", depends_on: [store]").is_empty());
}

#[test]
fn what_a_base_includes_says_what_it_is_for() {
    const BASE: &str = "include: [tool/compose.yaml, php/compose.yaml]\n";
    let php = |more: &str| format!("services:\n  php: {{image: 'shop:1'{more}}}\n");
    let seen = |more: &str| {
        let files = [
            ("compose.yaml", BASE),
            ("php/compose.yaml", &*php(more)),
            ("tool/compose.yaml", OTHER),
        ];
        let workspace = load(&files, &Options::default());
        [0, 2].map(|index| workspace.verdict_of_compose(index).environment)
    };
    let debugged = ", environment: {PHP_IDE_CONFIG: 'serverName=shop'}";
    assert_eq!(seen(debugged), [Environment::Development; 2]);
    assert_eq!(seen(""), [Environment::Production; 2]);
}

#[test]
fn files_that_need_no_other_stand_alone() {
    let (variants, alone) = plan(&[
        ("a/compose.yaml", WEB),
        ("a/compose.dev.yaml", WEB),
        ("b/compose.dev.yaml", MORE),
    ]);
    assert!(variants.is_empty());
    assert_eq!(alone, ["a/compose.yaml", "a/compose.dev.yaml", "b/compose.dev.yaml"]);
}

#[test]
fn an_open_base_is_judged_with_what_completes_it() {
    let files = [
        ("compose.yaml", "services:\n  web: {environment: {A: b}}\n"),
        ("compose.dev.yaml", WEB),
        ("parts/compose.tls.yaml", MORE),
    ];
    let (variants, alone) = plan(&files);
    assert_eq!(
        variants,
        [
            "development compose.yaml + compose.dev.yaml",
            "production compose.yaml + parts/compose.tls.yaml (added)",
        ]
    );
    assert!(alone.is_empty());
    let open = ("compose.yaml", "services:\n  web: {environment: {A: b}}\n");
    let (variants, _) = plan(&[open, ("compose.v2.yaml", WEB)]);
    assert_eq!(variants, ["production compose.yaml + compose.v2.yaml"]);
}

#[test]
fn what_others_take_in_is_not_started() {
    let files = [
        (
            "compose.yaml",
            "include: [db/compose.yaml]\nservices:\n  web: {extends: {file: base.yml, service: app}}\n",
        ),
        ("db/compose.yaml", "services:\n  db: {image: 'postgres:${VERSION}'}\n"),
        ("db/.env", "VERSION=16\n"),
        ("base.yml", "services:\n  app: {build: ./app}\n"),
    ];
    let workspace = load(&files, &Options::default());
    assert_eq!(workspace.alone().count(), 0);
    let variant = workspace.variants().next().expect("there is one");
    let paths: Vec<&str> = variant
        .files
        .iter()
        .map(|file| workspace.source(*file).path())
        .collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    let Subject::Compose(compose, _) = variant.subject else {
        panic!("a Compose file")
    };
    let db = compose.service("db").expect("it is included");
    let image = db.facts().image.as_ref().expect("it has one");
    assert_eq!(image.value.value(), crate::base::Value::Default("postgres:16"));
    assert!(compose.service("web").expect("the service").facts().build.is_some());
}

#[test]
fn files_that_take_in_each_other_are_judged() {
    let (variants, _) = plan(&[
        (
            "a/compose.yaml",
            "include: [../b/compose.yaml]\nservices:\n  a: {image: 'x:1'}\n",
        ),
        (
            "b/compose.yaml",
            "include: [../a/compose.yaml]\nservices:\n  b: {image: 'x:1'}\n",
        ),
    ]);
    assert_eq!(variants, ["production compose.yaml"]);
}

#[test]
fn the_user_and_the_project_name_files() {
    let files = [
        ("compose.yaml", WEB),
        ("compose.override.yaml", MORE),
        ("compose.one.yaml", WEB),
        (".env", "COMPOSE_FILE=compose.yaml:compose.one.yaml\n"),
    ];
    let (variants, _) = plan(&files);
    assert!(
        variants.contains(&"production compose.yaml + compose.one.yaml".to_owned()),
        "{variants:?}"
    );
    let options = Options {
        compose_files: vec!["./compose.one.yaml".to_owned(), "compose.yaml".to_owned()],
        ..Options::default()
    };
    let workspace = load(&files, &options);
    assert_eq!(workspace.alone().count(), 1);
    let names: Vec<String> = workspace.variants().map(|variant| variant.name.to_string()).collect();
    assert_eq!(names, ["compose.one.yaml + compose.yaml"]);
}

#[test]
fn services_of_other_profiles_are_left_out() {
    let text = "services:\n  a: {image: 'x:1'}\n  b: {image: 'x:1', profiles: [debug]}\n  \
                c: {image: 'x:1', profiles: ['$P']}\n";
    let count = |profiles: &[&str]| {
        let options = Options {
            profiles: profiles.iter().map(|&profile| profile.to_owned()).collect(),
            ..Options::default()
        };
        let workspace = load(&[("compose.yaml", text)], &options);
        let (_, subject) = workspace.alone().next().expect("one file");
        let Subject::Compose(compose, _) = subject else {
            panic!("a Compose file")
        };
        (compose.services().len(), compose.service("c").is_some())
    };
    assert_eq!(count(&[]), (3, true));
    assert_eq!(count(&["other"]), (2, true));
    assert_eq!(count(&["debug"]), (3, true));
}

#[test]
fn relative_paths_start_where_compose_starts_them() {
    let files = [
        (
            "compose.yaml",
            "include: [sub/compose.yaml]\nservices:\n  web: {build: ./app}\n",
        ),
        ("sub/compose.yaml", "services:\n  api: {build: ./app}\n"),
        ("app/Dockerfile", "FROM debian:12\n"),
        ("sub/app/Dockerfile", "FROM alpine:3\n"),
    ];
    let workspace = load(&files, &Options::default());
    let variant = workspace.variants().next().expect("there is one");
    let Subject::Compose(compose, _) = variant.subject else {
        panic!("a Compose file")
    };
    let path = |name: &str| {
        let dockerfile = compose.service(name).and_then(|service| service.dockerfile());
        dockerfile.map(|dockerfile| dockerfile.source().path())
    };
    assert_eq!(
        (path("web"), path("api")),
        (Some("app/Dockerfile"), Some("sub/app/Dockerfile"))
    );
    assert_eq!(variant.verdict.environment, Environment::Production);
}
