//! The model on whole files.

use std::sync::Arc;

use plimsoll_syntax::{FileId, SourceFile, yaml};

use super::*;

pub(super) fn read(text: &str) -> Compose {
    let source = SourceFile::new(FileId(0), "compose.yaml", text.as_bytes().to_vec());
    Compose::read(yaml::parse(Arc::new(source)))
}

fn slice(compose: &Compose, span: Span) -> &str {
    compose.yaml.source.slice(span)
}

fn service_with(line: &str) -> Compose {
    read(&format!("services:\n  a:\n    {line}\n"))
}

fn port(written: &str) -> (Compose, Port) {
    let compose = service_with(&format!("ports: ['{written}']"));
    assert!(compose.errors.is_empty(), "{written}: {:?}", compose.errors);
    let port = compose.services[0].ports()[0].clone();
    (compose, port)
}

fn mount(written: &str) -> (Compose, Mount) {
    let compose = service_with(&format!("volumes: ['{written}']"));
    assert!(compose.errors.is_empty(), "{written}: {:?}", compose.errors);
    let mount = compose.services[0].mounts()[0].clone();
    (compose, mount)
}

#[test]
fn the_name_of_the_project_is_a_variable() {
    let compose = read("name: shop\nservices:\n  a: {container_name: '${COMPOSE_PROJECT_NAME}-a'}\n");
    let name = compose.services[0].container_name.as_ref().expect("a name");
    assert_eq!(name.value.value(), Value::Default("shop-a"));
}

#[test]
fn what_stands_in_another_file_is_no_secret_here() {
    let yaml = "services:\n  a: {environment: {A_PASSWORD: '${A}', B_PASSWORD: '${B:-harbour}', C: 'x://u:$$${A}@h x://u:b$$c@h'}}\n";
    let source = SourceFile::new(FileId(0), "compose.yaml", yaml.as_bytes().to_vec());
    let compose = Compose::read_with(yaml::parse(Arc::new(source)), &|name| match name {
        "A" => Lookup::Default("blue-harbour7".to_owned()),
        _ => Lookup::Unknown,
    });
    let [a, b, c] = compose.services[0].environment() else {
        panic!("three")
    };
    assert!(!a.is_secret() && b.is_secret());
    let found = c.value.as_ref().expect("a value").url_passwords();
    let kinds: Vec<bool> = found.iter().map(|password| password.kind.is_secret()).collect();
    assert_eq!(kinds, [false, true]);
}

#[test]
fn a_port_from_outside_is_open_unless_its_name_speaks_of_an_address() {
    for (written, expected) in [
        ("${P}:80", Value::Default(Exposure::All)),
        ("${DB_PORT}:5432", Value::Default(Exposure::All)),
        ("${HOST_PORT}:80", Value::Default(Exposure::All)),
        ("${BIND}:80", Value::Unknown),
        ("${A}${B}:80", Value::Unknown),
        ("${A}80:80", Value::Unknown),
        ("${ALL}", Value::Unknown),
        ("${ADDRESS}:${P}:80", Value::Unknown),
    ] {
        assert_eq!(port(written).1.exposure(), expected, "{written}");
    }
}

#[test]
fn fields_carry_spans_and_ways() {
    let compose = read(
        "x-base: &base\n  image: nginx:1.27\n  read_only: true\nservices:\n  web:\n    <<: *base\n    user: ${UID:-1000}\n    privileged: \"${PRIV}\"\n    environment:\n      A: 1\n      B:\n      C: ${X:-${Y}}\n    labels: [k=v, 'z', \"${L}=1\"]\n  db: {image: !reset null, tty: yes}\n",
    );
    let web = compose.service("web").unwrap();
    let image = web.image.as_ref().unwrap();
    assert_eq!(image.value.known(), Some("nginx:1.27"));
    assert_eq!(slice(&compose, image.via.unwrap().alias), "*base");
    assert_eq!(web.read_only.as_ref().unwrap().value, Value::Known(true));
    let user = web.user.as_ref().unwrap();
    assert_eq!(user.value.value(), Value::Default("1000"));
    assert_eq!(slice(&compose, user.key), "user");
    assert_eq!(web.privileged.as_ref().unwrap().value, Value::Unknown);
    let environment: Vec<_> = web
        .environment()
        .iter()
        .map(|pair| (pair.name().unwrap(), pair.value.as_ref().map(Scalar::value)))
        .collect();
    let expected = [("A", Some(Value::Known("1"))), ("B", None), ("C", Some(Value::Unknown))];
    assert_eq!(environment, expected);
    let labels = &web.labels.as_ref().unwrap().value;
    assert_eq!(labels[0].name(), Some("k"));
    assert_eq!(slice(&compose, labels[0].value.as_ref().unwrap().span), "v");
    assert!(labels[1].value.is_none());
    assert_eq!(labels[2].name(), None);
    let db = compose.service("db").unwrap();
    assert!(db.image.is_none());
    assert_eq!(db.tty.as_ref().unwrap().value, Value::Known(true));
    assert!(db.is_complete());
}

