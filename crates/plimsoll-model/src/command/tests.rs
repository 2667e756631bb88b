use plimsoll_syntax::shell::{Dialect, ShellOptions};
use plimsoll_syntax::{FileId, SourceFile, Text};

use super::*;

pub(super) fn commands(code: &str) -> Commands {
    let file = SourceFile::new(FileId(0), "f", code.as_bytes().to_vec());
    Commands::of_shell(&Text::of_file(&file), Dialect::Posix, ShellOptions::default())
}

fn names(code: &str) -> Vec<String> {
    commands(code).invocations().map(|i| i.name.to_owned()).collect()
}

#[test]
fn programs_are_seen_through_wrappers_and_shells() {
    assert_eq!(names("sudo -E apt-get update && env A=1 node x"), ["apt-get", "node"]);
    assert_eq!(
        names("sh -c 'a && sh -c \"b; c\"' && d"),
        ["sh", "a", "sh", "b", "c", "d"]
    );
    assert_eq!(
        names("su - user -c 'make install' && eval 'x y'"),
        ["su", "make", "eval", "x"]
    );
    assert_eq!(names("bash -c \"a $(b)\"; c"), ["bash", "a", "b", "c"]);
    assert_eq!(names("find . | xargs -r sh -c 'rm $0'"), ["find", "sh", "rm"]);
    assert_eq!(names("A=1; (cd x && make)"), ["cd", "make"]);
}

#[test]
fn nested_code_has_places_and_options() {
    let code = "bash -eo pipefail -c \"curl \\\"x\\\" | tar x\"";
    let commands = commands(code);
    let spans: Vec<&str> = commands.invocations().map(|i| &code[i.span.range()]).collect();
    assert_eq!(spans[1..], ["curl \\\"x\\\"", "tar x"]);
    let options = commands.invocations().nth(1).unwrap().command().options;
    assert!(options.pipefail && options.errexit);
}

#[test]
fn pipes_lead_on_and_back() {
    let commands = commands("yes | apt-get install x | tee log");
    let middle = commands.invocations().nth(1).unwrap();
    assert_eq!(middle.piped_from().unwrap().name, "yes");
    assert_eq!(middle.pipes_into().unwrap().name, "tee");
}

#[test]
fn hostile_nesting_ends() {
    let mut code = "a".to_owned();
    for _ in 0..12 {
        code = format!("sh -c {:?} ", code);
        code.truncate(60_000);
    }
    assert!(commands(&code).invocations().count() < 100);
    assert!(commands(&"sh -c 'a b c'; ".repeat(3_000)).scripts().count() <= 200);
}

#[test]
fn piped_answers_are_seen() {
    let answered = |code: &str| {
        let commands = commands(code);
        commands
            .invocations()
            .filter(|i| i.name == "apt-get")
            .all(|i| i.is_answered())
    };
    assert!(answered("yes | apt-get install x"));
    assert!(answered("echo Y | sudo apt-get install x"));
    assert!(answered("printf 'y\\n' | (cd x && apt-get install y)"));
    assert!(!answered("echo n | apt-get install x"));
    assert!(!answered("apt-get install x | yes"));
}
