use std::collections::BTreeMap;

use plimsoll_syntax::yaml::{self, Kind, NodeRef};

use super::*;

/// Files by path; the layers are the ones that a test asks for.
fn merged(files: &[(&str, &str)], layers: &[&str]) -> Merged {
    let parse = |(id, (path, text)): (usize, &(&str, &str))| {
        let source = SourceFile::new(FileId(id as u32), *path, text.as_bytes().to_vec());
        ((*path).to_owned(), Arc::new(yaml::parse(Arc::new(source))))
    };
    let parsed: BTreeMap<String, Arc<Yaml>> = files.iter().enumerate().map(parse).collect();
    let layers: Vec<Arc<Yaml>> = layers.iter().map(|path| Arc::clone(&parsed[*path])).collect();
    merge(&Project {
        layers: &layers,
        directory: "",
        load: &|path| parsed.get(path).cloned(),
        variables: &|_, _| Lookup::Unknown,
    })
}

/// A base and what is laid over it.
fn both(base: &str, over: &str) -> Merged {
    merged(
        &[("compose.yaml", base), ("compose.override.yaml", over)],
        &["compose.yaml", "compose.override.yaml"],
    )
}

/// The tree on one line, as flow YAML without quotes.
fn shown(node: NodeRef<'_>) -> String {
    match node.kind() {
        Kind::Scalar if node.is_null() => "~".to_owned(),
        Kind::Scalar => node.as_str().unwrap_or_default().to_owned(),
        Kind::Sequence => format!("[{}]", node.items().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Mapping => {
            let entry = |e: &yaml::EntryRef<'_>| format!("{}: {}", e.name().unwrap_or_default(), shown(e.value));
            format!(
                "{{{}}}",
                node.entries().iter().map(entry).collect::<Vec<_>>().join(", ")
            )
        }
        Kind::Unresolved => "?".to_owned(),
    }
}

fn at<'a>(merged: &'a Merged, path: &str) -> Option<NodeRef<'a>> {
    let mut node = merged.yaml.root()?;
    for key in path.split('/') {
        node = node.get(key)?.value;
    }
    Some(node)
}

fn show(merged: &Merged, path: &str) -> String {
    at(merged, path).map_or("-".to_owned(), shown)
}

/// One service's key from two files.
fn field(key: &str, base: &str, over: &str) -> String {
    let file = |value: &str| format!("services:\n  a:\n    {key}: {value}\n");
    let merged = both(&file(base), &file(over));
    assert!(merged.errors.is_empty(), "{:?}", merged.errors);
    show(&merged, &format!("services/a/{key}"))
}

#[test]
fn mappings_are_merged_and_scalars_replaced() {
    let merged = both(
        "name: p\nservices:\n  a:\n    image: x\n    tty: true\n",
        "services:\n  a:\n    image: y\n  b:\n    image: z\n",
    );
    assert_eq!(
        shown(merged.yaml.root().unwrap()),
        "{name: p, services: {a: {image: y, tty: true}, b: {image: z}}}"
    );
    let image = at(&merged, "services/a/image").unwrap();
    assert_eq!(image.span().file, FileId(1));
    let replaced = merged.yaml.replaced(image.span());
    assert_eq!(merged.yaml.slice(replaced[0]), "x");
    assert_eq!(replaced[0].file, FileId(0));
}

#[test]
fn lists_are_appended_or_unique() {
    assert_eq!(field("security_opt", "[a]", "[a, b]"), "[a, a, b]");
    assert_eq!(field("cap_add", "[A, B]", "[B, C]"), "[A, B, C]");
    assert_eq!(field("profiles", "[a]", "[b, a]"), "[a, b]");
    assert_eq!(field("dns", "1.1.1.1", "[8.8.8.8, 1.1.1.1]"), "[1.1.1.1, 8.8.8.8]");
    assert_eq!(field("dns", "1.1.1.1", "8.8.8.8"), "[1.1.1.1, 8.8.8.8]");
    assert_eq!(field("tmpfs", "[/a, /b]", "/b"), "[/a, /b]");
}

