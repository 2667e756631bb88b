//! What the name of a file, folder, stage or service says about its environment.
//!
//! Only whole words count. A name is the author's own statement, so it ranks above the content;
//! cases without such a name are left to the modules that read siblings and content.

use super::Environment;
use super::Environment::{Development, Production};
use crate::base::{
    path::{self, file_name},
    words,
};
use crate::files::FileKind;

/// What the path of a file says, with the word that says it. The name of the file ranks above that
/// of its folder, a near folder above a distant one. Of an absolute path only the last two folders
/// count: the ones above belong to the machine, not the project.
pub fn by_path(path: &str, kind: FileKind) -> Option<(Environment, String)> {
    by_file_name(file_name(path), kind)
        .or_else(|| by_folders(path))
        .or_else(|| variant_for_work(path).filter(|_| kind == FileKind::Dockerfile))
}

/// `ubuntu-dev/Dockerfile`, `php-dev/8.4/Dockerfile`: the folder has the name of an image, which comes
/// with tools to work with. That of `queue-test/Dockerfile` tests something.
fn variant_for_work(path: &str) -> Option<(Environment, String)> {
    let is_version = |folder: &&str| *folder == "latest" || folder.starts_with(|first: char| first.is_ascii_digit());
    let words = words(path.rsplit('/').skip(1).find(|folder| !is_version(folder))?);
    let last = words.last().filter(|_| words.len() > 1)?;
    matches!(&**last, "dev" | "devel" | "development" | "test" | "tests").then(|| (Development, last.clone()))
}

/// What the name of a build stage or of a Compose `target` says.
pub fn stage_name(name: &str) -> Option<Environment> {
    decide(&words(name), |word| match word {
        "lint" | "linter" | "tester" | "validate" | "debugger" | "devcontainer" => Some(Development),
        "final" | "release" | "runner" | "runtime" | "deploy" | "deployment" => Some(Production),
        _ => certain(word),
    })
    .map(|(environment, _)| environment)
}

/// What the name of a stage says whoever builds it. `runner` and the like say only that it is not the
/// one that builds.
pub(super) fn certain_stage_name(name: &str) -> Option<Environment> {
    let is_vague = |word: &String| matches!(word.as_str(), "final" | "runner" | "runtime");
    let said = stage_name(name)?;
    let plain: Vec<String> = words(name).into_iter().filter(|word| !is_vague(word)).collect();
    (stage_name(&plain.join("-")) == Some(said)).then_some(said)
}

/// What the name of a service, container or project says: `web-dev`, `app_test`, `shop-production`.
pub(crate) fn service_name(name: &str) -> Option<Environment> {
    decide(&words(name), |word| match word {
        // Parts of product names: a service may well be called local-ai or ci-runner.
        "local" | "localhost" | "ci" | "unit" | "integration" | "acceptance" | "qa" | "stage" => None,
        "debugger" | "tester" => Some(Development),
        _ => certain(word),
    })
    .map(|(environment, _)| environment)
}

/// What the files beside a base say about it: a base beside a development file is the production
/// one. `own` is the name of the base, `names` those of all files in its folder. The text is the
/// name of the file that decided.
///
/// Files for production, tests or features say nothing by themselves, since the base may then be
/// either.
pub fn siblings(own: &str, names: &[String]) -> Option<(Environment, String)> {
    let kind = if is_plain_compose(own) {
        FileKind::Compose
    } else if matches!(own, "Dockerfile" | "Containerfile") {
        FileKind::Dockerfile
    } else {
        return None;
    };
    let rank = |name: &str| -> Option<u8> {
        // Nobody loads a sample.
        if is_sample(name) {
            return None;
        }
        let words = match kind {
            FileKind::Compose => compose_words(name)?,
            FileKind::Dockerfile => dockerfile_words(name)?,
            FileKind::EnvFile => return None,
        };
        let said = decide(&words, |word| if is_for_work(word) { Some(Development) } else { None });
        if said.is_some() {
            return Some(0);
        }
        (kind == FileKind::Compose && is_override(&words)).then_some(1)
    };
    let mut found: Vec<(u8, &String)> = names
        .iter()
        .filter(|name| *name != own)
        .filter_map(|name| Some((rank(name)?, name)))
        .collect();
    // The same answer in whatever order the folder is read.
    found.sort();
    found.first().map(|(_, name)| (Production, (*name).clone()))
}

/// Whether a file is there to be copied: `compose.override.sample.yml`, `compose.local.yaml.dist`.
fn is_sample(name: &str) -> bool {
    name.split(['.', '-', '_']).any(says_sample)
}

