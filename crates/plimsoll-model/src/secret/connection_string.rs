//! Passwords in the settings of a connection: `Server=db;User Id=sa;Password=…` of .NET, ODBC and JDBC,
//! `host=db user=app password=…` of PostgreSQL.

use std::ops::Range;

use memchr::{memchr, memchr2_iter};

/// The password among such settings.
pub(super) struct ConnectionPassword<'a> {
    pub(super) range: Range<usize>,
    /// With the port, if that stands beside it.
    pub(super) host: &'a str,
}

/// The passwords of a text that consists of the settings of a connection and names a host, or of the
/// parts of it in quotes that do. Empty ones are left out.
pub(super) fn connection_passwords(text: &str) -> Vec<ConnectionPassword<'_>> {
    // Most texts are something else, which is quick to see.
    if memchr(b'=', text.as_bytes()).is_none() || !names_password(text) {
        return Vec::new();
    }
    if let Some(found) = connection_password(text) {
        return vec![found];
    }
    let mut end = 0;
    let parts = text.split(['"', '\'']).filter_map(|part| {
        let start = end;
        end += part.len() + 1;
        let mut found = connection_password(part)?;
        found.range = start + found.range.start..start + found.range.end;
        Some(found)
    });
    parts.collect()
}

fn connection_password(text: &str) -> Option<ConnectionPassword<'_>> {
    let is_between: fn(char) -> bool = match text.contains(';') {
        true => |letter| letter == ';',
        false => |letter| letter.is_ascii_whitespace(),
    };
    let (mut host, mut range) = (None, None);
    let mut end = 0;
    for part in text.split(is_between) {
        let start = end;
        end += part.len() + 1;
        // `jdbc:sqlserver://db:1433;user=sa;password=…`
        if let (0, Some((_, rest))) = (start, part.split_once("://")) {
            host = rest.split(['/', '?']).next();
            continue;
        }
        if part.trim().is_empty() {
            continue;
        }
        let (key, written) = part.split_once('=')?;
        let value = written.trim().trim_matches(['\'', '"']);
        match key.trim().to_ascii_lowercase().as_str() {
            "host" | "hostname" | "server" | "data source" | "datasource" | "addr" | "address" => {
                // `tcp:db,1433` and `db\instance` of SQL Server.
                let value = value.strip_prefix("tcp:").unwrap_or(value);
                host = value.split([',', '\\']).next();
            }
            "password" | "passwd" | "pwd" if !value.is_empty() => {
                let start = start + key.len() + 1 + written.find(value).unwrap_or(0);
                range = Some(start..start + value.len());
            }
            _ => {}
        }
    }
    Some(ConnectionPassword {
        range: range?,
        host: host.filter(|host| !host.is_empty())?,
    })
}

/// Whether a text may have the key of a password in it: `password`, `passwd` or `pwd`.
fn names_password(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut found = memchr2_iter(b'w', b'W', bytes);
    found.any(|at| matches!(bytes.get(at + 1), Some(b'd' | b'D' | b'o' | b'O')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_a_connection() {
        for (text, expected) in [
            (
                "Server=db;Port=5432;User Id=app;Password=hunter2;",
                Some(("hunter2", "db")),
            ),
            ("Data Source=tcp:db,1433; Pwd='hunter2'", Some(("hunter2", "db"))),
            ("host=db user=app password=hunter2 dbname=shop", Some(("hunter2", "db"))),
            (
                "jdbc:sqlserver://db:1433;user=sa;password=hunter2",
                Some(("hunter2", "db:1433")),
            ),
            ("Server=db;Password=${DB_PASSWORD}", Some(("${DB_PASSWORD}", "db"))),
            ("Server=db;Password=;", None),
            ("Password=hunter2", None),
            ("set the host=db and the password=hunter2", None),
            ("Server=db;Integrated Security=true", None),
            ("", None),
        ] {
            let found = connection_password(text).map(|found| (&text[found.range], found.host));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn settings_in_quotes() {
        let text = "CMD [\"serve\", \"host=db user=app password=hunter2\", \"x=1\", 'host=b pwd=c']";
        let found = connection_passwords(text);
        let found: Vec<_> = found
            .into_iter()
            .map(|found| (&text[found.range], found.host))
            .collect();
        assert_eq!(found, [("hunter2", "db"), ("c", "b")]);
    }
}
