//! `# plimsoll: ignore[rule, rule] until=2027-01-31 reason`, `ignore-stage[…]`, `ignore-file[…]`.

use plimsoll_model::base::Date;

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