#[test]
fn ports_in_short_form() {
    let (compose, full) = port("127.0.0.1:8000-8002:9000-9002/udp");
    assert_eq!(full.exposure(), Value::Known(Exposure::Loopback));
    assert_eq!(
        full.published_range(),
        Some(Value::Known(PortRange { start: 8000, end: 8002 }))
    );
    assert_eq!(full.target_range(), Value::Known(PortRange { start: 9000, end: 9002 }));
    assert_eq!(full.protocol(), Value::Known("udp"));
    assert_eq!(slice(&compose, full.host_ip.as_ref().unwrap().span), "127.0.0.1");
    assert_eq!(slice(&compose, full.published.as_ref().unwrap().span), "8000-8002");
    assert_eq!(slice(&compose, full.target.as_ref().unwrap().span), "9000-9002");
    assert_eq!(full.syntax, PortSyntax::Short { quoted: true });
    let (_, bare) = port("80");
    assert!(bare.published.is_none());
    assert_eq!(bare.exposure(), Value::Known(Exposure::All));
    let (_, ephemeral) = port("127.0.0.1::80");
    assert!(ephemeral.published.is_none());
    assert_eq!(ephemeral.exposure(), Value::Known(Exposure::Loopback));
    for v6 in ["[::1]:80:80", "::1:80:80"] {
        assert_eq!(port(v6).1.exposure(), Value::Known(Exposure::Loopback), "{v6}");
    }
    assert_eq!(port("[::]:80:80").1.exposure(), Value::Known(Exposure::All));
}

#[test]
fn ports_with_variables() {
    let (_, published) = port("${PORT}:80");
    assert!(published.published.is_some());
    assert_eq!(published.exposure(), Value::Default(Exposure::All));
    assert_eq!(published.target_range().known().and_then(PortRange::single), Some(80));
    let (_, default) = port("${PORT:-8080}:80");
    assert_eq!(default.exposure(), Value::Known(Exposure::All));
    assert_eq!(
        default.published_range().unwrap().likely().and_then(PortRange::single),
        Some(8080)
    );
    let (compose, bound) = port("127.0.0.1:${PORT:?set it: now}:80");
    assert_eq!(bound.exposure(), Value::Known(Exposure::Loopback));
    assert_eq!(
        slice(&compose, bound.published.as_ref().unwrap().span),
        "${PORT:?set it: now}"
    );
    let (_, address) = port("${IP}:8080:80");
    assert_eq!(address.exposure(), Value::Unknown);
    let (_, whole) = port("${PORTS}");
    assert!(whole.published.is_none());
    assert!(whole.target_range().is_unknown());
    let (_, default) = port("${BIND:-127.0.0.1:8080}:80");
    assert_eq!(default.exposure(), Value::Default(Exposure::Loopback));
    assert_eq!(
        default.published_range().unwrap().likely().and_then(PortRange::single),
        Some(8080)
    );
}

#[test]
fn ports_for_the_host_alone() {
    for (written, alone) in [
        ("'5433:5432'", "\"127.0.0.1:5433:5432\""),
        ("'${PORT:-5432}:5432/udp'", "\"127.0.0.1:${PORT:-5432}:5432/udp\""),
        ("'0.0.0.0:81:80'", "\"127.0.0.1:81:80\""),
        ("'9980'", "\"127.0.0.1::9980\""),
        ("{target: 80, published: 81}", "host_ip: 127.0.0.1"),
    ] {
        let compose = service_with(&format!("ports: [{written}]"));
        let port = &compose.services[0].ports()[0];
        assert_eq!(port.for_host_alone(&compose.yaml.source), alone, "{written}");
    }
}

