//! Requests and answers, within limits: the only place that knows the HTTP library.

use std::io::ErrorKind;
use std::time::Duration;

use ureq::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION};
use ureq::http::{self, HeaderMap, Method, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error};

use crate::address::is_loopback;
use crate::failure::{Failure, Trouble};

/// The time for a request with its answer.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_REDIRECTS: usize = 3;
/// A manifest has at most so many bytes (OCI distribution specification 1.1, "Pushing Manifests").
const LONGEST_BODY: u64 = 4 * 1024 * 1024;

/// The certificates of those who vouch for servers.
#[derive(Default)]
pub struct Certificates(Option<RootCerts>);

impl Certificates {
    /// Those of a file in PEM, and no others; an error if there are none in it.
    pub fn read(text: &[u8]) -> Result<Self, &'static str> {
        let items = parse_pem(text).filter_map(Result::ok);
        let found = items.filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        });
        let found: Vec<Certificate<'static>> = found.collect();
        match found.is_empty() {
            true => Err("there is no certificate in it"),
            false => Ok(Self(Some(found.into()))),
        }
    }
}

pub(crate) struct Http {
    agent: Agent,
    /// For this machine, to which no proxy leads.
    direct: Agent,
}

/// What is asked.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) url: &'a str,
    pub(crate) accept: &'a str,
    /// Goes to the host of the address alone.
    pub(crate) authorization: Option<&'a str>,
    /// The body of a POST.
    pub(crate) form: Option<&'a str>,
}

/// What is answered.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// It comes from the host that was asked, and not from one that it sends on to.
    pub(crate) is_own: bool,
    /// That of a success.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// A header, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Http {
    pub(crate) fn new(certificates: Certificates) -> Self {
        let roots = certificates.0.unwrap_or(RootCerts::WebPki);
        let tls = TlsConfig::builder().root_certs(roots).build();
        let config = || {
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_global(Some(PATIENCE))
                .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
                .tls_config(tls.clone())
        };
        Self {
            agent: config().build().into(),
            direct: config().proxy(None).build().into(),
        }
    }

    /// Sends a request and follows where it is sent on to. Other hosts do not learn who asks.
    pub(crate) fn send(&self, request: Request<'_>) -> Result<Reply, Failure> {
        let mut url = address(request.url).ok_or_else(|| no_address(request.url))?;
        let mut authorization = request.authorization;
        let mut is_own = true;
        for _ in 0..=MOST_REDIRECTS {
            let reply = self.send_once(&url, authorization, &request)?;
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) || request.form.is_some() {
                return Ok(Reply { is_own, ..reply });
            }
            let host = host(&url).to_owned();
            let target = reply.header(LOCATION.as_str()).and_then(|to| target(&url, to));
            let target = target.ok_or_else(|| odd("it sends on to a place that is not safe").at(&host))?;
            if origin(&target) != origin(&url) {
                authorization = None;
                is_own = false;
            }
            url = target;
        }
        Err(odd("it sends on again and again").at(host(&url)))
    }

    fn send_once(&self, url: &Uri, authorization: Option<&str>, request: &Request<'_>) -> Result<Reply, Failure> {
        let host = host(url);
        let agent = if is_loopback(host) { &self.direct } else { &self.agent };
        let mut built = http::Request::builder()
            .method(request.method)
            .uri(url)
            .header(ACCEPT, request.accept);
        if let Some(authorization) = authorization {
            built = built.header(AUTHORIZATION, authorization);
        }
        let answer = match request.form {
            Some(form) => {
                let built = built.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
                built.body(form).map_err(Error::from).and_then(|built| agent.run(built))
            }
            None => built.body(()).map_err(Error::from).and_then(|built| agent.run(built)),
        };
        let (parts, mut body) = answer.map_err(|error| trouble(error).at(host))?.into_parts();
        let status = parts.status.as_u16();
        let body = match status {
            200 => read(&mut body).map_err(|error| trouble(error).at(host))?,
            _ => Vec::new(),
        };
        Ok(Reply {
            status,
            headers: parts.headers,
            is_own: true,
            body,
        })
    }
}

fn read(body: &mut Body) -> Result<Vec<u8>, Error> {
    body.with_config().limit(LONGEST_BODY).read_to_vec()
}

