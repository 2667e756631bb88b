//! Addresses such as `https://user:password@host:8080/path?query#fragment`, taken apart by their
//! spelling.
//!
//! An address of a Dockerfile or a Compose file is seldom whole: `${VAR}` may stand anywhere in it,
//! and its braces may hold any character. So nothing is refused here, decoded or put in order.

use std::ops::Range;

use memchr::memchr;

use super::host::Host;

/// How long a scheme may be. Longer ones exist nowhere, and a bound keeps the search linear.
const LONGEST_SCHEME: usize = 40;

/// An address. It ends where the text does.
#[derive(Clone, Debug)]
pub struct Url<'a> {
    text: &'a str,
    scheme: Range<usize>,
    authority: Range<usize>,
}

impl<'a> Url<'a> {
    /// The address that a text is; absent if it has no scheme.
    pub fn parse(text: &'a str) -> Option<Self> {
        let colon = text.find("://")?;
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+.-${}_".contains(c);
        (colon > 0 && text[..colon].chars().all(is_scheme)).then(|| Self::at(text, 0..colon, colon + 3))
    }

    /// The address that a text is, for clients that take `get.example.com/x` too.
    pub fn with_or_without_scheme(text: &'a str) -> Self {
        Self::parse(text).unwrap_or_else(|| Self::at(text, 0..0, 0))
    }

    /// Whether a text is an address, or holds one.
    pub fn is_in(text: &str) -> bool {
        Url::find_all(text).next().is_some()
    }

    /// The addresses within a text, each up to the end of its authority.
    pub fn find_all(text: &'a str) -> impl Iterator<Item = Self> {
        let mut from = 0;
        std::iter::from_fn(move || {
            // A search for one byte costs nothing on the many texts without an address.
            while let Some(offset) = memchr(b':', &text.as_bytes()[from..]) {
                let colon = from + offset;
                if !text[colon..].starts_with("://") {
                    from = colon + 1;
                    continue;
                }
                let url = Self::at(text, scheme_start(text, colon)..colon, colon + 3);
                // What was looked at once is not looked at again.
                from = url.authority.end;
                if !url.scheme.is_empty() {
                    return Some(url);
                }
            }
            None
        })
    }

    fn at(text: &'a str, scheme: Range<usize>, start: usize) -> Self {
        let authority = start..authority_end(text, start);
        Self {
            text,
            scheme,
            authority,
        }
    }

    /// The scheme, as written; empty if there is none.
    pub fn scheme(&self) -> &'a str {
        &self.text[self.scheme.clone()]
    }

    /// Whether the scheme is one of some.
    pub fn is_one_of(&self, schemes: &[&str]) -> bool {
        schemes.iter().any(|scheme| self.scheme().eq_ignore_ascii_case(scheme))
    }

    /// Where the scheme begins in the text.
    pub fn start(&self) -> usize {
        self.scheme.start
    }

    /// Where the password stands in the text, which may be a reference. An empty one is none.
    pub fn password(&self) -> Option<Range<usize>> {
        let user = self.user()?;
        let colon = outside_references(self.text, user.clone())
            .find(|(_, byte)| *byte == b':')?
            .0;
        (colon + 1 < user.end).then_some(colon + 1..user.end)
    }

    /// The user before the password, as written; empty if there is none.
    pub fn user_name(&self) -> &'a str {
        let Some(user) = self.user() else { return "" };
        let end = self.password().map_or(user.end, |password| password.start - 1);
        &self.text[user.start..end]
    }

    /// Host and port, as written.
    pub fn host_and_port(&self) -> &'a str {
        let start = self.user().map_or(self.authority.start, |user| user.end + 1);
        &self.text[start..self.authority.end]
    }

    /// The host; absent if it is not known.
    pub fn host(&self) -> Option<Host<'a>> {
        Host::of(self.host_and_port())
    }

    /// The path, from its first slash on.
    pub fn path(&self) -> &'a str {
        let start = self.authority.end;
        let end = outside_references(self.text, start..self.text.len()).find(|(_, byte)| b"?#".contains(byte));
        &self.text[start..end.map_or(self.text.len(), |(at, _)| at)]
    }

    /// What stands behind `#`; absent if nothing does.
    pub fn fragment(&self) -> Option<&'a str> {
        let behind = self.authority.end..self.text.len();
        let sign = outside_references(self.text, behind).find(|(_, byte)| *byte == b'#')?.0;
        Some(&self.text[sign + 1..]).filter(|fragment| !fragment.is_empty())
    }

    /// The last part of the path: the name that a downloaded file gets. Absent if it ends in a slash.
    pub fn file_name(&self) -> Option<&'a str> {
        let (_, name) = self.path().rsplit_once('/')?;
        Some(name).filter(|name| !name.is_empty())
    }

    /// Where the user stands, with the password: all before the last `@`.
    fn user(&self) -> Option<Range<usize>> {
        let sign = outside_references(self.text, self.authority.clone()).filter(|(_, byte)| *byte == b'@');
        sign.last().map(|(at, _)| self.authority.start..at)
    }
}

