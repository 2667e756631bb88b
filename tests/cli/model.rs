//! `plimsoll model`.

use super::*;

#[test]
fn models_can_be_read_again_and_chosen() {
    let folder = project().with("compose.dev.yaml", "services:\n  db:\n    ports: ['5432:5432']\n");
    let run = folder.run(["model", "--env-file", "values"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let documents: Vec<serde_yaml::Value> = serde_yaml::Deserializer::from_str(&run.out)
        .map(|document| serde::Deserialize::deserialize(document).expect("it is YAML"))
        .collect();
    assert_eq!(documents.len(), 2, "{}", run.out);
    assert_eq!(documents[1]["services"]["db"]["image"], "postgres:latest");
    assert!(
        run.out.contains("\n# for development: `dev` in the name\n"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("image: postgres:latest # compose.yaml:3\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("ports: # compose.dev.yaml:3\n"), "{}", run.out);

    for name in ["compose.dev.yaml", "compose.yaml + compose.dev.yaml"] {
        let run = folder.run(["model", "--format", "json", "--variant", name]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let json = run.json();
        assert_eq!(json.as_array().map(Vec::len), Some(1));
        assert_eq!(json[0]["environment"], "development");
        assert_eq!(json[0]["model"]["services"]["db"]["image"], "postgres:${TAG}");
        let origin = &json[0]["origins"]["services"]["db"]["ports"][0]["target"];
        assert_eq!(origin["path"], "compose.dev.yaml");
        assert_eq!(
            (origin["line"].as_u64(), origin["column"].as_u64()),
            (Some(3), Some(19))
        );
    }
    let unknown = folder.run(["model", "--variant", "compose.prod.yaml"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("`compose.yaml + compose.dev.yaml`"), "{unknown:?}");
}

#[test]
fn models_need_compose_files_that_compose_takes() {
    let folder = Folder::new().with("Dockerfile", DOCKERFILE);
    let run = folder.run(["model"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("no Compose files"), "{run:?}");

    let run = folder.run_with(
        ["model", "-"],
        b"services:\n  web:\n    image: nginx\n    image: httpd\n",
    );
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains(":4: "), "{run:?}");
    assert!(run.out.contains("    image: "), "{run:?}");
    let run = project().run(["model", "--strict-variables"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("compose.yaml:7: "), "{run:?}");
}

#[test]
fn models_show_no_secret_that_variables_bring() {
    let base = "services:\n  db:\n    image: postgres:17.2\n    environment:\n      PASSWORD: ${X}\n      \
                URL: postgres://u:${X}@db/y\n      PIN_PASSWORD: 48151623\n";
    let folder = Folder::new()
        .with("compose.yaml", base)
        .with("values", "X=Vw3-blue-Harbour\n");
    for format in ["yaml", "json"] {
        let run = folder.run(["model", "--env-file", "values", "--format", format]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(
            !run.out.contains("blue") && !run.out.contains("48151623"),
            "{}",
            run.out
        );
    }
}
