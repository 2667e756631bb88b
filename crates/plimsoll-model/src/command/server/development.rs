//! Development servers.

use plimsoll_syntax::Span;

use crate::command::argument::{Argument, Parted};
use table::{DJANGO, Needs, SERVERS};

mod table;

/// A development server in a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DevelopmentServer {
    /// What it is, for a message: `Django's development server`.
    pub name: &'static str,
    /// The words that show it.
    pub span: Span,
    /// What production usually runs instead, if there is one usual choice.
    pub instead: Option<&'static str>,
}

/// A script of package.json that a command runs: `npm run dev`, `yarn dev`, `npm start`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PackageScript<'a> {
    /// `npm`, `yarn`, `pnpm`, `bun`.
    pub manager: &'a str,
    /// The script's name.
    pub name: &'a str,
    /// Its words, from the manager to the name.
    pub span: Span,
}

/// Scripts of package.json whose name says that they run a development server.
static SCRIPTS: &[&str] = &[
    "dev",
    "develop",
    "development",
    "start:dev",
    "dev:server",
    "serve:dev",
    "watch",
    "start:watch",
];

/// The development server that a command starts, if any. Scripts of package.json are judged by
/// their name; see [`package_script`].
pub fn development_server(argv: &[Argument<'_>]) -> Option<DevelopmentServer> {
    let (_, start) = crate::command::unwrapped(argv);
    let argv = argv.get(start..)?;
    let first = argv.first()?;
    if let Some(script) = package_script(argv) {
        if SCRIPTS.contains(&script.name) {
            return Some(found("a script for development", script.span, None));
        }
        // `yarn nodemon` runs a program of the project.
        let is_bare = argv.get(1).is_some_and(|argument| argument.text == script.name);
        return if is_bare && script.name != "start" {
            development_server(&argv[1..])
        } else {
            None
        };
    }
    let program = first.program();
    let is_python = program.starts_with("python") || program == "py";
    if is_python {
        return python(argv);
    }
    if program == "manage.py" {
        return django(argv);
    }
    if matches!(program, "rails" | "puma" | "rackup") {
        return rails(argv);
    }
    // `php artisan serve`, `php bin/console server:run`.
    if program == "php"
        && let Some(script) = argv.get(1).filter(|argument| !argument.is_flag())
    {
        let inner = development_server(&argv[1..])?;
        return Some(found(
            inner.name,
            first.span.to(script.span).to(inner.span),
            inner.instead,
        ));
    }
    let entry = SERVERS.iter().filter(|entry| entry.programs.contains(&program));
    entry
        .filter_map(|entry| Some((entry, said(&entry.needs, argv)?)))
        .map(|(entry, span)| found(entry.name, span, entry.instead))
        .next()
}

/// The script of package.json that a command runs, if it does.
pub fn package_script<'a>(argv: &[Argument<'a>]) -> Option<PackageScript<'a>> {
    let (_, start) = crate::command::unwrapped(argv);
    let argv = argv.get(start..)?;
    let manager = argv.first()?.program();
    if !matches!(manager, "npm" | "yarn" | "pnpm" | "bun") {
        return None;
    }
    let mut operands = Parted::of(argv).operands;
    // `yarn workspace web dev` runs a script of one of several packages.
    if manager == "yarn" && operands.first().is_some_and(|o| o.text == "workspace") {
        operands.drain(..operands.len().min(2));
    }
    let script = match (manager, operands.first()?.text) {
        (_, "run" | "run-script") => *operands.get(1)?,
        (_, "start" | "test" | "stop" | "restart") => operands[0],
        ("npm", _) => return None,
        (_, verb) if VERBS.contains(&verb) => return None,
        _ => operands[0],
    };
    Some(PackageScript {
        manager,
        name: script.text,
        span: argv[0].span.to(script.span),
    })
}

/// Built-in commands of yarn, pnpm and bun, which are not scripts.
static VERBS: &[&str] = &[
    "install",
    "i",
    "add",
    "remove",
    "rm",
    "up",
    "upgrade",
    "update",
    "global",
    "cache",
    "config",
    "exec",
    "dlx",
    "x",
    "init",
    "create",
    "link",
    "unlink",
    "list",
    "why",
    "info",
    "audit",
    "outdated",
    "import",
    "fetch",
    "deploy",
    "store",
    "rebuild",
    "prune",
    "pack",
    "publish",
    "set",
    "plugin",
    "workspaces",
    "build",
    "version",
    "versions",
    "login",
    "help",
    "bin",
    "env",
    "pm",
];

fn found(name: &'static str, span: Span, instead: Option<&'static str>) -> DevelopmentServer {
    DevelopmentServer { name, span, instead }
}

