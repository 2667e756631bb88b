//! What a configuration says about the files and images of an organisation, and how reports look.

use super::*;

const ROOTS: &str = "FROM node:22.11.0-slim\nCOPY . /app\nCMD [\"node\", \"/app\"]\n";

fn paths(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    folder.run(check(arguments)).paths()
}

#[test]
fn files_with_other_names_are_included() {
    let folder = Folder::new()
        .with(
            "plimsoll.toml",
            "include = [\"*.df\", \"docker/**/build.txt\", \".cache/images/\"]\n",
        )
        .with("api.df", ROOTS)
        .with("docker/a/build.txt", ROOTS)
        .with("docker/notes.txt", ROOTS)
        .with("sub/web.df", ROOTS)
        .with("sub/readme.df", "Not one of ours.\n")
        .with("own/plimsoll.toml", "include = [\"image.conf\"]\n")
        .with("own/image.conf", ROOTS)
        .with("own/web.df", ROOTS)
        .with(".cache/images/x/Dockerfile", ROOTS)
        .with(".cache/images/x/notes.txt", ROOTS)
        .with(".cache/other/Dockerfile", ROOTS)
        .with(".venv/a.df", ROOTS)
        .with(".git/HEAD", "");
    assert_eq!(
        paths(&folder, &["."]),
        [
            ".cache/images/x/Dockerfile",
            "api.df",
            "docker/a/build.txt",
            "own/image.conf",
            "sub/web.df"
        ]
    );
    assert_eq!(paths(&folder, &["sub"]), ["sub/web.df"]);
    assert_eq!(paths(&folder, &["--isolated", "."]), [""; 0]);
    assert_eq!(folder.run_in("sub", check(&[]), b"").paths(), ["web.df"]);
    assert_eq!(folder.run(["check", "--quiet", "."]).code, Some(1));
    let listed = folder.run(["config", "--show-files", "."]).out;
    assert!(listed.contains("own/plimsoll.toml\n  own/image.conf"), "{listed}");
    assert!(folder.run(["config", "."]).out.contains("include = [\"*.df\", "));
    let none = Folder::new().run(["check"]);
    assert!(
        none.err.contains("no Dockerfiles and no Compose files found"),
        "{none:?}"
    );
}

