//! A fault is the same fault wherever it is asked for: in a file, in its folder, under its name or
//! another one.

use super::*;

const DOCKERFILE: &str = "FROM node:22.11.0-slim\nCOPY . /app\nCMD [\"node\", \"/app\"]\n";
const BUILDER: &str = "services:\n  web:\n    build: ./api\n";

fn found(folder: &Folder, arguments: &[&str]) -> Vec<(String, u64)> {
    let found = folder.run(check(arguments)).findings().into_iter();
    let of_dockerfile = found.filter(|f| f.path == "api/Dockerfile");
    of_dockerfile.map(|f| (f.rule, f.line)).collect()
}

#[test]
fn a_dockerfile_alone_is_judged_with_what_builds_it() {
    for compose in ["compose.yaml", "api/docker-compose.yml"] {
        let text = if compose.starts_with("api") {
            "services: {web: {build: .}}\n"
        } else {
            BUILDER
        };
        let folder = Folder::new().with("api/Dockerfile", DOCKERFILE).with(compose, text);
        let whole = found(&folder, &["."]);
        assert!(
            whole.iter().any(|(rule, _)| rule == "service-runs-as-root"),
            "{whole:?}"
        );
        assert_eq!(found(&folder, &["api/Dockerfile"]), whole);
        let alone = folder.run(["check", "--format=json", "api/Dockerfile"]);
        assert!(!alone.out.contains(compose), "{alone:?}");
        assert_eq!(alone.json()["summary"]["files"], 1);
    }
}

#[test]
fn a_part_of_a_project_is_judged_with_the_whole() {
    let broken = "services:\n  db:\n    image: postgres:17.2\n    depends_on: [none]\n";
    let folder = Folder::new()
        .with("compose.yaml", "include: [web/compose.yml, db/compose.yml]\n")
        .with(
            "web/compose.yml",
            "services:\n  web:\n    image: a:1.2\n    depends_on: [db, nobody]\n",
        )
        .with("db/compose.yml", broken)
        .with(
            "own/compose.yaml",
            "include: [parts.yaml]\nservices: {a: {image: 'a:1.2'}}\n",
        )
        .with("own/parts.yaml", broken);
    let select = "--select=undefined-reference";
    let found = |path: &str| {
        let found = folder.run(check(&[select, path])).findings().into_iter();
        found.map(|f| (f.path, f.line)).collect::<Vec<_>>()
    };
    let whole = found(".");
    let of = |file: &str| {
        let found = whole.iter().filter(|(path, _)| path == file).cloned();
        found.collect::<Vec<_>>()
    };
    // Of what a file is judged with, nothing is reported.
    assert_eq!(of("web/compose.yml"), [("web/compose.yml".to_owned(), 4)]);
    assert_eq!(found("web/compose.yml"), of("web/compose.yml"));
    // What it includes itself is.
    assert_eq!(of("own/parts.yaml"), [("own/parts.yaml".to_owned(), 4)]);
    assert_eq!(found("own/compose.yaml"), of("own/parts.yaml"));
}

/// A repository with folders whose files others lead to.
fn repository() -> Folder {
    Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with(".gitignore", "*.log\n")
        .with("compose.yaml", format!("include: [web/compose.yml]\n{BUILDER}"))
        .with("compose.prod.yaml", BUILDER)
        .with(
            "api/Dockerfile",
            format!("{DOCKERFILE}COPY settings.yml settings.txt /etc/\n"),
        )
        .with("api/settings.txt", "")
        .with(
            "bake/app/Dockerfile",
            "FROM debian:12.7 AS tool\nFROM debian:12.7\nUSER app\n",
        )
        .with(
            "bake/docker-bake.hcl",
            "target \"t\" {\n context = \"app\"\n target = \"tool\"\n}\n",
        )
        .with(
            "examples/a/compose.yaml",
            "services: {web: {image: 'a:1.2', privileged: true}}\n",
        )
        .with(
            "web/compose.yml",
            "services:\n  front:\n    image: a:1.2\n    depends_on: [web, nobody]\n    volumes: ['../web/conf:/c']\n",
        )
}

#[test]
fn a_folder_is_judged_as_it_is_from_the_top_of_its_repository() {
    let folder = repository();
    let found = |below: &str, path: &str| {
        let run = folder.run_in(below, check(&["--show=info", path]), b"");
        let place = |f: Found| (Path::new(below).join(f.path), f.rule, f.line, f.level);
        let mut found: Vec<_> = run.findings().into_iter().map(place).collect();
        found.sort();
        found
    };
    for (below, name) in [
        ("api", "Dockerfile"),
        ("web", "compose.yml"),
        ("bake/app", "Dockerfile"),
        ("examples/a", "compose.yaml"),
    ] {
        let whole = found("", below);
        assert!(!whole.is_empty(), "{below}");
        assert_eq!(found(below, "."), whole, "{below}");
        assert_eq!(found(below, name), whole, "{below}");
        assert_eq!(found("", &format!("{below}/{name}")), whole, "{below}");
    }
    let ids = |below: &str| {
        found(below, ".")
            .into_iter()
            .map(|(_, rule, ..)| rule)
            .collect::<Vec<_>>()
    };
    assert!(ids("api").contains(&"service-runs-as-root".to_owned()));
    assert!(
        ids("api").contains(&"copy-source-missing".to_owned()),
        "the ignore file counts"
    );
    assert!(!ids("bake/app").contains(&"unused-stage".to_owned()), "Bake builds it");
    let run = folder.run_in("web", check(&["--select=undefined-reference"]), b"");
    assert_eq!(run.findings().len(), 1, "only `nobody` is nowhere: {run:?}");
    // Without a repository, nothing says where to stop.
    let lonely = Folder::new()
        .with("compose.yaml", BUILDER)
        .with("api/Dockerfile", DOCKERFILE);
    let alone = lonely.run_in("api", check(&["--show=info", "."]), b"");
    assert!(alone.out.contains("runs-as-root") && !alone.out.contains("service-runs-as-root"));
}

