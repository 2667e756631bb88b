//! Rules whose fixes are wrong in some way, and what the gate does about them.

use plimsoll_lint::{Check, Context, Fix, Page, Policy, Registry, Report, Rule, lint};
use plimsoll_model::files::{FileKind, Input, NoFiles};
use plimsoll_model::sources::Sources;
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::yaml::NodeKind;

use crate::{Fixed, Job, fix};

macro_rules! rule {
    ($name:ident, $id:literal, $target:literal, $level:literal, $($check:tt)+) => {
        static $name: Rule = Rule {
            page: Page::of(concat!(
                "---\nid: ", $id, "\ngroup: correctness\ntarget: ", $target,
                "\nlevel: ",
                $level,
                "\nfix: safe\nsince: 0.1.0\n---\n\n# ", $id, "\n"
            )),
            checks: &[$($check)+],
        };
    };
}

rule!(
    COPIES,
    "copies",
    "dockerfile",
    "warning",
    Check::Instruction(Kind::Add, |add, cx| {
        cx.report(add.keyword(), "use `COPY`")
            .fix(Fix::safe("use `COPY`", [add.keyword().replace("COPY")]));
    })
);
rule!(
    BREAKS,
    "breaks",
    "dockerfile",
    "warning",
    Check::Instruction(Kind::Run, |run, cx| {
        let place = run.node().span.at_end();
        cx.report(run.keyword(), "broken")
            .fix(Fix::safe("continue it", [place.replace(" \\")]));
    })
);
rule!(
    GROWS,
    "grows",
    "dockerfile",
    "warning",
    Check::Instruction(Kind::Cmd, |cmd, cx| {
        let place = cmd.node().span;
        cx.report(place, "too short")
            .fix(Fix::safe("add a word", [place.at_end().replace(" x")]));
    })
);
rule!(
    STAYS,
    "stays",
    "dockerfile",
    "warning",
    Check::Instruction(Kind::User, |user, cx| {
        let place = user.node().span;
        cx.report(user.keyword(), "still there")
            .fix(Fix::safe("add a word", [place.at_end().replace("x")]));
    })
);
rule!(
    UP,
    "up",
    "dockerfile",
    "info",
    Check::Instruction(Kind::Workdir, |workdir, cx| turn(
        workdir.node().words()[0].span,
        "/a",
        "/b",
        cx
    ))
);
rule!(
    DOWN,
    "down",
    "dockerfile",
    "info",
    Check::Instruction(Kind::Workdir, |workdir, cx| turn(
        workdir.node().words()[0].span,
        "/b",
        "/a",
        cx
    ))
);
rule!(
    WARNS,
    "warns",
    "dockerfile",
    "warning",
    Check::Instruction(Kind::Add, |add, cx| {
        cx.report(add.keyword(), "use `VOLUME`")
            .fix(Fix::safe("use `VOLUME`", [add.node().span.replace("VOLUME /a")]));
    })
);
rule!(
    NO_VOLUME,
    "no-volume",
    "dockerfile",
    "warning",
    Check::Instruction(Kind::Volume, |volume, cx| {
        cx.report(volume.keyword(), "a volume");
    })
);
rule!(
    WRONG_VOLUME,
    "wrong-volume",
    "dockerfile",
    "error",
    Check::Instruction(Kind::Volume, |volume, cx| {
        cx.report(volume.keyword(), "a wrong volume");
    })
);
rule!(
    RESTYLES,
    "restyles",
    "compose",
    "warning",
    Check::Compose(|compose, cx| unquote(compose, cx, true))
);
rule!(
    UNQUOTES,
    "unquotes",
    "compose",
    "warning",
    Check::Compose(|compose, cx| unquote(compose, cx, false))
);
rule!(
    BOTH,
    "both",
    "project",
    "warning",
    Check::Compose(|compose, cx| {
        for service in compose.services() {
            let Some(dockerfile) = service.dockerfile() else {
                continue;
            };
            if dockerfile.source().text().contains("ADD") {
                let at = dockerfile.source().text().find("ADD").unwrap_or_default();
                let add = Span::new(dockerfile.source().id(), at, at + 3);
                let name = service.name.span;
                cx.report(name, "both").fix(Fix::safe(
                    "both",
                    [add.replace("COPY"), name.insert_before("y:\n    image: b\n  ")],
                ));
            }
        }
    })
);

