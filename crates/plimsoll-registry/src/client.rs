//! The conversation with a registry: ask for a manifest, show who asks if it wants to know, and wait
//! where it says so.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plimsoll_syntax::image::ImageReference;
use ring::digest::{SHA256, digest};
use serde_json::Value;
use ureq::http::Method;

use crate::address::Repository;
use crate::challenge::Challenge;
use crate::config::DockerConfig;
use crate::failure::{Failure, Trouble};
use crate::http::{Certificates, Http, Reply, Request, odd};
use crate::login::Login;

/// A registry that knows an index answers with it only if all types are accepted.
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json";
/// Where a registry says to wait longer, nobody waits.
const LONGEST_WAIT: u64 = 30;
/// So long we wait where it does not say.
const USUAL_WAIT: u64 = 2;

/// What a tag stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    /// With its algorithm: `sha256:…`.
    pub digest: String,
    pub kind: Kind,
}

/// Whether there is an image for each platform.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A list of the images of all platforms.
    Index,
    /// The image of one platform.
    Single,
}

/// Asks registries. It may be used by several threads at once.
pub struct Client {
    http: Http,
    docker: DockerConfig,
    hosts: Mutex<BTreeMap<String, Host>>,
    /// What a repository was last asked with.
    authorizations: Mutex<BTreeMap<String, String>>,
    /// By registry. Held while a helper is asked, so that it asks its user once.
    logins: Mutex<BTreeMap<String, Option<Login>>>,
    warnings: Mutex<Vec<String>>,
}

/// What is known of a registry.
#[derive(Clone, Default)]
struct Host {
    /// It is not to be asked before.
    pause: Option<Instant>,
    /// It will not answer any more.
    lost: Option<Failure>,
}

impl Client {
    /// A client with the logins of Docker's configuration.
    pub fn new(docker: DockerConfig, certificates: Certificates) -> Self {
        Self {
            http: Http::new(certificates),
            docker,
            hosts: Mutex::default(),
            authorizations: Mutex::default(),
            logins: Mutex::default(),
            warnings: Mutex::default(),
        }
    }

    /// What a registry has under a tag or digest of the repository of an image.
    pub fn manifest(&self, image: &ImageReference, point: &str) -> Result<Manifest, Failure> {
        let repository = Repository::of(image);
        if let Some(failure) = self.host(&repository).lost {
            return Err(failure);
        }
        let answer = self.ask_for(&repository, point);
        if let Err(failure) = &answer
            && failure.trouble.is_lasting()
        {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.entry(repository.registry).or_default().lost = Some(failure.clone());
        }
        answer
    }

    /// What was wrong although there were answers, such as a helper that does not help.
    pub fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ask_for(&self, repository: &Repository, point: &str) -> Result<Manifest, Failure> {
        let url = repository.manifest(point);
        let head = self.ask(&Method::HEAD, &url, repository)?;
        let is_complete = head.status == 200;
        if let Some(digest) = head.header("docker-content-digest").filter(|_| is_complete)
            && let Some(kind) = kind_of_type(head.header("content-type"))
        {
            return match is_digest(digest) {
                true => Ok(Manifest {
                    digest: digest.to_owned(),
                    kind,
                }),
                false => Err(odd("its digest is none").at(&repository.registry)),
            };
        }
        // Registries need not say it beforehand, and some know no HEAD.
        let reply = match head.status {
            200 | 405 | 501 => self.ask(&Method::GET, &url, repository)?,
            _ => head,
        };
        read(&reply).map_err(|trouble| trouble.at(&repository.registry))
    }

