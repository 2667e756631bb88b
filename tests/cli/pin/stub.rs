//! A registry that says what a test wants, on this machine.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    /// `HEAD /v2/app/manifests/1`.
    pub(super) line: String,
    /// By names in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

impl Request {
    pub(super) fn authorization(&self) -> &str {
        self.headers.get("authorization").map_or("", String::as_str)
    }

    pub(super) fn asks(&self, what: &str) -> bool {
        self.line.contains(what)
    }
}

/// A server that runs until the tests end.
pub(super) struct Stub {
    /// With its port.
    pub(super) host: String,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Stub {
    /// Starts a server. The answer is all that it writes; an empty one hangs up.
    pub(super) fn new(answer: impl Fn(&Request, &str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let host = listener.local_addr().expect("it has an address").to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (answer, log, own) = (Arc::new(answer), Arc::clone(&seen), host.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, log, own) = (Arc::clone(&answer), Arc::clone(&log), own.clone());
                thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    log.lock().expect("no test fails in here").push(request.clone());
                    let _ = (&stream).write_all(&answer(&request, &own));
                });
            }
        });
        Self { host, seen }
    }

    /// One that has the same digest for everything.
    pub(super) fn plain() -> Self {
        Self::new(|_, _| manifest(INDEX, &digest('a')))
    }

    pub(super) fn seen(&self) -> Vec<Request> {
        self.seen.lock().expect("no test fails in here").clone()
    }
}

pub(super) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(super) const SINGLE: &str = "application/vnd.docker.distribution.manifest.v2+json";

pub(super) fn digest(digit: char) -> String {
    format!("sha256:{}", digit.to_string().repeat(64))
}

/// The answer to a HEAD that knows the manifest.
pub(super) fn manifest(kind: &str, digest: &str) -> Vec<u8> {
    reply(
        "200 OK",
        &format!("Content-Type: {kind}\r\nDocker-Content-Digest: {digest}\r\n"),
        "",
    )
}

pub(super) fn reply(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}").into_bytes()
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut request = Request::default();
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (asked, _) = line.trim_end().rsplit_once(' ')?;
    request.line = asked.to_owned();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        request.headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = request.headers.get("content-length").and_then(|text| text.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Some(request)
}