#[test]
fn ports_in_long_form_and_faults() {
    let compose = read(
        "services:\n  a:\n    ports:\n      - target: 80\n        published: \"8080-8081\"\n        host_ip: 127.0.0.1\n        mode: host\n      - target: 443\n      - 22:22\n      - x:80\n      - 80/xyz\n      - 1.2.3:80:80\n",
    );
    let ports = compose.services[0].ports();
    assert_eq!(ports.len(), 3);
    assert_eq!(ports[0].exposure(), Value::Known(Exposure::Loopback));
    assert!(ports[0].published_range().unwrap().known().unwrap().contains(8081));
    assert!(ports[1].published.is_none());
    assert_eq!(ports[2].syntax, PortSyntax::Short { quoted: false });
    let places: Vec<_> = compose.errors.iter().map(|e| slice(&compose, e.span)).collect();
    assert_eq!(places, ["x", "xyz", "1.2.3"]);
}

#[test]
fn mounts_in_short_form() {
    let (compose, bind) = mount("./src/../app:/app:ro,z");
    assert_eq!(bind.kind, Value::Known(MountKind::Bind));
    assert_eq!(bind.host_path(), Some(Value::Known("app".to_owned())));
    assert_eq!(bind.is_read_only(), Value::Known(true));
    assert_eq!(slice(&compose, bind.read_only.unwrap().span), "ro");
    assert_eq!(slice(&compose, bind.target.as_ref().unwrap().span), "/app");
    let (_, windows) = mount(r"C:\x:D:\y:rw");
    assert_eq!(windows.host_path(), Some(Value::Known("C:/x".to_owned())));
    assert_eq!(windows.target_path(), Value::Known(r"D:\y"));
    let (_, named) = mount("data:/var/lib");
    assert_eq!(named.volume_name(), Some(Value::Known("data")));
    let (_, anonymous) = mount("/data");
    assert_eq!(
        (anonymous.kind, anonymous.source.is_none()),
        (Value::Known(MountKind::Volume), true)
    );
    let kinds = [
        ("${DATA}:/x", Value::Unknown),
        ("${DATA:-./d}:/x", Value::Default(MountKind::Bind)),
        ("${DATA}/sub:/x", Value::Known(MountKind::Bind)),
        ("${PWD}:/x", Value::Known(MountKind::Bind)),
        ("./${DATA}:/x", Value::Known(MountKind::Bind)),
        ("${MOUNT}", Value::Unknown),
        ("~/x:/x", Value::Known(MountKind::Bind)),
    ];
    for (written, kind) in kinds {
        assert_eq!(mount(written).1.kind, kind, "{written}");
    }
    let (_, mode) = mount("./x:/x:${MODE:-ro}");
    assert_eq!(mode.is_read_only(), Value::Default(true));
    for unknown in ["./x:/x:${MODE}", "./x:/x${FLAG}", "${A}:${B}${C}"] {
        assert_eq!(mount(unknown).1.is_read_only(), Value::Unknown, "{unknown}");
    }
    for known in ["./x:/x/${DIR}", "./x:${DIR}", "${A}:/b"] {
        assert_eq!(mount(known).1.is_read_only(), Value::Known(false), "{known}");
    }
    assert_eq!(
        mount("$PWD/a/..:/x").1.host_path(),
        Some(Value::Default(".".to_owned()))
    );
    assert_eq!(mount("${PWD}/${A}:/x").1.host_path(), Some(Value::Unknown));
}