rule!(
    ADDS_KEYS,
    "adds-keys",
    "compose",
    "warning",
    Check::Compose(|compose, cx| {
        for service in compose
            .services()
            .filter(|service| service.user.is_some() && service.init.is_none())
        {
            let name = service.name.span;
            let keys = "\n    init: true\n    tty: true\n    stdin_open: true";
            cx.report(name, "too few keys").fix(Fix::safe(
                "add keys",
                [Span::new(name.file, name.end as usize, name.end as usize + 1).replace(format!(":{keys}"))],
            ));
        }
    })
);

fn turn(place: Span, from: &str, to: &str, cx: &mut Context<'_>) {
    if cx.text(place) == from {
        cx.report(place, format!("not `{from}`"))
            .fix(Fix::safe("turn it", [place.replace(to)]));
    }
}

/// Takes the quotes off every value, whatever that makes of it.
fn unquote(compose: ComposeFile<'_>, cx: &mut Context<'_>, is_style: bool) {
    for (_, node) in compose.facts().yaml.nodes() {
        let NodeKind::Scalar { text, .. } = &node.kind else {
            continue;
        };
        if cx.text(node.span).starts_with('"') {
            let edit = [node.span.replace(text.as_str())];
            let fix = if is_style {
                Fix::style("unquote", edit)
            } else {
                Fix::safe("unquote", edit)
            };
            cx.report(node.span, "quotes").fix(fix);
        }
    }
}

fn input(path: &str, text: &str) -> Input {
    let is_compose = path.ends_with("yaml");
    Input {
        path: path.to_owned(),
        kind: if is_compose {
            FileKind::Compose
        } else {
            FileKind::Dockerfile
        },
        bytes: text.into(),
    }
}

