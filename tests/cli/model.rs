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
fn dockerfiles_have_a_model_by_stages() {
    let text = "ARG TAG\nFROM golang:1.25 AS build\nENV A=1 B=$TAG\nFROM debian:$TAG\nLABEL team=\"a b\"\nUSER app:app\n\
                HEALTHCHECK --interval=5s CMD [\"true\"]\nRUN --mount=type=cache,target=/c make\nCMD [\"/x\"]\n";
    let folder = Folder::new().with("Dockerfile", text);
    let run = folder.run(["model", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let json = run.json();
    assert_eq!(json[0]["format_version"], 1);
    assert_eq!(json[0]["model"], Value::Null);
    let dockerfile = &json[0]["dockerfiles"][0];
    let (build, last) = (&dockerfile["stages"][0], &dockerfile["stages"][1]);
    assert_eq!(build["base"]["tag"], "1.25");
    assert_eq!(build["env"]["A"], "1");
    assert_eq!((&build["shipped"], &last["shipped"]), (&false.into(), &true.into()));
    let known = |path: &str| {
        let origin = path.split('/').fold(&dockerfile["origins"]["stages"], |at, step| {
            match step.parse::<usize>() {
                Ok(index) => &at[index],
                Err(_) => &at[step],
            }
        });
        origin["known"] != false
    };
    assert!(known("0/env/A") && !known("0/env/B") && !known("1/base/tag") && !known("0/command"));
    assert_eq!(last["labels"]["team"], "a b");
    assert_eq!(last["user"], "app");
    assert_eq!(last["healthcheck"]["interval"], "5s");
    assert_eq!(last["command"][0], "/x");
    let run = &last["instructions"][3];
    assert_eq!((&run["instruction"], &run["text"]), (&"RUN".into(), &"make".into()));
    assert_eq!(run["flags"]["mount"][0]["target"], "/c");

    let built = folder.with("compose.yaml", "services: {web: {build: .}}\n");
    let json = built.run(["model", "--format", "json"]).json();
    assert_eq!(json.as_array().map(Vec::len), Some(1), "{json}");
    assert_eq!(json[0]["dockerfiles"][0]["stages"][1]["built_by"][0], "web");
}

#[test]
fn models_need_files_that_compose_takes() {
    let run = Folder::new().run(["model"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("nothing to show"), "{run:?}");

    let run = Folder::new().run_with(
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
