//! The playground in a real browser, where there is one: `PLIMSOLL_SITE` names a site that `site/build` has
//! built with it, and `PLIMSOLL_CHROMIUM` a Chromium that is not called so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::cli::Folder;
use crate::house::root;

/// The site, if all that it takes is there; otherwise says that the test is skipped.
#[expect(clippy::print_stdout, reason = "what is skipped is told")]
fn site() -> Option<PathBuf> {
    let starts = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let chromium = std::env::var("PLIMSOLL_CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let site = std::env::var_os("PLIMSOLL_SITE").map(PathBuf::from);
    let site = site.filter(|site| site.join("playground/engine.wasm").is_file());
    if site.is_none() || !starts("node") || !starts(&chromium) {
        println!("skipped: it takes PLIMSOLL_SITE with a playground, Node and Chromium");
        return None;
    }
    site
}

#[test]
fn the_playground_finds_and_fixes_what_the_program_does() {
    let Some(site) = site() else { return };
    let shop = root().join("fixtures/projects/django-shop");
    let folder = fs::read_dir(&shop)
        .expect("the fixture is there")
        .map(|entry| entry.expect("it can be read").path())
        .fold(Folder::new(), |folder, path| {
            let name = path.file_name().expect("it has a name").to_owned();
            folder.with(Path::new("shop").join(name), fs::read(&path).expect("it can be read"))
        })
        // The page does not say that a file is missing, which may only not have been dropped.
        .with("shop/.env.docker", "LOG_LEVEL=info\n")
        .with(
            "shop/böse/Dockerfile",
            "FROM node\r\nADD größe /😀\r\nRUN echo 😀 $x; cd /a\r\n",
        );
    let report = folder.run(["check", "--isolated", "--format=json", "shop"]).json();
    let finding = |finding: &Value| {
        let path = finding["path"].as_str().expect("it is a text");
        let path = path.strip_prefix("shop/").expect("it lies there");
        let (start, end) = (&finding["range"]["start"]["byte"], &finding["range"]["end"]["byte"]);
        json!({"rule": finding["rule"], "level": finding["level"], "path": path, "start": start, "end": end})
    };
    let findings = report["findings"].as_array().expect("it is a list").iter();
    let expected = json!(findings.map(finding).collect::<Vec<_>>());
    let folder = folder.with("expected.json", expected.to_string());
    let run = Command::new("node")
        .arg(root().join("tests/site/playground.mjs"))
        .args([site, folder.0.join("shop"), folder.0.join("expected.json")])
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}{}", String::from_utf8_lossy(&run.stderr));
}
