//! The comments of other tools, read the way each of them would.

use plimsoll_model::base::Date;

use super::comment::{Author, Comment, Name, Reach, Until, Which, after, is_reason, names};

/// Reads a comment of another tool. `at` is the place of `words` in it.
pub(super) fn read(words: &str, at: usize) -> Option<Comment> {
    let reader = Reader { words, at };
    reader
        .hadolint()
        .or_else(|| reader.buildkit())
        .or_else(|| reader.tally())
        .or_else(|| reader.trivy())
        .or_else(|| reader.checkov())
        .or_else(|| reader.kics())
        .or_else(|| reader.dclint())
        .or_else(|| reader.dockerfile_utils())
        .or_else(|| reader.semgrep())
        .or_else(|| reader.sonar())
}

/// `# check=` as a parser directive: the same words, for the whole file.
pub(super) fn read_directive(words: &str, at: usize) -> Option<Comment> {
    let comment = Reader { words, at }.buildkit()?;
    Some(Comment {
        reach: Reach::File,
        ..comment
    })
}

struct Reader<'a> {
    words: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn place(&self, part: &str) -> usize {
        self.at + (part.as_ptr() as usize - self.words.as_ptr() as usize)
    }

    fn names(&self, list: &str) -> Vec<Name> {
        names(list, self.place(list))
    }

    /// `hadolint ignore=DL3008,SC2086 # reason`, `hadolint global ignore=…`, `hadolint stage ignore=…`
    // hadolint 2.15, src/Hadolint/Pragma.hs: a list with anything else in it is not a list.
    fn hadolint(&self) -> Option<Comment> {
        let rest = after(self.words, "hadolint")?;
        let (reach, rest) = match (after(rest, "global"), after(rest, "stage")) {
            (Some(rest), _) => (Reach::File, rest),
            (_, Some(rest)) => (Reach::Stage, rest),
            _ => (Reach::Next, rest),
        };
        let list = after(rest, "ignore")?.strip_prefix('=')?;
        let (list, remark) = list.split_once('#').unwrap_or((list, ""));
        let names = self.names(list);
        let is_code = |name: &Name| name.text.bytes().all(|b| b.is_ascii_digit() || b"DLSC".contains(&b));
        names
            .iter()
            .all(is_code)
            .then(|| named(Author::Hadolint, reach, names, is_reason(remark)))
    }

    /// `check=skip=Rule,Rule;error=true // reason`
    // BuildKit, Dockerfile 1.8 and later for the directive; the comment above one instruction came
    // in 2026.
    fn buildkit(&self) -> Option<Comment> {
        let rest = after(self.words, "check")?.strip_prefix('=')?;
        let (options, remark) = rest.split_once("//").unwrap_or((rest, ""));
        let skip = options.split(';').find_map(|option| {
            let (key, list) = option.split_once('=')?;
            (key.trim() == "skip").then_some(list)
        })?;
        let which = all_or_named(self.names(skip));
        Some(comment(Author::Buildkit, Reach::Next, which, is_reason(remark)))
    }

    /// `tally ignore=rule,hadolint/DL3006;reason=why`, `tally global ignore=…`
    fn tally(&self) -> Option<Comment> {
        let rest = after(self.words, "tally")?;
        let global = after(rest, "global");
        let reach = if global.is_some() { Reach::File } else { Reach::Next };
        let list = after(global.unwrap_or(rest), "ignore")?.strip_prefix('=')?;
        let (list, remark) = list.split_once(';').unwrap_or((list, ""));
        let reason = after(remark.trim_start(), "reason").and_then(|r| r.strip_prefix('='));
        let which = all_or_named(self.names(list));
        Some(comment(Author::Tally, reach, which, reason.is_some_and(is_reason)))
    }

    /// `trivy:ignore:AVD-DS-0002:exp:2027-01-31 trivy:ignore:DS-0001 reason`
    fn trivy(&self) -> Option<Comment> {
        let mut found = Vec::new();
        let mut until = None;
        let mut has_reason = false;
        for word in self.words.split_whitespace() {
            let Some(parts) = after(word.trim_start_matches('#'), "trivy:ignore:") else {
                has_reason |= is_reason(word);
                continue;
            };
            let (id, rest) = parts.split_once(':').unwrap_or((parts, ""));
            // `[name=value]` narrows an id to resources, which Dockerfiles do not have.
            let id = id.split('[').next().unwrap_or(id);
            found.extend(self.names(id));
            if let Some(date) = after(rest, "exp:") {
                let start = self.place(date);
                let date = date.split(':').next().unwrap_or(date);
                until = Some(Until {
                    date: Date::parse(date),
                    range: start..start + date.len(),
                });
            }
        }
        if found.is_empty() {
            return None;
        }
        let which = if found.iter().any(|name| name.text == "*") {
            Which::All
        } else {
            Which::Named(found)
        };
        Some(Comment {
            until,
            ..comment(Author::Trivy, Reach::Next, which, has_reason)
        })
    }

    /// `checkov:skip=CKV_DOCKER_3:reason`, which applies to the whole file wherever it is.
    // checkov 3.3, checkov/dockerfile/runner.py
    fn checkov(&self) -> Option<Comment> {
        let rest = after(self.words, "checkov:skip")?.strip_prefix('=')?;
        let (list, remark) = rest.split_once(':').unwrap_or((rest, ""));
        // Text after the last id without a colon is a remark too.
        let names = self.names(list).into_iter().map(|mut name| {
            let end = name.text.find(char::is_whitespace).unwrap_or(name.text.len());
            name.text.truncate(end);
            name.range.end = name.range.start + end;
            name
        });
        Some(named(Author::Checkov, Reach::File, names.collect(), is_reason(remark)))
    }

    /// `kics-scan ignore-line`, `ignore-block`, and `ignore` at the head of a file. KICS has no
    /// comment for a single query at one place.
    fn kics(&self) -> Option<Comment> {
        let order = after(self.words, "kics-scan")?;
        let end = order.find([' ', '\t', ':']).unwrap_or(order.len());
        let reach = match &order[..end] {
            "ignore-line" => Reach::Line,
            "ignore-block" => Reach::Block,
            "ignore" => Reach::File,
            _ => return None,
        };
        Some(comment(Author::Kics, reach, Which::All, is_reason(&order[end..])))
    }

    /// `dclint disable rule rule`, `disable-line rule`, `disable-file`
    // dclint 3.1, src/util/comments-handler.ts
    fn dclint(&self) -> Option<Comment> {
        let order = after(self.words, "dclint")?;
        let mut words = order.split_whitespace();
        let reach = match words.next()? {
            "disable" | "disable-file" => Reach::File,
            "disable-line" => Reach::Line,
            _ => return None,
        };
        let names: Vec<Name> = words.flat_map(|word| self.names(word)).collect();
        let all = names.is_empty() || order.starts_with("disable-file");
        let which = if all { Which::All } else { Which::Named(names) };
        Some(comment(Author::Dclint, reach, which, false))
    }

    /// `dockerfile-utils: ignore`
    fn dockerfile_utils(&self) -> Option<Comment> {
        let order = after(self.words, "dockerfile-utils:")?;
        let is_ignore = order.split_whitespace().next() == Some("ignore");
        let has_reason = is_reason(order.trim_start_matches("ignore"));
        is_ignore.then(|| comment(Author::DockerfileUtils, Reach::Next, Which::All, has_reason))
    }

    /// `nosemgrep: some.rule.id, other-id reason`, or without ids for all.
    fn semgrep(&self) -> Option<Comment> {
        let rest = after(self.words, "nosemgrep").or_else(|| after(self.words, "nosem"))?;
        let Some(list) = rest.strip_prefix(':') else {
            return Some(comment(Author::Semgrep, Reach::Line, Which::All, is_reason(rest)));
        };
        let mut has_reason = false;
        let names = self.names(list).into_iter().map(|mut name| {
            let end = name.text.find(char::is_whitespace).unwrap_or(name.text.len());
            has_reason |= is_reason(&name.text[end..]);
            name.text.truncate(end);
            name.range.end = name.range.start + end;
            name
        });
        let names: Vec<Name> = names.collect();
        Some(named(Author::Semgrep, Reach::Line, names, has_reason))
    }

    /// `NOSONAR`, `NOSONAR(docker:S6471)`
    fn sonar(&self) -> Option<Comment> {
        let rest = after(self.words, "nosonar")?;
        let inside = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        Some(match inside {
            Some((list, remark)) => named(Author::Sonar, Reach::Line, self.names(list), is_reason(remark)),
            None => comment(Author::Sonar, Reach::Line, Which::All, is_reason(rest)),
        })
    }
}

