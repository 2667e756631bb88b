//! A real registry: Debian's `docker-registry`, where it is installed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::super::Folder;
use super::pin;

const SINGLE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// `me:s3cret`, as HTTP and as `htpasswd -B` write it.
const LOGIN: &str = "bWU6czNjcmV0";
const HASH: &str = "me:$2y$05$uXugoFwKSCidqQUyW3VXOODjZ.J.9s.YH5sPSTZVFc4mCanrJDbhy";

/// A registry that ends with the test.
struct Registry {
    child: Child,
    host: String,
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Registry {
    /// None where there is no such program.
    fn start(folder: &Folder, with_password: bool) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let host = port.expect("there is a free port").to_string();
        let root = folder.0.display();
        let auth = match with_password {
            true => format!("auth: {{htpasswd: {{realm: r, path: {root}/passwords}}}}\n"),
            false => String::new(),
        };
        let config = format!(
            "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {root}/store}}}}\nhttp: {{addr: \"{host}\"}}\n{auth}"
        );
        std::fs::write(folder.0.join("registry.yml"), config).expect("files can be written");
        std::fs::write(folder.0.join("passwords"), HASH).expect("files can be written");
        let mut command = Command::new("docker-registry");
        command.args(["serve", "registry.yml"]).current_dir(&folder.0);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let registry = Self { child, host };
        for _ in 0..2_400 {
            if TcpStream::connect(&registry.host).is_ok() {
                return Some(registry);
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("docker-registry does not start");
    }

    /// Sends a request with the login, and gives a header of the answer.
    fn send(&self, method: &str, path: &str, kind: &str, body: &str, header: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).expect("it runs");
        let (host, length) = (&self.host, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Basic {LOGIN}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok).peekable();
        let status = lines.peek().cloned().unwrap_or_default();
        assert!(status.contains(" 20"), "{method} {path}: {status}");
        let values = lines.take_while(|line| !line.is_empty());
        let mut values = values.filter_map(|line| Some(line.strip_prefix(header)?.trim_start_matches(": ").to_owned()));
        values.next().unwrap_or_default()
    }

    /// Pushes an image for two platforms, and gives the digest of its index.
    fn push(&self, name: &str, tag: &str, content: &str) -> String {
        let blob = |text: &str| {
            let digest = sha256(text);
            let place = self.send(
                "POST",
                &format!("/v2/{name}/blobs/uploads/"),
                "text/plain",
                "",
                "Location",
            );
            let path = place
                .split_once(&self.host)
                .map_or(&*place, |(_, path)| path)
                .to_owned();
            self.send(
                "PUT",
                &format!("{path}&digest={digest}"),
                "application/octet-stream",
                text,
                "",
            );
            format!("\"digest\": \"{digest}\", \"size\": {}", text.len())
        };
        let put = |point: &str, kind: &str, text: &str| {
            self.send(
                "PUT",
                &format!("/v2/{name}/manifests/{point}"),
                kind,
                text,
                "Docker-Content-Digest",
            )
        };
        let layer = blob(content);
        let platforms = ["amd64", "arm64"].map(|platform| {
            let config = blob(&format!("{{\"architecture\": \"{platform}\", \"os\": \"linux\"}}"));
            let text = format!(
                "{{\"schemaVersion\": 2, \"mediaType\": \"{SINGLE}\", \"config\": {{\"mediaType\": \"application/vnd.oci.image.config.v1+json\", {config}}}, \"layers\": [{{\"mediaType\": \"application/vnd.oci.image.layer.v1.tar\", {layer}}}]}}"
            );
            let digest = put(&sha256(&text), SINGLE, &text);
            format!(
                "{{\"mediaType\": \"{SINGLE}\", \"digest\": \"{digest}\", \"size\": {}, \"platform\": {{\"architecture\": \"{platform}\", \"os\": \"linux\"}}}}",
                text.len()
            )
        });
        let text = format!(
            "{{\"schemaVersion\": 2, \"mediaType\": \"{INDEX}\", \"manifests\": [{}]}}",
            platforms.join(", ")
        );
        put(tag, INDEX, &text)
    }
}

fn sha256(text: &str) -> String {
    let mut child = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("systems with docker-registry have sha256sum");
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(text.as_bytes()).expect("it reads");
    drop(input);
    let mut hex = [0; 64];
    child
        .stdout
        .take()
        .expect("it is piped")
        .read_exact(&mut hex)
        .expect("it writes");
    let _ = child.wait();
    format!("sha256:{}", String::from_utf8_lossy(&hex))
}

#[test]
fn a_registry_without_a_password() {
    let folder = Folder::new();
    let Some(registry) = Registry::start(&folder, false) else {
        eprintln!("skipped: docker-registry is not installed");
        return;
    };
    let host = &registry.host;
    let digest = registry.push("team/app", "1", "first");
    let folder = folder.with(
        "Dockerfile",
        format!("FROM {host}/team/app:1\nFROM {host}/team/app:2\n"),
    );
    let run = pin(&folder, &[]);
    assert!(
        run.code == Some(2) && run.err.contains("has no such image or tag"),
        "{run:?}"
    );
    assert_eq!(
        folder.read("Dockerfile"),
        format!("FROM {host}/team/app:1@{digest}\nFROM {host}/team/app:2\n")
    );

    let folder = folder.with("Dockerfile", format!("FROM {host}/team/app:1@{digest}\n"));
    assert_eq!(pin(&folder, &["--check"]).code, Some(0));
    let next = registry.push("team/app", "1", "second");
    let run = pin(&folder, &["--check"]);
    assert!(run.code == Some(1) && run.out.contains(&next), "{run:?}");
    assert_eq!(pin(&folder, &["--update"]).code, Some(0));
    assert_eq!(folder.read("Dockerfile"), format!("FROM {host}/team/app:1@{next}\n"));
}

#[test]
fn a_registry_with_a_password() {
    let folder = Folder::new();
    let Some(registry) = Registry::start(&folder, true) else {
        eprintln!("skipped: docker-registry is not installed");
        return;
    };
    let host = &registry.host;
    let digest = registry.push("team/app", "1", "first");
    let text = format!("FROM {host}/team/app:1\n");
    let folder = folder.with("Dockerfile", &text);
    let run = pin(&folder, &[]);
    assert!(run.code == Some(2) && run.err.contains("docker login"), "{run:?}");
    assert_eq!(folder.read("Dockerfile"), text);

    let config = format!("{{\"auths\": {{\"{host}\": {{\"auth\": \"{LOGIN}\"}}}}}}");
    let folder = folder.with("home/.docker/config.json", config);
    let run = pin(&folder, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(folder.read("Dockerfile"), format!("FROM {host}/team/app:1@{digest}\n"));
}