    /// Asks until there is an answer that waiting or logging in does not change.
    fn ask(&self, method: &Method, url: &str, repository: &Repository) -> Result<Reply, Failure> {
        let (mut may_log_in, mut may_wait) = (true, true);
        loop {
            self.wait(repository);
            let authorization = self.authorization(repository);
            let reply = self.http.send(Request {
                method,
                url,
                accept: MANIFESTS,
                authorization: authorization.as_deref(),
                form: None,
            })?;
            match reply.status {
                // Who wants to know might be anybody otherwise.
                401 if may_log_in && reply.is_own => {
                    may_log_in = false;
                    self.log_in(&reply, repository)?;
                }
                401 | 403 => {
                    let is_logged_in = self.login(&repository.registry).is_some();
                    return Err(Trouble::Refused { is_logged_in }.at(&repository.registry));
                }
                429 | 502..=504 => {
                    let seconds = reply.header("retry-after").and_then(|text| text.trim().parse().ok());
                    let is_long = seconds.is_some_and(|seconds| seconds > LONGEST_WAIT);
                    if !may_wait || is_long {
                        let trouble = match reply.status {
                            429 => Trouble::TooMany { seconds },
                            status => Trouble::Unreachable(format!("status {status}")),
                        };
                        return Err(trouble.at(&repository.registry));
                    }
                    may_wait = false;
                    self.pause(repository, seconds.unwrap_or(USUAL_WAIT));
                }
                _ => return Ok(reply),
            }
        }
    }

    fn host(&self, repository: &Repository) -> Host {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.get(&repository.registry).cloned().unwrap_or_default()
    }

    /// Lets nobody ask a registry for some time.
    fn pause(&self, repository: &Repository, seconds: u64) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let host = hosts.entry(repository.registry.clone()).or_default();
        host.pause = Some(Instant::now() + Duration::from_secs(seconds));
    }

    fn wait(&self, repository: &Repository) {
        if let Some(pause) = self.host(repository).pause {
            thread::sleep(pause.saturating_duration_since(Instant::now()));
        }
    }

    fn authorization(&self, repository: &Repository) -> Option<String> {
        let all = self.authorizations.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&key(repository)).cloned()
    }

    /// Finds out what the registry wants to hear, and keeps it for the next request.
    fn log_in(&self, refused: &Reply, repository: &Repository) -> Result<(), Failure> {
        let headers = refused.headers.get_all("www-authenticate").iter();
        let challenge = Challenge::of(headers.filter_map(|header| header.to_str().ok()));
        let login = self.login(&repository.registry);
        let is_logged_in = login.is_some();
        let refused = || Trouble::Refused { is_logged_in }.at(&repository.registry);
        let authorization = match (challenge, login) {
            (Some(Challenge::Basic), Some(Login::Password { user, password })) => basic(&user, &password),
            (Some(Challenge::Bearer { realm, service, scope }), login) => {
                let scope = scope.unwrap_or_else(|| format!("repository:{}:pull", repository.name));
                let service = service.unwrap_or_default();
                let reply = self.token(&realm, &service, &scope, login.as_ref())?;
                match reply.status {
                    200 => format!(
                        "Bearer {}",
                        token(&reply).map_err(|trouble| trouble.at(&repository.registry))?
                    ),
                    400..=403 => return Err(refused()),
                    429 => return Err(Trouble::TooMany { seconds: None }.at(&repository.registry)),
                    status => {
                        let what = format!("its server for tokens answers with status {status}");
                        return Err(odd(what).at(&repository.registry));
                    }
                }
            }
            _ => return Err(refused()),
        };
        let mut all = self.authorizations.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(key(repository), authorization);
        Ok(())
    }

    /// Asks the server that gives tokens.
    // distribution v2.8, docs/spec/auth/token.md and oauth.md.
    fn token(&self, realm: &str, service: &str, scope: &str, login: Option<&Login>) -> Result<Reply, Failure> {
        let what = format!("service={}&scope={}", encoded(service), encoded(scope));
        let request = Request {
            method: &Method::GET,
            url: realm,
            accept: "application/json",
            authorization: None,
            form: None,
        };
        if let Some(Login::Identity(token)) = login {
            let token = encoded(token);
            let form = format!("grant_type=refresh_token&client_id=plimsoll&{what}&refresh_token={token}");
            return self.http.send(Request {
                method: &Method::POST,
                form: Some(&form),
                ..request
            });
        }
        let authorization = match login {
            Some(Login::Password { user, password }) => Some(basic(user, password)),
            _ => None,
        };
        let sign = if realm.contains('?') { '&' } else { '?' };
        self.http.send(Request {
            url: &format!("{realm}{sign}{what}"),
            authorization: authorization.as_deref(),
            ..request
        })
    }

    /// The login for a registry, which is looked up once. Without a helper that helps, nobody is logged in.
    fn login(&self, registry: &str) -> Option<Login> {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(login) = logins.get(registry) {
            return login.clone();
        }
        let login = self.docker.login(registry).unwrap_or_else(|why| {
            let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
            warnings.push(format!("`{registry}` is asked without a login: {why}"));
            None
        });
        logins.insert(registry.to_owned(), login.clone());
        login
    }
}

