//! Remote debuggers that a command or a variable opens.

use std::net::IpAddr;

use plimsoll_syntax::Span;

use crate::command::argument::Argument;
use crate::command::invocation::Commands;

/// A debugger that listens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Debugger {
    /// What it is, for a message: `the Node.js inspector`.
    pub name: &'static str,
    /// The words that open it.
    pub span: Span,
    /// Only the machine itself can reach it.
    pub is_loopback: bool,
}

const NODE: &str = "the Node.js inspector";
const JAVA: &str = "a Java debug agent";
const PYTHON: &str = "a Python debugger";
const DELVE: &str = "the Delve debugger";
const RUBY: &str = "a Ruby debugger";
const PHP: &str = "Xdebug";

/// Variables whose value is a list of flags for Java.
static JAVA_VARIABLES: &[&str] = &[
    "JAVA_TOOL_OPTIONS",
    "JAVA_OPTS",
    "JDK_JAVA_OPTIONS",
    "_JAVA_OPTIONS",
    "CATALINA_OPTS",
    "JVM_OPTS",
    "MAVEN_OPTS",
    "GRADLE_OPTS",
    "JAVA_OPTIONS",
    "JAVA_ARGS",
    "KAFKA_OPTS",
    "SBT_OPTS",
];

/// The remote debuggers that some code opens, in the order of the text.
pub fn debuggers(commands: &Commands) -> Vec<Debugger> {
    let mut found = Vec::new();
    for invocation in commands.invocations() {
        found.extend(debugger(invocation.argv()));
        let variables = invocation.environment();
        found.extend(
            variables
                .into_iter()
                .filter_map(|(name, value, span)| debugger_variable(name, value, span)),
        );
    }
    found
}

