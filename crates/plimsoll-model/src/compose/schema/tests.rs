use super::*;
use crate::compose::tests::read;

#[test]
fn unknown_keys_say_what_was_meant() {
    let compose = read(
        "x-a: &a {imge: x}\nservices:\n  web:\n    <<: *a\n    enviroment: {}\n    dockerfile: x\n    x-free: 1\n    healthcheck: {intervall: 1s}\n    ports:\n      - {targt: 1}\n    build: {contxt: .}\n    container-name: y\n    zzz: 1\n  db: *a\nvolume: {}\n",
    );
    let found: Vec<_> = unknown_keys(&compose)
        .iter()
        .map(|u| (u.key.to_string(), u.section, u.nearest, u.belongs_to))
        .collect();
    let expected = [
        ("imge", "a service", Some("image"), None),
        ("enviroment", "a service", Some("environment"), None),
        ("dockerfile", "a service", None, Some("`build`")),
        ("intervall", "`healthcheck`", Some("interval"), None),
        ("targt", "a port", Some("target"), None),
        ("contxt", "`build`", Some("context"), None),
        ("container-name", "a service", Some("container_name"), None),
        ("zzz", "a service", None, None),
        ("volume", "the top level", Some("volumes"), None),
    ];
    let expected = expected.map(|(key, section, near, home)| (key.to_owned(), section, near, home));
    assert_eq!(found, expected);
}

/// The messages about one service, and the text at each one's place.
fn values(service: &str) -> Vec<(String, String)> {
    let compose = read(&format!("services:\n  a: {{{service}}}\n"));
    let source = compose.yaml.source.clone();
    let found = faults(&compose).values.iter();
    found
        .map(|fault| (source.slice(fault.span).to_owned(), fault.message.clone()))
        .collect()
}

#[test]
fn values_are_said_in_the_users_words() {
    let cases = [
        ("ports: 80", "80", "`ports` must be a list, not a number"),
        ("ports: {80: 80}", "80", "`ports` must be a list, not a mapping"),
        ("user: 1000", "1000", "`user` must be a text, not a number"),
        (
            "command: [sleep, 10]",
            "10",
            "an entry of `command` must be a text, not a number",
        ),
        (
            "environment: ",
            "environment",
            "`environment` is empty, but must be a list or a mapping",
        ),
        (
            "environment: {A: [1]}",
            "1",
            "`A` in `environment` must be a text, a number or `true` or `false`, not a list",
        ),
        (
            "depends_on: {db: {condition: healthy}}",
            "healthy",
            "`condition` must be `service_started`, `service_healthy` or `service_completed_successfully`, not `healthy`",
        ),
        ("depends_on: {db: {}}", "db", "`db` in `depends_on` needs `condition`"),
        ("depends_on: [a, a]", "a", "`a` is in `depends_on` twice"),
        (
            "healthcheck: {interval: 30}",
            "30",
            "`interval` must be a duration, not a number",
        ),
        (
            "healthcheck: {interval: 30x}",
            "30x",
            "`interval` must be a duration, not `30x`",
        ),
        (
            "privileged: perhaps",
            "perhaps",
            "`privileged` must be `true` or `false`, not `perhaps`",
        ),
        (
            "pull_policy: alway",
            "alway",
            "`pull_policy` must be `always`, `build`, `daily`, `if_not_present`, `missing`, `never`, `refresh`, `weekly` or a period such as `every_12h`, not `alway`",
        ),
        (
            "restart: sometimes",
            "sometimes",
            "`restart` must be `always`, `no`, `unless-stopped`, `on-failure` or `on-failure:` with a number, not `sometimes`",
        ),
        (
            "mem_limit: lots",
            "lots",
            "`mem_limit` must be a number or a size, not `lots`",
        ),
        (
            "mem_limit: 1kilo",
            "1kilo",
            "`mem_limit` must be a number or a size, not `1kilo`",
        ),
        ("cpu_percent: 101", "101", "`cpu_percent` must be at most 100"),
        ("scale: -1", "-1", "`scale` must be at least 0"),
        ("init: 1.5", "1.5", "`init` must be `true` or `false`, not a number"),
        (
            "volumes: [{target: /a}]",
            "target",
            "an entry of `volumes` needs `type`",
        ),
    ];
    for (service, span, message) in cases {
        assert_eq!(values(service), [(span.to_owned(), message.to_owned())], "{service}");
    }
}

