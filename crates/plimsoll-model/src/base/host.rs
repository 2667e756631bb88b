//! The host of an address, and whether anybody outside can reach it.

use std::net::IpAddr;

/// Endings of names that only a private network knows.
// RFC 6761, RFC 6762 and RFC 8375; `.internal` is reserved by ICANN; `.svc` is of Kubernetes, and
// `.docker` of Docker Desktop. The rest is custom.
const PRIVATE: [&str; 11] = [
    ".corp",
    ".docker",
    ".home.arpa",
    ".internal",
    ".intranet",
    ".lan",
    ".local",
    ".localdomain",
    ".localhost",
    ".svc",
    ".test",
];

/// A host that is known: a name or an address, without user and port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Host<'a> {
    name: &'a str,
}

impl<'a> Host<'a> {
    /// The host of a text that may have a port: `db:5432`, `[::1]:80`, `::1`. Absent if it is empty or
    /// a part of it comes from a variable or a command.
    pub fn of(text: &'a str) -> Option<Self> {
        let name = match text.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or(rest),
            None => match text.split_once(':') {
                Some((name, port)) if !port.contains(':') => name,
                _ => text,
            },
        };
        (!name.is_empty() && !text.contains(['$', '`'])).then_some(Self { name })
    }

    /// As written; of an IPv6 address what stands between the brackets.
    pub fn name(self) -> &'a str {
        self.name
    }

    /// The address, if it is written as one. An IPv4 address in IPv6 notation counts as IPv4.
    pub fn address(self) -> Option<IpAddr> {
        self.name.parse().ok().map(|address: IpAddr| address.to_canonical())
    }

    /// Whether it is the machine itself.
    pub fn is_local(self) -> bool {
        match self.address() {
            Some(address) => address.is_loopback() || address.is_unspecified(),
            None => self.is_in("localhost"),
        }
    }

    /// Whether it is certainly not on the internet: the machine itself, a private address, a name
    /// without a domain, or one that only a private network knows.
    pub fn is_private(self) -> bool {
        match self.address() {
            Some(IpAddr::V4(v4)) => self.is_local() || v4.is_private() || v4.is_link_local(),
            Some(IpAddr::V6(v6)) => self.is_local() || v6.is_unique_local() || v6.is_unicast_link_local(),
            None => !self.name.contains('.') || PRIVATE.iter().any(|ending| self.ends_with(ending)),
        }
    }

    /// Whether it is a domain, or a name in it.
    pub fn is_in(self, domain: &str) -> bool {
        let above = self.name.len().checked_sub(domain.len() + 1);
        self.name.eq_ignore_ascii_case(domain)
            || (self.ends_with(domain) && above.is_some_and(|at| self.name.as_bytes()[at] == b'.'))
    }

    /// Whether documentation writes it for any host.
    // RFC 2606: these domains belong to nobody.
    pub fn is_sample(self) -> bool {
        ["example", "example.com", "example.net", "example.org"]
            .iter()
            .any(|domain| self.name != "example" && self.is_in(domain))
            || matches!(self.name, "host" | "hostname" | "HOST" | "HOSTNAME")
    }

    fn ends_with(self, ending: &str) -> bool {
        let start = self.name.len().checked_sub(ending.len());
        start
            .and_then(|at| self.name.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> Host<'_> {
        Host::of(text).expect("a host")
    }

    #[test]
    fn ports_and_brackets_are_no_part_of_a_host() {
        for (text, name) in [
            ("db:5432", Some("db")),
            ("[::1]:80", Some("::1")),
            ("[::1]", Some("::1")),
            ("fd00::1", Some("fd00::1")),
            ("a.example", Some("a.example")),
            ("", None),
            (":80", None),
            ("${HOST}:80", None),
            ("db-$ENV", None),
            ("`hostname`", None),
        ] {
            assert_eq!(Host::of(text).map(Host::name), name, "{text}");
        }
    }

    #[test]
    fn private_hosts() {
        for text in [
            "localhost:80",
            "api.LOCALHOST",
            "127.0.0.1",
            "0.0.0.0",
            "[::1]:8080",
            "::1",
            "10.1.2.3:80",
            "172.16.0.1",
            "172.31.255.1",
            "192.168.0.1",
            "169.254.169.254",
            "fd12::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "db",
            "x.svc",
            "NAS.local",
            "host.docker.internal",
            "printer.localdomain",
        ] {
            assert!(host(text).is_private(), "{text}");
        }
        for text in [
            "example.com",
            "8.8.8.8",
            "172.67.1.1",
            "172.15.0.1",
            "2606:4700::1111",
            "a.b:80",
            "local.example.com",
            "latest",
        ] {
            assert_eq!(host(text).is_private(), text == "latest", "{text}");
        }
        assert!(!host("10.1.2.3").is_local() && !host("nolocalhost.io").is_local());
    }

    #[test]
    fn domains_hold_their_names() {
        assert!(host("github.com").is_in("github.com") && host("raw.GitHub.com").is_in("github.com"));
        assert!(!host("notgithub.com").is_in("github.com") && !host("hub.com").is_in("github.com"));
        for text in ["example.com", "db.example.org", "a.example", "hostname"] {
            assert!(host(text).is_sample(), "{text}");
        }
        for text in ["example", "myexample.com", "host.io"] {
            assert!(!host(text).is_sample(), "{text}");
        }
    }
}
