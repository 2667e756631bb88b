//! Which rules `plimsoll check` applies, at which level, and when it fails.

use super::*;

#[test]
fn unknown_rules_are_named_and_nothing_is_judged_by_half() {
    let folder = Folder::new().with("Dockerfile", FAULTY);
    for (wrong, said) in [
        (
            &["--ignore", "no-such-rule,security"][..],
            "there is no rule or group `no-such-rule`",
        ),
        (
            &["--select", "add-local-file,no-such-rule"],
            "there is no rule or group `no-such-rule`",
        ),
        (&["--set", "untrusted-registry.nothing=a"], "has no option `nothing`"),
        (&["--set", "nothing"], "`nothing` is not `RULE.OPTION=VALUE`"),
    ] {
        let run = folder.run(["check", "."].iter().chain(wrong));
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{wrong:?}");
        assert!(run.err.contains(said), "{}", run.err);
    }
    assert_eq!(folder.run(check(&["--select", "", "."])).code, Some(0));
    // A word that is nearly a group gets it suggested, and nothing is left to run.
    let near = folder.run(check(&["--select", "securty"]));
    assert_eq!((near.code, near.out.as_str()), (Some(2), ""));
    assert!(near.err.contains("did you mean `security`?"), "{}", near.err);
    assert_eq!(folder.run(["explain", "no-such-rule"]).code, Some(2));
}

#[test]
fn options_of_rules_are_set() {
    let folder = Folder::new().with("Dockerfile", "FROM quay.io/example/tool:1.4\nUSER app\n");
    let asked = [
        "check",
        "--format=concise",
        "--quiet",
        "--select=untrusted-registry",
        "--set",
    ];
    let set = |option: &'static str| folder.run(asked.into_iter().chain([option]));
    assert_eq!(set("untrusted-registry.trusted-registries=quay.io").code, Some(0));
    let found = set("untrusted-registry.trusted-registries=docker.io, ghcr.io");
    assert_eq!(found.code, Some(1), "{}", found.err);
    assert!(found.out.contains("`quay.io` is not one of the trusted registries"));
    for (option, expected) in [
        (
            "untrusted-registries.trusted-registries=a",
            "there is no rule `untrusted-registries`; did you mean `untrusted-registry`?",
        ),
        (
            "untrusted-registry.trusted-registry=a",
            "`untrusted-registry` has no option `trusted-registry`; did you mean `trusted-registries`?",
        ),
        ("add-local-file.a=b", "`add-local-file` has no options"),
        ("untrusted-registry", "`untrusted-registry` is not `RULE.OPTION=VALUE`"),
        (
            "end-of-life-base-image.grace-days=soon",
            "`end-of-life-base-image.grace-days` takes a number",
        ),
        (
            "label-value-invalid.label-schema=a",
            "takes a table of words, each with one of `text`, `url`",
        ),
    ] {
        let run = set(option);
        assert_eq!(run.code, Some(2), "{option}");
        assert!(run.err.contains(expected), "{}", run.err);
    }
    let page = folder.run(["explain", "untrusted-registry"]).out;
    assert!(
        page.contains("--set untrusted-registry.trusted-registries=WORD,…"),
        "{page}"
    );
}

#[test]
fn the_threshold_decides_the_exit_code() {
    let of = |rule: &str, level: &str| {
        let folder = Folder::new().with("Dockerfile", FAULTY);
        folder.run(["check", "--select", rule, "--fail-on", level]).code
    };
    let levels = ["error", "warning", "info", "never"];
    for (rule, expected) in [
        ("duplicate-stage-name", [1, 1, 1, 0]),
        ("unpinned-image-tag", [0, 1, 1, 0]),
        ("shell-form-start-command", [0, 0, 1, 0]),
        ("maintainer-instruction", [0, 0, 0, 0]),
    ] {
        for (level, code) in levels.iter().zip(expected) {
            assert_eq!(of(rule, level), Some(code), "{rule} --fail-on {level}");
        }
    }
    let default = Folder::new().with("Dockerfile", FAULTY);
    assert_eq!(default.run(["check", "--select", "unpinned-image-tag"]).code, Some(1));
    assert_eq!(
        default.run(["check", "--select", "shell-form-start-command"]).code,
        Some(0)
    );
}

