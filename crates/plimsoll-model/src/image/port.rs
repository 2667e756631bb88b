//! Ports whose number says what listens on them, for unknown images.
//!
//! The build script writes the table from `data/ports.toml`. A known image is asked first, since n8n
//! listens on the port of debugpy ([`super::KnownImage::serves`]).

/// What usually listens on a container port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WellKnownPort {
    pub port: u16,
    /// The program or protocol, for a sentence.
    pub name: &'static str,
    pub kind: PortKind,
}

/// What access to a port allows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PortKind {
    /// Databases, caches, queues and search engines: reading and changing data.
    DataStore,
    /// Remote debuggers: running code.
    Debugger,
    /// Shells, desktops and control sockets: acting as an administrator.
    RemoteAdmin,
}

/// What the number of a container port says.
pub(crate) fn well_known_port(port: u16) -> Option<WellKnownPort> {
    let index = PORTS.binary_search_by_key(&port, |known| known.port).ok()?;
    Some(PORTS[index])
}

// `PORTS`, sorted by number.
include!(concat!(env!("OUT_DIR"), "/ports.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_without_doubles() {
        assert!(PORTS.windows(2).all(|pair| pair[0].port < pair[1].port));
    }

    #[test]
    fn tells_what_listens() {
        assert_eq!(well_known_port(5432).map(|known| known.kind), Some(PortKind::DataStore));
        assert_eq!(well_known_port(9229).map(|known| known.kind), Some(PortKind::Debugger));
        assert_eq!(
            well_known_port(2375).map(|known| known.kind),
            Some(PortKind::RemoteAdmin)
        );
        assert_eq!(well_known_port(8000), None);
        assert_eq!(well_known_port(0), None);
    }
}