#[test]
fn compose_files_belong_together_as_stated() {
    let folder = Folder::new()
        .with(
            "plimsoll.toml",
            "[variants]\nshop = [\"compose.yaml\", \"deploy/shop.conf\"]\nlab = [\"compose.yaml\", \"deploy/lab.yaml\"]\n",
        )
        .with("compose.yaml", "services:\n  web:\n    image: nginx:1.27.2\n    privileged: true\n")
        .with("deploy/shop.conf", "services:\n  web:\n    privileged: false\n  db:\n    image: postgres:17.4\n")
        .with("deploy/lab.yaml", "services:\n  web:\n    environment: {A: b}\n");
    let names = |folder: &Folder| -> Vec<String> {
        let json = folder.run(["model", "--format=json"]).json();
        let models = json.as_array().expect("a list").iter();
        models
            .map(|model| model["variant"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        names(&folder),
        ["compose.yaml + deploy/lab.yaml", "compose.yaml + deploy/shop.conf"]
    );
    assert_eq!(
        paths(&folder, &["."]),
        ["compose.yaml", "deploy/lab.yaml", "deploy/shop.conf"]
    );
    // From below too, where the way to the files is another.
    let below = folder.run_in("deploy", check(&["--config=../plimsoll.toml", ".."]), b"");
    assert_eq!(below.code, Some(2), "paths are those of the current folder: {below:?}");
    let folder = folder.with(".git/HEAD", "");
    assert_eq!(
        folder.run_in("deploy", check(&[]), b"").paths(),
        ["lab.yaml", "shop.conf"]
    );
    let below = folder.run_in("deploy", check(&[".."]), b"");
    assert_eq!(below.paths(), ["../compose.yaml", "lab.yaml", "shop.conf"], "{below:?}");
    let folder = folder.with(
        "plimsoll.toml",
        "[variants]\nshop = [\"compose.yaml\", \"deploy/shp.yaml\"]\none = [\"compose.yaml\"]\n",
    );
    let run = folder.run(["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    assert!(
        run.err
            .contains("plimsoll.toml:2:25: there is no file `deploy/shp.yaml`"),
        "{run:?}"
    );
    assert!(
        run.err.contains("plimsoll.toml:3:7: this takes two files or more"),
        "{run:?}"
    );
}

#[test]
fn the_format_of_reports_is_configured() {
    let folder = Folder::new()
        .with("team.toml", "[output]\nformat = \"json\"\n")
        .with("plimsoll.toml", "extends = [\"team.toml\"]\n")
        .with("Dockerfile", ROOTS);
    assert!(!folder.run(["check"]).findings().is_empty());
    assert!(folder.run(["check", "--format=concise"]).out.starts_with("Dockerfile:"));
    let inline = folder.run(["check", "--config=output.format='concise'"]);
    assert!(inline.out.starts_with("Dockerfile:"), "{inline:?}");
    let folder = folder.with("plimsoll.toml", "[output]\nformat = \"xml\"\nfromat = \"full\"\n");
    let run = folder.run(["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    assert!(
        run.err
            .contains("plimsoll.toml:2:10: there is no format `xml`; there are `full`, `concise`, `json`"),
        "{run:?}"
    );
    assert!(
        run.err
            .contains("plimsoll.toml:3:1: there is no key `fromat` here; did you mean `format`?"),
        "{run:?}"
    );
}

#[test]
fn an_organisation_says_what_its_images_bring() {
    let folder = Folder::new()
        .with(
            "Dockerfile",
            "FROM registry.example.com/base/node:22-alpine\nRUN echo $RANDOM\nCOPY . /app\nCMD [\"node\", \"/app\"]\n",
        )
        .with(
            "compose.yaml",
            "services:\n  db:\n    image: registry.example.com/base/store:1.2\n    ports: ['5432:5432']\n",
        );
    let found = |folder: &Folder| -> Vec<String> {
        let run = folder.run(check(&["--date=2027-07-01", "."]));
        let wanted = [
            "runs-as-root",
            "end-of-life-base-image",
            "bashism-in-sh",
            "service-without-healthcheck",
        ];
        let found = run
            .findings()
            .into_iter()
            .filter(|found| wanted.contains(&&*found.rule));
        found
            .map(|found| format!("{}:{} {}", found.path, found.line, found.rule))
            .collect()
    };
    assert_eq!(
        found(&folder),
        ["Dockerfile:1 runs-as-root"],
        "nothing is known of them"
    );
    let folder = folder.with(
        "plimsoll.toml",
        "[[images]]\npattern = \"registry.example.com/base/*\"\nuser = \"app\"\nshell = \"dash\"\nend-of-life = 2027-06-30\n\
         [[images]]\npattern = \"registry.example.com/base/store:*\"\nshell = \"none\"\nports = [5432]\n",
    );
    assert_eq!(
        found(&folder),
        ["Dockerfile:1 end-of-life-base-image", "Dockerfile:2 bashism-in-sh"]
    );
    let text = folder.run(["check", "--format=concise", "--date=2027-07-01"]).out;
    assert!(
        text.contains("`registry.example.com/base/node` has had no security fixes since 2027-06-30"),
        "{text}"
    );
    // Whoever builds on it has the same facts.
    let folder = folder
        .with("sub/plimsoll.toml", "extends = [\"../plimsoll.toml\"]\n")
        .with(
            "sub/Dockerfile",
            "FROM registry.example.com/base/node:22\nCMD [\"a\"]\n",
        );
    assert!(!found(&folder).contains(&"sub/Dockerfile:1 runs-as-root".to_owned()));
    let run = folder
        .with(
            "plimsoll.toml",
            "[[images]]\nuser = 1\nshell = \"zsh\"\nports = [0, \"a\"]\nend-of-live = 2027-02-30\n",
        )
        .run(["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    for part in [
        "plimsoll.toml:1:1: the images need a `pattern`",
        "plimsoll.toml:2:8: this takes a string in quotes",
        "plimsoll.toml:3:9: this takes one of `\"ash\"`, `\"bash\"`, `\"dash\"`, `\"none\"`",
        "plimsoll.toml:4:10: this takes the number of a port: 1 to 65535",
        "plimsoll.toml:5:1: there is no key `end-of-live` here; did you mean `end-of-life`?",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
}