/// The words of a command that match the table.
fn said(needs: &Needs, argv: &[Argument<'_>]) -> Option<Span> {
    let first = argv.first()?;
    let span = match needs {
        Needs::Nothing => first.span,
        Needs::Verb(verbs) => first.span.to(verb(argv, verbs)?),
        Needs::VerbOrNone(verbs) => match argv[1..].iter().any(|argument| !argument.is_flag()) {
            true => first.span.to(verb(argv, verbs)?),
            false if asks_only(argv) => return None,
            false => first.span,
        },
        Needs::Flag(flags) => {
            let is_flag = |text: &str| flags.contains(&text.split('=').next().unwrap_or(text));
            argv[1..].iter().find(|argument| is_flag(argument.text))?.span
        }
    };
    Some(span)
}

/// The index of the sub-command, if it is one of `verbs`. It is the first operand, unless that may
/// be the value of the flag before it.
fn verb(argv: &[Argument<'_>], verbs: &[&str]) -> Option<Span> {
    for pair in argv.windows(2) {
        let (before, word) = (pair[0], pair[1]);
        if word.is_flag() {
            continue;
        }
        if verbs.contains(&word.text) {
            return Some(word.span);
        }
        if !before.is_flag() || before.text.contains('=') {
            return None;
        }
    }
    None
}

/// A command that only prints something about itself.
fn asks_only(argv: &[Argument<'_>]) -> bool {
    argv[1..]
        .iter()
        .any(|a| matches!(a.text, "--version" | "-v" | "-V" | "--help" | "-h"))
}

/// `python manage.py runserver`, `python -m http.server`, `python -m flask run`.
fn python(argv: &[Argument<'_>]) -> Option<DevelopmentServer> {
    let first = argv[0];
    if let Some(at) = argv.iter().position(|argument| argument.text == "-m") {
        let module = argv.get(at + 1)?;
        let span = first.span.to(module.span);
        return match module.text {
            "http.server" | "SimpleHTTPServer" => Some(found("Python's built-in server", span, Some("a web server"))),
            "debugpy" | "coverage" => None,
            _ => {
                let inner = development_server(&argv[at + 1..])?;
                Some(found(inner.name, inner.span, inner.instead))
            }
        };
    }
    let script = argv[1..].iter().position(|argument| !argument.is_flag())? + 1;
    django(&argv[script..])
}

fn django(argv: &[Argument<'_>]) -> Option<DevelopmentServer> {
    if argv.first()?.program() != "manage.py" {
        return None;
    }
    let verb = verb(argv, &["runserver", "runserver_plus", "runsslserver", "livereload"])?;
    Some(found(DJANGO, argv[0].span.to(verb), Some("gunicorn or uvicorn")))
}

/// Production runs `rails server` too; only `-e development` makes it a development server.
fn rails(argv: &[Argument<'_>]) -> Option<DevelopmentServer> {
    let first = argv[0];
    let is_server = first.text != "rails" || argv.get(1).is_some_and(|a| matches!(a.text, "server" | "s"));
    let environment = argv
        .windows(2)
        .find(|pair| matches!(pair[0].text, "-e" | "--environment" | "-E" | "--env"));
    let joined = argv
        .iter()
        .find(|a| matches!(a.text, "--environment=development" | "-edevelopment"));
    let span = match (environment, joined) {
        (Some(pair), _) if pair[1].text == "development" => pair[0].span.to(pair[1].span),
        (_, Some(flag)) => flag.span,
        _ => return None,
    };
    is_server.then(|| found("a Rails server in development", span, Some("`-e production`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn argv(line: &str) -> Vec<Argument<'_>> {
        let mut at = 0;
        let words = line.split(' ').map(|word| {
            let span = Span::new(plimsoll_syntax::FileId(0), at, at + word.len());
            at += word.len() + 1;
            Argument::new(word, span)
        });
        words.collect()
    }

    #[test]
    fn development_servers_are_found() {
        for (line, words) in [
            ("python manage.py runserver 0.0.0.0:8000", "manage.py runserver"),
            ("python3 -u ./manage.py runserver", "./manage.py runserver"),
            ("poetry run python manage.py runserver_plus", "manage.py runserver_plus"),
            ("./manage.py runserver", "./manage.py runserver"),
            ("django-admin runserver", "django-admin runserver"),
            ("flask --app x run --host 0.0.0.0", "flask --app x run"),
            (
                "python manage.py --settings x runserver",
                "manage.py --settings x runserver",
            ),
            ("flask run --host=0.0.0.0", "flask run"),
            ("python -m flask run", "flask run"),
            ("uvicorn app:x --reload", "--reload"),
            ("exec gunicorn --reload app", "--reload"),
            ("gunicorn app", ""),
            ("npx nodemon server.js", "nodemon"),
            ("yarn nodemon server.js", "nodemon"),
            ("npm run dev", "npm run dev"),
            (
                "npm --prefix web run start:dev -- --host",
                "npm --prefix web run start:dev",
            ),
            ("yarn dev", "yarn dev"),
            ("yarn workspace web dev", "yarn workspace web dev"),
            ("pnpm run dev", "pnpm run dev"),
            ("npm start", ""),
            ("npm run build", ""),
            ("vite", "vite"),
            ("vite --host", "vite"),
            ("vite build", ""),
            ("npx next dev", "next dev"),
            ("next start", ""),
            ("nuxt dev", "nuxt dev"),
            ("ng serve --host 0.0.0.0", "ng serve"),
            ("php -S 0.0.0.0:80", "-S"),
            ("php artisan serve --host=0", "php artisan serve"),
            ("php artisan migrate", ""),
            ("dotnet watch run", "dotnet watch"),
            ("air", "air"),
            ("cargo watch -x run", "cargo watch"),
            ("python -m http.server", "python -m http.server"),
            ("bundle exec rails server -e development", "-e development"),
            ("rails server -b 0.0.0.0", ""),
            ("webpack serve", "webpack serve"),
            ("node --watch x.js", "--watch"),
            ("tini -- npm run dev", "npm run dev"),
        ] {
            let argv = argv(line);
            let said = development_server(&argv).map_or("", |server| &line[server.span.range()]);
            assert_eq!(said, words, "{line}");
        }
    }

    #[test]
    fn scripts_of_package_json_are_named() {
        for (line, name) in [
            ("npm start", Some("start")),
            ("npm run serve", Some("serve")),
            ("yarn start:prod", Some("start:prod")),
            ("npm ci", None),
            ("yarn install", None),
            ("yarn", None),
            ("node x", None),
        ] {
            assert_eq!(package_script(&argv(line)).map(|script| script.name), name, "{line}");
        }
    }
}