#[test]
fn commands_are_split_as_compose_does() {
    let words = |line: &str| {
        let compose = service_with(line);
        let command = compose.services[0].command.clone().unwrap().value;
        let words: Vec<_> = command.words.iter().map(|w| w.as_str().to_owned()).collect();
        (words, command.cut_at.is_some(), command.fault.is_some())
    };
    let owned = |words: &[&str]| words.iter().map(|&w| w.to_owned()).collect::<Vec<_>>();
    assert_eq!(
        words(r#"command: sh -c "a 'b'" x\ y '' "#),
        (owned(&["sh", "-c", "a 'b'", "x y", ""]), false, false)
    );
    assert_eq!(words("command: a b && c"), (owned(&["a", "b"]), true, false));
    assert_eq!(words("command: a 'b"), (owned(&["a", "b"]), false, true));
    assert_eq!(words("command: [a, 'b c']"), (owned(&["a", "b c"]), false, false));
    assert_eq!(
        words("command: run ${X:-a b} $${Y}"),
        (owned(&["run", "a", "b", "${Y}"]), false, false)
    );
    let compose = service_with("command: run ${X} 'a'b");
    let command = &compose.services[0].command.as_ref().unwrap().value;
    assert_eq!(
        (command.word(0), command.word(1), command.word(2)),
        (Some("run"), None, Some("ab"))
    );
    assert_eq!(slice(&compose, command.words[1].span), "${X}");
    assert!(service_with("command:").services[0].command.is_none());
    assert!(
        service_with("entrypoint: []").services[0]
            .entrypoint
            .as_ref()
            .unwrap()
            .value
            .is_empty()
    );
}

#[test]
fn build_health_and_links() {
    let compose = read(
        "services:\n  a:\n    build:\n      context: ./app/\n      args: [A=1, B]\n      target: ${T:-prod}\n      dockerfile_inline: |\n        FROM x\n        RUN echo $$HOME\n    healthcheck: {test: [NONE]}\n    depends_on: {b: {condition: service_healthy}}\n    networks: [n]\n    secrets: [s, {source: t, target: u}]\n    deploy: {replicas: 2, resources: {limits: {memory: 1g}}}\n    ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}}\n  b: {build: ., healthcheck: {test: curl x}}\nvolumes:\n  v:\n  e: {external: {name: x}}\nsecrets: {s: {file: ./s}}\n",
    );
    let a = compose.service("a").unwrap();
    let build = &a.build.as_ref().unwrap().value;
    assert_eq!(build.context_path(), Value::Known("app".to_owned()));
    assert_eq!(build.dockerfile_path(), None);
    assert_eq!(build.target.as_ref().unwrap().value.value(), Value::Default("prod"));
    let inline = &build.dockerfile_inline.as_ref().unwrap().value;
    assert_eq!(inline.as_str(), "FROM x\nRUN echo $HOME\n");
    let run = inline.as_str().find("RUN").unwrap();
    assert_eq!(slice(&compose, inline.span_of(run..run + 14)), "RUN echo $$HOME");
    assert_eq!(a.healthcheck.as_ref().unwrap().value.is_disabled(), Value::Known(true));
    let dependency = &a.depends_on.as_ref().unwrap().value[0];
    assert_eq!(
        dependency.condition.as_ref().unwrap().value.known(),
        Some("service_healthy")
    );
    assert_eq!(a.secrets.as_ref().unwrap().value.len(), 2);
    let deploy = &a.deploy.as_ref().unwrap().value;
    assert_eq!(deploy.replicas.as_ref().unwrap().value, Value::Known(2));
    assert!(deploy.limits.as_ref().unwrap().value.memory.is_some());
    assert_eq!(
        a.ulimits.as_ref().unwrap().value[1].hard.as_ref().unwrap().known(),
        Some("2")
    );
    let b = compose.service("b").unwrap();
    assert!(b.build.as_ref().unwrap().value.short);
    assert_eq!(
        b.healthcheck.as_ref().unwrap().value.test.as_ref().unwrap().value.form,
        HealthForm::Shell
    );
    assert_eq!(compose.volumes.len(), 2);
    assert!(compose.volume("e").unwrap().external.is_some());
    assert_eq!(compose.secrets[0].file.as_ref().unwrap().value.known(), Some("./s"));
}

#[test]
fn broken_files_give_what_was_read() {
    let compose = read("services:\n  a:\n    image: x\n  b:\n    image: y\n    command: \"z\n  c:\n    image: w\n");
    assert!(compose.partial);
    assert!(!compose.service("a").unwrap().partial);
    assert!(compose.service("b").unwrap().partial);
    let compose = read("services:\n  a:\n    <<: *nope\n    image: ${x\n");
    assert!(compose.service("a").unwrap().partial);
    assert_eq!(compose.errors.len(), 1);
}

#[test]
fn legacy_files_are_recognised() {
    let compose = read("web:\n  image: nginx\n  ports: ['80:80']\ndb:\n  image: pg\n");
    assert_eq!(compose.format, Format::Legacy);
    assert_eq!(compose.services.len(), 2);
    assert_eq!(read("").services.len(), 0);
    assert_eq!(read("volumes: {a: {image: x}}\n").format, Format::Compose);
    assert!(read("- a\n").services.is_empty());
}

#[test]
fn hostile_files_end() {
    let services = (0..2000).map(|i| format!("  s{i}: *a\n")).collect::<String>();
    let wide = (0..2000).map(|i| format!("  k{i}: {i}\n")).collect::<String>();
    let texts = [
        format!("x: &a\n{wide}services:\n{services}"),
        format!("services:\n  a:\n    command: {}\n", "$a ".repeat(50_000)),
        format!("services:\n  a:\n    ports: ['{}']\n", "1:".repeat(100_000)),
        format!("services:\n  a:\n    volumes: ['{}']\n", "a:".repeat(100_000)),
        format!("services:\n  a:\n    volumes: ['{}']\n", "${a}:".repeat(50_000)),
        format!("services:\n  a:\n    image: '{}'\n", "${a-".repeat(100_000)),
    ];
    for text in texts {
        let compose = read(&text);
        assert!(!schema::unknown_keys(&compose).is_empty() || compose.services.len() == 1);
    }
}

#[test]
fn volumes_that_bind_and_networks_of_others() {
    let compose = read(
        "volumes:\n  a: {driver_opts: {type: none, o: 'rbind,ro', device: /srv}}\n  b: {driver: nfs, driver_opts: {o: bind, device: /srv}}\n  c: {driver_opts: {o: 'addr=10.0.0.1', device: ':/srv'}}\n  d:\nnetworks:\n  host: {external: true}\n  old: {external: {name: host}}\n  own: {}\n",
    );
    let bound = |key: &str| compose.volume(key).unwrap().bound_path().and_then(Scalar::known);
    assert_eq!(bound("a"), Some("/srv"));
    for key in ["b", "c", "d"] {
        assert_eq!(bound(key), None, "{key}");
    }
    let name = |key: &str| compose.network(key).unwrap().outer_name().and_then(Value::likely);
    assert_eq!(
        (name("host"), name("old"), name("own")),
        (Some("host"), Some("host"), None)
    );
}

#[test]
fn jobs_and_hooks() {
    let compose = read(
        "services:\n  job: {image: a}\n  web:\n    image: b\n    depends_on: {job: {condition: service_completed_successfully}}\n    post_start:\n      - {command: ./x, user: root, privileged: true}\n",
    );
    let web = compose.service("web").unwrap();
    let hooks: Vec<_> = web.hooks().collect();
    assert_eq!(hooks.len(), 1);
    assert_eq!(hooks[0].privileged.as_ref().unwrap().value, Value::Known(true));
    assert_eq!(hooks[0].user.as_ref().unwrap().value.known(), Some("root"));
    assert!(!web.is_privileged() && !web.may_be_privileged());
}

#[test]
fn keys_that_are_no_text_and_empty_files_are_errors() {
    let messages = |text: &str| -> Vec<String> { read(text).errors.iter().map(|e| e.message.clone()).collect() };
    let text = "services:\n  123: {image: x}\n  a: {image: x, environment: {1: y, \"2\": y, on: y, true: y}}\n  <<: {b: {image: x}}\n";
    assert_eq!(
        messages(text),
        [
            "the key `123` is not a string",
            "the key `1` is not a string",
            "the key `true` is not a string"
        ]
    );
    for text in ["", "# nothing\n", "---\n", "~\n"] {
        assert_eq!(messages(text), ["the Compose file is empty"], "{text:?}");
    }
    assert!(messages("services:\n").is_empty());
}

#[test]
fn the_name_is_a_variable_of_the_project() {
    for (name, expected) in [
        ("shop", Some("shop-a")),
        ("shop-${N:-x}", Some("shop-x-a")),
        ("shop-${N}", None),
    ] {
        let compose = read(&format!(
            "name: {name}\nservices:\n  a: {{container_name: '${{COMPOSE_PROJECT_NAME}}-a'}}\n"
        ));
        let name = compose.services[0].container_name.as_ref().expect("a name");
        assert_eq!(name.value.likely(), expected);
    }
}
