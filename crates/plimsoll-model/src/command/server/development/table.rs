//! The table of development servers: programs, and the words that mark them.

/// An entry of the table: a program, and the words that must be among its arguments.
pub(super) struct Server {
    pub(super) programs: &'static [&'static str],
    pub(super) needs: Needs,
    pub(super) name: &'static str,
    pub(super) instead: Option<&'static str>,
}

pub(super) enum Needs {
    /// The program alone is enough.
    Nothing,
    /// The first operand is one of these.
    Verb(&'static [&'static str]),
    /// The first operand is one of these, or there is none.
    VerbOrNone(&'static [&'static str]),
    /// One of these flags, alone or with a value after `=`.
    Flag(&'static [&'static str]),
}

pub(super) static SERVERS: &[Server] = &[
    server(
        &["django-admin"],
        Needs::Verb(&["runserver", "runserver_plus"]),
        DJANGO,
        Some("gunicorn or uvicorn"),
    ),
    server(
        &["flask"],
        Needs::Verb(&["run"]),
        "Flask's development server",
        Some("gunicorn or uvicorn"),
    ),
    server(
        &["fastapi"],
        Needs::Verb(&["dev"]),
        "FastAPI's development server",
        Some("`fastapi run`"),
    ),
    server(
        &["uvicorn", "hypercorn", "granian"],
        Needs::Flag(&["--reload"]),
        "a server that reloads its code",
        None,
    ),
    server(
        &["gunicorn"],
        Needs::Flag(&["--reload"]),
        "a server that reloads its code",
        None,
    ),
    server(
        &["watchmedo"],
        Needs::Verb(&["auto-restart"]),
        "a server that restarts on changes",
        None,
    ),
    server(
        &["watchfiles"],
        Needs::Nothing,
        "a server that restarts on changes",
        None,
    ),
    server(
        &["celery"],
        Needs::Flag(&["--autoreload"]),
        "a worker that reloads its code",
        None,
    ),
    server(
        &["nodemon", "node-dev"],
        Needs::Nothing,
        "a server that restarts on changes",
        Some("`node`"),
    ),
    server(
        &["ts-node-dev", "tsnd"],
        Needs::Nothing,
        "a server that restarts on changes",
        Some("`node`"),
    ),
    server(
        &["tsx"],
        Needs::Verb(&["watch"]),
        "a server that restarts on changes",
        Some("`node`"),
    ),
    server(
        &["node", "nodejs"],
        Needs::Flag(&["--watch", "--watch-path"]),
        "a server that restarts on changes",
        None,
    ),
    server(
        &["bun"],
        Needs::Flag(&["--watch", "--hot"]),
        "a server that restarts on changes",
        None,
    ),
    server(
        &["deno"],
        Needs::Flag(&["--watch"]),
        "a server that restarts on changes",
        None,
    ),
    server(
        &["vite"],
        Needs::VerbOrNone(&["dev", "serve"]),
        "Vite's development server",
        Some(STATIC),
    ),
    server(
        &["next"],
        Needs::VerbOrNone(&["dev"]),
        "Next.js's development server",
        Some("`next start`"),
    ),
    server(
        &["nuxt", "nuxi"],
        Needs::Verb(&["dev"]),
        "Nuxt's development server",
        Some("`node .output/server/index.mjs`"),
    ),
    server(
        &["astro", "remix", "svelte-kit", "gatsby"],
        Needs::Verb(&["dev", "develop"]),
        "a development server",
        None,
    ),
    server(
        &["webpack-dev-server"],
        Needs::Nothing,
        "webpack's development server",
        Some(STATIC),
    ),
    server(
        &["webpack"],
        Needs::Verb(&["serve"]),
        "webpack's development server",
        Some(STATIC),
    ),
    server(
        &["ng"],
        Needs::Verb(&["serve"]),
        "Angular's development server",
        Some(STATIC),
    ),
    server(
        &["vue-cli-service"],
        Needs::Verb(&["serve"]),
        "Vue's development server",
        Some(STATIC),
    ),
    server(
        &["react-scripts"],
        Needs::Verb(&["start"]),
        "React's development server",
        Some(STATIC),
    ),
    server(
        &["parcel"],
        Needs::Verb(&["serve", "watch"]),
        "Parcel's development server",
        Some(STATIC),
    ),
    server(
        &["nest"],
        Needs::Flag(&["--watch", "--debug", "-w"]),
        "a server that restarts on changes",
        Some("`node`"),
    ),
    server(
        &["artisan"],
        Needs::Verb(&["serve"]),
        "Laravel's development server",
        Some("PHP-FPM"),
    ),
    server(&["php"], Needs::Flag(&["-S"]), "PHP's built-in server", Some("PHP-FPM")),
    server(
        &["symfony"],
        Needs::Verb(&["serve", "server:start", "local:server:start"]),
        "Symfony's local server",
        Some("PHP-FPM"),
    ),
    server(
        &["dotnet"],
        Needs::Verb(&["watch"]),
        "a server that restarts on changes",
        Some("`dotnet app.dll`"),
    ),
    server(
        &["air", "reflex", "gin", "CompileDaemon", "modd", "realize"],
        Needs::Nothing,
        REBUILDS,
        Some("the built program"),
    ),
    server(&["cargo"], Needs::Verb(&["watch"]), REBUILDS, Some("the built program")),
    server(
        &["cargo-watch", "bacon"],
        Needs::Nothing,
        REBUILDS,
        Some("the built program"),
    ),
    server(
        &["hugo", "jekyll", "mkdocs"],
        Needs::Verb(&["server", "serve"]),
        "a preview server",
        Some(STATIC),
    ),
    server(
        &["live-server", "browser-sync"],
        Needs::Nothing,
        "a preview server",
        Some(STATIC),
    ),
];

pub(super) const DJANGO: &str = "Django's development server";
const STATIC: &str = "a built copy behind a web server";
const REBUILDS: &str = "a server that rebuilds on changes";

const fn server(
    programs: &'static [&'static str],
    needs: Needs,
    name: &'static str,
    instead: Option<&'static str>,
) -> Server {
    Server {
        programs,
        needs,
        name,
        instead,
    }
}
