//! `plimsoll context`: what enters a build.

use serde_json::json;

use super::Folder;

fn project() -> Folder {
    Folder::new()
        .with(
            "Dockerfile",
            "FROM debian:12.7\nCOPY src /app\nUSER 1000\nCMD [\"/app\"]\n",
        )
        .with("src/main.c", "int main;\n")
        .with("src/notes/plan.md", "Plan\n")
        .with("src/notes/README.md", "Read\n")
        .with("logs/a.log", "a\n")
        .with(
            ".dockerignore",
            "# Not for the image.\nlogs\n**/*.md\n!src/notes/README.md\n",
        )
}

#[test]
fn lists_what_a_build_takes() {
    let run = project().run(["context"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let taken: Vec<&str> = run
        .out
        .lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect();
    assert_eq!(
        taken,
        [
            "55 B  .dockerignore",
            "54 B  Dockerfile",
            "10 B  src/main.c",
            "5 B  src/notes/README.md  (line 4: !src/notes/README.md)",
        ]
    );
    let end = "Dockerfile built from .: 4 files with 124 B enter the build, 2 entries are left out by .dockerignore";
    assert_eq!(run.out.lines().last(), Some(end));
}

#[test]
fn says_that_nothing_is_left_out() {
    let folder = Folder::new().with("Dockerfile", "FROM scratch\nCOPY . /\n");
    let run = folder.run(["context"]);
    let end = "1 file with 22 B enters the build, nothing is left out, since there is no ignore file\n";
    assert!(run.out.ends_with(end), "{}", run.out);
}

#[test]
fn lists_what_is_left_out_and_by_which_line() {
    let run = project().run(["context", "--ignored", "--format", "json"]);
    let listing = run.json();
    assert_eq!(
        listing["left_out"],
        json!([
            { "path": "logs/", "size": null, "line": 2, "pattern": "logs" },
            { "path": "src/notes/plan.md", "size": 5, "line": 3, "pattern": "**/*.md" },
        ])
    );
    assert_eq!((&listing["context"], &listing["stated"]), (&json!("."), &json!(false)));
}

#[test]
fn a_compose_file_says_what_the_context_is() {
    let folder = Folder::new()
        .with(
            "compose.yaml",
            "services:\n  web:\n    build:\n      context: .\n      dockerfile: web/Dockerfile\n",
        )
        .with("web/Dockerfile", "FROM debian:12.7\nCOPY shared /app\n")
        .with("web/shared/old.txt", "old\n")
        .with("shared/new.txt", "new\n");
    let run = folder.run(["context", "web/Dockerfile", "--format", "json"]);
    let listing = run.json();
    assert_eq!((&listing["context"], &listing["stated"]), (&json!("."), &json!(true)));
    let run = folder.run(["context", "web/Dockerfile", "--context", "web"]);
    assert!(
        run.out.contains("shared/old.txt") && !run.out.contains("new.txt"),
        "{run:?}"
    );
}

#[test]
fn what_cannot_be_told_is_said() {
    let folder = Folder::new().with("Dockerfile", "FROM debian:12.7\nCOPY nowhere.txt /app\n");
    let run = folder.run(["context"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("name it with `--context`"), "{run:?}");
    assert_eq!(folder.run(["context", "none/Dockerfile"]).code, Some(2));
    assert_eq!(folder.run(["context", "--context", "none"]).code, Some(2));
}
