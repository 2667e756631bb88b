//! Ports whose number says what listens on them, for images that are not known.
//!
//! Only numbers that mean the same nearly everywhere: 8000 and 8080 are not among them. A known
//! image is asked first, since n8n listens on the port of debugpy ([`super::KnownImage::serves`]).

/// What usually listens on a container port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WellKnownPort {
    pub port: u16,
    /// The program or protocol, as one would write it in a sentence.
    pub name: &'static str,
    pub kind: PortKind,
}

/// What having access to a port is good for.
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

const fn data(port: u16, name: &'static str) -> WellKnownPort {
    WellKnownPort {
        port,
        name,
        kind: PortKind::DataStore,
    }
}

const fn debugger(port: u16, name: &'static str) -> WellKnownPort {
    WellKnownPort {
        port,
        name,
        kind: PortKind::Debugger,
    }
}

const fn admin(port: u16, name: &'static str) -> WellKnownPort {
    WellKnownPort {
        port,
        name,
        kind: PortKind::RemoteAdmin,
    }
}

/// Sorted by number. The registered ones are in IANA's port registry, the others in the
/// documentation of the program that the name gives.
static PORTS: [WellKnownPort; 45] = [
    admin(22, "SSH"),
    admin(23, "Telnet"),
    data(1433, "SQL Server"),
    data(1521, "Oracle Database"),
    data(1883, "MQTT"),
    data(2181, "ZooKeeper"),
    debugger(2345, "Delve"),
    admin(2375, "the Docker API"),
    admin(2376, "the Docker API"),
    data(2379, "etcd"),
    data(2380, "etcd"),
    data(3306, "MySQL"),
    admin(3389, "Remote Desktop"),
    data(4222, "NATS"),
    debugger(5005, "a Java debugger"),
    data(5432, "PostgreSQL"),
    data(5671, "AMQP"),
    data(5672, "AMQP"),
    debugger(5678, "debugpy"),
    admin(5900, "VNC"),
    data(5984, "CouchDB"),
    admin(5985, "WinRM"),
    admin(5986, "WinRM"),
    data(6379, "Redis"),
    data(7687, "Neo4j"),
    data(8086, "InfluxDB"),
    data(8123, "ClickHouse"),
    data(8529, "ArangoDB"),
    data(8983, "Solr"),
    debugger(9003, "Xdebug"),
    data(9042, "Cassandra"),
    data(9092, "Kafka"),
    data(9200, "Elasticsearch"),
    debugger(9229, "the Node.js inspector"),
    data(9300, "Elasticsearch"),
    data(11211, "Memcached"),
    data(26257, "CockroachDB"),
    data(26379, "Redis Sentinel"),
    data(27017, "MongoDB"),
    data(27018, "MongoDB"),
    data(27019, "MongoDB"),
    data(28015, "RethinkDB"),
    data(33060, "MySQL"),
    debugger(40000, "Delve"),
    data(61616, "ActiveMQ"),
];

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