#[test]
fn what_compose_takes_is_no_fault() {
    for service in [
        "ports: [80, '80', {target: '${PORT}', published: 8080}]",
        "privileged: ${PRIVILEGED}, restart: no, tty: 'yes'",
        "environment: {A: 1, B: true, C: null, D: x}",
        "command: null, deploy: null, develop: null, pid: null",
        "networks: {a: null, b: {aliases: [c]}}",
        "healthcheck: {retries: '3', interval: 1m30s}",
        "mem_limit: 512m, memswap_limit: -1, shm_size: 64",
        "extra_hosts: {a: [1.2.3.4, '::1'], b: 1.2.3.4}",
        "volumes: [a:/b, {type: bind, source: ., target: /c}]",
        "ulimits: {nofile: 1, core: {soft: 1, hard: 2}}",
        "ports: !reset x, user: !!str 1000, x-mine: [1]",
        "depends_on: *nowhere, security_opt: [a, b]",
    ] {
        assert_eq!(values(service), [], "{service}");
    }
}

#[test]
fn names_and_deprecated_keys() {
    let compose = read("version: '3'\nservices: {a b: {}}\nvolumes: {v: {external: {name: x}}}\n");
    let found = faults(&compose);
    assert_eq!(found.values[0].message, "`a b` is not a valid name for `services`");
    let deprecated: Vec<_> = found.deprecated.iter().map(|key| (key.name, key.section)).collect();
    assert_eq!(deprecated, [("version", "the top level"), ("name", "`external`")]);
}

#[test]
fn a_stack_refuses_more() {
    let refused = |text: &str| match stack_faults(&read(text)) {
        Ok(found) => {
            let keys = found.unknown_keys.iter().map(|unknown| unknown.key.to_string());
            keys.chain(found.values.iter().map(|fault| fault.message.clone()))
                .collect()
        }
        Err(unknown) => vec![format!("version {}", unknown.version)],
    };
    let service = |service: &str| refused(&format!("services:\n  a: {{image: b, {service}}}\n"));
    assert_eq!(service("gpus: all, env_file: x, ports: ['80:80']"), ["gpus"]);
    assert_eq!(
        service("stop_grace_period: 1d"),
        ["`stop_grace_period` must be a duration, not `1d`"]
    );
    assert_eq!(service("tty: 'true'"), ["`tty` must be `true` or `false`, not `true`"]);
    assert_eq!(service("tty: '${T}', cgroupns_mode: host"), [""; 0]);
    // Compose says that already.
    assert_eq!(service("user: 1000, imagee: x"), [""; 0]);
    let version = |version: &str| {
        refused(&format!(
            "version: {version}\nservices:\n  a: {{image: b, init: true}}\n"
        ))
    };
    assert_eq!(version("'3.6'"), ["init"]);
    for taken in ["'3'", "'3.7'", "'3.99'", "${V}", "3.6"] {
        assert_eq!(version(taken), [""; 0], "{taken}");
    }
    assert_eq!(version("'2.4'"), ["version 2.4"]);
}

#[test]
fn a_stack_ignores_keys() {
    let found = stack_faults(&read(
        "services:\n  a: {image: b, restart: always, dns: x, pid: host}\n",
    ));
    let ignored: Vec<_> = found
        .into_iter()
        .flat_map(|found| found.ignored)
        .map(|key| key.name)
        .collect();
    assert_eq!(ignored, ["restart", "pid"]);
}
