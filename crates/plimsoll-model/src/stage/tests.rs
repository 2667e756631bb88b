//! Facts about stages and instructions that take a whole Dockerfile to show.

use crate::command::package::{Manager, Setting, package_command};
use crate::dockerfile::ShellKind;
use crate::image::SystemShell;
use crate::view::{Stage, testing};

/// The answer of `ask` for the last stage of a Dockerfile.
pub(crate) fn last_stage<T>(text: &str, ask: impl FnOnce(Stage<'_>) -> T) -> T {
    testing::dockerfile(text, |dockerfile| ask(dockerfile.stages().next_back().unwrap()))
}

#[test]
fn settings_hold_behind_their_place() {
    let end = |text: &str, setting, manager| {
        last_stage(text, |stage| {
            let end = stage.dockerfile().source().text().len() as u32;
            let configured = stage.dockerfile().configured(setting);
            configured[stage.index()].iter().any(|c| c.covers(manager, end))
        })
    };
    let apt = Manager::AptGet;
    for (run, setting, manager) in [
        ("RUN echo 'APT::Get::Assume-Yes \"true\";' > /x", Setting::Consent, apt),
        ("RUN echo assumeyes=1 >> /etc/yum.conf", Setting::Consent, Manager::Yum),
        (
            "RUN conda config --set always_yes true",
            Setting::Consent,
            Manager::Conda,
        ),
        ("ENV CONDA_ALWAYS_YES=true", Setting::Consent, Manager::Conda),
        ("COPY x /etc/apt/apt.conf.d/", Setting::Consent, Manager::Apt),
        (
            "RUN dnf config-manager --save --setopt=install_weak_deps=0",
            Setting::NoRecommends,
            Manager::Dnf,
        ),
        (
            "RUN cat <<E >/x\nAPT::Install-Recommends 0;\nE",
            Setting::NoRecommends,
            apt,
        ),
    ] {
        assert!(end(&format!("FROM a AS x\n{run}\nFROM x\n"), setting, manager), "{run}");
    }
    assert!(!end(
        "FROM a AS x\nRUN echo assume-yes\nFROM b\n",
        Setting::Consent,
        apt
    ));
    assert!(!end(
        "FROM a\nRUN conda config --show\n",
        Setting::Consent,
        Manager::Conda
    ));
    let before = last_stage("FROM a\nRUN b\nCOPY x /etc/apt/apt.conf\n", |stage| {
        let configured = stage.dockerfile().configured(Setting::Consent);
        configured[0].iter().any(|c| c.covers(apt, 7))
    });
    assert!(!before);
}

#[test]
fn caches_are_found_by_their_folders() {
    for (mount, expected) in [
        ("type=cache,target=/var/lib/apt", true),
        ("type=cache,dst=/var/lib/apt/lists", true),
        ("type=cache,target=/var/lib,sharing=locked", true),
        ("type=cache,target=/var/lib/apt-x", false),
        ("type=bind,target=/var/lib/apt", false),
        ("target=/var/lib/apt", false),
    ] {
        for prefix in ["", "ONBUILD "] {
            let text = format!("FROM a\n{prefix}RUN --mount={mount} b\n");
            let found = last_stage(&text, |stage| stage.instructions().any(|i| i.caches("/var/lib/apt")));
            assert_eq!(found, expected, "{text}");
        }
    }
}

#[test]
fn variables_of_the_file_are_told_from_those_of_the_shell() {
    for (text, expected) in [
        ("/app", true),
        ("$A/x", true),
        ("${B}", true),
        ("$HOME", false),
        ("$A$C", false),
        ("$", false),
    ] {
        let knows = |stage: Stage<'_>| stage.instructions().last().unwrap().knows_variables(text);
        let file = "FROM a AS x\nENV B=1\nFROM x\nARG A\nRUN b\n";
        assert_eq!(last_stage(file, knows), expected, "{text}");
    }
}

#[test]
fn the_code_of_builds_and_of_starts() {
    let names = |text: &str| {
        last_stage(text, |stage| {
            let code = stage.instructions().flat_map(|i| i.build_code());
            let names = code.flat_map(|c| c.commands.invocations()).map(|i| i.name.to_owned());
            names.collect::<Vec<_>>()
        })
    };
    assert_eq!(
        names("FROM a\nRUN b\nONBUILD RUN c\nONBUILD CMD d\nCMD e\n"),
        ["b", "c"]
    );
    let words = |text: &str| {
        last_stage(text, |stage| {
            let combined = stage.start_command().combined()?;
            let words = combined
                .invocations()
                .next()?
                .argv()
                .iter()
                .map(|a| a.text.to_owned())
                .collect();
            Some::<Vec<_>>(words)
        })
    };
    let both = words("FROM a\nENTRYPOINT [\"b\"]\nCMD [\"c\", \"d\"]\n").unwrap();
    assert_eq!(both, ["b", "c", "d"]);
    assert_eq!(words("FROM a\nENTRYPOINT b\nCMD [\"c\"]\n"), None);
}

#[test]
fn the_shell_of_nested_code() {
    let kinds = |run: &str| {
        last_stage(&format!("FROM a\nRUN {run}\n"), |stage| {
            let code = stage.instructions().next().unwrap().code();
            let numbers = code[0].commands.invocations().map(|i| i.script_number);
            numbers.map(|number| code[0].shell_of(number)).collect::<Vec<_>>()
        })
    };
    let (sh, bash) = (Some(ShellKind::Sh), Some(ShellKind::Bash));
    assert_eq!(kinds("bash -c 'b'; c"), [sh, bash, sh]);
    assert_eq!(kinds("bash -c 'eval \"b\"'"), [sh, bash, bash]);
    assert_eq!(kinds("[\"bash\", \"-c\", \"b\"]"), [None, bash]);
    let shell = |image: &str| last_stage(&format!("FROM {image}\n"), |stage| stage.system_shell());
    assert_eq!(shell("alpine:3.20"), Some(SystemShell::Ash));
    assert_eq!(shell("debian:12"), Some(SystemShell::Dash));
    assert_eq!(shell("me/x:1-bookworm"), Some(SystemShell::Dash));
    assert_eq!(shell("me/x"), None);
}

#[test]
fn powershell_downloads() {
    for (text, expected) in [
        ("FROM a\nSHELL [\"pwsh\", \"-c\"]\nRUN iwr x | iex\n", Some("iex")),
        ("# escape=`\nFROM a\nRUN powershell -Command irm x | iex\n", Some("iex")),
        (
            "FROM a\nRUN [\"powershell\", \"iwr x | iex\"]\n",
            Some("\"iwr x | iex\""),
        ),
        ("FROM a\nRUN iwr x | iex\n", None),
        ("FROM a\nSHELL [\"pwsh\", \"-c\"]\nRUN iwr x -OutFile y\n", None),
    ] {
        let found = last_stage(text, |stage| {
            let span = stage.instructions().last()?.powershell_download()?;
            Some(stage.dockerfile().source().slice(span).to_owned())
        });
        assert_eq!(found.as_deref(), expected, "{text}");
    }
}

#[test]
fn flags_are_added_behind_the_head() {
    for (run, expected) in [
        ("apt-get -q install x", Some("apt-get -q install -y x")),
        (
            "[\"apt-get\", \"install\", \"x\"]",
            Some("[\"apt-get\", \"install\", \"-y\", \"x\"]"),
        ),
        (
            "bash -c 'dnf group install x'",
            Some("bash -c 'dnf group install -y x'"),
        ),
        ("sudo add-apt-repository x", Some("sudo add-apt-repository -y x")),
        ("apt-get 'install' x", None),
        ("[\"bash\", \"-c\", \"echo \\\"a\\\"; apt-get install x\"]", None),
    ] {
        let text = format!("FROM a\nRUN {run}\n");
        let fixed = last_stage(&text, |stage| {
            let code = &stage.instructions().next().unwrap().code()[0];
            let found = code.commands.invocations().find_map(|i| {
                let is_exec = code.kind.is_none() && i.script_number == 0;
                package_command(i.argv())?.with_flag(&text, "-y", is_exec)
            });
            let edit = found?;
            let mut fixed = text.clone();
            fixed.replace_range(edit.span.range(), &edit.text);
            Some(fixed)
        });
        let expected = expected.map(|run| format!("FROM a\nRUN {run}\n"));
        assert_eq!(fixed, expected, "{run}");
    }
}

#[test]
fn a_comment_names_the_shell_of_the_base() {
    let kind = |text: &str| {
        last_stage(text, |stage| {
            let last = stage.instructions().next_back().unwrap();
            stage.shell_at(last.index()).kind
        })
    };
    for (text, expected) in [
        ("# hadolint shell=bash\nFROM a\nRUN x\n", ShellKind::Bash),
        ("# hadolint shell=bash\nFROM a\nFROM b\nRUN x\n", ShellKind::Bash),
        ("FROM a\n# hadolint shell = pwsh.exe\nRUN x\n", ShellKind::PowerShell),
        ("FROM a\n# hadolint shell=bash\nRUN x\nFROM b\nRUN x\n", ShellKind::Sh),
        (
            "FROM a AS a\n# hadolint shell=bash\nRUN x\nFROM a\nRUN x\n",
            ShellKind::Bash,
        ),
        ("FROM a\n# hadolint shell=bash\nFROM b\nRUN x\n", ShellKind::Bash),
        (
            "FROM a\n# hadolint shell=bash\nSHELL [\"ash\"]\nRUN x\n",
            ShellKind::Ash,
        ),
        (
            "FROM a\nSHELL [\"ash\"]\n# hadolint shell=bash\nRUN x\n",
            ShellKind::Bash,
        ),
        ("FROM a\nRUN x\n# hadolint shell=bash\n", ShellKind::Sh),
    ] {
        assert_eq!(kind(text), expected, "{text}");
    }
}