fn comment(author: Author, reach: Reach, which: Which, has_reason: bool) -> Comment {
    Comment {
        author,
        reach,
        which,
        has_reason,
        until: None,
    }
}

fn named(author: Author, reach: Reach, names: Vec<Name>, has_reason: bool) -> Comment {
    comment(author, reach, Which::Named(names), has_reason)
}

fn all_or_named(names: Vec<Name>) -> Which {
    if names.iter().any(|name| name.text.eq_ignore_ascii_case("all")) {
        Which::All
    } else {
        Which::Named(names)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::*;

    /// The author, the reach, the names (none for all), and whether there is a reason.
    fn said(text: &str) -> Option<(Author, Reach, Vec<&str>, bool)> {
        let comment = read(text)?;
        let names = match comment.which {
            Which::All => Vec::new(),
            Which::Named(names) => names.into_iter().map(|name| &text[name.range]).collect(),
        };
        Some((comment.author, comment.reach, names, comment.has_reason))
    }

    #[test]
    fn reads_the_comments_of_peers() {
        use Author::*;
        use Reach::*;
        for (text, author, reach, names, has_reason) in [
            (
                "# hadolint ignore=DL3008,SC2086",
                Hadolint,
                Next,
                vec!["DL3008", "SC2086"],
                false,
            ),
            ("# hadolint ignore = DL3008 # why", Hadolint, Next, vec!["DL3008"], true),
            (
                "# hadolint global ignore=DL3008 ",
                Hadolint,
                File,
                vec!["DL3008"],
                false,
            ),
            ("# hadolint stage ignore=DL3008", Hadolint, Stage, vec!["DL3008"], false),
            (
                "#check=skip=A,B;error=true // why",
                Buildkit,
                Next,
                vec!["A", "B"],
                true,
            ),
            ("# check = error=true;skip=all", Buildkit, Next, vec![], false),
            (
                "# tally ignore=max-lines;reason=it is long",
                Tally,
                Next,
                vec!["max-lines"],
                true,
            ),
            (
                "# TALLY global ignore=hadolint/DL3006",
                Tally,
                File,
                vec!["hadolint/DL3006"],
                false,
            ),
            (
                "#trivy:ignore:AVD-DS-0002 - a test",
                Trivy,
                Next,
                vec!["AVD-DS-0002"],
                true,
            ),
            (
                "# trivy:ignore:DS-0002:exp:2026-01-31 trivy:ignore:DS001",
                Trivy,
                Next,
                vec!["DS-0002", "DS001"],
                false,
            ),
            (
                "#checkov:skip=CKV_DOCKER_3:no account",
                Checkov,
                File,
                vec!["CKV_DOCKER_3"],
                true,
            ),
            (
                "#checkov:skip=CKV_DOCKER_3,CKV_DOCKER_2",
                Checkov,
                File,
                vec!["CKV_DOCKER_3", "CKV_DOCKER_2"],
                false,
            ),
            ("# kics-scan ignore-line", Kics, Line, vec![], false),
            ("# kics-scan ignore-block: a job", Kics, Block, vec![], true),
            ("# kics-scan ignore", Kics, File, vec![], false),
            (
                "# dclint disable-line no-version-field service-keys-order",
                Dclint,
                Line,
                vec!["no-version-field", "service-keys-order"],
                false,
            ),
            ("# dclint disable-file", Dclint, File, vec![], false),
            ("# dockerfile-utils: ignore", DockerfileUtils, Next, vec![], false),
            ("# nosemgrep", Semgrep, Line, vec![], false),
            (
                "# nosemgrep: a.b.missing-user, other why",
                Semgrep,
                Line,
                vec!["a.b.missing-user", "other"],
                true,
            ),
            ("# for the tests # nosemgrep: a", Semgrep, Line, vec!["a"], false),
            ("# NOSONAR", Sonar, Line, vec![], false),
            ("# NOSONAR(docker:S6471) why", Sonar, Line, vec!["docker:S6471"], true),
        ] {
            assert_eq!(said(text), Some((author, reach, names, has_reason)), "{text}");
        }
    }

    #[test]
    fn reads_the_end_of_trivys() {
        let comment = read("# trivy:ignore:DS-0002:exp:2026-01-31 why").expect("it is one");
        assert_eq!(comment.until.and_then(|until| until.date), Date::parse("2026-01-31"));
    }

    #[test]
    fn leaves_what_the_peer_would_not_honour() {
        for text in [
            "# hadolint ignore=crazy,DL3002",
            "# hadolint ignore DL3002",
            "# hadolint shell=bash",
            "# check=error=true",
            "# check that it runs",
            "# kics-scan disable=e84eaf4d",
            "# dclint enable x",
            "# tally shell=bash",
            "# trivy:ignore:",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
