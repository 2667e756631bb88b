//! `ports.toml`: what listens on a port.

use crate::rust::{fault, table, variant};
use crate::toml::{Table, Value};

/// All ports, sorted by number.
pub(crate) fn write(tables: &[Table]) -> Result<String, String> {
    let mut ports = Vec::new();
    for kind in tables {
        for entry in &kind.entries {
            let (Ok(port), Value::Text(name)) = (entry.key.parse::<u16>(), &entry.value) else {
                return Err(fault(entry.line, "no port with a name", &entry.key));
            };
            let kind = variant("PortKind", &kind.name);
            ports.push((
                port,
                format!("WellKnownPort {{ port: {port}, name: {name:?}, kind: {kind} }}"),
            ));
        }
    }
    ports.sort_unstable();
    let rows: Vec<String> = ports.into_iter().map(|(_, row)| row).collect();
    Ok(table("PORTS", "WellKnownPort", &rows))
}