/// Whether a word of a name says that the file is there to be copied.
fn says_sample(word: &str) -> bool {
    matches!(word, "dist" | "example" | "sample" | "template" | "tmpl")
}

/// Words for the environment that people work in, as opposed to that of tests.
fn is_for_work(word: &str) -> bool {
    matches!(
        word,
        "dev" | "devel" | "develop" | "development" | "local" | "localhost" | "debug" | "delve" | "watch"
    )
}

/// Words that mean the same everywhere.
fn certain(word: &str) -> Option<Environment> {
    if is_for_work(word) {
        return Some(Development);
    }
    match word {
        "test" | "tests" | "testing" | "testdata" | "testfile" | "testfiles" | "unittest" | "unittests"
        | "integrationtest" | "integrationtests" | "ci" | "e2e" | "cypress" | "playwright" | "locust" | "loadtest"
        | "unit" | "integration" | "acceptance" => Some(Development),
        // Staging and the like run what production runs.
        "prod" | "prd" | "production" | "staging" | "stage" | "stg" | "preprod" | "preproduction" | "qa" | "uat" => {
            Some(Production)
        }
        _ => None,
    }
}

fn by_file_name(name: &str, kind: FileKind) -> Option<(Environment, String)> {
    match kind {
        FileKind::Compose => {
            if let Some(words) = compose_words(name) {
                if is_override(&words) {
                    return Some((Development, "override".to_owned()));
                }
                return decide(&words, compose_word);
            }
            // `local.yml`, `production.yml`: a name without `compose` must begin with the word,
            // since `service-dev-portal.yml` is about something else.
            let words = words(without_extension(name, &[".yml", ".yaml"]).unwrap_or(name));
            compose_word(words.first()?)?;
            decide(&words, compose_word)
        }
        FileKind::Dockerfile => decide(&dockerfile_words(name)?, |word| match word {
            "release" | "deploy" | "deployment" => Some(Production),
            "devcontainer" | "gitpod" | "coverage" => Some(Development),
            _ => certain(word),
        }),
        FileKind::EnvFile => decide(&words(name), certain),
    }
}

/// Compose files are split by environment more often than by component, so more words count there.
fn compose_word(word: &str) -> Option<Environment> {
    match word {
        "devcontainer" => Some(Development),
        "live" | "release" | "deploy" | "deployment" | "cloud" | "server" | "standalone" | "demo" => Some(Production),
        _ => certain(word),
    }
}

fn without_extension<'a>(name: &'a str, extensions: &[&str]) -> Option<&'a str> {
    extensions.iter().find_map(|extension| name.strip_suffix(extension))
}

/// The words of a Compose file's name besides `docker` and `compose`; `None` if it does not have
/// that form.
fn compose_words(name: &str) -> Option<Vec<String>> {
    let stem = without_extension(name, &[".yml", ".yaml"])?;
    let mut words = words(stem);
    let named = |word: &String| matches!(word.as_str(), "compose" | "dockercompose" | "stack");
    if !words.iter().any(named) {
        return None;
    }
    words.retain(|word| !named(word) && word != "docker");
    Some(words)
}

/// The words of a Dockerfile's name besides `Dockerfile`.
fn dockerfile_words(name: &str) -> Option<Vec<String>> {
    let lower = name.to_ascii_lowercase();
    let (at, base) = ["dockerfile", "containerfile"]
        .iter()
        .find_map(|base| lower.find(base).map(|at| (at, base.len())))?;
    let mut found = words(&name[..at]);
    found.extend(words(&name[at + base..]));
    Some(found)
}

/// Whether a file is the one in its folder that Compose reads by default.
pub fn is_plain_compose(name: &str) -> bool {
    compose_words(name).is_some_and(|words| words.is_empty())
}

/// The file that Compose adds by itself, or a sample of it. `override.https` and the like are
/// features that somebody chooses.
fn is_override(words: &[String]) -> bool {
    let is_sample = |word: &String| says_sample(word) || word == "default";
    words.first().is_some_and(|word| word == "override") && words[1..].iter().all(is_sample)
}

