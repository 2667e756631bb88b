//! What decides a file's purpose, the most certain first: the command line, a comment at the head
//! of the file, the name, the service that builds it, the siblings, the content, and otherwise
//! production, the safe choice.

use plimsoll_syntax::dockerfile::Dockerfile;
use plimsoll_syntax::{SourceFile, Span};

use super::names::{by_path, service_name, siblings};
use super::{Environment, Reason, Verdict, content};
use crate::base::path::{file_name, folder};
use crate::compose::Compose;
use crate::files::{FileKind, Files};

/// What a Compose file is for, as far as it and the files in its folder tell. `beside` are the
/// Compose files of that folder.
pub(crate) fn of_compose<'a>(
    compose: &Compose,
    beside: impl Iterator<Item = &'a Compose>,
    files: &dyn Files,
    flag: Option<Environment>,
) -> Verdict {
    let source = &compose.yaml.source;
    let head = compose.yaml.root().map(|root| root.span().start);
    let comments = compose.yaml.comments.iter().map(|c| c.span);
    outright(flag, source, comments, head)
        .or_else(|| of_name(source.path(), FileKind::Compose))
        .or_else(|| {
            let verdict = of_siblings(source.path(), files)?;
            let own = content::of_backing(compose, beside).or_else(|| content::of_work(compose));
            Some(own.unwrap_or(verdict))
        })
        .or_else(|| content::of_compose(compose))
        .unwrap_or(SAFE_SIDE)
}

/// What a Dockerfile is for, as far as the file itself and its name tell.
pub(crate) fn of_dockerfile(tree: &Dockerfile, flag: Option<Environment>) -> Option<Verdict> {
    let head = tree.instructions.first().map(|i| i.span.start);
    outright(flag, &tree.source, tree.comments.iter().map(|c| c.span), head)
        .or_else(|| of_name(tree.source.path(), FileKind::Dockerfile))
}

/// What an environment file is for that nothing reads.
pub(crate) fn of_env_file(source: &SourceFile, flag: Option<Environment>) -> Verdict {
    outright(flag, source, std::iter::empty(), None)
        .or_else(|| of_name(source.path(), FileKind::EnvFile))
        .unwrap_or(SAFE_SIDE)
}

/// What a service is for: development, if its own name says so, else its file.
pub(crate) fn of_service(name: &str, file: &Verdict) -> Environment {
    if !is_outright(&file.reason) && service_name(name) == Some(Environment::Development) {
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

fn of_siblings(path: &str, files: &dyn Files) -> Option<Verdict> {
    let (environment, sibling) = siblings(file_name(path), &files.names(folder(path)))?;
    let reason = Reason::Siblings(format!("`{sibling}`"));
    Some(Verdict { environment, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn comments_say_it_outright() {
        let development = Some(Environment::Development);
        assert_eq!(said_in("# plimsoll: environment=development"), development);
        assert_eq!(said_in("#plimsoll: environment = development for the CI"), development);
        assert_eq!(said_in("# environment=development"), None);
        assert_eq!(said_in("# plimsoll: environment=dev"), None);
    }
}
