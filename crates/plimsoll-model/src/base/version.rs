//! Versions as tags and names write them. Those of labels are Semantic Versioning proper, for which
//! there is the crate `semver`.

/// The first numbers of a version, as many as asked for: `[3, 12]` of `3.12.1-slim`, `[18]` of
/// `v18beta1`. Absent if it has fewer.
pub(crate) fn leading_numbers<const N: usize>(version: &str) -> Option<[u32; N]> {
    let mut rest = version.strip_prefix('v').unwrap_or(version);
    let mut numbers = [0; N];
    for (place, number) in numbers.iter_mut().enumerate() {
        if place > 0 {
            rest = rest.strip_prefix('.')?;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        *number = rest[..end].parse().ok()?;
        rest = &rest[end..];
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::leading_numbers;

    #[test]
    fn versions_begin_with_numbers() {
        assert_eq!(leading_numbers("18.1-alpine"), Some([18]));
        assert_eq!(leading_numbers("18beta1"), Some([18]));
        assert_eq!(leading_numbers("v1.4-labs"), Some([1, 4]));
        assert_eq!(leading_numbers("3.12.1-slim"), Some([3, 12]));
        assert_eq!(leading_numbers("1.2.3"), Some([1, 2, 3]));
        for version in ["1", "1.x", "latest", "", "v", "1..2", "99999999999.1"] {
            assert_eq!(leading_numbers::<2>(version), None, "{version}");
        }
    }
}