#[test]
fn places_are_shown_from_where_one_stands() {
    let folder = repository();
    let run = |below: &str, arguments: &[&str]| folder.run_in(below, arguments, b"");
    let api = run("api", &["check", "--format=json", "--show=info"]);
    assert_eq!(api.json()["files"][0]["path"], "Dockerfile");
    assert_eq!(
        api.json()["files"][0]["reason"],
        "built by `web` in ../compose.prod.yaml"
    );
    for arguments in [
        &["check", "--format=full", "--show=info"][..],
        &["check", "--format=json", "--show=info"],
        &["check", "--diff", "--unsafe-fixes"],
        &["why", "Dockerfile"],
        &["context"],
        &["config", "--show-files"],
        &["baseline", "--output=known.json"],
    ] {
        let run = run("api", arguments);
        assert!(
            !format!("{}{}", run.out, run.err).contains("../api"),
            "{arguments:?}: {run:?}"
        );
    }
    assert!(folder.read("api/known.json").contains("\"path\":\"Dockerfile\""));
    let known = run(
        "api",
        &["check", "--baseline=known.json", "--show=info", "--format=json"],
    );
    assert_eq!(known.json()["summary"]["findings"], 0);
    for arguments in [&["model"][..], &["ports"], &["config", "compose.yml"]] {
        let run = run("web", arguments);
        assert!(!run.out.contains("../web"), "{arguments:?}: {run:?}");
    }
    // Patterns of the command line begin here, those of a configuration in its folder.
    let files = |below: &str, config: &str| {
        let run = run(below, &["check", "--format=json", "--config", config, "."]);
        run.json()["summary"]["files"].clone()
    };
    assert_eq!(files("examples", "exclude = ['a/**']"), 0);
    assert_eq!(files("examples", "exclude = ['examples/a/**']"), 1);
    let folder = repository().with("plimsoll.toml", "exclude = ['examples/a/**']\n");
    let run = folder.run_in("examples", ["check", "--format=json"], b"");
    assert_eq!(run.json()["summary"]["files"], 0);
}

#[test]
fn the_account_of_the_service_counts_for_a_dockerfile_alone() {
    let folder = Folder::new()
        .with("api/Dockerfile", DOCKERFILE)
        .with("compose.yaml", "services: {web: {build: ./api, user: node}}\n");
    let found = found(&folder, &["api/Dockerfile"]);
    assert!(!found.iter().any(|(rule, _)| rule.contains("root")), "{found:?}");
}

#[test]
fn every_name_of_a_fault_finds_it_in_both_calls() {
    let folder = Folder::new()
        .with("api/Dockerfile", DOCKERFILE)
        .with("compose.yaml", BUILDER);
    let lonely = Folder::new().with("api/Dockerfile", DOCKERFILE);
    for name in [
        "CKV_DOCKER_3",
        "DL3002",
        "runs-as-root",
        "service-runs-as-root",
        "DS-0002",
    ] {
        for folder in [&folder, &lonely] {
            for path in [".", "api/Dockerfile"] {
                let select = format!("--select={name}");
                assert_eq!(found(folder, &[&select, path]).len(), 1, "{name} {path}");
                let ignore = format!("--ignore={name}");
                let left = found(folder, &[&ignore, path]);
                assert!(
                    !left.iter().any(|(rule, _)| rule.ends_with("runs-as-root")),
                    "{name} {path}"
                );
            }
        }
    }
}

#[test]
fn an_ignore_by_any_name_works_in_both_calls() {
    for comment in [
        "# plimsoll: ignore[runs-as-root] a test image",
        "# plimsoll: ignore[service-runs-as-root] a test image",
        "# hadolint ignore=DL3002",
        "# checkov:skip=CKV_DOCKER_3: a test image",
    ] {
        let text = format!("{comment}\n{DOCKERFILE}");
        let lonely = Folder::new().with("api/Dockerfile", &text);
        let folder = Folder::new()
            .with("api/Dockerfile", &text)
            .with("compose.yaml", BUILDER);
        for folder in [&folder, &lonely] {
            for path in [".", "api/Dockerfile"] {
                let found = found(folder, &[path]);
                let is_root = |(rule, _): &(String, u64)| rule.ends_with("runs-as-root") || rule == "unused-ignore";
                assert!(!found.iter().any(is_root), "{comment} {path}: {found:?}");
            }
        }
    }
}