#[test]
fn ports_are_the_same_by_address_and_both_ports() {
    assert_eq!(field("ports", "['80:80']", "['80:80', '81:80']"), "[80:80, 81:80]");
    assert_eq!(
        field("ports", "['80:80']", "[{target: 80, published: 80}]"),
        "[{target: 80, published: 80}]"
    );
    assert_eq!(
        field("ports", "['127.0.0.1:80:80']", "['80:80']"),
        "[127.0.0.1:80:80, 80:80]"
    );
    assert_eq!(field("ports", "['0.0.0.0:80:80/tcp']", "['80:80']"), "[80:80]");
    assert_eq!(field("ports", "['$P:80']", "['$P:80']"), "[$P:80]");
    assert_eq!(field("ports", "['${P:-8080}:80']", "['8080:80']"), "[8080:80]");
}

#[test]
fn mounts_are_the_same_by_target() {
    assert_eq!(
        field("volumes", "['va:/x', 'vb:/y']", "['./c:/x/']"),
        "[./c:/x/, vb:/y]"
    );
    assert_eq!(
        field("volumes", "['va:/x']", "[{type: tmpfs, target: /x}]"),
        "[{type: tmpfs, target: /x}]"
    );
    assert_eq!(
        field("devices", "['/dev/a:/dev/x']", "['/dev/b:/dev/x:r']"),
        "[/dev/b:/dev/x:r]"
    );
    assert_eq!(
        field("secrets", "[a, b]", "[{source: c, target: /run/secrets/a}]"),
        "[{source: c, target: /run/secrets/a}, b]"
    );
}

#[test]
fn pairs_meet_in_all_forms() {
    assert_eq!(
        field("environment", "{A: 1, B: 2}", "{B: 3, C: ~}"),
        "{A: 1, B: 3, C: ~}"
    );
    assert_eq!(field("environment", "[A=1, B=2]", "[B=3, C]"), "[A=1, B=3, C]");
    assert_eq!(field("environment", "{A: 1, B: 2}", "[B=3]"), "[A=1, B=3]");
    assert_eq!(field("labels", "[a=1]", "{a: 2, b: ''}"), "[a=2, b=]");
    assert_eq!(field("labels", "[a=1]", "{a$b: 2}"), "[a=1, a$$b=2]");
    assert_eq!(
        field("env_file", "a.env", "[{path: a.env, required: false}]"),
        "[{path: a.env, required: false}]"
    );
    assert_eq!(field("environment", "{A: 1}", ""), "{A: 1}");
    assert_eq!(
        field("extra_hosts", "{a: 1.1.1.1}", "['a=1.1.1.1', 'a=2.2.2.2']"),
        "[a=1.1.1.1, a=2.2.2.2]"
    );
}

#[test]
fn a_pair_made_of_a_mapping_knows_its_places() {
    let merged = both(
        "services:\n  a:\n    environment: {KEY: value}\n",
        "services:\n  a:\n    environment: [B=1]\n",
    );
    let compose = merged.read(&|_, _| Lookup::Unknown);
    let pair = compose.services[0].variable("KEY").unwrap();
    assert_eq!(compose.yaml.slice(pair.key.span), "KEY");
    assert_eq!(compose.yaml.slice(pair.value.as_ref().unwrap().span), "value");
    assert_eq!(compose.yaml.slice(pair.span), "KEY: value");
}

#[test]
fn some_values_are_replaced_whole() {
    assert_eq!(field("command", "[a, b]", "[c]"), "[c]");
    assert_eq!(field("command", "a b", "[c]"), "[c]");
    assert_eq!(field("entrypoint", "[a]", ""), "~");
    assert_eq!(
        field("healthcheck", "{test: [CMD, a], retries: 3}", "{test: b}"),
        "{test: b, retries: 3}"
    );
}