/// Reads an address. It is safe with TLS or on this machine, and names nobody.
fn address(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let is_safe =
        uri.scheme_str() == Some("https") || uri.scheme_str() == Some("http") && is_loopback(authority.host());
    (is_safe && !authority.as_str().contains('@')).then_some(uri)
}

/// The address that a host sends on to. None leads from TLS to less.
fn target(from: &Uri, to: &str) -> Option<Uri> {
    let (scheme, authority) = (from.scheme_str()?, from.authority()?);
    let whole = match to {
        to if to.starts_with("//") => format!("{scheme}:{to}"),
        to if to.starts_with('/') => format!("{scheme}://{authority}{to}"),
        to => to.to_owned(),
    };
    let target = address(&whole)?;
    (target.scheme_str() == Some("https") || scheme == "http").then_some(target)
}

fn origin(url: &Uri) -> (Option<&str>, Option<&str>, Option<u16>) {
    let default = if url.scheme_str() == Some("https") { 443 } else { 80 };
    (url.scheme_str(), url.host(), Some(url.port_u16().unwrap_or(default)))
}

fn host(url: &Uri) -> &str {
    url.authority().map_or("", |authority| authority.as_str())
}

fn no_address(url: &str) -> Failure {
    let host = url.split("://").last().unwrap_or_default();
    let host = host.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    odd("it wants a login at a place that is not safe").at(host)
}

pub(crate) fn odd(what: impl Into<String>) -> Trouble {
    Trouble::Answer(what.into())
}

/// An error of the library in our words. None of them holds a header.
fn trouble(error: Error) -> Trouble {
    match error {
        Error::Timeout(_) => Trouble::Timeout,
        Error::HostNotFound => Trouble::Unreachable("there is no such host".to_owned()),
        Error::ConnectionFailed => Trouble::Unreachable("no connection".to_owned()),
        Error::ConnectProxyFailed(_) => Trouble::Unreachable("the proxy refuses".to_owned()),
        Error::InvalidProxyUrl => Trouble::Unreachable("the address of the proxy is wrong".to_owned()),
        Error::Rustls(error) => Trouble::Tls(error.to_string()),
        Error::Tls(what) => Trouble::Tls(what.to_owned()),
        // TLS is spoken inside a connection, whose errors are those of reading and writing.
        Error::Io(error) => match error.kind() {
            ErrorKind::InvalidData => Trouble::Tls(error.to_string()),
            // What the system has no number for, such as an unknown name, tells more in full.
            kind => Trouble::Unreachable(match error.raw_os_error() {
                Some(_) => kind.to_string(),
                None => error.to_string(),
            }),
        },
        Error::BodyExceedsLimit(_) => odd("its answer is too long"),
        Error::LargeResponseHeader(..) => odd("the header of its answer is too long"),
        _ => odd("its answer is no HTTP"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_safe() {
        let from = |from: &str, to: &str| {
            let from = address(from).unwrap();
            target(&from, to).map(|target| (target.to_string(), origin(&target) == origin(&from)))
        };
        let https = "https://a.example.com/v2/x";
        let http = "http://127.0.0.1:5000/v2/x";
        for (start, to, result) in [
            (https, "/y?z=1", Some(("https://a.example.com/y?z=1", true))),
            (https, "//b.example.com/y", Some(("https://b.example.com/y", false))),
            (
                https,
                "https://a.example.com:443/y",
                Some(("https://a.example.com:443/y", true)),
            ),
            (
                https,
                "https://a.example.com:444/y",
                Some(("https://a.example.com:444/y", false)),
            ),
            (https, "http://a.example.com/y", None),
            (https, "http://127.0.0.1/y", None),
            (https, "https://me@b.example.com/", None),
            (https, "ftp://a.example.com/", None),
            (https, "y", None),
            (http, "/y", Some(("http://127.0.0.1:5000/y", true))),
            (
                http,
                "http://127.0.0.1:5001/y",
                Some(("http://127.0.0.1:5001/y", false)),
            ),
            (http, "http://b.example.com/", None),
            (http, "https://b.example.com/", Some(("https://b.example.com/", false))),
        ] {
            let result = result.map(|(url, same)| (url.to_owned(), same));
            assert_eq!(from(start, to), result, "{start} {to}");
        }
    }

    #[test]
    fn certificates_are_read() {
        assert!(Certificates::read(b"nothing").is_err());
        let pem = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(Certificates::read(pem).is_ok());
    }
}