/// What the words say together: development if any does, since `test.prod` tests and `prod-local`
/// runs on a laptop.
fn decide(words: &[String], says: impl Fn(&str) -> Option<Environment>) -> Option<(Environment, String)> {
    let mut found: Option<(Environment, String)> = None;
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |at| words[at].as_str());
        // `dev2` is one of several.
        let stem = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let Some(said) = says(word).or_else(|| says(stem)) else {
            continue;
        };
        match (before, said) {
            // Close to production is not production: such files are for laptops.
            ("near" | "like", Production) => return Some((Development, format!("{before}-{word}"))),
            // `non-prod` may be anything else, `no-dev` names what is left out.
            ("non" | "no" | "without" | "not", _) => {}
            (_, Development) => return Some((said, word.clone())),
            (_, Production) if found.is_none() => found = Some((said, word.clone())),
            _ => {}
        }
    }
    found
}

fn by_folders(path: &str) -> Option<(Environment, String)> {
    folders(path).find_map(by_folder)
}

/// The folders that a file lies in, the nearest first.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit('/').skip(1).take(depth(path))
}

/// How many of its folders say something about a file: deeper than anybody's project.
fn depth(path: &str) -> usize {
    if path::is_absolute(path) { 2 } else { 16 }
}

/// Folders of the services that build and test, and of the editors and their machines to work on.
const FOR_WORK: [&str; 14] = [
    ".azure-pipelines",
    ".buildkite",
    ".circleci",
    ".clusterfuzzlite",
    ".codesandbox",
    ".cursor",
    ".github",
    ".gitlab",
    ".gitpod",
    ".idea",
    ".semaphore",
    ".vscode",
    ".woodpecker",
    ".zed",
];

/// A folder counts if all its words are about environments or about Docker: `docker/dev`,
/// `compose-prod`, but not `dev-portal` or `test-data-service`. What follows `testfiles` and the like
/// only says what they test.
fn by_folder(folder: &str) -> Option<(Environment, String)> {
    if FOR_WORK.contains(&folder) {
        return Some((Development, folder.to_owned()));
    }
    let says = |word: &str| match word {
        // Go projects keep the scripts of their developers in `hack`.
        "devcontainer" | "hack" | "suites" | "testsuite" | "testsuites" => Some(Development),
        "deploy" | "deployment" | "deployments" => Some(Production),
        // As folder names these are components or phases of a build.
        "unit" | "watch" | "stage" | "debug" | "delve" => None,
        _ => certain(word),
    };
    let words = words(folder);
    let first = words.first().map_or("", String::as_str);
    if matches!(first, "testdata" | "testfile" | "testfiles") {
        return Some((Development, first.to_owned()));
    }
    if let Some(word) = weakness(&words) {
        return Some((Development, word.to_owned()));
    }
    if !words.iter().all(|word| says(word).is_some() || is_neutral(word)) {
        return None;
    }
    decide(&words, says)
}

/// What a folder is named after that holds a weak program on purpose: `CVE-2021-44228`, `plugin-rce`.
fn weakness(words: &[String]) -> Option<&str> {
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let (first, last) = (words.first()?, words.last()?);
    let is_catalogued = matches!(first.as_str(), "cve" | "cnvd") && words.get(1).is_some_and(is_number);
    let is_kind = matches!(last.as_str(), "rce" | "sqli" | "ssrf" | "ssti" | "xxe");
    let word = if is_catalogued { first } else { last };
    (is_catalogued || is_kind && words.len() > 1).then_some(word)
}

/// Words of folders that say nothing about what their files are for.
fn is_neutral(word: &str) -> bool {
    matches!(
        word,
        "docker"
            | "compose"
            | "container"
            | "containers"
            | "env"
            | "envs"
            | "environment"
            | "environments"
            | "config"
            | "build"
            | "images"
            | "example"
            | "examples"
            | "sample"
            | "setup"
            | "setups"
    )
}

/// The folder of examples that a file lies in: `docker-examples`, `demo`, `windows-container-samples`. It
/// shows how something is used, on somebody's own machine; where nothing else says what it is for, that
/// is what it is for.
pub(crate) fn folder_of_examples(path: &str) -> Option<&str> {
    let is_example = |word: &String| {
        matches!(
            word.trim_end_matches('s'),
            "example"
                | "demo"
                | "sample"
                | "tutorial"
                | "workshop"
                | "playground"
                | "quickstart"
                | "codelab"
                | "exercise"
                | "assignment"
        )
    };
    folders(path).find(|folder| {
        let mut words = words(folder);
        if is_numbered_lesson(&words) {
            return true;
        }
        words.retain(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
        // Docker's own places for trainings.
        if matches!(*folder, "play-with-docker" | "play-with-kubernetes") {
            return true;
        }
        // `demo-portal` is a portal, and `order-sample` the name of one program.
        let are_examples = words.last().is_some_and(|word| word.ends_with('s') && is_example(word));
        are_examples || words.iter().any(is_example) && words.iter().all(|word| is_example(word) || is_neutral(word))
    })
}

/// Whether a folder is one of the lessons of a course: `section_11`, `exercise3`. A section of something
/// else has more words to its name.
fn is_numbered_lesson(words: &[String]) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_lesson = |word: &str| {
        matches!(
            word,
            "assignment" | "chapter" | "exercise" | "lecture" | "lesson" | "section"
        )
    };
    match words {
        [lesson, number] => is_number(number) && is_lesson(lesson),
        [word] => {
            let lesson = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
            lesson.len() < word.len() && is_lesson(lesson)
        }
        _ => false,
    }
}

