//! Where a host of an address is: on the machine itself, in a private network, or anywhere.

use std::net::IpAddr;

/// Whether a host, perhaps with a port, is the machine itself.
pub(crate) fn is_local_host(host: &str) -> bool {
    let host = without_port(host);
    let address = host.parse::<IpAddr>().map(|address| address.to_canonical());
    host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || address.is_ok_and(|address| address.is_loopback() || address.is_unspecified())
}

/// Whether a host, perhaps with a port, is certainly not on the internet: the machine itself, a
/// private address, or a name that only a private network knows.
pub(crate) fn is_private_host(host: &str) -> bool {
    if is_local_host(host) {
        return true;
    }
    let host = without_port(host).to_ascii_lowercase();
    match host.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(v4)) => v4.is_private() || v4.is_link_local(),
        Ok(IpAddr::V6(v6)) => v6.is_unique_local() || v6.is_unicast_link_local(),
        // RFC 6762 and RFC 8375, and what Docker and Kubernetes name by themselves.
        Err(_) => {
            let private = [
                ".local",
                ".internal",
                ".lan",
                ".intranet",
                ".corp",
                ".home.arpa",
                ".svc",
                ".test",
            ];
            !host.contains('.') || private.iter().any(|ending| host.ends_with(ending))
        }
    }
}

fn without_port(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    match host.split_once(':') {
        Some((name, port)) if !port.contains(':') => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_hosts() {
        for host in [
            "localhost:80",
            "127.0.0.1",
            "[::1]:8080",
            "::1",
            "10.1.2.3:80",
            "db",
            "x.svc",
            "nas.local",
        ] {
            assert!(is_private_host(host), "{host}");
        }
        for host in ["example.com", "8.8.8.8", "a.b:80"] {
            assert!(!is_private_host(host), "{host}");
        }
        assert!(!is_local_host("10.1.2.3"));
    }
}
