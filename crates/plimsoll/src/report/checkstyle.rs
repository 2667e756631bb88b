//! Checkstyle's XML, which many services and editors read.

use std::io::{self, Write};

use plimsoll_lint::Report;

use super::Run;
use super::rows::{Row, rows};
use super::xml::Escaped;

pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    let rows: Vec<Row<'_>> = rows(report, run).collect();
    // Findings come file by file.
    for rows in rows.chunk_by(|a, b| a.path == b.path) {
        writeln!(out, "  <file name=\"{}\">", Escaped(rows[0].path))?;
        for row in rows {
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"plimsoll.{}\"/>",
                row.start.line,
                row.start.column,
                row.level(),
                Escaped(&row.message_and_help()),
                row.rule()
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

#[cfg(test)]
mod tests {
    use crate::report::testing;

    #[test]
    fn file_by_file() {
        insta::assert_snapshot!(testing::written_for(super::write), @r#"
        <?xml version="1.0" encoding="utf-8"?>
        <checkstyle version="4.3">
          <file name="app/Dockerfile">
            <error line="1" column="6" severity="warning" message="`debian` has no tag&#10;name a version: `debian:12.7`" source="plimsoll.untagged"/>
            <error line="2" column="6" severity="warning" message="`node` has no tag&#10;name a version: `node:22.11`" source="plimsoll.untagged"/>
            <error line="4" column="1" severity="info" message="`ADD` copies a local file&#10;`COPY` does only that" source="plimsoll.add-local-file"/>
          </file>
          <file name="compose.yaml">
            <error line="4" column="7" severity="error" message="`web` may do everything on the host" source="plimsoll.privileged-container"/>
          </file>
        </checkstyle>
        "#);
    }
}
