//! What services recognise a finding by that know no more than one string: its identity is unique in
//! its file, this in the report.

use super::rows::Row;

/// FNV-1a with 128 bits over the path, the rule and the identity: the same everywhere and always.
// http://www.isthe.com/chongo/tech/comp/fnv/ has the constants.
pub(super) fn fingerprint(row: &Row<'_>) -> u128 {
    let identity = row.finding.identity.to_string();
    let parts = [row.path, row.rule(), &identity];
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

/// The same as a UUID of version 8, whose bits are anybody's own (RFC 9562).
pub(super) fn uuid(fingerprint: u128) -> String {
    let bits = fingerprint & !(0xf << 76) | (8 << 76);
    let bits = bits & !(0b11 << 62) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_its_version() {
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-8fff-bfff-ffffffffffff");
        assert_eq!(uuid(0), "00000000-0000-8000-8000-000000000000");
    }
}
