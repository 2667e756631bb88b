//! Our rules' options that correspond to what a case sets in the other tool.

use serde_json::Value;

use super::case::Case;

/// Each with its rule: `option=value`.
pub(super) fn of(case: &Case) -> Vec<(&'static str, String)> {
    match case.source.as_str() {
        "hadolint" => {
            // A `FROM` that the case leaves out is added, with an image of Docker Hub.
            let added = ("untrusted-registry", "trusted-registries=docker.io".to_owned());
            let mut options = hadolint(&case.config);
            let is_added = !case.input().contains("FROM") && options.iter().any(|(rule, _)| *rule == added.0);
            options.extend(is_added.then_some(added));
            options
        }
        "tally" => tally(&case.config["rules"]),
        "dclint" => dclint(&case.config["rules"]),
        "trivy" => {
            let names = words(&case.config["data.ds031.included_envs"]);
            names
                .map(|names| ("secret-in-image-variable", format!("names={names}")))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

fn dclint(rules: &Value) -> Vec<(&'static str, String)> {
    // That rule asks for quotes everywhere.
    let mut options = vec![("unquoted-port", "always=yes".to_owned())];
    if rules["no-build-and-image"][1]["checkPullPolicy"] == false {
        options.push(("build-and-image-together", "always=yes".to_owned()));
    }
    options
}

fn hadolint(config: &Value) -> Vec<(&'static str, String)> {
    let mut options = Vec::new();
    options.extend(registries(&config["trustedRegistries"]));
    if let Some(schema) = config["label-schema"].as_object() {
        let forms: Vec<String> = schema
            .iter()
            .map(|(label, form)| format!("{label}={}", form.as_str().unwrap_or_default()))
            .collect();
        let forms = format!("label-schema={}", forms.join(","));
        let labels: Vec<&str> = schema.keys().map(String::as_str).collect();
        options.push((
            "required-label-missing",
            format!("required-labels={}", labels.join(",")),
        ));
        if config["strict-labels"] == true {
            options.push(("label-not-allowed", forms.clone()));
        }
        options.push(("label-value-invalid", forms));
    }
    options
}

fn tally(rules: &Value) -> Vec<(&'static str, String)> {
    let mut options = Vec::new();
    options.extend(registries(&rules["hadolint"]["DL3026"]["trusted-registries"]));
    if let Some(commands) = rules["tally"]["require-secret-mounts"]["commands"].as_object() {
        let commands: Vec<String> = commands
            .iter()
            .map(|(command, mount)| {
                let place = mount["target"].as_str().or(mount["env"].as_str()).unwrap_or_default();
                format!("{command}={}:{place}", mount["id"].as_str().unwrap_or_default())
            })
            .collect();
        options.push((
            "required-secret-mount-missing",
            format!("commands={}", commands.join(",")),
        ));
    }
    options
}

fn registries(list: &Value) -> Option<(&'static str, String)> {
    words(list).map(|list| ("untrusted-registry", format!("trusted-registries={list}")))
}

fn words(list: &Value) -> Option<String> {
    let words: Vec<&str> = list.as_array()?.iter().filter_map(Value::as_str).collect();
    Some(words.join(","))
}
