//! What decides a file's purpose, the most certain first: the command line, a comment at the head
//! of the file, the name, a comment in plain words, the service that builds it, the siblings, the
//! content, and otherwise production, the safe choice.

use plimsoll_syntax::dockerfile::Dockerfile;
use plimsoll_syntax::{SourceFile, Span};

use super::names::{by_path, folder_of_examples, folder_of_tools, service_name, siblings};
use super::{Environment, Reason, Verdict, comments, content};
use crate::base::path::{self, file_name, folder};
use crate::compose::{Compose, Service};
use crate::files::{FileKind, Files};

/// What a Compose file is for, as far as it and the files in its folder tell. `beside` are the
/// Compose files of that folder.
pub(crate) fn of_compose<'a>(
    compose: &Compose,
    beside: impl Iterator<Item = &'a Compose> + Clone,
    files: &dyn Files,
    flag: Option<Environment>,
) -> Verdict {
    let source = &compose.yaml.source;
    let head = compose.yaml.root().map(|root| root.span().start);
    let comments = || compose.yaml.comments.iter().map(|c| c.span);
    outright(flag, source, comments(), head)
        .or_else(|| of_name(source.path(), FileKind::Compose))
        .or_else(|| comments::of_head(source, comments(), head))
        .or_else(|| {
            let verdict = of_siblings(source.path(), files)?;
            let own = content::of_backing(compose, beside.clone()).or_else(|| content::of_work(compose));
            Some(own.unwrap_or(verdict))
        })
        .or_else(|| content::of_compose(compose))
        .or_else(|| content::of_lone_stores(compose, beside))
        .or_else(|| of_folder(folder_of_examples(source.path())?))
        .unwrap_or(SAFE_SIDE)
}

/// What a Dockerfile is for, as far as the file itself and its name tell.
pub(crate) fn of_dockerfile(tree: &Dockerfile, flag: Option<Environment>) -> Option<Verdict> {
    let head = tree.instructions.first().map(|i| i.span.start);
    let comments = || tree.comments.iter().map(|c| c.span);
    outright(flag, &tree.source, comments(), head)
        .or_else(|| of_name(tree.source.path(), FileKind::Dockerfile))
        .or_else(|| comments::of_head(&tree.source, comments(), head))
}

/// Development, if a GitHub action beside a Dockerfile builds it: it runs with the builds of others, as
/// the account that owns their files.
pub(crate) fn of_action(path: &str, files: &dyn Files) -> Option<Verdict> {
    let names = files.names(folder(path));
    let action = ["action.yml", "action.yaml"]
        .into_iter()
        .find(|action| names.iter().any(|name| name == action))?;
    let text = files.read(&path::join(folder(path), action))?;
    let text = String::from_utf8_lossy(&text);
    let builds = |line: &str| {
        let image = line.trim().strip_prefix("image:");
        image.is_some_and(|image| file_name(image.trim().trim_matches(['"', '\''])) == file_name(path))
    };
    text.lines().any(builds).then(|| Verdict {
        environment: Environment::Development,
        reason: Reason::Siblings(format!("`{action}`")),
    })
}

/// What an environment file is for that nothing reads.
pub(crate) fn of_env_file(source: &SourceFile, flag: Option<Environment>) -> Verdict {
    outright(flag, source, std::iter::empty(), None)
        .or_else(|| of_name(source.path(), FileKind::EnvFile))
        .unwrap_or(SAFE_SIDE)
}

/// What a service is for: development, if its own name or the comment above it says so, else its
/// file. `written` is the file that its name is written in.
pub(crate) fn of_service(service: &Service, written: Option<&Compose>, file: &Verdict) -> Environment {
    let is_for_work = || {
        service_name(&service.name.value) == Some(Environment::Development)
            || written.is_some_and(|written| comments::of_service_comment(written, service))
    };
    if !is_outright(&file.reason) && is_for_work() {
        return Environment::Development;
    }
    file.environment
}

/// For want of a better reason.
pub(crate) const SAFE_SIDE: Verdict = Verdict {
    environment: Environment::Production,
    reason: Reason::Default,
};

/// Somebody has stated it for the whole file, so no name inside counts.
pub(crate) fn is_outright(reason: &Reason) -> bool {
    matches!(reason, Reason::Flag | Reason::Comment(_))
}

/// The command line, or a comment before everything else.
fn outright(
    flag: Option<Environment>,
    source: &SourceFile,
    comments: impl Iterator<Item = Span>,
    head: Option<u32>,
) -> Option<Verdict> {
    if let Some(environment) = flag {
        let reason = Reason::Flag;
        return Some(Verdict { environment, reason });
    }
    let mut at_head = comments.take_while(|c| head.is_none_or(|head| c.start < head));
    at_head.find_map(|comment| {
        let environment = said_in(source.slice(comment))?;
        let reason = Reason::Comment(comment);
        Some(Verdict { environment, reason })
    })
}

