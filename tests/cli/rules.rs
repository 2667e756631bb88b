//! `plimsoll rules`.

use super::Folder;

#[test]
fn rules_are_listed_as_a_json_array() {
    let run = Folder::new().run(["rules", "--format", "json"]);
    assert_eq!(run.code, Some(0));
    for rule in run.json().as_array().expect("it is an array") {
        for key in [
            "id",
            "level",
            "default",
            "target",
            "group",
            "environments",
            "fix",
            "since",
        ] {
            assert!(rule[key].is_string(), "{key}: {rule}");
        }
        assert!(rule["also"].is_array(), "{rule}");
    }
}