/// The folder that a file lies in of what the project's developers run: their tools, and what makes and
/// checks the documentation.
pub(super) fn folder_of_tools(path: &str) -> Option<&str> {
    let mut folders = path::upwards(path::folder(path)).take(depth(path));
    folders.find(|place| matches!(file_name(place), "tools" | "docs" | "doc" | "documentation"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_examples() {
        for (path, folder) in [
            ("docker-examples/mariadb/compose.yaml", Some("docker-examples")),
            ("java-samples/shop/Dockerfile", Some("java-samples")),
            ("order-sample/Dockerfile", None),
            ("examples/shop/Dockerfile", Some("examples")),
            ("compose-assignment-2/Dockerfile", Some("compose-assignment-2")),
            ("codelab/03_cache/Dockerfile", Some("codelab")),
            ("play-with-docker/registry/compose.yaml", Some("play-with-docker")),
            ("play-with-cards/compose.yaml", None),
            ("section_11/accounts/Dockerfile", Some("section_11")),
            ("lesson3/Dockerfile", Some("lesson3")),
            ("lab1/compose.yaml", None),
            ("prod-lab1/compose.yaml", None),
            ("checkout-section-2/Dockerfile", None),
            ("checkout-section2/Dockerfile", None),
            ("section/Dockerfile", None),
            ("lab/compose.yaml", None),
            ("driver-assignment/Dockerfile", None),
            ("version-3/Dockerfile", None),
            ("a/demo/compose.yaml", Some("demo")),
            ("demo-setups/keycloak/compose.yaml", Some("demo-setups")),
            ("setup/compose.yaml", None),
            ("demo-portal/compose.yaml", None),
            ("compose.yaml", None),
            ("src/example.d/compose.yaml", None),
        ] {
            assert_eq!(folder_of_examples(path), folder, "{path}");
        }
    }

    fn compose(path: &str) -> Option<Environment> {
        by_path(path, FileKind::Compose).map(|(environment, _)| environment)
    }

    fn dockerfile(path: &str) -> Option<Environment> {
        by_path(path, FileKind::Dockerfile).map(|(environment, _)| environment)
    }

    #[test]
    fn names_of_compose_files() {
        for path in [
            "docker-compose.dev.yml",
            "compose.local.yaml",
            "docker-compose-test.yml",
            "docker-compose_ci.yml",
            "dev.docker-compose.yml",
            "dev.compose.yaml",
            "local.yml",
            "ci.yml",
            "docker-compose.test.debug.yml",
            "docker-compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.dev.yml",
            "docker-compose.override.dist.yml",
            "compose.near-prod.yaml",
            "docker-compose.prod-local.yml",
            "docker-compose.dev2.yml",
            "docker-compose.e2e.yml",
            ".devcontainer/docker-compose.yml",
            "docker/development/docker-compose.yml",
            "devcontainer-example/docker-compose.yml",
            "test/acceptance/docker-compose.yml",
            "pkg/integrationtest/docker-compose.yml",
            "it/testdata/docker-compose.yml",
        ] {
            assert_eq!(compose(path), Some(Development), "{path}");
        }
        for path in [
            "docker-compose.prod.yml",
            "compose.prod.images.yaml",
            "docker-stack.prod.yml",
            "production.yml",
            "docker-compose.staging.yml",
            "docker-compose.standalone.yml",
            "docker-compose-release.yml",
            "docker-compose/qa/compose.yml",
            "deploy/compose/docker-compose.yml",
            "dev/docker-compose.prod.yml",
        ] {
            assert_eq!(compose(path), Some(Production), "{path}");
        }
    }

    #[test]
    fn names_that_say_nothing() {
        for path in [
            "docker-compose.yml",
            "compose.yaml",
            "docker-compose.override.https.yml",
            "docker-compose.postgres.override.yml",
            "docker-compose.gpu.yml",
            "docker-compose.ssl.yml",
            "docker-compose-with-auth.yml",
            "docker-compose.common.yml",
            "docker-compose.non-prod.yml",
            "docker-compose.latest.yml",
            "dev-portal/docker-compose.yml",
            "localstack/docker-compose.yml",
            "/home/me/test/a/b/docker-compose.yml",
            "app.yml",
            "",
        ] {
            assert_eq!(compose(path), None, "{path}");
        }
    }

    #[test]
    fn names_of_dockerfiles() {
        for path in [
            "Dockerfile.dev",
            "dev.Dockerfile",
            "Dockerfile-test",
            "DockerfileDev",
            "Containerfile.local",
            "docker/dev/Dockerfile",
            "app/.devcontainer/Dockerfile",
            ".github/actions/scan/Dockerfile",
            ".cursor/Dockerfile",
            ".gitpod.Dockerfile",
            "Dockerfile.coverage",
            "images/ubuntu-dev/Dockerfile",
            "images/php-dev/8.4-alpine/Dockerfile",
            "cmd/queue-test/Dockerfile",
            "parser/testfiles-negative/empty/Dockerfile",
        ] {
            assert_eq!(dockerfile(path), Some(Development), "{path}");
        }
        for path in [
            "Dockerfile.prod",
            "production.dockerfile",
            "docker/production/django/Dockerfile",
        ] {
            assert_eq!(dockerfile(path), Some(Production), "{path}");
        }
        for path in [
            "Dockerfile",
            "Dockerfile.server",
            "Dockerfile.alpine",
            "latest/Dockerfile",
            "dev-portal/Dockerfile",
        ] {
            assert_eq!(dockerfile(path), None, "{path}");
        }
    }

    #[test]
    fn folders_named_after_weaknesses() {
        for path in [
            "log4j/CVE-2021-44228/compose.yaml",
            "solr/CVE-2017-12629-RCE/compose.yaml",
            "report/CNVD-2024-15077/compose.yaml",
            "shop/plugin-rce/compose.yaml",
        ] {
            assert_eq!(compose(path), Some(Development), "{path}");
        }
        for path in ["cve/compose.yaml", "cve-scanner/compose.yaml", "rce/compose.yaml"] {
            assert_eq!(compose(path), None, "{path}");
        }
    }

    #[test]
    fn the_word_is_told() {
        let said = by_path("docker/dev/docker-compose.prod.yml", FileKind::Compose);
        assert_eq!(said, Some((Production, "prod".to_owned())));
        let said = by_path("a/docker-dev/Dockerfile", FileKind::Dockerfile);
        assert_eq!(said, Some((Development, "dev".to_owned())));
    }

    #[test]
    fn stages_and_services() {
        assert_eq!(stage_name("development"), Some(Development));
        assert_eq!(stage_name("test-runner"), Some(Development));
        assert_eq!(stage_name("runtime"), Some(Production));
        assert_eq!(stage_name("validate"), Some(Development));
        assert_eq!(stage_name("builder"), None);
        assert_eq!(certain_stage_name("runner"), None);
        assert_eq!(certain_stage_name("test-runner"), Some(Development));
        assert_eq!(certain_stage_name("prod-runtime"), Some(Production));
        assert_eq!(certain_stage_name("release"), Some(Production));
        assert_eq!(service_name("web-dev"), Some(Development));
        assert_eq!(service_name("shop_prod"), Some(Production));
        assert_eq!(service_name("localstack"), None);
        assert_eq!(service_name("ci-runner"), None);
    }

    #[test]
    fn a_base_beside_a_file_for_development() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let dev = names(&[
            "docker-compose.yml",
            "docker-compose.override.yml",
            "docker-compose.dev.yml",
        ]);
        let expected = Some((Production, "docker-compose.dev.yml".to_owned()));
        assert_eq!(siblings("docker-compose.yml", &dev), expected);
        let auto = names(&["compose.yaml", "compose.override.yaml"]);
        let expected = Some((Production, "compose.override.yaml".to_owned()));
        assert_eq!(siblings("compose.yaml", &auto), expected);
        let docker = names(&["Dockerfile", "Dockerfile.dev"]);
        assert_eq!(
            siblings("Dockerfile", &docker),
            Some((Production, "Dockerfile.dev".to_owned()))
        );
        for other in [
            "docker-compose.prod.yml",
            "docker-compose.test.yml",
            "compose.gpu.yml",
            "dev.txt",
        ] {
            assert_eq!(siblings("docker-compose.yml", &names(&[other])), None, "{other}");
        }
        assert_eq!(siblings("docker-compose.gpu.yml", &dev), None);
    }
}
