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

#[cfg(feature = "rego")]
mod in_rego {
    use super::*;

    /// A folder with the policies of a folder of the fixtures.
    fn with_policies(from: &str) -> Folder {
        let mut folder = Folder::new().with("plimsoll.toml", "policy-files = [\"policy/*.rego\"]\n");
        let files =
            fs::read_dir(crate::house::root().join("fixtures/policies").join(from)).expect("the folder is there");
        for file in files {
            let path = file.expect("it can be listed").path();
            let name = path.file_name().expect("it has a name").to_owned();
            folder = folder.with(Path::new("policy").join(name), fs::read(&path).expect("it can be read"));
        }
        folder
    }

    #[test]
    fn policies_for_conftest_run_as_they_are() {
        let folder = with_policies("conftest")
            .with(
                "Dockerfile",
                "FROM node:22.11.0 AS build\nADD a /a\nRUN apk add wget\nENV DEBUG=1 A=2\nFROM openjdk:21\nMAINTAINER me\n",
            )
            .with(
                "compose.yaml",
                "version: \"2.4\"\nservices:\n  web:\n    image: nginx:latest\n    ports: [\"80:80\"]\n  db:\n    image: postgres:17.4\n",
            );
        let found = found(&folder, &["."]);
        assert_eq!(
            found,
            [
                "Dockerfile:1:1 policy/docker/deny the image node is not for us",
                "Dockerfile:1:1 policy/docker/deny the image openjdk is not for us",
                "Dockerfile:1:1 policy/docker/deny_tools apk is forbidden in stage 0",
                "Dockerfile:1:1 policy/docker/deny_tools wget is forbidden in stage 0",
                "Dockerfile:1:1 policy/docker/warn DEBUG is set to 1",
                "Dockerfile:1:1 policy/docker_v0/deny unallowed command: add",
                "Dockerfile:1:1 policy/docker_v0/deny unallowed command: maintainer",
                "compose.yaml:1:1 policy/compose/deny version 3 or later, please",
                "compose.yaml:3:3 policy/compose/violation the service web has no fixed image",
                "compose.yaml:3:3 policy/compose/warn web takes port 80 of the host",
            ]
        );
        let folder = folder.with("Dockerfile", "# plimsoll: ignore-file[policy/docker_v0/deny] old\nFROM debian:12.8\nLABEL tools=yes\nADD a /a\nRUN apk add a\n");
        assert_eq!(super::found(&folder, &["Dockerfile"]), [""; 0]);
        let run = folder.run(["policy", "test"]);
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(0), "2 of 2 tests in Rego hold\n"),
            "{run:?}"
        );
        let explained = folder.run(["explain", "policy/docker/deny"]);
        assert!(explained.out.contains("`data.main.deny`"), "{explained:?}");
    }

    #[test]
    fn checks_in_the_form_of_trivy_run_as_they_are() {
        let folder = with_policies("trivy").with(
            "Dockerfile",
            "FROM debian AS base\nMAINTAINER me\nADD app.txt /app/\nRUN apt-get update && \\\n    apt-get install curl\nWORKDIR app\nEXPOSE 22/tcp\n\
             RUN echo a; sudo reboot\nCMD a\nCMD b\nUSER root\n",
        );
        assert_eq!(
            found(&folder, &["."]),
            [
                "Dockerfile:1:1 policy/healthcheck/deny there is no HEALTHCHECK",
                "Dockerfile:1:1 policy/latest_tag/deny 'debian' is whatever is newest",
                "Dockerfile:2:1 policy/maintainer/deny MAINTAINER is used in 'me'",
                "Dockerfile:3:1 policy/add_for_copy/deny COPY takes 'app.txt' as well",
                "Dockerfile:4:1 policy/apt_recommends/deny recommended packages are installed",
                "Dockerfile:6:1 policy/relative_workdir/deny 'app' is relative",
                "Dockerfile:7:1 policy/ssh_port/deny port 22 is exposed",
                "Dockerfile:8:1 policy/sudo/deny sudo is used",
                "Dockerfile:9:1 policy/several_cmd/deny 2 CMD in one stage",
                "Dockerfile:11:1 policy/user_root/deny stage 'debian AS base' ends as root",
            ]
        );
        let good = "FROM debian:12.8 AS base\nCOPY app.txt /app/\nRUN apt-get update && apt-get install --no-install-recommends -y curl\n\
                    WORKDIR /app\nEXPOSE 2222\nHEALTHCHECK CMD true\nUSER app\nCMD [\"a\"]\n";
        assert_eq!(found(&folder.with("Dockerfile", good), &["."]), [""; 0]);
    }

    #[test]
    fn hostile_policies_cost_themselves_alone() {
        let deep = format!(
            "package a\ndeny contains x if x := {}1{}\n",
            "[".repeat(13),
            "]".repeat(13)
        );
        let folder = Folder::new()
            .with("plimsoll.toml", "policy-files = [\"*.rego\"]\n")
            .with("Dockerfile", "FROM debian:12.8\n");
        let run = folder.run(["check"]);
        assert!(run.err.contains("plimsoll.toml:1:17: no file"), "{run:?}");
        for (text, part) in [
            (deep.as_str(), "a.rego:1:1: brackets are nested too deeply"),
            (
                "package a\n\ndeny contains x if {\n",
                "a.rego:3:1: expecting expression",
            ),
            ("package a\ndeny contains x if { x := http.send({}) }\n", "http.send"),
        ] {
            let run = Folder::new()
                .with("plimsoll.toml", "policy-files = [\"*.rego\"]\n")
                .with("Dockerfile", "FROM debian:12.8\n")
                .with("a.rego", text)
                .run(["check", "--select=policy"]);
            assert!(format!("{run:?}").contains(part), "{part}\n{run:?}");
            assert_ne!(run.code, Some(0), "{run:?}");
        }
        let endless = "package a\ndeny contains x if { n := numbers.range(1, 3000); some i in n; some j in n; some k in n; i * j * k == 0; x := \"zero\" }\n";
        let folder = folder
            .with("a.rego", endless)
            .with("b.rego", "package b\nwarn contains \"still judged\" if true\n");
        let run = folder.run(["check", "--select=policy", "--format=concise"]);
        assert!(run.out.contains("could not be judged"), "{run:?}");
        assert!(run.out.contains("still judged"), "{run:?}");
    }

    #[test]
    fn inputs_are_printed_in_each_form_without_secrets() {
        let folder = Folder::new()
            .with("Dockerfile", "FROM debian:12.8 AS a\nENV API_TOKEN=Vw3-blue-Harbour B=1\nONBUILD RUN [\"x\", \"y\"]\nCOPY --from=a --link /a /b\nRUN curl -u admin:Vw3-blue-Harbour https://example.com && echo Vw3-blue-Harbour > /x\n")
            .with("compose.yaml", "services:\n  db:\n    image: ${I}\n    environment: {DB_PASSWORD: Vw3-blue-Harbour, URL: 'postgres://u:Vw3-blue-Harbour@db/x'}\n    labels: [app.note=Vw3-blue-Harbour]\n    healthcheck: {test: [CMD, redis-cli, -a, Vw3-blue-Harbour, ping]}\n");
        let input = |file: &str, shape: &str| {
            let run = folder.run(["policy", "input", file, "--shape", shape]);
            assert_eq!(run.code, Some(0), "{run:?}");
            assert!(!run.out.contains("Harbour"), "{run:?}");
            run.json()
        };
        let conftest = input("Dockerfile", "conftest");
        assert_eq!(conftest[0]["Value"], serde_json::json!(["debian:12.8", "as", "a"]));
        assert_eq!(conftest[1]["Value"][3], "B");
        let onbuild = serde_json::json!({"Cmd": "onbuild", "SubCmd": "run", "JSON": true, "Flags": [], "Value": ["x", "y"], "Stage": 0});
        assert_eq!(conftest[2], onbuild);
        assert_eq!(conftest[3]["Flags"], serde_json::json!(["--from=a", "--link"]));
        let trivy = input("Dockerfile", "trivy");
        assert_eq!(trivy["Stages"][0]["Name"], "debian:12.8 AS a");
        assert_eq!(trivy["Stages"][0]["Commands"][3]["StartLine"], 4);
        assert_eq!(input("Dockerfile", "model")["stages"][0]["env"]["B"], "1");
        assert_eq!(input("compose.yaml", "conftest")["services"]["db"]["image"], "${I}");
        assert_eq!(input("compose.yaml", "model")["services"]["db"]["image"], "${I}");
        assert_eq!(
            folder.run(["policy", "input", "compose.yaml", "--shape", "trivy"]).code,
            Some(2)
        );
    }
}