#[test]
fn short_and_long_forms_meet() {
    assert_eq!(field("build", "./a", "{target: dev}"), "{context: ./a, target: dev}");
    assert_eq!(field("build", "{target: dev}", "./a"), "{target: dev, context: ./a}");
    assert_eq!(
        field("networks", "[x, y]", "{x: {aliases: [n]}}"),
        "{x: {aliases: [n]}, y: ~}"
    );
    assert_eq!(field("networks", "[x]", "[y, x]"), "[x, y]");
    assert_eq!(
        field("depends_on", "[db]", "{db: {condition: service_healthy}}"),
        "{db: {condition: service_healthy, required: true}}"
    );
    assert_eq!(
        field("depends_on", "[db, cache]", "{db: {condition: service_healthy}}"),
        "{db: {condition: service_healthy, required: true}, cache: {condition: service_started, required: true}}"
    );
    assert_eq!(
        field("depends_on", "{db: {condition: service_healthy}}", "[db]"),
        "{db: {condition: service_started, required: true}}"
    );
    assert_eq!(
        field(
            "ulimits",
            "{nofile: 5, nproc: {soft: 1}}",
            "{nofile: {soft: 1}, nproc: {hard: 2}}"
        ),
        "{nofile: {soft: 1}, nproc: {hard: 2}}"
    );
}

#[test]
fn logging_options_belong_to_a_driver() {
    let base = "{driver: json-file, options: {a: 1}}";
    assert_eq!(field("logging", base, "{driver: syslog}"), "{driver: syslog}");
    assert_eq!(
        field("logging", base, "{options: {b: 2}}"),
        "{driver: json-file, options: {a: 1, b: 2}}"
    );
}

#[test]
fn null_says_nothing() {
    assert_eq!(field("networks", "[x]", "~"), "[x]");
    assert_eq!(field("ports", "~", "['80:80']"), "[80:80]");
    let merged = both("services: {a: {image: x}}", "services:\n  a:\n");
    assert_eq!(show(&merged, "services"), "{a: {image: x}}");
}

#[test]
fn types_that_do_not_fit_are_told_at_the_later_place() {
    let merged = both("services: {a: {ports: ['80:80']}}", "services: {a: {ports: {x: y}}}");
    let [error] = &merged.errors[..] else {
        panic!("{:?}", merged.errors)
    };
    assert_eq!(error.kind, SyntaxErrorKind::MergeConflict);
    assert_eq!(error.message, "a mapping cannot replace a list of an earlier file");
    assert_eq!(error.span.file, FileId(1));
    assert_eq!(merged.yaml.slice(error.span), "{x: y}");
    assert_eq!(error.related.as_ref().unwrap().0.file, FileId(0));
}

#[test]
fn reset_takes_away_and_override_replaces() {
    assert_eq!(field("ports", "['80:80']", "!reset []"), "-");
    assert_eq!(field("ports", "['80:80']", "!override ['81:81']"), "[81:81]");
    assert_eq!(field("environment", "{A: 1, B: 2}", "{A: !reset null}"), "{B: 2}");
    let merged = both("services: {a: {image: x}, b: {image: y}}", "services: {b: !reset null}");
    assert_eq!(show(&merged, "services"), "{a: {image: x}}");
    let merged = both(
        "services: {a: {ports: ['1:1']}, b: {ports: ['2:2']}}",
        "x-r: &r !reset []\nservices: {a: {ports: *r}, b: {ports: *r}}",
    );
    assert_eq!(show(&merged, "services"), "{a: {}, b: {}}");
}

#[test]
fn aliases_and_merge_keys_are_gone_but_known() {
    let merged = both(
        "x-a: &a {image: x, tty: true}\nx-b: &b {tty: false, init: true}\nservices:\n  a:\n    <<: [*a, *b]\n    image: y\n",
        "services: {a: {init: false}}",
    );
    assert_eq!(show(&merged, "services/a"), "{image: y, tty: true, init: false}");
    let service = at(&merged, "services/a").unwrap();
    let via = service.get("tty").unwrap().via().unwrap();
    assert_eq!(merged.yaml.slice(via.alias), "*a");
    assert_eq!(merged.yaml.slice(via.merge.unwrap()), "<<");
    assert!(service.get("init").unwrap().via().is_none());
    assert!(service.get("image").unwrap().via().is_none());
}

