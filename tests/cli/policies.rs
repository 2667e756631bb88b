//! Rules of an organisation's own.

use super::*;

const OWNER: &str = "[[policy]]\nid = \"acme-owner\"\nlevel = \"error\"\nmessage = \"`{service}` has no owner\"\n\
                     help = \"ask the platform team\"\nmatch = { services = \"*\" }\n\
                     require = { path = \"labels['com.example.owner']\", matches = \"^team-\" }\n";

/// The findings of policies: place, rule and message.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let json = folder.run(check(&[&["--select=policy"], arguments].concat())).json();
    let found = json["findings"]
        .as_array()
        .expect("`findings` is a list")
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let start = &finding["range"]["start"];
            let (path, rule, message) = (text("path"), text("rule"), text("message"));
            format!("{path}:{}:{} {rule} {message}", start["line"], start["column"])
        });
    found.collect()
}

#[test]
fn a_policy_judges_the_merged_project_at_its_values() {
    let folder = Folder::new()
        .with("plimsoll.toml", OWNER)
        .with(
            "compose.yaml",
            "services:\n  web:\n    image: nginx:1.27.2\n    labels: [com.example.owner=nobody]\n  \
             db:\n    image: postgres:17.4\n  cache:\n    image: redis:7.4.1\n    labels:\n      \
             com.example.owner: ${OWNER}\n",
        )
        .with(
            "compose.override.yaml",
            "services:\n  web:\n    labels:\n      com.example.owner: team-web\n",
        );
    // What nobody knows is not wrong, and the override mends the label of `web`.
    assert_eq!(
        found(&folder, &["."]),
        [
            "compose.yaml:4:14 acme-owner `web` has no owner",
            "compose.yaml:5:3 acme-owner `db` has no owner",
        ]
    );
}

#[test]
fn a_policy_is_a_rule_like_any_other() {
    let compose = "services:\n  # plimsoll: ignore[acme-owner] borrowed, OPS-1\n  web:\n    image: nginx:1.27.2\n  \
                   db:\n    image: postgres:17.4\n";
    let accepted = "[[exceptions]]\nrule = \"acme-owner\"\nservices = [\"db\"]\nreason = \"moves next week\"\n";
    let folder = Folder::new().with("plimsoll.toml", OWNER).with("compose.yaml", compose);
    assert_eq!(
        found(&folder, &["."]),
        ["compose.yaml:5:3 acme-owner `db` has no owner"]
    );
    assert_eq!(folder.run(["check", "--select=policy"]).code, Some(1));
    assert_eq!(found(&folder, &["--ignore=acme-owner", "."]), [""; 0]);
    assert_eq!(folder.run(["baseline"]).code, Some(0));
    assert_eq!(found(&folder, &["."]), [""; 0]);
    assert_eq!(found(&folder, &["--no-baseline", "."]).len(), 1);
    let explained = folder.run(["explain", "acme-owner"]);
    assert_eq!(explained.code, Some(0), "{explained:?}");
    assert!(explained.out.contains("ask the platform team"), "{explained:?}");
    assert!(explained.out.contains("matches = \"^team-\""), "{explained:?}");
    assert!(folder.run(["rules"]).out.contains("acme-owner"));
    let folder = folder.with("plimsoll.toml", format!("{OWNER}{accepted}"));
    assert_eq!(found(&folder, &["--no-baseline", "."]), [""; 0]);
    // A selection of the repository does not leave out what the organisation decided.
    let folder = folder.with("plimsoll.toml", format!("select = [\"secrets\"]\n{OWNER}"));
    let run = folder.run(check(&["--no-baseline", "."]));
    assert!(run.out.contains("acme-owner"), "{run:?}");
}

