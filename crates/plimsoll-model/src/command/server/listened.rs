//! The port that a command tells a web server to listen on.

use crate::command::argument::Argument;

/// Servers that take their port from the command line, with the options that name it.
///
/// From the manuals of the programs, 2026-11.
const SERVERS: [(&str, &[&str]); 13] = [
    ("daphne", &["-p", "--port"]),
    ("fastapi", &["--port"]),
    ("flask", &["-p", "--port"]),
    ("granian", &["--port"]),
    ("gunicorn", &["-b", "--bind"]),
    ("http-server", &["-p", "--port"]),
    ("hypercorn", &["-b", "--bind"]),
    ("next", &["-p", "--port"]),
    ("puma", &["-p", "--port"]),
    ("rails", &["-p", "--port"]),
    ("streamlit", &["--server.port"]),
    ("uvicorn", &["--port"]),
    ("waitress-serve", &["--port", "--listen"]),
];

/// The port that a command says that its server listens on: `uvicorn app:app --port 8000`, `python manage.py
/// runserver 0.0.0.0:8000`. None if it names none or several, or if a variable does.
pub fn listened_port(argv: &[Argument<'_>]) -> Option<u16> {
    let program = argv.first()?.program();
    let words: Vec<&str> = argv.iter().skip(1).map(|word| word.text).collect();
    let named = match (program, &words[..]) {
        ("python" | "python3", ["-m", module, rest @ ..]) => of_server(module, rest),
        ("python" | "python3", [script, "runserver", rest @ ..]) if script.ends_with("manage.py") => {
            rest.iter().find(|word| !word.starts_with('-')).map(|word| vec![*word])
        }
        ("php", [artisan, "serve", rest @ ..]) if artisan.ends_with("artisan") => Some(values(rest, &["--port"])),
        ("php", rest) => Some(values(rest, &["-S"])),
        (program, rest) => of_server(program, rest),
    };
    match &named?[..] {
        [address] => port_of(address),
        _ => None,
    }
}

fn of_server<'a>(program: &str, words: &[&'a str]) -> Option<Vec<&'a str>> {
    let (_, options) = SERVERS.iter().find(|(name, _)| *name == program)?;
    Some(values(words, options))
}

/// The values of the options that name a port or an address.
fn values<'a>(words: &[&'a str], options: &[&str]) -> Vec<&'a str> {
    let value = |(at, word): (usize, &&'a str)| {
        options.iter().find_map(|option| {
            let rest = word.strip_prefix(option)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value),
                None if rest.is_empty() => words.get(at + 1).copied(),
                None => None,
            }
        })
    };
    words.iter().enumerate().filter_map(value).collect()
}

/// The port of an address: `8000`, `0.0.0.0:8000`, `:8000`, `[::]:8000`.
fn port_of(address: &str) -> Option<u16> {
    let port = address.rsplit_once(':').map_or(address, |(_, port)| port);
    port.parse().ok().filter(|port| *port != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn servers_are_told_their_port() {
        for (line, expected) in [
            ("uvicorn app:app --host 0.0.0.0 --port 8000", Some(8000)),
            ("uvicorn app:app --port=8000", Some(8000)),
            ("uvicorn app:app --port $PORT", None),
            ("uvicorn app:app", None),
            ("gunicorn -b 0.0.0.0:5000 app", Some(5000)),
            ("gunicorn -b :5000 -b :6000 app", None),
            ("gunicorn --bind unix:/run/app.sock app", None),
            ("python manage.py runserver 0.0.0.0:8000", Some(8000)),
            ("python manage.py migrate", None),
            ("python -m flask run --port 5000", Some(5000)),
            ("python -m http.server 8000", None),
            ("php artisan serve --host=0.0.0.0 --port=8000", Some(8000)),
            ("php -S 0.0.0.0:80 -t public", Some(80)),
            ("node server.js --port 3000", None),
        ] {
            let commands = commands(line);
            let found = commands
                .invocations()
                .find_map(|invocation| listened_port(invocation.argv()));
            assert_eq!(found, expected, "{line}");
        }
    }
}