/// `# plimsoll: environment=development`
fn said_in(comment: &str) -> Option<Environment> {
    let text = comment.trim_start_matches('#').trim_start().strip_prefix("plimsoll:")?;
    let value = text
        .trim()
        .strip_prefix("environment")?
        .trim_start()
        .strip_prefix('=')?;
    match value.split_whitespace().next()? {
        "production" => Some(Environment::Production),
        "development" => Some(Environment::Development),
        _ => None,
    }
}

fn of_name(path: &str, kind: FileKind) -> Option<Verdict> {
    let (environment, word) = by_path(path, kind)?;
    let reason = Reason::Name(word);
    Some(Verdict { environment, reason })
}

/// Development, if a Dockerfile lies in a folder of examples.
pub(crate) fn of_examples(path: &str) -> Option<Verdict> {
    of_folder(folder_of_examples(path)?)
}

/// Development, if a Dockerfile lies in a folder of what the project's developers run: generators, linters,
/// converters, and what makes the documentation. A folder that holds nothing but folders is no project: what
/// is called `tools` there is a product.
pub(crate) fn of_helpers(path: &str, files: &dyn Files) -> Option<Verdict> {
    let is_project = |folder: &str| folder.is_empty() || !files.names(folder).is_empty();
    let helpers = folder_of_tools(path).filter(|helpers| is_project(folder(helpers)))?;
    of_folder(file_name(helpers))
}

fn of_folder(name: &str) -> Option<Verdict> {
    let reason = Reason::Name(name.to_owned());
    let environment = Environment::Development;
    Some(Verdict { environment, reason })
}

