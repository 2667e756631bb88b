//! Permissions of files in a Compose file, as YAML reads them.

use plimsoll_syntax::yaml::ScalarValue;

use super::Compose;
use super::field::{Field, Scalar};
use super::service::Service;

/// A mode that YAML reads in decimal although its digits are meant as octal ones.
pub struct MisreadMode<'a> {
    pub mode: &'a Scalar,
    /// The permissions that it gives.
    pub read_as: u32,
}

impl Service {
    /// The modes of secrets, configs and memory file systems that are read in decimal.
    pub fn misread_modes(&self) -> Vec<MisreadMode<'_>> {
        let grants = self.secrets.iter().chain(&self.configs).flat_map(|field| &field.value);
        let granted = grants.filter_map(|grant| grant.mode.as_deref());
        let mounted = self.mounts().iter().filter_map(|mount| mount.tmpfs_mode.as_deref());
        let modes = granted.chain(mounted).map(|field: &Field<Scalar>| &field.value);
        modes.filter_map(misread).collect()
    }

    /// Owners and modes of secrets and configs that are files of the host: they are mounted with the
    /// rights that they have there.
    ///
    /// docker compose v2.40, pkg/compose/create.go: "`uid`, `gid` and `mode` are not supported, they
    /// will be ignored".
    pub fn ignored_rights<'a>(&'a self, compose: &'a Compose) -> Vec<&'a Field<Scalar>> {
        let mut found = Vec::new();
        for (grants, resources) in [(&self.secrets, &compose.secrets), (&self.configs, &compose.configs)] {
            for grant in grants.iter().flat_map(|field| &field.value) {
                let mut resources = resources.iter();
                let source = resources.find(|resource| grant.source.known() == Some(&*resource.key.value));
                if source.is_some_and(|source| source.file.is_some()) {
                    found.extend(
                        [&grant.uid, &grant.gid, &grant.mode]
                            .into_iter()
                            .flatten()
                            .map(|field| &**field),
                    );
                }
            }
        }
        found
    }
}

fn misread(mode: &Scalar) -> Option<MisreadMode<'_>> {
    let ScalarValue::Integer(read_as) = mode.yaml else {
        return None;
    };
    let written = mode.known()?;
    let (special, rights) = written.split_at_checked(written.len().checked_sub(3)?)?;
    // Whoever means decimal writes 256 or 493; as octal digits these would be odd rights.
    let is_right = |digit: u8| matches!(digit, b'0' | b'4'..=b'7');
    let is_special = matches!(special, "" | "1" | "2" | "3" | "4" | "5" | "6" | "7");
    let is_octal = is_special && rights.bytes().all(is_right) && !rights.starts_with('0');
    is_octal.then_some(MisreadMode {
        mode,
        read_as: u32::try_from(read_as).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    #[test]
    fn modes_that_are_read_in_decimal() {
        for (mode, expected) in [
            ("1777", Some("3361")),
            ("444", Some("674")),
            ("755", Some("1363")),
            ("0444", None),
            ("0o1777", None),
            ("'1777'", None),
            ("256", None),
            ("493", None),
            ("1023", None),
            ("0", None),
            ("${MODE:-777}", None),
        ] {
            let text = format!(
                "services: {{a: {{secrets: [{{source: s, mode: {mode}}}], volumes: [{{type: tmpfs, target: /t, tmpfs: {{mode: {mode}}}}}]}}}}"
            );
            let compose = read(&text);
            let found = compose.services[0].misread_modes();
            let found: Vec<String> = found.iter().map(|found| format!("{:o}", found.read_as)).collect();
            assert_eq!(
                found,
                expected.map_or(vec![], |octal| vec![octal.to_owned(); 2]),
                "{mode}"
            );
        }
    }
}