/// The remote debugger that a command opens, if any. Sees through wrappers.
pub fn debugger(argv: &[Argument<'_>]) -> Option<Debugger> {
    let (_, start) = crate::command::unwrapped(argv);
    let argv = argv.get(start..)?;
    let first = argv.first()?;
    match first.program() {
        "node" | "nodejs" | "nodemon" | "ts-node" | "ts-node-dev" | "tsx" | "tsnd" | "electron" | "deno" | "bun" => {
            argv[1..].iter().find_map(|a| inspector(a.text, a.span))
        }
        "nest" => argv
            .iter()
            .find(|a| a.text.starts_with("--debug"))
            .map(|flag| Debugger {
                name: NODE,
                span: flag.span,
                is_loopback: is_loopback(flag.text.split_once('=').map_or("127.0.0.1", |(_, value)| value)),
            }),
        "java" => argv[1..].iter().find_map(|a| jdwp(a.text, a.span)),
        "catalina.sh" => argv.get(1).filter(|a| a.text == "jpda").map(|verb| Debugger {
            name: JAVA,
            span: first.span.to(verb.span),
            is_loopback: false,
        }),
        "dlv" => delve(argv),
        "rdbg" | "rdebug-ide" => ruby(argv),
        "debugpy" | "pydevd" => python(argv, 0),
        "php" => argv[1..].iter().find_map(|a| xdebug(a.text, a.span)),
        program if program.starts_with("python") => {
            let module = argv.iter().position(|a| a.text == "-m").map(|at| at + 1);
            let at = module.or_else(|| argv.iter().position(|a| a.program().starts_with("pydevd")))?;
            python(argv, at)
        }
        // Start scripts pass Java's flags on.
        _ => argv[1..].iter().find_map(|a| jdwp(a.text, a.span)),
    }
}

/// The remote debugger that a variable opens in the programs that read it. `span` is the place of
/// the value.
pub fn debugger_variable(name: &str, value: &str, span: Span) -> Option<Debugger> {
    if JAVA_VARIABLES.contains(&name) || name.ends_with("_JAVA_OPTS") || name.ends_with("_JAVA_OPTIONS") {
        return value.split_whitespace().find_map(|flag| jdwp(flag, span));
    }
    match name {
        "NODE_OPTIONS" => value.split_whitespace().find_map(|flag| inspector(flag, span)),
        "JPDA_ADDRESS" if !value.is_empty() => Some(Debugger {
            name: JAVA,
            span,
            is_loopback: is_loopback(host_of(value)),
        }),
        // Xdebug connects to its client instead of listening, but anyone who sends a cookie can
        // make it do so.
        "XDEBUG_MODE" if value.split(',').any(|mode| mode.trim() == "debug") => Some(Debugger {
            name: PHP,
            span,
            is_loopback: false,
        }),
        "XDEBUG_CONFIG" => value.split_whitespace().find_map(|setting| xdebug(setting, span)),
        "RUBY_DEBUG_OPEN" if !matches!(value, "" | "false" | "0") => Some(Debugger {
            name: RUBY,
            span,
            is_loopback: false,
        }),
        "RUBY_DEBUG_HOST" | "RUBY_DEBUG_PORT" if !value.is_empty() => Some(Debugger {
            name: RUBY,
            span,
            is_loopback: name == "RUBY_DEBUG_PORT" || is_loopback(value),
        }),
        _ => None,
    }
}

/// `--inspect[=[host:]port]` and its variants. Node.js binds to 127.0.0.1 if there is no host.
fn inspector(flag: &str, span: Span) -> Option<Debugger> {
    let (name, value) = flag
        .split_once('=')
        .map_or((flag, None), |(name, value)| (name, Some(value)));
    if !matches!(
        name,
        "--inspect" | "--inspect-brk" | "--inspect-wait" | "--inspect-port" | "--debug-brk"
    ) {
        return None;
    }
    // `--inspect-port` alone opens nothing.
    if name == "--inspect-port" {
        return None;
    }
    let host = value.filter(|v| !v.bytes().all(|b| b.is_ascii_digit())).map(host_of);
    Some(Debugger {
        name: NODE,
        span,
        is_loopback: host.is_none_or(is_loopback),
    })
}

/// `-agentlib:jdwp=…` and `-Xrunjdwp:…`. Since Java 9 an address without a host is loopback only;
/// `*:5005`, and `5005` before Java 9, is every interface.
fn jdwp(flag: &str, span: Span) -> Option<Debugger> {
    let flag = flag.strip_prefix("-J").unwrap_or(flag);
    let options = flag
        .strip_prefix("-agentlib:jdwp")
        .or_else(|| flag.strip_prefix("-Xrunjdwp"))?;
    let options = options.trim_start_matches(['=', ':']);
    let value = |key: &str| {
        let mut pairs = options.split(',').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
    };
    // A client that connects out opens no port.
    if value("server") != Some("y") && value("address").is_some() {
        return None;
    }
    let address = value("address").unwrap_or("");
    let host = address.rsplit_once(':').map_or("localhost", |(host, _)| host);
    Some(Debugger {
        name: JAVA,
        span,
        is_loopback: is_loopback(host),
    })
}

/// `python -m debugpy --listen [host:]port`, `python -m pydevd --server --port 5678`.
fn python(argv: &[Argument<'_>], at: usize) -> Option<Debugger> {
    let module = argv.get(at)?;
    let is_debugpy = matches!(module.text, "debugpy" | "ptvsd");
    let is_pydevd = module.program().starts_with("pydevd");
    if !is_debugpy && !is_pydevd {
        return None;
    }
    let listen = argv
        .iter()
        .position(|a| matches!(a.text, "--listen" | "--host" | "--server" | "--client"))?;
    if argv[listen].text == "--client" {
        return None;
    }
    let flag = argv[listen];
    let address = argv
        .get(listen + 1)
        .filter(|next| flag.text != "--server" && !next.is_flag());
    // debugpy binds to 127.0.0.1 if only a port is given; pydevd's server to every interface.
    let host = address.map(|a| if a.text.contains(':') { host_of(a.text) } else { a.text });
    let by_default = is_debugpy;
    let is_port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    Some(Debugger {
        name: PYTHON,
        span: address.map_or(flag.span, |address| flag.span.to(address.span)),
        is_loopback: host.map_or(
            by_default,
            |host| if is_port(host) { by_default } else { is_loopback(host) },
        ),
    })
}

/// `dlv debug --headless --listen=:2345`. Delve binds to 127.0.0.1 by default.
fn delve(argv: &[Argument<'_>]) -> Option<Debugger> {
    let headless = argv
        .iter()
        .find(|a| a.text == "--headless" || a.text == "--headless=true");
    let served = argv.get(1).filter(|verb| verb.text == "dap");
    let opener = headless.or(served)?;
    let joined = argv
        .iter()
        .find_map(|a| Some((a.text.strip_prefix("--listen=").or(a.text.strip_prefix("-l="))?, a.span)));
    let apart = argv.windows(2).find(|pair| matches!(pair[0].text, "--listen" | "-l"));
    let apart = apart.map(|pair| (pair[1].text, pair[0].span.to(pair[1].span)));
    let listen = joined.or(apart);
    Some(Debugger {
        name: DELVE,
        span: listen.map_or(opener.span, |(_, span)| span),
        is_loopback: listen.is_none_or(|(address, _)| is_loopback(host_of(address))),
    })
}

/// `rdbg --open --host 0.0.0.0`, `rdebug-ide --host 0.0.0.0`.
fn ruby(argv: &[Argument<'_>]) -> Option<Debugger> {
    let is_ide = argv[0].program() == "rdebug-ide";
    let open = argv
        .iter()
        .find(|a| matches!(a.text, "-O" | "--open") || a.text.starts_with("--open="));
    let opener = open.or_else(|| is_ide.then_some(&argv[0]))?;
    let host = argv
        .windows(2)
        .find(|pair| pair[0].text == "--host")
        .map(|pair| pair[1].text);
    let host = host.or_else(|| argv.iter().find_map(|a| a.text.strip_prefix("--host=")));
    Some(Debugger {
        name: RUBY,
        span: opener.span,
        // Without a host, rdbg opens a Unix socket or loopback.
        is_loopback: host.is_none_or(is_loopback),
    })
}

/// `-dxdebug.mode=debug`, `xdebug.client_host=…`, `remote_enable=1`.
fn xdebug(setting: &str, span: Span) -> Option<Debugger> {
    let setting = setting.trim_start_matches("-d").trim_start_matches("xdebug.");
    let (name, value) = setting.split_once('=')?;
    let opens = match name {
        "mode" => value.split(',').any(|mode| mode == "debug"),
        "remote_enable" => matches!(value, "1" | "on" | "true"),
        "client_host" | "remote_host" | "remote_connect_back" | "discover_client_host" => {
            !matches!(value, "" | "0" | "off" | "false")
        }
        _ => false,
    };
    let is_host = matches!(name, "client_host" | "remote_host");
    opens.then(|| Debugger {
        name: PHP,
        span,
        is_loopback: is_host && is_loopback(value),
    })
}

/// The host of `host:port`, `[::1]:port` or `host`; empty for `:port`.
fn host_of(address: &str) -> &str {
    if let Some((host, _)) = address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return host;
    }
    address.rsplit_once(':').map_or(address, |(host, _)| host)
}

/// Whether only the machine itself reaches an address. An empty host means every interface.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debuggers_are_found() {
        for (line, expected) in [
            ("node --inspect=0.0.0.0:9229 x.js", Some((NODE, false))),
            ("node --inspect x.js", Some((NODE, true))),
            ("node --inspect-brk=9230 x.js", Some((NODE, true))),
            ("node --inspect=[::]:9229 x.js", Some((NODE, false))),
            ("npx nodemon --inspect=0.0.0.0 x.js", Some((NODE, false))),
            ("node x.js", None),
            (
                "java -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005 -jar x",
                Some((JAVA, false)),
            ),
            (
                "java -agentlib:jdwp=transport=dt_socket,server=y,address=5005 -jar x",
                Some((JAVA, true)),
            ),
            (
                "java -Xrunjdwp:transport=dt_socket,server=y,address=0.0.0.0:5005 X",
                Some((JAVA, false)),
            ),
            (
                "java -agentlib:jdwp=transport=dt_socket,server=n,address=h:1 -jar x",
                None,
            ),
            ("catalina.sh jpda run", Some((JAVA, false))),
            ("python -m debugpy --listen 0.0.0.0:5678 app.py", Some((PYTHON, false))),
            ("python -m debugpy --listen 5678 -m flask run", Some((PYTHON, true))),
            ("python -m flask run", None),
            ("dlv debug --headless --listen=:2345", Some((DELVE, false))),
            ("dlv exec --headless -l 127.0.0.1:2345 x", Some((DELVE, true))),
            ("dlv version", None),
            ("rdbg --open --host 0.0.0.0 -c -- x", Some((RUBY, false))),
            ("bundle exec rdbg -O -c x", Some((RUBY, true))),
            ("php -dxdebug.mode=debug x", Some((PHP, false))),
        ] {
            let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
            let found = debugger(&argv).map(|debugger| (debugger.name, debugger.is_loopback));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn variables_open_debuggers_too() {
        let opens = |name, value| debugger_variable(name, value, Span::default()).map(|d| d.is_loopback);
        let agent = "-Xmx1g -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005";
        assert_eq!(opens("JAVA_TOOL_OPTIONS", agent), Some(false));
        assert_eq!(opens("JAVA_TOOL_OPTIONS", "-Xmx1g"), None);
        assert_eq!(opens("NODE_OPTIONS", "--inspect=0.0.0.0:9229"), Some(false));
        assert_eq!(opens("NODE_OPTIONS", "--max-old-space-size=1"), None);
        assert_eq!(opens("XDEBUG_MODE", "develop,debug"), Some(false));
        assert_eq!(opens("XDEBUG_MODE", "off"), None);
        assert_eq!(opens("XDEBUG_CONFIG", "client_host=host.docker.internal"), Some(false));
        assert_eq!(opens("OTHER", agent), None);
    }
}