fn of_siblings(path: &str, files: &dyn Files) -> Option<Verdict> {
    let (environment, sibling) = siblings(file_name(path), &files.names(folder(path)))?;
    let reason = Reason::Siblings(format!("`{sibling}`"));
    Some(Verdict { environment, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::testing::Texts;

    /// Every folder contains these files.
    struct Beside(&'static [&'static str]);

    impl Files for Beside {
        fn read(&self, _path: &str) -> Option<Vec<u8>> {
            None
        }

        fn names(&self, _folder: &str) -> Vec<String> {
            self.0.iter().map(|&name| name.to_owned()).collect()
        }
    }

    #[test]
    fn tools_belong_to_a_project() {
        for (path, beside, are_helpers) in [
            ("tools/lint/Dockerfile", "LICENSE", true),
            ("backend/tools/Dockerfile", "backend/go.mod", true),
            ("wireguard/tools/Dockerfile", "LICENSE", false),
            ("wireguard/tools/Dockerfile", "wireguard/tools/wg", false),
        ] {
            let helpers = of_helpers(path, &Texts(&[(beside, "")]));
            assert_eq!(helpers.is_some(), are_helpers, "{path} {beside}");
        }
    }

    fn verdict_of_base(base: &str, prod: &str) -> Verdict {
        let input = |path: &str, text: &str| crate::files::Input {
            path: path.to_owned(),
            kind: FileKind::Compose,
            bytes: text.as_bytes().to_vec(),
        };
        let inputs = vec![input("compose.yaml", base), input("compose.prod.yaml", prod)];
        let workspace = crate::workspace::Workspace::load(inputs, &Beside(&["compose.yaml", "compose.dev.yaml"]), None);
        workspace.verdict_of_compose(0).clone()
    }

    #[test]
    fn a_base_of_data_stores_is_for_those_who_run_the_program_on_their_machine() {
        let stores = "services:\n  db: {image: postgres, ports: ['5432:5432']}\n  cache: {image: redis}\n";
        let alone = "services:\n  web: {image: x}\n";
        let verdict = verdict_of_base(stores, alone);
        assert_eq!(verdict.environment, Environment::Development);
        assert!(verdict.reason.is_assumed());
        for (base, prod) in [
            (stores, "services:\n  web: {image: x, depends_on: [db]}\n"),
            (stores, "services:\n  db: {restart: always}\n"),
            (
                "services:\n  db: {image: postgres, ports: ['5432:5432']}\n  web: {build: .}\n",
                alone,
            ),
            ("services:\n  db: {image: postgres}\n", alone),
        ] {
            assert_eq!(
                verdict_of_base(base, prod).environment,
                Environment::Production,
                "{base}{prod}"
            );
        }
    }

    #[test]
    fn helpers_that_the_project_builds_are_known_by_name() {
        let text = "services:\n  maildev: {build: ./mail}\n  api: {build: .}\n";
        let input = crate::files::Input {
            path: "compose.yaml".to_owned(),
            kind: FileKind::Compose,
            bytes: text.as_bytes().to_vec(),
        };
        let workspace = crate::workspace::Workspace::load(vec![input], &crate::files::NoFiles, None);
        assert_eq!(workspace.verdict_of_compose(0).environment, Environment::Development);
    }

    fn verdict_alone(path: &str, text: &str) -> (Environment, bool) {
        let input = crate::files::Input {
            path: path.to_owned(),
            kind: FileKind::Compose,
            bytes: text.as_bytes().to_vec(),
        };
        let workspace = crate::workspace::Workspace::load(vec![input], &crate::files::NoFiles, None);
        let verdict = workspace.verdict_of_compose(0);
        (verdict.environment, verdict.reason.is_assumed())
    }

    #[test]
    fn stores_for_tests_lack_what_servers_have() {
        let store = |more: &str| format!("services: {{db: {{image: 'mysql:8.4', ports: ['3306:3306']{more}}}}}\n");
        let alone = |more: &str| verdict_alone("compose.yaml", &store(more)).0;
        assert_eq!(alone(""), Environment::Development);
        assert_eq!(
            alone(", volumes: ['./init:/docker-entrypoint-initdb.d']"),
            Environment::Development
        );
        for more in [
            ", restart: always",
            ", volumes: ['data:/var/lib/mysql']",
            ", mem_limit: 1g",
            ", labels: {a: b}",
            "}, web: {image: x",
        ] {
            assert_eq!(alone(more), Environment::Production, "{more}");
        }
        let inside = "services: {db: {image: 'mysql:8.4'}}\n";
        assert_eq!(verdict_alone("compose.yaml", inside).0, Environment::Production);
        let named = verdict_alone("compose.prod.yaml", &store(""));
        assert_eq!(named, (Environment::Production, false));
    }

    #[test]
    fn services_that_are_watched() {
        let service = |name: &str, key: &str| {
            format!("  {name}: {{build: ., {key}: {{watch: [{{path: ., action: rebuild}}]}}}}\n")
        };
        let file = |services: &str| verdict_alone("compose.yaml", &format!("services:\n{services}")).0;
        let (web, api) = (service("web", "develop"), service("api", "x-develop"));
        assert_eq!(file(&format!("{web}{api}")), Environment::Development);
        assert_eq!(file(&web), Environment::Production);
        assert_eq!(
            file(&format!("{web}  admin: {{image: adminer}}\n")),
            Environment::Development
        );
        let kept = web.replace("build: .", "build: ., restart: always");
        assert_eq!(file(&format!("{kept}{api}")), Environment::Production);
        let server = format!("{web}{api}  db: {{image: x, environment: {{APP_ENV: production}}}}\n");
        assert_eq!(file(&server), Environment::Production);
    }

    #[test]
    fn debuggers_of_mounted_source() {
        let file = |more: &str| format!("services:\n  web: {{build: ., ports: ['3000:3000'{more}]");
        let mounted = |more: &str| format!("{}, volumes: ['.:/app']}}\n", file(more));
        let of = |text: &str| verdict_alone("compose.yaml", text).0;
        assert_eq!(of(&mounted(", '9229:9229'")), Environment::Development);
        assert_eq!(of(&mounted("")), Environment::Production);
        assert_eq!(of(&format!("{}}}\n", file(", '9229:9229'"))), Environment::Production);
    }

    #[test]
    fn what_nobody_runs_in_production() {
        let of = |keys: &str| verdict_alone("compose.yaml", &format!("services: {{web: {{{keys}}}}}\n")).0;
        let with = |variable: &str| of(&format!("build: ., environment: {{{variable}}}"));
        assert_eq!(
            with("XDEBUG_CONFIG: client_host=host.docker.internal"),
            Environment::Development
        );
        assert_eq!(with("PHP_IDE_CONFIG: '${PHP_IDE_CONFIG}'"), Environment::Development);
        assert_eq!(with("XDEBUG_CONFIG: ''"), Environment::Production);
        assert_eq!(
            of("image: 'vulhub/solr:8.11.0', restart: always"),
            Environment::Development
        );
    }

    #[test]
    fn comments_in_plain_words() {
        let text = "# Compose file to test the queue.\nservices: {web: {image: x, restart: always}}\n";
        assert_eq!(verdict_alone("compose.yaml", text).0, Environment::Development);
        assert_eq!(verdict_alone("compose.prod.yaml", text).0, Environment::Production);
    }

    #[test]
    fn actions_are_not_servers() {
        struct Action;
        impl Files for Action {
            fn read(&self, _path: &str) -> Option<Vec<u8>> {
                Some(b"runs:\n  using: docker\n  image: 'Dockerfile'\n".to_vec())
            }

            fn names(&self, _folder: &str) -> Vec<String> {
                vec!["action.yml".to_owned()]
            }
        }
        assert!(of_action("scan/Dockerfile", &Action).is_some());
        assert!(of_action("scan/Dockerfile.server", &Action).is_none());
        assert!(of_action("scan/Dockerfile", &Beside(&["action.yml"])).is_none());
    }

    #[test]
    fn comments_say_it_outright() {
        let development = Some(Environment::Development);
        assert_eq!(said_in("# plimsoll: environment=development"), development);
        assert_eq!(said_in("#plimsoll: environment = development for the CI"), development);
        assert_eq!(said_in("# environment=development"), None);
        assert_eq!(said_in("# plimsoll: environment=dev"), None);
    }
}
