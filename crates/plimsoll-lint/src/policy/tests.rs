use std::sync::LazyLock;

use super::*;
use crate::{Level, Registry, Rule};

/// In the order of the constants below.
static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let rule = |id: &str, more: &str| -> &'static Rule {
        let front = format!("id: {id}\ngroup: style\ntarget: dockerfile\nlevel: warning\nsince: 0.1.0\n{more}");
        let page = format!("---\n{front}---\n\n# A\n\n## Options\n\n- `names` (list): Some.\n");
        Box::leak(Box::new(Rule {
            page: Page::read(page).expect("the page is right"),
            checks: &[],
        }))
    };
    let rules = vec![
        rule("first", "also: [hadolint DL3006]\n"),
        rule("second", ""),
        rule("quiet", "default: off\n"),
        rule("shell", "also: [shellcheck SC1, shellcheck SC2, shellcheck SC3]\n"),
    ];
    Registry::new(rules)
});
const FIRST: usize = 0;
const SECOND: usize = 1;
const QUIET: usize = 2;
const SHELL: usize = 3;

fn word(text: &str) -> Written<String> {
    Written::argument("--test", text.to_owned())
}

fn words(texts: &[&str]) -> Vec<Written<String>> {
    texts.iter().map(|text| word(text)).collect()
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// The policy of some layers, which have no faults.
fn policy(layers: &[Layer]) -> Policy {
    let (policy, faults) = Policy::resolve(layers, &REGISTRY);
    assert_eq!(faults, []);
    policy
}

fn faults(layer: Layer) -> Vec<String> {
    let (_, faults) = Policy::resolve(&[layer], &REGISTRY);
    faults.iter().map(|fault| fault.problem.to_string()).collect()
}

fn over(files: &[&str], settings: WrittenSettings) -> WrittenOverride {
    let scope = WrittenScope {
        files: words(files),
        ..WrittenScope::default()
    };
    WrittenOverride {
        origin: None,
        scope,
        settings,
    }
}

fn ignoring(texts: &[&str]) -> WrittenSettings {
    WrittenSettings {
        ignore: words(texts),
        ..WrittenSettings::default()
    }
}

fn at<'a>(path: &'a str, service: Option<&'a str>) -> Place<'a> {
    Place {
        path,
        environment: Environment::Production,
        service,
        stage: None,
        image: None,
    }
}

#[test]
fn words_choose_rules() {
    for (select, ignore, expected) in [
        (&[][..], &[][..], [true, true, false, true]),
        (&["DL3006"], &[], [true, false, false, false]),
        (&["style"], &["second"], [true, false, false, true]),
        (&["all"], &[], [true, true, true, true]),
        (&["quiet"], &["style"], [false, false, false, false]),
        (&[], &["all"], [false, false, false, false]),
    ] {
        let policy = policy(&[Layer::of_words(&strings(select), &strings(ignore))]);
        let enabled = [FIRST, SECOND, QUIET, SHELL].map(|index| policy.is_enabled(index));
        assert_eq!(enabled, expected, "{select:?} {ignore:?}");
    }
}

#[test]
fn codes_are_chosen_one_by_one() {
    let wants = |select: &[&str], ignore: &[&str], code| {
        let policy = policy(&[Layer::of_words(&strings(select), &strings(ignore))]);
        policy.base.wants(SHELL, code)
    };
    assert!(wants(&["SC1"], &[], ShellCode::of("SC1")));
    assert!(!wants(&["SC1"], &[], ShellCode::of("SC2")));
    assert!(wants(&["SC1", "shell"], &[], ShellCode::of("SC2")));
    assert!(!wants(&[], &["shellcheck/sc2"], ShellCode::of("SC2")));
    assert!(wants(&[], &["SC2"], ShellCode::of("SC3")));
    // A finding without a code may be about the one that is ignored.
    assert!(!wants(&[], &["SC2"], None));
}

#[test]
fn later_layers_stand_over_earlier_ones() {
    let file = Layer {
        settings: WrittenSettings {
            select: Some(words(&["first", "quiet"])),
            levels: vec![(word("first"), word("info")), (word("second"), word("error"))],
            ..ignoring(&["SC1"])
        },
        ..Layer::default()
    };
    let more = Layer {
        settings: WrittenSettings {
            extend_select: words(&["second"]),
            levels: vec![(word("first"), word("error")), (word("quiet"), word("off"))],
            ..WrittenSettings::default()
        },
        ..Layer::default()
    };
    let both = policy(&[file.clone(), more.clone()]);
    let enabled = [FIRST, SECOND, QUIET].map(|index| both.is_enabled(index));
    assert_eq!(enabled, [true, true, false]);
    assert_eq!(both.base.level(FIRST, None), Some(Level::Error));
    assert_eq!(both.base.level(SECOND, None), Some(Level::Error));
    let argument = Layer::of_words(&strings(&["shell"]), &[]);
    let all = policy(&[file, more, argument]);
    assert_eq!([FIRST, SECOND, SHELL].map(|i| all.is_enabled(i)), [false, false, true]);
    assert!(all.base.wants(SHELL, ShellCode::of("SC1")));
}

#[test]
fn overrides_hold_at_their_places() {
    let layer = Layer {
        overrides: vec![
            over(&["legacy/**"], ignoring(&["first"])),
            over(
                &["legacy/new/**"],
                WrittenSettings {
                    extend_select: words(&["first", "quiet"]),
                    levels: vec![(word("first"), word("info"))],
                    ..WrittenSettings::default()
                },
            ),
        ],
        anchor: Anchor {
            folder: "shop/".to_owned(),
            ..Anchor::default()
        },
        ..Layer::default()
    };
    let policy = policy(&[layer]);
    let enabled = |path: &str| {
        let settings = policy.at(&at(path, None));
        [FIRST, QUIET].map(|index| settings.is_enabled(index))
    };
    assert_eq!(enabled("shop/a/Dockerfile"), [true, false]);
    assert_eq!(enabled("shop/legacy/Dockerfile"), [false, false]);
    assert_eq!(enabled("shop/legacy/new/Dockerfile"), [true, true]);
    assert_eq!(enabled("legacy/Dockerfile"), [true, false]);
    // A rule that runs somewhere has to run.
    assert!(policy.is_enabled(QUIET));
}

#[test]
fn overrides_hold_for_services() {
    let databases = WrittenOverride {
        origin: None,
        scope: WrittenScope {
            services: words(&["db*"]),
            ..WrittenScope::default()
        },
        settings: ignoring(&["second"]),
    };
    let policy = policy(&[Layer {
        overrides: vec![databases],
        ..Layer::default()
    }]);
    let enabled = |service| policy.at(&at("compose.yaml", service)).is_enabled(SECOND);
    assert_eq!(
        [enabled(Some("db-1")), enabled(Some("web")), enabled(None)],
        [false, true, true]
    );
}

#[test]
fn levels_and_options_differ_by_place() {
    let option = |value: &str| WrittenOption {
        rule: Some(word("first")),
        option: word("names"),
        value: Written::argument("--set", WrittenValue::Text(value.to_owned())),
    };
    let base = Layer {
        settings: WrittenSettings {
            options: vec![option("a"), option("b")],
            ..WrittenSettings::default()
        },
        overrides: vec![over(
            &["*.dev"],
            WrittenSettings {
                levels: vec![(word("first"), word("info"))],
                options: vec![option("c")],
                ..WrittenSettings::default()
            },
        )],
        ..Layer::default()
    };
    let policy = policy(&[base]);
    let list = |names: &[&str]| OptionValue::List(strings(names));
    let here = policy.for_file("Dockerfile", Environment::Production);
    assert_eq!(here.level(FIRST, None), None);
    assert_eq!(here.options.get(FIRST, "names"), Some(&list(&["a", "b"])));
    let there = policy.for_file("a/Dockerfile.dev", Environment::Production);
    assert_eq!(there.level(FIRST, None), Some(Level::Info));
    assert_eq!(there.options.get(FIRST, "names"), Some(&list(&["c"])));
}

#[test]
fn an_option_without_a_rule_is_for_all_that_declare_it() {
    let option = WrittenOption {
        rule: None,
        option: word("names"),
        value: Written::argument("--set", WrittenValue::Text("a".to_owned())),
    };
    let layer = Layer {
        settings: WrittenSettings {
            options: vec![option],
            ..WrittenSettings::default()
        },
        ..Layer::default()
    };
    let policy = policy(&[layer]);
    for rule in [FIRST, QUIET, SHELL] {
        assert!(policy.base.options.get(rule, "names").is_some(), "{rule}");
    }
}

fn exception(rule: &str, reason: Option<&str>, until: Option<&str>) -> WrittenException {
    WrittenException {
        rule: word(rule),
        scope: WrittenScope {
            files: words(&["compose.yaml"]),
            services: words(&["dind"]),
            ..WrittenScope::default()
        },
        reason: reason.map(word),
        until: until.map(word),
    }
}

#[test]
fn exceptions_accept_findings_until_their_last_day() {
    let mut policy = policy(&[Layer {
        exceptions: vec![exception("DL3006", Some("builds images; OPS-123"), Some("2027-01-31"))],
        ..Layer::default()
    }]);
    let dind = at("compose.yaml", Some("dind"));
    assert_eq!(policy.exception_at(&dind, FIRST, None), Some(0));
    assert_eq!(policy.exception_at(&dind, SECOND, None), None);
    assert_eq!(policy.exception_at(&at("compose.yaml", Some("web")), FIRST, None), None);
    for (day, expected) in [("2027-01-31", Some(0)), ("2027-02-01", None)] {
        policy.date = Date::parse(day);
        assert_eq!(policy.exception_at(&dind, FIRST, None), expected, "{day}");
    }
    assert_eq!(policy.exceptions()[0].reason, "builds images; OPS-123");
}

#[test]
fn files_are_for_what_the_user_says() {
    let layer = Layer {
        environments: vec![
            (Environment::Production, word("deploy/**")),
            (Environment::Development, word("deploy/dev/**")),
        ],
        ..Layer::default()
    };
    let mut policy = policy(&[layer]);
    assert_eq!(policy.environment_of("deploy/a.yaml"), Some(Environment::Production));
    assert_eq!(
        policy.environment_of("deploy/dev/a.yaml"),
        Some(Environment::Development)
    );
    assert_eq!(policy.environment_of("a.yaml"), None);
    policy.environment = Some(Environment::Production);
    assert_eq!(
        policy.environment_of("deploy/dev/a.yaml"),
        Some(Environment::Production)
    );
}

#[test]
fn every_fault_is_told_and_the_rest_holds() {
    let option = |rule: Option<&str>, option: &str, value: WrittenValue| WrittenOption {
        rule: rule.map(word),
        option: word(option),
        value: Written::argument("--set", value),
    };
    let text = |text: &str| WrittenValue::Text(text.to_owned());
    let number = WrittenValue::Value(OptionValue::Number(1));
    let layer = Layer {
        settings: WrittenSettings {
            select: Some(words(&["frist", "first"])),
            select_origin: None,
            extend_select: words(&["styel"]),
            ignore: words(&["x9"]),
            fixes: Vec::new(),
            levels: vec![(word("first"), word("eror")), (word("secnd"), word("off"))],
            options: vec![
                option(Some("first"), "nmaes", text("a")),
                option(Some("first"), "names", number),
                option(None, "name", text("a")),
            ],
        },
        exceptions: vec![
            exception("first", Some("because"), None),
            exception("first", None, Some("soon")),
        ],
        edition: Some(word("next")),
        ..Layer::default()
    };
    assert_eq!(
        faults(layer.clone()),
        [
            "`next` is not an edition: write it as `2026.1`",
            "there is no rule or group `frist`; did you mean `first`?",
            "there is no rule or group `styel`; did you mean `style`?",
            "there is no rule or group `x9`",
            "`eror` is not a level: use `error`, `warning`, `info` or `off`",
            "there is no rule or group `secnd`; did you mean `second`?",
            "`first` has no option `nmaes`; did you mean `names`?",
            "`first.names` takes a list of words",
            "there is no option `name`; did you mean `names`?",
            "the exception needs a `reason` of 10 characters or more",
            "the exception needs a `reason` of 10 characters or more",
            "`soon` is not a date: write YYYY-MM-DD",
        ]
    );
    let (policy, _) = Policy::resolve(&[layer], &REGISTRY);
    assert_eq!([FIRST, SECOND].map(|index| policy.is_enabled(index)), [true, false]);
    assert!(policy.exceptions().is_empty());
}

/// The edition after the one that this program has.
fn with_a_rule_of_the_next_edition() -> Registry {
    let mut registry = REGISTRY.clone();
    for (id, more) in [
        ("coming", "since: 2026.2"),
        ("raised", "since: 0.1.0\nlevels-before: [2025.4 info]"),
    ] {
        let page = format!("---\nid: {id}\ngroup: style\ntarget: dockerfile\nlevel: warning\n{more}\n---\n\n# A\n");
        registry.load(page, |_, _| {}).expect("the page is right");
    }
    registry
}

#[test]
fn an_edition_fixes_which_rules_are_on_and_their_levels() {
    let registry = with_a_rule_of_the_next_edition();
    let index = |id: &str| registry.rule(id).expect("it is loaded").index();
    let of = |edition: Option<&str>, select: &[&str]| {
        let mut layer = Layer::of_words(&select.iter().map(|&w| w.to_owned()).collect::<Vec<_>>(), &[]);
        layer.edition = edition.map(|edition| Written::argument("edition", edition.to_owned()));
        Policy::resolve(&[layer], &registry)
    };
    for (edition, select, is_on) in [
        (None, &[][..], false),
        (Some("2026.1"), &["all"], false),
        (Some("2026.1"), &["style"], false),
        (Some("2025.4"), &["coming"], true),
    ] {
        let (policy, faults) = of(edition, select);
        assert_eq!(faults, []);
        assert_eq!(policy.is_enabled(index("coming")), is_on, "{edition:?} {select:?}");
        assert_eq!(
            policy.coming(&registry),
            0,
            "this program does not have the next edition itself"
        );
    }
    for (edition, level) in [
        ("2026.1", Level::Warning),
        ("2025.4", Level::Info),
        ("0.1", Level::Info),
    ] {
        let (policy, _) = of(Some(edition), &[]);
        let rule = &registry.rules()[index("raised")];
        let own = policy.level_in_edition(rule, rule.level, Environment::Production);
        assert_eq!(own, level, "{edition}");
    }
    let (_, faults) = of(Some("2027.1"), &[]);
    let problem = PolicyProblem::EditionUnknown("2027.1".to_owned());
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].problem, problem);
}

#[test]
fn settings_that_mean_nothing_or_everything_are_faults() {
    let place = Origin::Argument("select");
    let mut layer = Layer::of_words(&[], &[]);
    layer.settings.select = Some(Vec::new());
    layer.settings.select_origin = Some(place);
    layer.exceptions = vec![WrittenException {
        rule: word("all"),
        scope: WrittenScope::default(),
        reason: Some(word("we accept everything")),
        until: None,
    }];
    let (_, faults) = Policy::resolve(&[layer], &REGISTRY);
    let problems: Vec<PolicyProblem> = faults.into_iter().map(|fault| fault.problem).collect();
    assert_eq!(
        problems,
        [
            PolicyProblem::NothingSelected,
            PolicyProblem::AllAccepted("all".to_owned())
        ]
    );
}