fn key(repository: &Repository) -> String {
    format!("{}/{}", repository.registry, repository.name)
}

/// What the answer to a GET stands for: the digest is that of its bytes.
fn read(reply: &Reply) -> Result<Manifest, Trouble> {
    match reply.status {
        200 => {}
        404 => return Err(Trouble::NotFound),
        status => return Err(odd(format!("status {status}"))),
    }
    let content: Option<Value> = serde_json::from_slice(&reply.body).ok();
    let has = |name: &str| content.as_ref().is_some_and(|content| content.get(name).is_some());
    let kind = match kind_of_type(reply.header("content-type")) {
        Some(kind) => kind,
        None if has("manifests") => Kind::Index,
        None if has("layers") && has("config") => Kind::Single,
        None if has("fsLayers") => return Err(odd("the image is in a format that Docker no longer pulls (schema 1)")),
        None => return Err(odd("what it has is no manifest of an image")),
    };
    let hash = digest(&SHA256, &reply.body);
    let hex: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let digest = format!("sha256:{hex}");
    match reply.header("docker-content-digest") {
        Some(said) if said.starts_with("sha256:") && said != digest => Err(odd("its digest is not that of its answer")),
        _ => Ok(Manifest { digest, kind }),
    }
}

fn kind_of_type(header: Option<&str>) -> Option<Kind> {
    match header?.split(';').next()?.trim() {
        "application/vnd.oci.image.index.v1+json" | "application/vnd.docker.distribution.manifest.list.v2+json" => {
            Some(Kind::Index)
        }
        "application/vnd.oci.image.manifest.v1+json" | "application/vnd.docker.distribution.manifest.v2+json" => {
            Some(Kind::Single)
        }
        _ => None,
    }
}

fn is_digest(text: &str) -> bool {
    text.starts_with("sha") && ImageReference::parse(&format!("image@{text}")).is_ok()
}

/// The token in an answer.
fn token(reply: &Reply) -> Result<String, Trouble> {
    let answer: Option<Value> = serde_json::from_slice(&reply.body).ok();
    let text = |name: &str| answer.as_ref()?.get(name)?.as_str().filter(|token| !token.is_empty());
    let token = text("token").or_else(|| text("access_token"));
    let is_whole = |token: &&str| token.bytes().all(|byte| byte.is_ascii_graphic());
    match token.filter(is_whole) {
        Some(token) => Ok(token.to_owned()),
        None => Err(odd("its server for tokens gives none")),
    }
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// A value in a query or form.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            true => encoded.push(byte.into()),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_encoded() {
        assert_eq!(encoded("repository:a/b:pull ä"), "repository%3Aa%2Fb%3Apull%20%C3%A4");
        assert_eq!(basic("me", "pw"), "Basic bWU6cHc=");
    }

    #[test]
    fn digests_are_checked() {
        assert!(is_digest(&format!("sha256:{}", "0a".repeat(32))));
        for text in [
            "",
            "sha256:0a",
            "x",
            "sha256:../..",
            "md5:0000000000000000000000000000000000000000000000",
        ] {
            assert!(!is_digest(text), "{text}");
        }
    }
}
