//! Which version of a language a stage runs, and libraries that are copied to another one.

use plimsoll_syntax::Span;

use crate::view::Stage;

/// A language and the part of its version that libraries are tied to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuntimeVersion {
    /// `python`, `node` or `ruby`.
    pub runtime: &'static str,
    /// `3.12` of Python and Ruby, `22` of Node.
    pub version: String,
}

/// Libraries that are copied between two versions.
#[derive(Clone, Debug)]
pub struct MovedLibraries {
    /// The source of the COPY.
    pub span: Span,
    pub from: RuntimeVersion,
    pub to: RuntimeVersion,
}

impl Stage<'_> {
    /// The language that its image is for, if it is one of Docker's official ones and the tag shows
    /// the version.
    pub(crate) fn runtime_version(self) -> Option<RuntimeVersion> {
        let image = self.root_image().likely()?;
        let (runtime, parts) = match image.familiar_name() {
            "python" => ("python", 2),
            "ruby" => ("ruby", 2),
            "node" => ("node", 1),
            _ => return None,
        };
        let number = image.tag()?.split('-').next()?;
        let numbers: Vec<&str> = number.split('.').take(parts).collect();
        let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_whole = numbers.len() == parts && numbers.iter().all(is_number);
        is_whole.then(|| RuntimeVersion {
            runtime,
            version: numbers.join("."),
        })
    }

    /// Whether its `yum` is the one of old, rather than another name of DNF; none if the base image does
    /// not tell.
    // DNF took the name over in Fedora 22, RHEL 8 and Amazon Linux 2023.
    pub fn has_old_yum(self) -> Option<bool> {
        let image = self.root_image().likely()?;
        let name = image.familiar_name();
        let own = ["rhel", "ubi"].iter().find_map(|kind| {
            let mut words = name.split(['/', '-']);
            words.find_map(|word| word.strip_prefix(kind)?.parse().ok())
        });
        let in_tag = || {
            let tag = image.tag()?.trim_start_matches(|letter: char| !letter.is_ascii_digit());
            tag.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
        };
        let version: u32 = own.or_else(in_tag)?;
        let repository = name.rsplit('/').next().unwrap_or_default();
        let first = match repository {
            "fedora" => 22,
            "amazonlinux" => 2022,
            "centos" | "oraclelinux" | "rockylinux" | "almalinux" => 8,
            _ => own.map(|_| 8)?,
        };
        Some(version < first)
    }

    /// Whether its Ruby is too old for Rails 7.1, which needs 2.7.
    // The gemspec of rails 7.1.0: "Required Ruby Version: >= 2.7.0".
    pub fn is_too_old_for_rails_71(self) -> bool {
        let ruby = self.runtime_version().filter(|version| version.runtime == "ruby");
        ruby.is_some_and(|ruby| {
            let mut numbers = ruby.version.split('.').map(|number| number.parse().unwrap_or(u32::MAX));
            (numbers.next(), numbers.next()) < (Some(2), Some(7))
        })
    }

    /// Libraries that its COPY instructions take from a stage with another version of its language.
    pub fn moved_libraries(self) -> Vec<MovedLibraries> {
        let copies = self.copies_from_stages();
        let Some(to) = copies.first().and_then(|_| self.runtime_version()) else {
            return Vec::new();
        };
        let moved = copies.into_iter().filter_map(|copy| {
            let from = copy.from.runtime_version()?;
            let is_moved = from.runtime == to.runtime && from.version != to.version && is_tied(to.runtime, &copy.path);
            is_moved.then(|| MovedLibraries {
                span: copy.span,
                from,
                to: to.clone(),
            })
        });
        moved.collect()
    }
}

/// Whether the contents of a path are tied to a version of a language.
fn is_tied(runtime: &str, path: &str) -> bool {
    let has = |folder: &str| path.split('/').any(|part| part == folder);
    match runtime {
        "python" => {
            ["site-packages", "dist-packages", "venv", ".venv"].into_iter().any(has) || path.contains("/lib/python")
        }
        "ruby" => path == "/usr/local/bundle" || path.contains("/vendor/bundle") || has("gems"),
        _ => has("node_modules"),
    }
}

#[cfg(test)]
mod tests {
    use crate::stage::tests::last_stage;

    #[test]
    fn versions_of_tags() {
        let version = |image: &str| last_stage(&format!("FROM {image}\n"), |stage| stage.runtime_version());
        let text = |image: &str| version(image).map(|v| format!("{} {}", v.runtime, v.version));
        assert_eq!(text("python:3.12.1-slim").as_deref(), Some("python 3.12"));
        assert_eq!(text("node:22-alpine").as_deref(), Some("node 22"));
        assert_eq!(text("node:lts"), None);
        assert_eq!(text("python:3"), None);
        assert_eq!(text("example/python:3.12"), None);
    }

    #[test]
    fn libraries_that_move() {
        for (from, to, path, expected) in [
            (
                "python:3.12",
                "python:3.11-slim",
                "/usr/local/lib/python3.12/site-packages",
                1,
            ),
            (
                "python:3.12",
                "python:3.12-slim",
                "/usr/local/lib/python3.12/site-packages",
                0,
            ),
            ("python:3.12", "python:3.11-slim", "/app/dist", 0),
            ("python:3.12", "node:22", "/venv", 0),
            ("node:20", "node:22", "/app/node_modules", 1),
            ("ruby:3.2", "ruby:3.3", "/usr/local/bundle", 1),
        ] {
            let text = format!("FROM {from} AS b\nFROM {to}\nCOPY --from=b {path} /x\n");
            assert_eq!(
                last_stage(&text, |stage| stage.moved_libraries().len()),
                expected,
                "{from} {to} {path}"
            );
        }
    }
}