#[test]
fn policies_look_at_stages_instructions_and_programs() {
    let policies = r#"
policy-files = ["policy/**/*.toml"]
[[policy]]
id = "acme-curl"
message = "`{command}` in `{stage}` trusts anybody"
match = { instruction = "RUN", command = ["curl", "wget"] }
forbid = { path = "arguments[*]", in = ["-k", "--insecure"] }
[[policy]]
id = "acme-memory"
message = "`{service}` may take {value}"
match = { services = "*" }
require = { path = "deploy.resources.limits.memory", at-most = "512M" }
[[policy]]
id = "acme-ports"
message = "`{service}` publishes {value}"
match = { services = "*", environment = "production" }
forbid = { path = "ports[*].published", at-most = 1023 }
"#;
    let more = r#"
[[policy]]
id = "acme-base"
message = "`{image}` is not ours"
match = { stages = "*", shipped = true }
require = { path = "base.registry", like = ["registry.example.com", "localhost*"] }
[[policy]]
id = "acme-maintainer"
message = "{instruction} is out of use"
match = { instruction = "MAINTAINER" }
forbid = {}
[[policy]]
id = "acme-name"
message = "{file} has no {path}"
require = { path = "name" }
"#;
    let folder = Folder::new()
        .with("plimsoll.toml", policies)
        .with("policy/a/more.toml", more)
        .with(
            "Dockerfile",
            "FROM node:22.11.0 AS build\nRUN curl -k https://example.com/a && curl https://example.com/b\n\
             FROM debian:12.7\nMAINTAINER me\nCOPY --from=build /a /a\n",
        )
        .with(
            "compose.yaml",
            "services:\n  web:\n    build: .\n    ports: [\"80:80\", \"8080:8080\", \"${P}:81\"]\n    deploy:\n      \
             resources: {limits: {memory: 1G}}\n",
        )
        .with(
            "compose.dev.yaml",
            "name: dev\nservices:\n  web:\n    ports: [\"443:443\"]\n    deploy:\n      resources: {limits: {memory: 256M}}\n",
        );
    assert_eq!(
        found(&folder, &["."]),
        [
            "Dockerfile:2:10 acme-curl `curl` in `build` trusts anybody",
            "Dockerfile:3:6 acme-base `debian:12.7` is not ours",
            "Dockerfile:4:1 acme-maintainer MAINTAINER is out of use",
            "compose.yaml:1:1 acme-name compose.yaml has no name",
            "compose.yaml:4:14 acme-ports `web` publishes 80",
            "compose.yaml:6:36 acme-memory `web` may take 1G",
        ]
    );
}

#[test]
fn policies_never_show_a_secret() {
    let policy = "[[policy]]\nid = \"acme-env\"\nmessage = \"`{service}` sets {value}\"\nmatch = { services = \"*\" }\n\
                  forbid = { path = \"environment[*]\", matches = \".\" }\n";
    let compose = "services:\n  db:\n    image: postgres:17.4\n    environment:\n      POSTGRES_PASSWORD: Vw3-blue-Harbour\n      MODE: fast\n";
    let folder = Folder::new()
        .with("plimsoll.toml", policy)
        .with("compose.yaml", compose);
    for format in ["full", "json"] {
        let run = folder.run(["check", "--format", format, "--show=info"]);
        assert!(run.out.contains("sets fast"), "{run:?}");
        assert!(!format!("{run:?}").contains("Harbour"), "{run:?}");
    }
}

#[test]
fn every_mistake_in_policies_is_told() {
    let folder = Folder::new()
        .with(
            "plimsoll.toml",
            format!("policy-files = [\"none/*.toml\", \"more.toml\"]\n{OWNER}{OWNER}[[policy]]\nid = \"runs-as-root\"\nmessage = \"x\"\nforbid = {{ path = \"a\" }}\n"),
        )
        .with("more.toml", "[[policy]]\nid = \"x\"\nmessage = \"{servise}\"\nrequire = { pth = \"a\" }\n")
        .with("Dockerfile", DOCKERFILE);
    let run = folder.run(["check"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    for part in [
        "plimsoll.toml:1:17: no file in the project is called `none/*.toml`",
        "more.toml:3:11: there is no `{servise}`; did you mean `{service}`?",
        "more.toml:4:13: there is no key `pth` here; did you mean `path`?",
        "another rule is called `acme-owner`",
        "another rule is called `runs-as-root`",
    ] {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
}

#[test]
fn examples_of_policies_are_tested() {
    let good = format!(
        "{OWNER}good = \"services: {{a: {{image: b, labels: {{com.example.owner: team-a}}}}}}\"\nbad = [\"services: {{a: {{image: b}}}}\"]\n"
    );
    let folder = Folder::new().with("plimsoll.toml", good);
    let run = folder.run(["policy", "test"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("acme-owner: 1 good and 1 bad example"), "{run:?}");
    let bad = format!("{OWNER}good = \"services: {{a: {{image: b}}}}\"\nbad = \"FROM a\"\n");
    let run = folder.with("plimsoll.toml", bad).run(["policy", "test"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.out
            .contains("acme-owner: good example 1 has a finding: `a` has no owner"),
        "{run:?}"
    );
    assert!(run.out.contains("acme-owner: bad example 1 has no finding"), "{run:?}");
}

#[test]
fn the_policies_of_the_documentation_are_right() {
    let text = fs::read_to_string(crate::house::root().join("docs/policies.md")).expect("the page is there");
    let mut policies = 0;
    for block in text.split("```toml\n").skip(1) {
        let block = block.split("```").next().expect("the block ends");
        let folder = Folder::new().with("plimsoll.toml", block);
        let run = folder.run(["policy", "test"]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{block}\n{run:?}");
        assert!(!run.out.contains(" 0 good") && !run.out.contains(" 0 bad"), "{run:?}");
        policies += 1;
    }
    assert!(policies >= 5, "the page has examples");
}
