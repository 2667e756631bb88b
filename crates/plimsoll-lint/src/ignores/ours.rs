//! `# plimsoll: ignore[rule, rule] until=2027-01-31 reason`, `ignore-stage[…]`, `ignore-file[…]`.

use std::ops::Range;

use plimsoll_model::base::Date;
use plimsoll_syntax::nearest;

use super::comment::{Author, Comment, Reach, Until, Which, is_reason, names};

/// Reads one of our comments. `at` is the place of `words` in it.
pub(super) fn read(words: &str, at: usize) -> Option<Comment> {
    let order = words.strip_prefix("plimsoll:")?.trim_start();
    let (reach, rest) = reach(order)?;
    let mut comment = Comment {
        author: Author::Plimsoll,
        reach,
        which: Which::Named(Vec::new()),
        has_reason: false,
        until: None,
    };
    // Without brackets it names nothing, which is reported at its place.
    let inside = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    if let Some((list, remark)) = inside {
        let place = |part: &str| at + (part.as_ptr() as usize - words.as_ptr() as usize);
        comment.which = Which::Named(names(list, place(list)));
        (comment.until, comment.has_reason) = remark_of(remark, place(remark));
    }
    Some(comment)
}

/// A comment that does nothing because of a slip.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Mistake {
    /// The words that are wrong.
    pub(super) range: Range<usize>,
    /// What was probably meant.
    pub(super) meant: Option<&'static str>,
}

/// What our comments can begin with.
const ORDERS: [&str; 4] = ["ignore", "ignore-stage", "ignore-file", "environment"];
const ENVIRONMENTS: [&str; 2] = ["production", "development"];

/// What is wrong with a comment that [`read`] does not understand; none for prose. `at` is the place
/// of `words` in it.
pub(super) fn mistake(words: &str, at: usize) -> Option<Mistake> {
    const NAME: &str = "plimsoll";
    let place = |part: &str| {
        let start = at + (part.as_ptr() as usize - words.as_ptr() as usize);
        start..start + part.len()
    };
    let rest = words.strip_prefix(NAME)?;
    let order = rest.trim_start_matches([':', ' ', '\t']);
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let (word, behind) = order.split_at(order.find(|c| !is_word(c)).unwrap_or(order.len()));
    let behind = behind.trim_start();
    let is_order = behind.starts_with(['[', '=']);
    if !rest.starts_with(':') {
        let is_known = is_order && ORDERS.contains(&word) && order.len() < rest.len();
        return is_known.then(|| Mistake {
            range: place(&words[..NAME.len()]),
            meant: Some("plimsoll:"),
        });
    }
    if !ORDERS.contains(&word) {
        let meant = nearest(word, ORDERS);
        return (is_order || meant.is_some()).then(|| Mistake {
            range: place(word),
            meant,
        });
    }
    let value = behind.strip_prefix('=').filter(|_| word == "environment")?;
    let value = value.split_whitespace().next().unwrap_or_default();
    let begins = |name: &&str| value.len() > 1 && name.starts_with(value);
    (!ENVIRONMENTS.contains(&value)).then(|| Mistake {
        range: if value.is_empty() { place(word) } else { place(value) },
        meant: ENVIRONMENTS
            .into_iter()
            .find(begins)
            .or_else(|| nearest(value, ENVIRONMENTS)),
    })
}

fn reach(order: &str) -> Option<(Reach, &str)> {
    let orders = [
        ("ignore-file", Reach::File),
        ("ignore-stage", Reach::Stage),
        ("ignore", Reach::Next),
    ];
    let (word, reach) = orders.into_iter().find(|(word, _)| order.starts_with(word))?;
    let rest = &order[word.len()..];
    // `ignored` and `ignore-this` are other words.
    let ends = rest.is_empty() || rest.starts_with(['[', ' ', '\t']);
    ends.then(|| (reach, rest.trim_start()))
}

/// The end date in a remark, and whether the remark also gives a reason.
fn remark_of(remark: &str, at: usize) -> (Option<Until>, bool) {
    let mut until = None;
    let mut has_reason = false;
    for word in remark.split_whitespace() {
        let Some(date) = word.strip_prefix("until=").filter(|_| until.is_none()) else {
            has_reason |= is_reason(word);
            continue;
        };
        let start = at + (word.as_ptr() as usize - remark.as_ptr() as usize);
        until = Some(Until {
            date: Date::parse(date.trim_end_matches([',', ';', ':'])),
            range: start..start + word.len(),
        });
    }
    (until, has_reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reach, the names, whether there is a reason, and the end as written.
    fn said(text: &str) -> Option<(Reach, Vec<&str>, bool, Option<&str>)> {
        let comment = super::super::read::read(text)?;
        let Which::Named(names) = comment.which else {
            return None;
        };
        let names = names.into_iter().map(|name| &text[name.range]).collect();
        let until = comment.until.map(|until| &text[until.range]);
        Some((comment.reach, names, comment.has_reason, until))
    }

    #[test]
    fn reads_what_it_says() {
        for (text, expected) in [
            (
                "# plimsoll: ignore[runs-as-root, DL3008] it is a sandbox",
                (Reach::Next, vec!["runs-as-root", "DL3008"], true, None),
            ),
            ("#plimsoll:ignore[a]", (Reach::Next, vec!["a"], false, None)),
            ("# plimsoll: ignore-stage[a,] -", (Reach::Stage, vec!["a"], false, None)),
            (
                "# plimsoll: ignore-file [a] until=2027-01-31 waits for #12",
                (Reach::File, vec!["a"], true, Some("until=2027-01-31")),
            ),
            ("# plimsoll: ignore runs-as-root", (Reach::Next, vec![], false, None)),
            ("# see # plimsoll: ignore[a]", (Reach::Next, vec!["a"], false, None)),
        ] {
            assert_eq!(said(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn slips_are_seen() {
        for (text, expected) in [
            ("# plimsoll: ignor[x] a reason", Some(("ignor", Some("ignore")))),
            ("# plimsoll: ignored[x]", Some(("ignored", Some("ignore")))),
            ("# plimsoll: ignore_file[x]", Some(("ignore_file", Some("ignore-file")))),
            ("# plimsoll: disable[x]", Some(("disable", None))),
            ("# plimsoll ignore[x]", Some(("plimsoll", Some("plimsoll:")))),
            (
                "# plimsoll environment=production",
                Some(("plimsoll", Some("plimsoll:"))),
            ),
            ("# plimsoll: environment=devel", Some(("devel", Some("development")))),
            (
                "# plimsoll: environment=prodution",
                Some(("prodution", Some("production"))),
            ),
            ("# plimsoll: environment=test", Some(("test", None))),
            (
                "# plimsoll: enviroment=production",
                Some(("enviroment", Some("environment"))),
            ),
            ("# plimsoll: environment=production", None),
            ("# plimsoll: ignore[x]", None),
            ("# plimsoll: a linter", None),
            ("# plimsoll ignores files", None),
            ("# plimsolls: ignor[x]", None),
        ] {
            let found = super::super::read::mistake(text);
            let found = found.map(|mistake| (&text[mistake.range], mistake.meant));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn other_comments_are_none() {
        for text in [
            "# plimsoll: environment=development",
            "# ignore[x]",
            "# plimsoll: ignored[x]",
            "# plimsoll: ignore-this[x]",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