#[test]
fn documents_of_one_file_are_layers() {
    let merged = merged(
        &[("a.yaml", "services: {a: {image: x}}\n---\nservices: {a: {image: y}}\n")],
        &["a.yaml"],
    );
    assert_eq!(show(&merged, "services"), "{a: {image: y}}");
}

#[test]
fn services_of_version_1_are_merged_as_services() {
    let merged = both(
        "web:\n  image: x\n  ports: ['80:80']\n",
        "web:\n  image: y\n  ports: ['80:80']\n",
    );
    assert_eq!(show(&merged, "web"), "{image: y, ports: [80:80]}");
    assert_eq!(merged.read(&|_, _| Lookup::Unknown).format, Format::Legacy);
}

#[test]
fn subnets_are_told_apart() {
    let ipam = |config: &str| format!("networks: {{n: {{ipam: {{config: {config}}}}}}}");
    let merged = both(
        &ipam("[{subnet: a, gateway: g}]"),
        &ipam("[{subnet: a, ip_range: r}, {subnet: b}]"),
    );
    assert_eq!(
        show(&merged, "networks/n/ipam/config"),
        "[{subnet: a, gateway: g, ip_range: r}, {subnet: b}]"
    );
}

#[test]
fn extends_in_one_file_and_in_chains() {
    let merged = merged(
        &[(
            "compose.yaml",
            "services:\n  a: {image: x, environment: {A: 1}}\n  b: {extends: a, environment: {B: 2}}\n  c: {extends: {service: b}, image: z}\n",
        )],
        &["compose.yaml"],
    );
    assert!(merged.errors.is_empty());
    assert_eq!(show(&merged, "services/b"), "{image: x, environment: {A: 1, B: 2}}");
    assert_eq!(show(&merged, "services/c"), "{image: z, environment: {A: 1, B: 2}}");
    assert_eq!(merged.extensions.len(), 2);
    assert!(
        merged
            .read(&|_, _| Lookup::Unknown)
            .services
            .iter()
            .all(|service| service.is_complete())
    );
}

#[test]
fn extends_of_other_files_know_their_folder() {
    let merged = merged(
        &[
            (
                "compose.yaml",
                "services: {a: {extends: {file: base/x.yaml, service: b}}}",
            ),
            (
                "base/x.yaml",
                "services: {b: {extends: {file: y.yaml, service: c}, build: .}}",
            ),
            ("base/y.yaml", "services: {c: {volumes: ['./d:/d']}}"),
        ],
        &["compose.yaml"],
    );
    assert_eq!(show(&merged, "services/a"), "{volumes: [./d:/d], build: .}");
    let build = at(&merged, "services/a/build").unwrap();
    assert_eq!(merged.directory_of(build.span()), Some("base"));
    assert_eq!(merged.files.len(), 3);
    assert_eq!(merged.files[1].role, FileRole::Extended);
}

#[test]
fn extends_that_cannot_be_followed_leaves_the_service_incomplete() {
    let merged = merged(
        &[(
            "compose.yaml",
            "services: {a: {extends: {file: $F, service: b}}, c: {extends: {file: gone.yaml, service: b}}, d: {extends: c}}",
        )],
        &["compose.yaml"],
    );
    assert!(merged.errors.is_empty());
    let compose = merged.read(&|_, _| Lookup::Unknown);
    assert!(compose.services.iter().all(|service| !service.is_complete()));
}

#[test]
fn extends_of_an_unknown_service_is_told() {
    let merged = merged(
        &[("compose.yaml", "services: {a: {extends: nobody}}")],
        &["compose.yaml"],
    );
    assert_eq!(merged.errors[0].kind, SyntaxErrorKind::Undefined);
    assert_eq!(merged.yaml.slice(merged.errors[0].span), "nobody");
}

