//! A file of requirements of pip: the packages whose version it leaves open.
//!
//! pip's documentation, "Requirements File Format".

/// More lines say nothing new.
const MOST_LINES: usize = 2_000;

/// A package that a file lists without an exact version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenPackage {
    pub name: String,
    /// A range limits its version: `>=2`, `~=3.1`.
    pub has_range: bool,
}

/// The packages that a file lists without an exact version, in order. Addresses, local paths and other files
/// are left out, and all of them if an option of the file limits them.
pub(super) fn open_packages(text: &str) -> Vec<OpenPackage> {
    let mut open = Vec::new();
    let mut continues = false;
    for line in text.lines().take(MOST_LINES) {
        let goes_on = std::mem::replace(&mut continues, line.trim_end().ends_with('\\'));
        let line = line
            .split(" #")
            .next()
            .unwrap_or_default()
            .trim()
            .trim_end_matches('\\')
            .trim_end();
        if goes_on {
            continue;
        }
        if limits_all(line) {
            return Vec::new();
        }
        open.extend(open_package(line));
    }
    open
}

/// Whether a line names a file of constraints, or demands hashes, which only exact versions have.
fn limits_all(line: &str) -> bool {
    let option = line.split([' ', '=']).next().unwrap_or_default();
    option.starts_with("-c") || matches!(option, "--constraint" | "--require-hashes")
}

/// The package of a line without an exact version.
fn open_package(line: &str) -> Option<OpenPackage> {
    let is_other = line.starts_with(['#', '-', '.', '/', '$']) || line.contains("://") || line.contains(" @ ");
    let end = line.find(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '-' | '_' | '.'));
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    if is_other || name.is_empty() || name.ends_with(".whl") || line.contains(['/', '{']) {
        return None;
    }
    // `celery[redis]==5.4.0 ; python_version > "3"`
    let wanted = rest.split(';').next().unwrap_or_default();
    let is_exact = wanted.contains("==") && !wanted.contains('*');
    (!is_exact).then(|| OpenPackage {
        name: name.to_owned(),
        has_range: wanted.contains(['<', '>', '=', '!']),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_version_is_one() {
        let text = "# web\nflask==3.1.0\nrequests>=2\ncelery[redis]==5.4.0 ; python_version > '3'\nnumpy  # any\n\
                    -r more.txt\n-e .\n./local\nx @ git+https://example.com/x@1\nhttps://example.com/y.whl\n\
                    a==1.*\nb==1.0 \\\n    --hash=sha256:00\nc~=1.0\n\n{{ extra }}\n";
        let found = open_packages(text);
        let found: Vec<(&str, bool)> = found.iter().map(|own| (own.name.as_str(), own.has_range)).collect();
        for option in ["-c limits.txt", "--constraint=limits.txt", "--require-hashes"] {
            assert_eq!(open_packages(&format!("flask\n{option}\n")), [], "{option}");
        }
        assert_eq!(found, [("requests", true), ("numpy", false), ("a", true), ("c", true)]);
    }
}
