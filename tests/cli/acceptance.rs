//! What a configuration promises, in one place each: which override holds where, what `config` prints,
//! which edits leave a baseline alone, what other tools' settings become.

use super::*;

/// The rules that are reported, each with its file, place and level.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let found = folder.run(check(arguments)).findings().into_iter();
    found
        .map(|f| format!("{}:{} {} {}", f.path, f.line, f.level, f.rule))
        .collect()
}

#[test]
fn overrides_hold_for_services_stages_images_and_environments() {
    let override_of =
        |place: &str, level: &str| format!("[[overrides]]\n{place}\nrules.unpinned-image-tag.level = \"{level}\"\n");
    let text = [
        "select = [\"unpinned-image-tag\"]\n".to_owned(),
        override_of("environments = [\"development\"]", "off"),
        override_of("services = \"db*\"", "error"),
        override_of("stages = [\"tools\"]", "info"),
        override_of("images = [\"redis*\"]", "error"),
    ];
    let folder = Folder::new()
        .with("plimsoll.toml", text.concat())
        .with(
            "compose.yaml",
            "services:\n  web:\n    image: nginx:latest\n  db-1:\n    image: postgres:latest\n  cache:\n    image: redis\n",
        )
        .with("dev/Dockerfile.dev", "FROM node\nCMD [\"node\"]\n")
        .with(
            "Dockerfile",
            "FROM golang AS tools\nFROM debian\nCOPY --from=tools /a /a\nUSER 1000\nCMD [\"/a\"]\n",
        );
    assert_eq!(
        found(&folder, &["."]),
        [
            "Dockerfile:1 info unpinned-image-tag",
            "Dockerfile:2 warning unpinned-image-tag",
            "compose.yaml:3 warning unpinned-image-tag",
            "compose.yaml:5 error unpinned-image-tag",
            "compose.yaml:7 error unpinned-image-tag",
        ]
    );
}

#[test]
fn config_prints_each_setting_with_its_place() {
    let folder = Folder::new()
        .with("team.toml", "fail-on = \"error\"\nignore = [\"DL3008\"]\n")
        .with(
            "plimsoll.toml",
            "extends = [\"team.toml\"]\n[rules.runs-as-root]\nlevel = \"error\"\n[variants]\nshop = [\"a.yaml\", \"b.yaml\"]\n\
             [[images]]\npattern = \"acme/*\"\nuser = \"app\"\n[output]\nformat = \"concise\"\n",
        )
        .with("a.yaml", COMPOSE)
        .with("b.yaml", COMPOSE);
    let setting = |key: &str, value: Value, source: Option<(&str, u64)>, listed: bool| {
        let source = source.map(|(path, line)| serde_json::json!({"path": path, "line": line}));
        serde_json::json!({"key": key, "value": value, "listed": listed, "enforced": false, "source": source})
    };
    let own = |line| Some(("plimsoll.toml", line));
    let json = folder.run(["config", "--format=json"]).json();
    let expected = [
        setting("edition", "2026.1".into(), None, false),
        setting("show", "warning".into(), None, false),
        setting("select", serde_json::json!(["default"]), None, false),
        setting("force-exclude", false.into(), None, false),
        setting("fail-on", "error".into(), Some(("team.toml", 1)), false),
        setting("ignore", serde_json::json!(["DL3008"]), Some(("team.toml", 2)), false),
        setting("rules.runs-as-root.level", "error".into(), own(3), false),
        setting("variants.shop", serde_json::json!(["a.yaml", "b.yaml"]), own(5), false),
        setting("output.format", "concise".into(), own(10), false),
        setting(
            "images",
            serde_json::json!({"pattern": "acme/*", "user": "app"}),
            own(6),
            true,
        ),
    ];
    assert_eq!(json, Value::from(expected.to_vec()), "{json:#}");
}

#[test]
fn edits_around_a_finding_leave_the_baseline_alone() {
    let compose = "services:\n  web:\n    image: nginx:latest\n    privileged: true\n    ports: ['80:80']\n";
    let folder = Folder::new().with("compose.yaml", compose);
    assert_eq!(folder.run(["baseline"]).code, Some(0));
    let deeper = compose.replace("\n    ", "\n        ").replace("\n  web", "\n    web");
    let folder = folder.with("compose.yaml", format!("# Moved.\n{}{deeper}", "\n".repeat(50)));
    assert_eq!(found(&folder, &["."]), [""; 0]);
    let folder = folder.with("compose.yaml", format!("{deeper}        pid: host\n"));
    assert_eq!(found(&folder, &["."]).len(), 1);
}

#[test]
fn the_settings_of_droast_are_taken_over() {
    let folder = Folder::new()
        .with(
            "droast.toml",
            "skip = [\"DF001\"]\napproved-registries = [\"docker.io\"]\nfail-on = \"error\"\nroast = true\n",
        )
        .with("Dockerfile", DOCKERFILE);
    let run = folder.run(["migrate"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.err.contains("droast.toml: `roast` has no counterpart"), "{run:?}");
    let text = folder.read("plimsoll.toml");
    assert!(text.contains("trusted-registries = [\"docker.io\"]"), "{text}");
    assert!(text.contains("fail-on = \"error\""), "{text}");
    assert_ne!(folder.run(check(&["."])).code, Some(2));
}

/// What the program is made of without the features that are on by default.
#[test]
fn a_lean_build_has_no_engine_for_rego() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--package",
            "plimsoll",
            "--edges",
            "normal",
            "--no-default-features",
        ])
        .current_dir(crate::house::root())
        .output();
    let Ok(tree) = tree.map(|tree| String::from_utf8_lossy(&tree.stdout).into_owned()) else {
        println!("skipped: there is no cargo");
        return;
    };
    if tree.is_empty() {
        println!("skipped: cargo has no tree offline");
        return;
    }
    assert!(tree.contains("plimsoll-policy") && !tree.contains("regorus"), "{tree}");
}
