//! The report as JSON: one object, or an object a line.

use std::io::{self, BufWriter, Write};

use plimsoll_check::report::{lines, whole};
use plimsoll_lint::Report;

use super::{Run, Style};

/// Writes the report as one object.
pub(super) fn write(report: &Report, style: &Style, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    // JSON is written in pieces of a few bytes, too many to hand each to an unknown writer.
    let mut out = BufWriter::new(out);
    serde_json::to_writer(&mut out, &whole(report, &run.paths, style.statistics))?;
    writeln!(out)?;
    out.flush()
}

/// Writes the report as an object a line: findings as they come, then files, then the summary.
pub(super) fn write_lines(report: &Report, style: &Style, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    for line in lines(report, &run.paths, style.statistics) {
        serde_json::to_writer(&mut out, &line)?;
        writeln!(out)?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use plimsoll_check::report::{Paths, whole};

    use crate::report::testing;

    #[test]
    fn object_has_the_documented_shape() {
        let report = testing::report();
        let text = serde_json::to_string_pretty(&whole(&report, &Paths::default(), true)).expect("it is plain data");
        insta::assert_snapshot!(text, @r#"
        {
          "format_version": 1,
          "findings": [
            {
              "rule": "untagged",
              "level": "warning",
              "fails": true,
              "path": "app/Dockerfile",
              "range": {
                "start": {
                  "line": 1,
                  "column": 6,
                  "byte": 5
                },
                "end": {
                  "line": 1,
                  "column": 12,
                  "byte": 11
                }
              },
              "place": "",
              "identity": "1:0000000000000000",
              "message": "`debian` has no tag",
              "help": "name a version: `debian:12.7`",
              "environment": "production",
              "related": [],
              "fix": null
            },
            {
              "rule": "untagged",
              "level": "warning",
              "fails": true,
              "path": "app/Dockerfile",
              "range": {
                "start": {
                  "line": 2,
                  "column": 6,
                  "byte": 25
                },
                "end": {
                  "line": 2,
                  "column": 10,
                  "byte": 29
                }
              },
              "place": "",
              "identity": "1:0000000000000000",
              "message": "`node` has no tag",
              "help": "name a version: `node:22.11`",
              "environment": "production",
              "related": [],
              "fix": null
            },
            {
              "rule": "add-local-file",
              "level": "info",
              "fails": false,
              "path": "app/Dockerfile",
              "range": {
                "start": {
                  "line": 4,
                  "column": 1,
                  "byte": 31
                },
                "end": {
                  "line": 4,
                  "column": 4,
                  "byte": 34
                }
              },
              "place": "",
              "identity": "1:0000000000000000",
              "message": "`ADD` copies a local file",
              "help": "`COPY` does only that",
              "environment": "production",
              "related": [
                {
                  "path": "app/Dockerfile",
                  "range": {
                    "start": {
                      "line": 4,
                      "column": 5,
                      "byte": 35
                    },
                    "end": {
                      "line": 4,
                      "column": 11,
                      "byte": 42
                    }
                  },
                  "message": "this is a local file"
                }
              ],
              "fix": {
                "safety": "safe",
                "title": "use `COPY`",
                "edits": [
                  {
                    "range": {
                      "start": {
                        "line": 4,
                        "column": 1,
                        "byte": 31
                      },
                      "end": {
                        "line": 4,
                        "column": 4,
                        "byte": 34
                      }
                    },
                    "replacement": "COPY"
                  }
                ]
              }
            },
            {
              "rule": "privileged-container",
              "level": "error",
              "fails": true,
              "path": "compose.yaml",
              "range": {
                "start": {
                  "line": 4,
                  "column": 7,
                  "byte": 36
                },
                "end": {
                  "line": 5,
                  "column": 1,
                  "byte": 52
                }
              },
              "place": "",
              "identity": "1:0000000000000000",
              "message": "`web` may do everything on the host",
              "help": null,
              "environment": "development",
              "related": [
                {
                  "path": "app/Dockerfile",
                  "range": {
                    "start": {
                      "line": 2,
                      "column": 1,
                      "byte": 20
                    },
                    "end": {
                      "line": 2,
                      "column": 5,
                      "byte": 24
                    }
                  },
                  "message": "the image is built here"
                }
              ],
              "fix": null
            }
          ],
          "suppressed": [
            {
              "rule": "runs-as-root",
              "level": "warning",
              "fails": false,
              "path": "app/Dockerfile",
              "range": {
                "start": {
                  "line": 5,
                  "column": 1,
                  "byte": 49
                },
                "end": {
                  "line": 5,
                  "column": 4,
                  "byte": 52
                }
              },
              "place": "",
              "identity": "1:0000000000000000",
              "message": "it runs as root",
              "help": null,
              "environment": "production",
              "related": [],
              "fix": null,
              "suppression": {
                "kind": "comment",
                "path": "app/Dockerfile",
                "range": {
                  "start": {
                    "line": 4,
                    "column": 1,
                    "byte": 31
                  },
                  "end": {
                    "line": 4,
                    "column": 4,
                    "byte": 34
                  }
                }
              }
            }
          ],
          "files": [
            {
              "path": "app/Dockerfile",
              "kind": "dockerfile",
              "environment": "production",
              "reason": "nothing says otherwise"
            },
            {
              "path": "compose.yaml",
              "kind": "compose",
              "environment": "development",
              "reason": "`dev` in the name"
            }
          ],
          "summary": {
            "files": 2,
            "production": 1,
            "development": 1,
            "findings": 4,
            "error": 1,
            "warning": 2,
            "info": 1,
            "ignored": 1,
            "excepted": 0,
            "known": 0,
            "internal_error": false,
            "statistics": [
              {
                "rule": "untagged",
                "level": "warning",
                "findings": 2,
                "files": 1
              },
              {
                "rule": "add-local-file",
                "level": "info",
                "findings": 1,
                "files": 1
              },
              {
                "rule": "privileged-container",
                "level": "error",
                "findings": 1,
                "files": 1
              }
            ]
          }
        }
        "#);
    }
}