#[test]
fn extends_in_a_circle_is_told_once() {
    let merged = merged(
        &[
            ("compose.yaml", "services: {a: {extends: {file: x.yaml, service: b}}}"),
            ("x.yaml", "services: {b: {extends: c}, c: {extends: b}}"),
        ],
        &["compose.yaml"],
    );
    let [error] = &merged.errors[..] else {
        panic!("{:?}", merged.errors)
    };
    assert_eq!(error.kind, SyntaxErrorKind::Cycle);
    assert_eq!(error.message, "`b` extends itself: b → c → b");
    assert_eq!(merged.yaml.slice(error.span), "c");
}

#[test]
fn extends_meets_reset_and_later_layers() {
    let files = [
        ("a.yaml", "services: {b: {image: x, ports: ['1:1']}}"),
        (
            "b.yaml",
            "services: {base: {ports: ['2:2'], image: y}, b: {extends: base, ports: !reset []}}",
        ),
    ];
    let merged = merged(&files, &["a.yaml", "b.yaml"]);
    assert_eq!(show(&merged, "services/b"), "{image: y}");
}

#[test]
fn include_brings_resources_with_their_own_folder_and_variables() {
    let merged = merged(
        &[
            (
                "compose.yaml",
                "include:\n  - sub/x.yaml\n  - path: [sub/y.yaml, z.yaml]\n    project_directory: other\n    env_file: [a.env, b.env]\nservices: {a: {image: mine}}",
            ),
            (
                "sub/x.yaml",
                "name: no\nservices: {a: {image: theirs, tty: true}, b: {build: .}}\nvolumes: {v: }",
            ),
            ("sub/y.yaml", "services: {c: {image: one}}"),
            ("z.yaml", "services: {c: {image: two}}"),
        ],
        &["compose.yaml"],
    );
    assert!(merged.errors.is_empty(), "{:?}", merged.errors);
    assert_eq!(
        shown(merged.yaml.root().unwrap()),
        "{services: {a: {image: mine, tty: true}, b: {build: .}, c: {image: two}}, volumes: {v: ~}}"
    );
    let build = at(&merged, "services/b/build").unwrap();
    assert_eq!(merged.directory_of(build.span()), Some("sub"));
    let of = |name: &str| merged.files.iter().find(|file| file.source.path() == name).unwrap();
    assert_eq!(of("sub/x.yaml").env_files, ["sub/.env"]);
    assert_eq!(of("z.yaml").env_files, ["b.env", "a.env"]);
    assert_eq!(of("z.yaml").directory.as_deref(), Some("other"));
}

#[test]
fn include_of_what_cannot_be_read_stays() {
    let merged = merged(
        &[("compose.yaml", "include: [gone.yaml]\nservices: {}")],
        &["compose.yaml"],
    );
    assert_eq!(show(&merged, "include"), "[gone.yaml]");
}

#[test]
fn what_is_included_can_be_extended() {
    let merged = merged(
        &[
            (
                "a.yaml",
                "include: [b/b.yaml, none.yaml]\nservices: {a: {extends: b, tty: true}, x: {extends: n}, c: {extends: d}}",
            ),
            (
                "b/b.yaml",
                "services: {b: {image: b, user: '1'}, d: {extends: {file: e.yaml, service: d}}}",
            ),
            // Not the file that the included one means.
            ("e.yaml", "services: {d: {image: wrong}}"),
        ],
        &["a.yaml"],
    );
    assert_eq!(show(&merged, "services/a"), "{image: b, user: 1, tty: true}");
    // The service may come from the file that could not be read.
    assert_eq!(show(&merged, "services/x"), "{extends: n}");
    assert_eq!(show(&merged, "services/c/image"), "-");
    assert_eq!(merged.errors, []);
}