#[test]
fn rules_are_chosen_by_id_group_and_peers() {
    let folder = Folder::new().with("Dockerfile", FAULTY);
    let chosen = |rest: &[&str]| ids_of(&folder.run(check(rest)));
    assert_eq!(chosen(&["--select", "add-local-file"]), ["add-local-file"]);
    for peer in ["DL3020", "dl3020", "ckv_docker_4", "add instead of copy"] {
        assert_eq!(chosen(&["--select", peer]), ["add-local-file"], "{peer}");
    }
    assert!(chosen(&["--select", "supply-chain"]).contains(&"unpinned-image-tag".to_owned()));
    // A group stands for the rules that are on, `all` for every one.
    assert!(!chosen(&["--select", "supply-chain"]).contains(&"image-digest-missing".to_owned()));
    let all = chosen(&["--select", "all"]);
    assert!(FAULTS.iter().all(|id| all.iter().any(|found| found == id)), "{all:?}");
    assert!(all.contains(&"image-digest-missing".to_owned()));
    let some = ids_of(&folder.run(faults(&[
        "--format=json",
        "--fail-on=never",
        "--ignore",
        "DL3024,maintainability",
    ])));
    assert_eq!(some, ["unpinned-image-tag", "shell-form-start-command"]);
    assert!(ids_of(&folder.run(check(&["--ignore", "all"]))).is_empty());
}

#[test]
fn the_environment_moves_levels() {
    let text =
        "services:\n  web:\n    image: example/web:17.2\n    environment:\n      SMTP_PASSWORD: Vw3-blue-Harbour\n";
    let folder = Folder::new().with("compose.yaml", text);
    let of = |environment| {
        let select = ["--select", "secret-in-environment", "--env", environment];
        rules_of(&folder.run(check(&select)))
    };
    let found = |level: &str| vec![("secret-in-environment".to_owned(), level.to_owned())];
    assert_eq!(of("production"), found("error"));
    assert_eq!(of("development"), found("warning"));
}

#[test]
fn rules_for_production_are_silent_in_development() {
    let folder = Folder::new().with("Dockerfile", FAULTY);
    let of = |environment| {
        let select = ["--select", "image-digest-missing", "--env", environment];
        rules_of(&folder.run(check(&select))).len()
    };
    assert!(of("production") > 0);
    assert_eq!(of("development"), 0);
}

#[test]
fn json_tells_what_fails_the_run() {
    let folder = Folder::new().with("Dockerfile", "FROM debian:12.7\nADD app /app\nCMD [\"/app\"]\n");
    let fails = |arguments: &[&str]| {
        let select = ["--select=runs-as-root", "--extend-select=image-without-healthcheck"];
        let run = folder.run([&["check", "--format=json"], &select[..], arguments].concat());
        (run.out.matches("\"fails\":true").count(), run.code)
    };
    // A warning, and an info.
    assert_eq!(fails(&[]), (1, Some(1)));
    assert_eq!(fails(&["--fail-on=info"]), (2, Some(1)));
    assert_eq!(fails(&["--fail-on=error"]), (0, Some(0)));
}

#[test]
fn a_day_that_comes_breaks_no_build() {
    let folder = Folder::new().with("Dockerfile", "FROM debian:stretch-slim\nUSER 1000\nCMD [\"true\"]\n");
    let code = |arguments: &[&str]| {
        let run = folder.run(
            [
                &["check", "--format=concise", "--ignore=deprecated-base-image"],
                arguments,
            ]
            .concat(),
        );
        assert!(run.out.contains("warning[end-of-life-base-image]"), "{run:?}");
        run.code
    };
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--select=supply-chain"]), Some(0));
    // Whoever names it, or sets the day, knows what comes.
    assert_eq!(code(&["--select=end-of-life-base-image"]), Some(1));
    assert_eq!(code(&["--extend-select=end-of-life-base-image"]), Some(1));
    assert_eq!(code(&["--date=2026-11-21"]), Some(1));
    let run = folder.run(["check", "--format=concise", "--select=supply-chain"]);
    assert!(
        run.err.contains("; 1 came with the date and does not fail the run"),
        "{run:?}"
    );
}