/// The bytes of a part of a text that stand in no `${…}`, with their places.
fn outside_references(text: &str, part: Range<usize>) -> impl Iterator<Item = (usize, u8)> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    part.filter_map(move |at| {
        let byte = bytes[at];
        if byte == b'{' && at > 0 && bytes[at - 1] == b'$' {
            depth += 1;
            return None;
        }
        if depth > 0 {
            depth -= usize::from(byte == b'}');
            return None;
        }
        Some((at, byte))
    })
}

/// Where the scheme before a colon begins.
fn scheme_start(text: &str, colon: usize) -> usize {
    let bytes = text.as_bytes();
    let in_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let before = &bytes[colon.saturating_sub(LONGEST_SCHEME)..colon];
    let length = before.iter().rev().take_while(|byte| in_scheme(byte)).count();
    // `${URL:-postgres://…}`: the operator of the default is not part of the scheme.
    let letters = bytes[colon - length..colon].iter().position(u8::is_ascii_alphabetic);
    letters.map_or(colon, |at| colon - length + at)
}

/// Where the part before the path ends: at a slash or at what no host holds. The brackets of an IPv6
/// address belong to it.
fn authority_end(text: &str, start: usize) -> usize {
    let mut in_brackets = false;
    let mut before = b'@';
    let mut bytes = outside_references(text, start..text.len());
    let end = bytes.find(|&(_, byte)| {
        let opens = byte == b'[' && before == b'@';
        let closes = byte == b']' && in_brackets;
        in_brackets = opens || (in_brackets && !closes);
        before = byte;
        !opens && !closes && (byte.is_ascii_whitespace() || b"/?#\"'`<>\\,;|(){}[]".contains(&byte))
    });
    end.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let url = Url::parse("https://u:p@Get.example.com:8443/a/b.tgz?c=/d#e/f").expect("an address");
        assert!(url.is_one_of(&["http", "HTTPS"]) && !url.is_one_of(&["http"]));
        assert_eq!(url.host_and_port(), "Get.example.com:8443");
        assert_eq!(url.host().map(Host::name), Some("Get.example.com"));
        assert_eq!((url.path(), url.file_name()), ("/a/b.tgz", Some("b.tgz")));
        assert_eq!(url.fragment(), Some("e/f"));
        assert_eq!((url.user_name(), url.password()), ("u", Some(10..11)));
    }

    #[test]
    fn references_may_stand_anywhere() {
        for (text, host, path, file) in [
            ("${SCHEME}://a.b/c", Some("a.b"), "/c", Some("c")),
            ("https://${HOST:-a/b}/c/", None, "/c/", None),
            (
                "https://a.b/${NAME#v}/c-${V}.zip#x",
                Some("a.b"),
                "/${NAME#v}/c-${V}.zip",
                Some("c-${V}.zip"),
            ),
            ("https://a.b", Some("a.b"), "", None),
            ("ssh://git@[fd00::1]:22/x", Some("fd00::1"), "/x", Some("x")),
            ("http://`hostname`/x", None, "`hostname`/x", Some("x")),
            ("file:///srv/x", None, "/srv/x", Some("x")),
        ] {
            let url = Url::parse(text).expect(text);
            assert_eq!(url.host().map(Host::name), host, "{text}");
            assert_eq!((url.path(), url.file_name()), (path, file), "{text}");
        }
    }

    #[test]
    fn what_has_no_scheme_is_no_address() {
        for text in [
            "a.b/c",
            "://a",
            "git@a.b:c",
            "x y://a",
            "${URL:-http://a}",
            "name@https://a",
        ] {
            assert!(Url::parse(text).is_none(), "{text}");
        }
        let url = Url::with_or_without_scheme("get.a.b/c");
        assert_eq!((url.host().map(Host::name), url.path()), (Some("get.a.b"), "/c"));
    }

    #[test]
    fn addresses_are_found_within_a_text() {
        let text = "see (http://a.b/c) or ${URL:-redis://:pw@d:1/0}, x://[::1]:2/";
        let found: Vec<_> = Url::find_all(text)
            .map(|url| (url.scheme(), url.host_and_port()))
            .collect();
        assert_eq!(found, [("http", "a.b"), ("redis", "d:1"), ("x", "[::1]:2")]);
        assert!(Url::is_in("name@https://a") && !Url::is_in("a:b//c"));
        let passwords: Vec<_> = Url::find_all(text)
            .filter_map(|url| Some(&text[url.password()?]))
            .collect();
        assert_eq!(passwords, ["pw"]);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for part in ["a://${", "a://u:p", "://", "é://u:ö@", "a://u:p@", "a://["] {
            let text = part.repeat(100_000);
            let longest = Url::find_all(&text)
                .filter_map(|url| url.password())
                .map(|range| range.len())
                .max();
            assert!(longest.is_none_or(|longest| longest <= text.len()), "{part}");
        }
    }
}