#[test]
fn include_in_a_circle_is_told() {
    let merged = merged(
        &[
            ("a.yaml", "include: [b.yaml]\nservices: {a: {image: x}}"),
            ("b.yaml", "include: [./a.yaml]"),
        ],
        &["a.yaml"],
    );
    assert_eq!(merged.errors[0].kind, SyntaxErrorKind::Cycle);
    assert_eq!(merged.yaml.slice(merged.errors[0].span), "./a.yaml");
    assert_eq!(merged.errors[0].span.file, FileId(1));
    assert!(merged.yaml.is_partial());
}

#[test]
fn two_ways_to_one_file_bring_it_once() {
    let merged = merged(
        &[
            ("a.yaml", "include: [b.yaml, c.yaml]"),
            ("b.yaml", "include: [d.yaml]"),
            ("c.yaml", "include: [d.yaml]"),
            ("d.yaml", "services: {d: {security_opt: [x]}}"),
        ],
        &["a.yaml"],
    );
    assert_eq!(show(&merged, "services"), "{d: {security_opt: [x]}}");
}

#[test]
fn a_service_that_was_cut_off_is_incomplete() {
    let merged = both(
        "services:\n  a: {image: x}\n  b:\n    image: y\n    ports: [\n",
        "services: {b: {tty: true}}",
    );
    let compose = merged.read(&|_, _| Lookup::Unknown);
    assert!(compose.partial);
    assert!(compose.service("a").unwrap().is_complete());
    assert!(!compose.service("b").unwrap().is_complete());
}

#[test]
fn long_chains_of_extends_are_linear() {
    let mut text = "services:\n  s0:\n    image: x\n    environment: {V0: 0}\n".to_owned();
    for n in 1..1000 {
        let before = n - 1;
        text.push_str(&format!(
            "  s{n}:\n    extends: s{before}\n    environment: {{V{n}: 1}}\n"
        ));
    }
    let merged = merged(&[("compose.yaml", &text)], &["compose.yaml"]);
    assert!(merged.errors.is_empty());
    let last = at(&merged, "services/s999/environment").unwrap();
    assert_eq!(last.entries().len(), 1000);
    // Each service adds a few nodes, however much it inherits.
    assert!(merged.yaml.nodes().count() < 30_000, "{}", merged.yaml.nodes().count());
}