fn fixed(rules: &[&'static Rule], files: &[(&str, &str)]) -> Fixed {
    fixed_of(&[], rules, files)
}

/// What the selected rules fix, or all if none are named.
fn fixed_of(select: &[&str], rules: &[&'static Rule], files: &[(&str, &str)]) -> Fixed {
    let registry = Registry::new(rules.iter().copied());
    let select: Vec<String> = select.iter().map(|word| (*word).to_owned()).collect();
    let policy = Policy::new(&registry, &select, &[]).expect("the rules are there");
    let inputs: Vec<Input> = files.iter().map(|(path, text)| input(path, text)).collect();
    let report = lint(inputs.clone(), &Sources::new(&NoFiles), &registry, &policy, &|| ());
    let job = Job {
        registry: &registry,
        policy: &policy,
        files: &NoFiles,
        hide: &|_: &mut Report| {},
        wants: &|_, finding| finding.fix.is_some(),
        once: false,
    };
    fix(&job, inputs, &report)
}

fn texts(fixed: &Fixed) -> Vec<&str> {
    fixed.files.iter().map(|file| file.after.source.text()).collect()
}

fn reasons(fixed: &Fixed) -> Vec<(&str, String)> {
    let held = fixed.held_back.iter();
    held.map(|held| (&*held.rule, held.reason.to_string())).collect()
}

#[test]
fn what_breaks_the_file_is_held_back_and_the_rest_goes_in() {
    let text = "FROM a\nADD x /x\nRUN true\nCOPY y /y\n";
    let fixed = fixed(&[&COPIES, &BREAKS], &[("Dockerfile", text)]);
    assert_eq!(texts(&fixed), ["FROM a\nCOPY x /x\nRUN true\nCOPY y /y\n"]);
    assert_eq!(
        reasons(&fixed),
        [("breaks", "it would change an instruction too".to_owned())]
    );
    assert_eq!((fixed.held_back[0].line, fixed.passes), (3, 1));
}

#[test]
fn what_never_ends_is_held_back_from_the_start() {
    let fixed = fixed(&[&GROWS, &COPIES], &[("Dockerfile", "FROM a\nADD x /x\nCMD a\n")]);
    assert_eq!(texts(&fixed), ["FROM a\nCOPY x /x\nCMD a\n"]);
    assert_eq!(reasons(&fixed), [("grows", "it would never end".to_owned())]);
}

#[test]
fn two_rules_that_undo_each_other_both_stay() {
    let fixed = fixed(
        &[&UP, &DOWN, &COPIES],
        &[("Dockerfile", "FROM a\nWORKDIR /a\nADD x /x\n")],
    );
    assert_eq!(texts(&fixed), ["FROM a\nWORKDIR /a\nCOPY x /x\n"]);
    assert_eq!(
        reasons(&fixed),
        [("up", "the fixes of `down` and `up` undo each other".to_owned())]
    );
}

#[test]
fn what_does_not_mend_is_held_back() {
    let fixed = fixed(&[&STAYS], &[("Dockerfile", "FROM a\nUSER a\n")]);
    assert!(fixed.files.is_empty());
    assert_eq!(
        reasons(&fixed),
        [("stays", "the finding would still be there".to_owned())]
    );
}

#[test]
fn what_brings_another_finding_is_held_back() {
    let fixed = fixed(&[&WARNS, &NO_VOLUME], &[("Dockerfile", "FROM a\nADD x /x\n")]);
    assert!(fixed.files.is_empty());
    assert_eq!(
        reasons(&fixed),
        [("warns", "it would bring `no-volume`: a volume".to_owned())]
    );
}

#[test]
fn what_brings_an_error_that_nobody_asked_for_is_held_back() {
    let files = [("Dockerfile", "FROM a\nADD x /x\n")];
    let held = fixed_of(&["warns"], &[&WARNS, &NO_VOLUME, &WRONG_VOLUME], &files);
    assert!(held.files.is_empty());
    assert_eq!(
        reasons(&held),
        [("warns", "it would bring `wrong-volume`: a wrong volume".to_owned())]
    );
    let made = fixed_of(&["warns"], &[&WARNS, &NO_VOLUME], &files);
    assert_eq!(texts(&made), ["FROM a\nVOLUME /a\n"]);
}

#[test]
fn what_changes_how_files_belong_together_is_held_back() {
    let base = "services:\n  web:\n    image: a\n    restart: always\n    command: run\n    user: a\n";
    let alone = "services:\n  web:\n    image: a\n    restart: \"no\"\n    command: debug\n";
    let fixed = fixed(&[&ADDS_KEYS], &[("compose.yaml", base), ("compose.dev.yaml", alone)]);
    assert!(fixed.files.is_empty());
    assert_eq!(
        reasons(&fixed),
        [(
            "adds-keys",
            "it would change which files `compose.dev.yaml` is read with".to_owned()
        )]
    );
}

#[test]
fn a_change_of_style_changes_no_value() {
    let text = "services:\n  web:\n    image: \"a:1\"\n    environment:\n      - \"A=b:\"\n      - \"C=d\"\n";
    let styled = fixed(&[&RESTYLES], &[("compose.yaml", text)]);
    let expected = "services:\n  web:\n    image: a:1\n    environment:\n      - \"A=b:\"\n      - C=d\n";
    assert_eq!(texts(&styled), [expected]);
    let [(rule, reason)] = &reasons(&styled)[..] else {
        panic!("one is held back")
    };
    assert_eq!(*rule, "restyles");
    assert!(reason.starts_with("it would change"), "{reason}");
}

#[test]
fn files_change_together() {
    let compose = "services:\n  web:\n    build: .\n";
    let fixed = fixed(
        &[&BOTH],
        &[("Dockerfile", "FROM a\nADD x /x\n"), ("compose.yaml", compose)],
    );
    assert_eq!(
        texts(&fixed),
        [
            "FROM a\nCOPY x /x\n",
            "services:\n  y:\n    image: b\n  web:\n    build: .\n"
        ]
    );
    assert_eq!(fixed.together.len(), 1);
}

#[test]
fn nothing_else_changes() {
    let compose = "x-a: &a\n  image: \"b:1\"\nservices:\n  web: *a\n  api:\n    <<: *a\n    command: \"yes\"\n";
    let fixed = fixed(&[&UNQUOTES], &[("compose.yaml", compose)]);
    assert_eq!(
        texts(&fixed),
        [compose.replace("\"b:1\"", "b:1").replace("\"yes\"", "yes")]
    );
}
