use std::sync::Arc;

use plimsoll_syntax::SourceFile;
use plimsoll_syntax::yaml;

use super::*;

fn rendered(text: &str) -> Data {
    let source = SourceFile::new(FileId(0), "app/compose.yaml", text.as_bytes().to_vec());
    let yaml = yaml::parse(Arc::new(source));
    render(
        &yaml,
        &Canonical {
            variables: &|_, name| match name {
                "SET" => Lookup::Set("set".to_owned()),
                "THREE" => Lookup::Set("3".to_owned()),
                _ => Lookup::Unknown,
            },
            place: &|_, path| Some(crate::base::path::join("app", path)),
            env_file: &|path| (path == "app/x.env").then(|| vec![("A".to_owned(), "file".to_owned())]),
            profiles: Some(&["on".to_owned()]),
            normalize: true,
        },
    )
}

fn shown(data: &Data) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match &data.value {
        DataValue::Null => "~".to_owned(),
        DataValue::Bool(value) => value.to_string(),
        DataValue::Integer(value) => value.to_string(),
        DataValue::Float(value) => value.to_string(),
        DataValue::Text(text) => format!("'{text}'"),
        DataValue::List(items) => format!("[{}]", joined(items.iter().map(shown).collect())),
        DataValue::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", shown(value)));
            format!("{{{}}}", joined(entries.collect()))
        }
    }
}

/// A key of a service.
fn field(key: &str, value: &str) -> String {
    let data = rendered(&format!("services:\n  a:\n    {key}: {value}\n"));
    let service = data.get("services").and_then(|services| services.get("a"));
    service
        .and_then(|service| service.get(key))
        .map_or("-".to_owned(), shown)
}

#[test]
fn ports_are_unfolded_and_each_is_there_once() {
    assert_eq!(
        field("ports", "['8080-8081:80-81', '127.0.0.1:53:53/udp', '8080:80']"),
        "[{mode: 'ingress', target: 80, published: '8080', protocol: 'tcp'}, \
         {mode: 'ingress', target: 81, published: '8081', protocol: 'tcp'}, \
         {mode: 'ingress', host_ip: '127.0.0.1', target: 53, published: '53', protocol: 'udp'}]"
    );
    assert_eq!(
        field("ports", "[{target: 80, published: 8080, host_ip: 0.0.0.0}, '8080:80']"),
        "[{mode: 'ingress', target: 80, published: '8080', protocol: 'tcp'}]"
    );
    assert_eq!(field("ports", "['$PORT:80']"), "['$PORT:80']");
}

#[test]
fn mounts_are_unfolded_and_their_paths_resolved() {
    assert_eq!(
        field("volumes", "['./src:/app:ro,z', 'data:/data:nocopy', '/anonymous']"),
        "[{type: 'bind', source: 'app/src', target: '/app', read_only: true, bind: {selinux: 'z', create_host_path: true}}, \
         {type: 'volume', source: 'data', target: '/data', volume: {nocopy: true}}, \
         {type: 'volume', target: '/anonymous', volume: {}}]"
    );
    assert_eq!(
        field("volumes", "[{type: bind, source: ../x, target: /x}]"),
        "[{type: 'bind', source: 'x', target: '/x'}]"
    );
}

#[test]
fn pairs_become_mappings_of_texts() {
    assert_eq!(
        field("environment", "[A=1, B=$SET, SET, C]"),
        "{A: '1', B: 'set', SET: 'set', C: ~}"
    );
    assert_eq!(field("labels", "{a: 1, b: True, c: }"), "{a: '1', b: 'true', c: ''}");
    assert_eq!(field("environment", "{A: }\n    env_file: x.env"), "{A: 'file'}");
    assert_eq!(field("env_file", "x.env"), "[{path: 'app/x.env', required: true}]");
}

#[test]
fn a_service_waits_for_those_it_takes_from() {
    let data = rendered(
        "services:\n  a:\n    network_mode: service:b\n    pid: service:c\n    volumes_from: ['d:ro', 'container:x']\n    \
         links: ['e:x', '${F}']\n    depends_on: {b: {condition: service_healthy}}\n",
    );
    let service = data.get("services").and_then(|services| services.get("a"));
    assert_eq!(
        shown(
            service
                .and_then(|service| service.get("depends_on"))
                .expect("it is implied")
        ),
        "{b: {condition: 'service_healthy', required: true}, \
         e: {condition: 'service_started', restart: true, required: true}, \
         d: {condition: 'service_started', required: true}, \
         c: {condition: 'service_started', restart: true, required: true}}"
    );
    assert_eq!(field("build", "{target: x}"), "{target: 'x', context: 'app'}");
    let mount = "[{type: 'bind', source: 'app/x', target: '/y', bind: {create_host_path: true}}]";
    assert_eq!(field("volumes", "['$PWD/x:/y']"), mount);
    assert_eq!(field("volumes", "['${PWD}/x:/y']"), mount);
}

#[test]
fn names_become_mappings() {
    assert_eq!(field("networks", "[x]"), "{x: ~}");
    assert_eq!(
        field("depends_on", "[db]"),
        "{db: {condition: 'service_started', required: true}}"
    );
    assert_eq!(
        field("depends_on", "{db: {condition: service_healthy}}"),
        "{db: {condition: 'service_healthy', required: true}}"
    );
    assert_eq!(field("secrets", "[s]"), "[{source: 's'}]");
    assert_eq!(
        field("devices", "['/dev/a']"),
        "[{source: '/dev/a', target: '/dev/a', permissions: 'rwm'}]"
    );
    assert_eq!(field("extra_hosts", "['a:::1', 'b=1.1.1.1']"), "['a=::1', 'b=1.1.1.1']");
}

#[test]
fn commands_are_words() {
    assert_eq!(field("command", "sh -c 'a b'"), "['sh', '-c', 'a b']");
    assert_eq!(field("healthcheck", "{test: a b}"), "{test: ['CMD-SHELL', 'a b']}");
    assert_eq!(field("build", "./x"), "{context: 'app/x'}");
    assert_eq!(
        field("pre_start", "[{command: a b}]\n    image: i"),
        "[{command: ['a', 'b'], image: 'i'}]"
    );
}

#[test]
fn variables_bring_numbers_where_numbers_are_needed() {
    assert_eq!(field("scale", "$THREE"), "3");
    assert_eq!(field("hostname", "$THREE"), "'3'");
    assert_eq!(field("image", "x:$UNKNOWN"), "'x:$UNKNOWN'");
}

#[test]
fn resources_and_profiles() {
    let data = rendered(
        "version: '3'\nservices: {a: {profiles: [on]}, b: {profiles: [off]}, c: {image: x}}\n\
         volumes: {v: {external: {name: n}}}\nsecrets: {s: {environment: SET}, t: {file: ./t}}\n",
    );
    assert_eq!(
        shown(&data),
        "{services: {a: {profiles: ['on']}, c: {image: 'x'}}, volumes: {v: {external: true, name: 'n'}}, \
         secrets: {s: {environment: 'SET', content: 'set'}, t: {file: 'app/t'}}}"
    );
}

#[test]
fn values_know_where_they_were_written() {
    let data = rendered("services: {a: {ports: ['8080:80']}}");
    let ports = data.get("services").and_then(|s| s.get("a")?.get("ports")).unwrap();
    let DataValue::List(ports) = &ports.value else { panic!() };
    let published = ports[0].get("published").unwrap();
    assert_eq!((published.origin.start, published.origin.end), (24, 28));
}