#[test]
fn long_chains_of_extends_through_files_end() {
    let texts: Vec<(String, String)> = (0..1000)
        .map(|n| {
            let next = n + 1;
            let text = format!("services: {{s: {{extends: {{file: f{next}.yaml, service: s}}, labels: [l{n}]}}}}");
            (format!("f{n}.yaml"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (&**name, &**text)).collect();
    let merged = merged(&files, &["f0.yaml"]);
    assert_eq!(at(&merged, "services/s/labels").unwrap().items().count(), 1000);
    assert!(at(&merged, "services/s/extends").is_some());
}

#[test]
fn what_grows_beyond_all_bounds_is_cut_and_told() {
    // Each document inherits the whole list, and adds to it.
    let list = "services: {a: {security_opt: [x, x, x, x, x, x, x, x]}}\n---\n".repeat(3000);
    let merged = merged(&[("a.yaml", &list)], &["a.yaml"]);
    assert_eq!(merged.errors.len(), 1);
    assert!(merged.errors[0].message.contains("far larger"));
    assert!(merged.yaml.is_partial());
}

#[test]
fn aliases_that_unfold_too_far_stay_unknown_when_merged() {
    let mut bomb = "x-a: &a {k: v}\n".to_owned();
    for (name, of) in ["b", "c", "d", "e", "f", "g", "h"]
        .iter()
        .zip(["a", "b", "c", "d", "e", "f", "g"])
    {
        let nine = format!("*{of}, ").repeat(9);
        bomb.push_str(&format!("x-{name}: &{name} [{nine}]\n"));
    }
    bomb.push_str("services: {a: {image: x, x-bomb: *h}}\n");
    let merged = both(&bomb, "services: {a: {image: y, x-bomb: [z]}}");
    assert_eq!(show(&merged, "services/a/image"), "y");
    assert!(merged.yaml.is_partial());
    assert!(merged.yaml.nodes().count() < 1_000);
}

#[test]
fn two_hundred_services_in_ten_files_are_quick() {
    let file = |n: usize| {
        let mut text = "services:\n".to_owned();
        for service in 0..200 {
            text.push_str(&format!(
                "  s{service}:\n    image: i:{n}\n    ports: ['80{n}0:80']\n    environment:\n      A: {n}\n      B{n}: 1\n    volumes: ['./v{n}:/v{n}']\n"
            ));
        }
        (format!("f{n}.yaml"), text)
    };
    let texts: Vec<(String, String)> = (0..10).map(file).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (&**name, &**text)).collect();
    let layers: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let merged = merged(&files, &layers);
    let last = at(&merged, "services/s199").unwrap();
    assert_eq!(last.get("ports").unwrap().value.items().count(), 10);
    assert_eq!(last.get("environment").unwrap().value.entries().len(), 11);
    // The work is proportional to the contents of the files: 200 services, 10 files, some 20 nodes
    // each.
    assert!(
        merged.yaml.nodes().count() < 200 * 10 * 40,
        "{}",
        merged.yaml.nodes().count()
    );
}

#[test]
fn values_that_do_not_last_are_interpolated_too() {
    let merged = both("services: {a: {image: '${', tty: true}}", "services: {a: {image: x}}");
    assert_eq!(merged.errors.len(), 1);
    assert_eq!(merged.yaml.slice(merged.errors[0].span), "${");
    // Replaced values are no longer in the tree.
    assert!(
        merged
            .yaml
            .nodes()
            .all(|(_, node)| merged.yaml.slice(node.span) != "'${'")
    );
}

#[test]
fn numbers_are_names_in_lists() {
    let merged = both("services: {a: {networks: [1]}}", "services: {a: {networks: {x: }}}");
    assert_eq!(show(&merged, "services/a/networks"), "{1: ~, x: ~}");
    assert!(merged.read(&|_, _| Lookup::Unknown).errors.is_empty());
}

#[test]
fn files_that_end_anywhere_are_merged() {
    let whole = "include: [x.yaml, {path: [y.yaml], env_file: z}]\nx-a: &a\n  image: 'i:${T:-1}'\n  ports: ['80:80', {target: 1}]\nservices:\n  a:\n    <<: [*a, {tty: on}]\n    extends: {file: f.yaml, service: s}\n    environment: {A: 1, B: }\n    ports: !override ['$P:80/udp']\n    networks: [n]\n    depends_on: {b: {condition: c}}\n    build: .\n    extra_hosts: {h: [1.1.1.1]}\n  b: {extends: a, volumes: !reset [], labels: [a=b, c], logging: {driver: x}}\nnetworks: {n: {ipam: {config: [{subnet: 1.0.0.0/8}]}}}\n";
    let other = "services: {a: {networks: {n: {aliases: [q]}}, environment: [A=2], depends_on: [b], extra_hosts: ['h=2']}, b: !override {image: y}}\n";
    for end in 0..=whole.len() {
        let cut = &whole[..end];
        for layers in [["a.yaml", "b.yaml"], ["b.yaml", "a.yaml"]] {
            let files = [
                ("a.yaml", cut),
                ("b.yaml", other),
                ("x.yaml", cut),
                ("f.yaml", whole),
                ("y.yaml", cut),
            ];
            let merged = merged(&files, &layers);
            for (_, node) in merged.yaml.nodes() {
                let text = merged.yaml.source_of(node.span).text();
                assert!(text.get(node.span.range()).is_some(), "{end} {:?}", node.span);
            }
            let compose = merged.read(&|_, _| Lookup::Unknown);
            assert_eq!(compose.files.is_empty(), compose.yaml.sources().is_empty());
        }
    }
}
