//! `plimsoll explain`.

use serde_json::Value;

use super::Folder;

#[test]
fn rules_are_explained_by_any_of_their_names() {
    let folder = Folder::new();
    for name in ["add-local-file", "DL3020", "dl3020"] {
        let run = folder.run(["explain", name]);
        assert_eq!(run.code, Some(0));
        assert!(
            run.out.contains("add-local-file") && run.out.contains("COPY"),
            "{run:?}"
        );
    }
    let several = folder.run(["explain", "DS-0002"]);
    assert!(
        several.out.starts_with("`DS-0002` stands for 4 rules: `"),
        "{several:?}"
    );
    for name in ["SC2086", "shellcheck/SC2086", "hadolint/SC2086"] {
        assert!(
            folder.run(["explain", name]).out.contains("unquoted-variable"),
            "{name}"
        );
    }
    let rules = folder.run(["rules", "--format", "json"]).json();
    let listed = rules.as_array().expect("it is an array");
    let rule = listed
        .iter()
        .find(|rule| rule["id"] == "add-local-file")
        .expect("it is listed");
    assert_eq!(
        (&rule["level"], &rule["fix"]),
        (&Value::from("info"), &Value::from("safe"))
    );
    let also: Vec<&str> = rule["also"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(also.contains(&"hadolint DL3020"), "{also:?}");
}

#[test]
fn groups_are_explained_by_their_rules() {
    let run = Folder::new().run(["explain", "secrets"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.contains("\nsecret-in-environment "), "{}", run.out);
    assert!(!run.out.contains("add-local-file"), "{}", run.out);
}

#[test]
fn pages_fit_the_width_and_say_where_levels_differ() {
    let page = Folder::new().run(["explain", "secret-in-environment"]).out;
    assert!(
        page.contains("level:        error; warning in development, error in the case `issued`\n"),
        "{page}"
    );
    let mut is_code = false;
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        assert!(is_code || line.chars().count() <= 100, "{line}");
    }
}
