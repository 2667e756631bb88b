//! `plimsoll graph`, `diff` and `ports`: the deployment as one.

use serde_json::{Value, json};

use super::Folder;

const BASE: &str = "\
services:
  web:
    build: .
    ports: ['8080:80', '127.0.0.1:9000:9000']
    environment: {LOG_LEVEL: info, API_TOKEN: Vw3-blue-Harbour}
    depends_on: {db: {condition: service_healthy}}
    networks: [front, back]
  db:
    image: postgres:17.2
    networks: [back]
networks: {front: {}, back: {}}
";
const OVERRIDE: &str = "\
services:
  web:
    environment: {LOG_LEVEL: debug, DEBUG: '1'}
    volumes: ['.:/app', 'cache:/var/cache:ro']
  db:
    image: postgres:16.6
volumes: {cache: {}}
";

fn project() -> Folder {
    Folder::new()
        .with("compose.yaml", BASE)
        .with("compose.override.yaml", OVERRIDE)
        .with("Dockerfile", "FROM debian:12.7\nCMD [\"/app\"]\n")
}

#[test]
fn a_picture_has_what_the_project_has() {
    let run = project().run(["graph", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let picture = &run.json()["projects"][1];
    let boxes = picture["boxes"].as_array().expect("there are boxes");
    let ids: Vec<&str> = boxes.iter().filter_map(|own| own["id"].as_str()).collect();
    assert_eq!(
        ids,
        [
            "service:web",
            "service:db",
            "outside:every machine",
            "outside:this machine",
            "stage:Dockerfile",
            "bind-mount:.",
            "volume:cache",
            "network:front",
            "network:back",
        ]
    );
    let exposed: Vec<&str> = boxes
        .iter()
        .filter(|own| own["exposed"] == true)
        .filter_map(|own| own["id"].as_str())
        .collect();
    assert_eq!(exposed, ["service:web", "outside:every machine"]);
    let lines = picture["lines"].as_array().expect("there are lines");
    let has = |line: Value| assert!(lines.contains(&line), "{line} is not in {lines:?}");
    has(json!({"from": 2, "to": 0, "kind": "reaches", "label": "8080 → 80"}));
    has(json!({"from": 0, "to": 1, "kind": "depends-on", "label": "once healthy"}));
    has(json!({"from": 0, "to": 6, "kind": "mounts", "label": "/var/cache (read only)"}));
    has(json!({"from": 1, "to": 8, "kind": "on"}));
}

#[test]
fn a_service_in_the_network_of_another_is_drawn_so() {
    let text =
        "services:\n  vpn: {image: 'debian:12.7'}\n  web: {image: 'nginx:1.27.3', network_mode: 'service:vpn'}\n";
    let run = Folder::new()
        .with("compose.yaml", text)
        .run(["graph", "--format", "json"]);
    let lines = &run.json()["projects"][0]["lines"];
    assert_eq!(
        *lines,
        json!([{"from": 1, "to": 0, "kind": "on", "label": "in its network"}])
    );
}

#[test]
fn a_build_on_what_another_service_builds_is_drawn_once() {
    let on = "build: {context: web, additional_contexts: {base: 'service:base'}}";
    let run = Folder::new()
        .with("base/Dockerfile", "FROM debian:12.7\n")
        .with("web/Dockerfile", "FROM base\n")
        .with(
            "compose.yaml",
            format!("services:\n  base: {{build: base}}\n  web: {{{on}}}\n  worker: {{{on}}}\n"),
        )
        .run(["graph"]);
    assert_eq!(run.out.matches("b4 --> b3\n").count(), 1, "{}", run.out);
    assert_eq!(run.out.matches("-->").count(), 4, "{}", run.out);
}

#[test]
fn other_projects_are_named_by_their_folders() {
    let text = "services: {a: {image: 'debian:12.7'}}\n";
    let names = ["a", "b", "c", "d", "e", "f", "g"].into_iter();
    let folder = names.fold(Folder::new(), |folder, name| {
        folder.with(format!("{name}/compose.yaml"), text)
    });
    let run = folder.run(["graph"]);
    let said = "this is `compose.yaml` in `a`; for another project name its folder: `b`, `c`, `d`, `e`, `f` and 1 more";
    assert!(run.err.contains(said), "{}", run.err);
}

#[test]
fn the_page_shows_the_projects() {
    let run = project().run(["check", "--format", "html"]);
    assert_eq!(run.out.matches("<img class=\"drawing\"").count(), 1, "{}", run.out);
    assert!(
        run.out
            .contains("<summary>Deployment of compose.yaml (production)</summary>")
    );
    assert!(!run.out.contains("Vw3-blue-Harbour"));
}

#[test]
fn one_variant_is_drawn_and_the_others_are_named() {
    let folder = project();
    let run = folder.run(["graph"]);
    assert!(run.out.starts_with("flowchart LR\n"), "{run:?}");
    assert!(
        !run.out.contains("/app"),
        "the production side has no mounts: {}",
        run.out
    );
    assert!(run.err.contains("`compose.yaml + compose.override.yaml`"), "{run:?}");
    let run = folder.run(["graph", "--variant", "compose.override.yaml", "--format", "dot"]);
    assert!(run.out.contains("label=\"/app\""), "{run:?}");
    assert_eq!(folder.run(["graph", "--variant", "other.yaml"]).code, Some(2));
    assert_eq!(Folder::new().run(["graph"]).code, Some(2));
}

#[test]
fn hostile_names_stay_words() {
    let name = "a\\\"]; <script>alert(1)</script> & #1; `x`";
    let text =
        format!("services:\n  web:\n    image: \"{name}\"\n    ports: ['80:80']\n    volumes: [\"./\\u0007:/x\"]\n");
    let folder = Folder::new().with("compose.yaml", text);
    for format in ["mermaid", "dot", "svg"] {
        let run = folder.run(["graph", "--format", format]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(!run.out.contains("<script>") || format == "dot", "{}", run.out);
        assert!(!run.out.contains('\u{7}'), "{}", run.out);
        assert!(!run.out.replace("\\\"", "").contains("a\"]"), "{}", run.out);
    }
    let svg = folder.run(["graph", "--format", "svg"]).out;
    assert_eq!(
        svg,
        folder.run(["graph", "--format", "svg"]).out,
        "the same bytes on every run"
    );
    assert!(svg.contains("&lt;script&gt;"), "{svg}");
}

#[test]
fn variants_are_compared_without_the_values_of_variables() {
    let folder = project();
    let run = folder.run(["diff"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines[0],
        "compose.yaml (production) → compose.yaml + compose.override.yaml (development)"
    );
    for line in [
        "  ~ image: postgres:17.2 (compose.yaml:9) → postgres:16.6 (compose.override.yaml:6)",
        "  ~ environment.LOG_LEVEL: another value (compose.yaml:5) → another value (compose.override.yaml:3)",
        "  + environment.DEBUG: set (compose.override.yaml:3)",
    ] {
        assert!(lines.contains(&line), "{line}\n{}", run.out);
    }
    assert!(!run.out.contains("Harbour"), "{}", run.out);
    let same = folder.run(["diff", "compose.yaml", "compose.yaml"]);
    assert!(same.err.contains("both are `compose.yaml`"), "{same:?}");
    assert_eq!(same.code, Some(2), "{same:?}");
    let json = folder.run(["diff", "--format", "json"]).json();
    assert_eq!(json["services"]["db"][0]["key"], "image");
}

#[test]
fn ports_are_listed_over_projects() {
    let other = "services:\n  web:\n    image: nginx:1.27.3\n    ports: ['8080:80', '9000:80']\n";
    let folder = Folder::new()
        .with("one/compose.yaml", BASE)
        .with("one/Dockerfile", "FROM debian:12.7\nCMD [\"/app\"]\n")
        .with("two/compose.yaml", other);
    let run = folder.run(["ports", "--format", "json"]);
    assert_eq!(run.code, Some(1), "two want 8080: {run:?}");
    let listing = run.json();
    let ports = listing["ports"].as_array().expect("there are ports");
    let at = |number: &Value| {
        let port = &ports[number.as_u64().expect("it is a number") as usize];
        (
            port["project"].as_str(),
            port["host"][0].as_u64(),
            port["interface"].as_str(),
        )
    };
    let collisions = listing["collisions"].as_array().expect("there are collisions");
    let groups: Vec<Vec<_>> = collisions
        .iter()
        .map(|group| group.as_array().expect("it is a list").iter().map(at).collect())
        .collect();
    let every = Some("0.0.0.0");
    assert_eq!(
        groups,
        [
            [(Some("one"), Some(8080), every), (Some("two"), Some(8080), every)],
            [
                (Some("two"), Some(9000), every),
                (Some("one"), Some(9000), Some("127.0.0.1"))
            ],
        ]
    );
    assert_eq!(listing["unkept"][0]["service"], "db");
    let text = folder.run(["ports"]).out;
    assert!(text.contains("0.0.0.0 (every machine)"), "{text}");
    assert!(
        text.contains("state that lies in no volume:\n  db in one: /var/lib/postgresql/data"),
        "{text}"
    );
    let alone = folder.run(["ports", "one"]);
    assert_eq!(alone.code, Some(0), "{alone:?}");
}

#[test]
fn differences_show_no_secret_and_leave_nothing_out() {
    let base = |more: &str, network: &str| {
        format!(
            "services:\n  web:\n    build:\n      context: .\n      cache_from: ['type=s3,secret_access_key={more}']\n    post_start:\n      - command: [sh, -c, 'true']\n        environment: {{DB_PASSWORD: '{more}'}}\n    dns: [1.1.1.1, 8.8.8.8]\nnetworks: {{default: {{internal: {network}}}}}\n"
        )
    };
    let folder = Folder::new()
        .with("compose.yaml", base("Vw3-blue-Harbour", "false"))
        .with(
            "compose.dev.yaml",
            base("Kx7-green-Anchor9", "true").replace("1.1.1.1, 8.8.8.8", "8.8.8.8, 1.1.1.1"),
        );
    let run = folder.run(["diff"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for format in ["text", "json"] {
        let out = folder.run(["diff", "--format", format]).out;
        assert!(!out.contains("Harbour") && !out.contains("Anchor9"), "{out}");
    }
    for part in [
        "  ~ dns: ",
        "(project)",
        "networks.default.internal: false",
        "post_start",
    ] {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
}

#[test]
fn one_project_is_compared_at_a_time() {
    let text = "services:\n  web:\n    image: nginx:1.27.3\n";
    let folder = Folder::new()
        .with("a/compose.prod.yaml", text)
        .with("b/compose.dev.yaml", text);
    let run = folder.run(["diff"]);
    assert!(
        run.err.contains("several projects") && run.err.contains("`a`"),
        "{run:?}"
    );
}

#[test]
fn complete_files_are_ways_to_start_one_project() {
    let file = |port: u16| format!("services:\n  web:\n    image: nginx:1.27.3\n    ports: ['{port}:80']\n");
    let folder = Folder::new()
        .with(
            "docker-compose.yml",
            file(3000).replace("    image", "    environment: {NODE_ENV: development}\n    image"),
        )
        .with("docker-compose.prod.yml", file(80));
    assert!(
        folder.run(["graph"]).out.contains("\"80\""),
        "production is drawn: {:?}",
        folder.run(["graph"])
    );
    let ports = folder.run(["ports"]).out;
    assert!(ports.contains("80 → 80/tcp") && !ports.contains("3000"), "{ports}");
    assert_eq!(folder.run(["diff"]).code, Some(1));
}

#[test]
fn stacks_beside_each_other_may_collide() {
    let folder = Folder::new()
        .with("docker-compose.web.yml", "services:\n  web:\n    image: nginx:1.27.3\n    ports: ['80:80']\n")
        .with(
            "docker-compose.proxy.yml",
            "services:\n  proxy:\n    image: caddy:2.8.4\n    ports: ['80:80', '8000-8010:81', '[::1]:90:90']\n  other:\n    image: caddy:2.8.4\n    ports: ['127.0.0.1:90:90', '8005:82']\n",
        );
    let listing = folder.run(["ports", "--format", "json"]).json();
    let collisions = listing["collisions"].as_array().expect("there are collisions");
    assert_eq!(collisions.len(), 1, "only port 80: {listing}");
    let own = "services:\n  a: {image: 'x:1', ports: ['80:80']}\n  b: {image: 'x:1', ports: ['80:81']}\n";
    let folder = Folder::new().with("compose.yaml", own);
    assert_eq!(folder.run(["ports"]).code, Some(1), "two services of one project");
}

#[test]
fn secrets_of_scripts_are_not_shown() {
    let script = "#!/bin/sh\nmysql -uroot -pX9v2LmQz7 $DB\n[[ \"$PASSWORD\" == \"Q7tt-blue-Harbour\" ]]\nexec $@\n";
    let folder = Folder::new()
        .with(
            "Dockerfile",
            "FROM debian:12.7\nCOPY --chmod=755 start.sh /\nENTRYPOINT [\"/start.sh\"]\n",
        )
        .with("start.sh", script);
    for format in ["full", "json", "sarif", "html", "gitlab"] {
        let out = folder.run(["check", "--show", "info", "--format", format]).out;
        assert!(out.contains("start.sh"), "{format}");
        assert!(
            !out.contains("X9v2LmQz7") && !out.contains("Q7tt-blue"),
            "{format}: {out}"
        );
    }
}
