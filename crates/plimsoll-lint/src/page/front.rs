//! The front matter of a page: lines of `key: value` between two lines of `---`.

use super::{EnvironmentScope, Examples, Group, Level, PageError, Target, names};
use crate::{Release, Safety};

/// What the front matter of a page says.
#[derive(Debug)]
pub struct FrontMatter {
    pub(super) id: Part,
    pub(super) title: Part,
    /// The page behind the front matter starts here.
    pub(super) body: usize,
    pub(super) cases: Option<Part>,
    pub(super) also: Option<Part>,
    pub(super) formerly: Option<Part>,
    pub(super) same_fault: Option<Part>,
    pub(super) levels_before: Option<Part>,
    pub group: Group,
    pub target: Target,
    pub level: Level,
    /// The level in a development file, if it is not what [`Page::level_of`](super::Page::level_of) gives
    /// without it.
    pub development: Option<Level>,
    pub environments: EnvironmentScope,
    /// Whether the rule runs unless asked for.
    pub on: bool,
    /// The fix that findings of the rule may carry.
    pub fix: Option<Safety>,
    /// The release that introduced the rule.
    pub since: Release,
    /// Whether the rule sees secrets, which no output may show: it looks at the files even if nobody
    /// asks for what it finds.
    pub redacts: bool,
    /// Whether what it finds may come by itself, without a change to the files: with a day, say. Nobody's
    /// build breaks overnight for that.
    pub comes_by_itself: bool,
    pub examples: Examples,
}

/// Where a part of the page stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Copy)]
enum Key {
    Id,
    Group,
    Target,
    Level,
    Development,
    Cases,
    Environments,
    Default,
    Fix,
    Since,
    Also,
    Formerly,
    SameFault,
    LevelsBefore,
    Redacts,
    Comes,
    Examples,
}

names!(Key {
    Id = "id",
    Group = "group",
    Target = "target",
    Level = "level",
    Development = "development",
    Cases = "cases",
    Environments = "environments",
    Default = "default",
    Fix = "fix",
    Since = "since",
    Also = "also",
    Formerly = "formerly",
    SameFault = "same-fault",
    LevelsBefore = "levels-before",
    Redacts = "redacts",
    Comes = "comes",
    Examples = "examples",
});

/// `?` in a `const fn`.
macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}

/// The value of a key, as a function reads it from its name.
macro_rules! value {
    ($fields:ident, $key:ident, $of:path) => {
        match $fields.0[Key::$key as usize] {
            None => None,
            Some(part) => match $of(part.of($fields.1)) {
                None => return Err(error($fields.1, part.start, "the key does not take this value")),
                value => value,
            },
        }
    };
}

/// The value that each key has, and the page.
struct Fields<'a>([Option<Part>; Key::ALL.len()], &'a str);

pub(super) const fn read(text: &str) -> Result<FrontMatter, PageError> {
    let mut body = 0;
    let fields = Fields(attempt!(fields(text, &mut body)), text);
    Ok(FrontMatter {
        id: attempt!(required(&fields, fields.0[Key::Id as usize])),
        title: attempt!(title(text, body)),
        body,
        group: attempt!(required(&fields, value!(fields, Group, Group::of))),
        target: attempt!(required(&fields, value!(fields, Target, Target::of))),
        level: attempt!(required(&fields, value!(fields, Level, Level::of))),
        development: value!(fields, Development, Level::of),
        cases: attempt!(list(&fields, Key::Cases, Form::Case)),
        environments: or(
            value!(fields, Environments, EnvironmentScope::of),
            EnvironmentScope::Any,
        ),
        on: or(value!(fields, Default, switch), true),
        fix: or(value!(fields, Fix, fix), None),
        since: attempt!(required(&fields, value!(fields, Since, Release::parse))),
        also: attempt!(list(&fields, Key::Also, Form::Pair)),
        formerly: attempt!(list(&fields, Key::Formerly, Form::Word)),
        same_fault: attempt!(list(&fields, Key::SameFault, Form::Word)),
        levels_before: attempt!(list(&fields, Key::LevelsBefore, Form::Case)),
        redacts: or(value!(fields, Redacts, secrets), false),
        comes_by_itself: or(value!(fields, Comes, by_itself), false),
        examples: or(value!(fields, Examples, Examples::of), Examples::Alone),
    })
}

/// Where the value of each key stands, and in `body` where the front matter ends.
const fn fields(text: &str, body: &mut usize) -> Result<[Option<Part>; Key::ALL.len()], PageError> {
    let mut fields = [None; Key::ALL.len()];
    let mut line = line_at(text, 0);
    let mut is_first = true;
    loop {
        let is_rule = is(line.of(text), "---");
        if is_rule && !is_first {
            *body = if line.end < text.len() { line.end + 1 } else { line.end };
            return Ok(fields);
        }
        if is_rule != is_first || line.end >= text.len() {
            let problem = "the page begins with a front matter between two lines of `---`";
            return Err(error(text, line.start, problem));
        }
        if !is_first {
            let Some(colon) = find(text, line, b':') else {
                return Err(error(text, line.start, "the line has no `:`"));
            };
            let name = Part {
                start: line.start,
                end: colon,
            };
            let Some(key) = Key::of(name.of(text)) else {
                return Err(error(text, line.start, "the front matter has no such key"));
            };
            let field = &mut fields[key as usize];
            if field.is_some() {
                return Err(error(text, line.start, "the key is already there"));
            }
            *field = Some(trimmed(
                text,
                Part {
                    start: colon + 1,
                    end: line.end,
                },
            ));
        }
        is_first = false;
        line = line_at(text, line.end + 1);
    }
}

/// The first line of the body that is a heading.
const fn title(text: &str, body: usize) -> Result<Part, PageError> {
    let bytes = text.as_bytes();
    let mut start = body;
    while start + 1 < bytes.len() {
        let line = line_at(text, start);
        if bytes[start] == b'#' && bytes[start + 1] == b' ' {
            return Ok(Part {
                start: start + 2,
                end: line.end,
            });
        }
        start = line.end + 1;
    }
    Err(error(text, body, "the page has no title"))
}

/// What the entries of a list are.
#[derive(Clone, Copy)]
enum Form {
    Word,
    /// A word and a text.
    Pair,
    /// A word and a level.
    Case,
}

/// The inside of a list: `[hadolint DL3020, kics Add Instead of Copy]`.
const fn list(fields: &Fields<'_>, key: Key, form: Form) -> Result<Option<Part>, PageError> {
    let text = fields.1;
    let Some(part) = fields.0[key as usize] else {
        return Ok(None);
    };
    let bytes = text.as_bytes();
    if part.end < part.start + 2 || bytes[part.start] != b'[' || bytes[part.end - 1] != b']' {
        return Err(error(text, part.start, "a list stands in brackets: `[…, …]`"));
    }
    let inside = Part {
        start: part.start + 1,
        end: part.end - 1,
    };
    let mut start = inside.start;
    while start < inside.end {
        let rest = Part { start, end: inside.end };
        let end = or(find(text, rest, b','), inside.end);
        let entry = trimmed(text, Part { start, end });
        let is_right = match (form, find(text, entry, b' ')) {
            (Form::Word, space) => space.is_none() && entry.start < entry.end,
            (Form::Pair, space) => space.is_some(),
            (Form::Case, None) => false,
            (Form::Case, Some(space)) => {
                let level = Part {
                    start: space + 1,
                    end: entry.end,
                };
                Level::of(level.of(text)).is_some()
            }
        };
        if !is_right {
            return Err(error(text, start, "an entry of the list is not what the key takes"));
        }
        start = end + 1;
    }
    Ok(Some(inside))
}

const fn switch(name: &str) -> Option<bool> {
    match name.as_bytes() {
        b"on" => Some(true),
        b"off" => Some(false),
        _ => None,
    }
}

const fn by_itself(name: &str) -> Option<bool> {
    if is(name, "by-itself") { Some(true) } else { None }
}

const fn secrets(name: &str) -> Option<bool> {
    if is(name, "secrets") { Some(true) } else { None }
}

const fn fix(name: &str) -> Option<Option<Safety>> {
    match name.as_bytes() {
        b"none" => Some(None),
        b"safe" => Some(Some(Safety::Safe)),
        b"unsafe" => Some(Some(Safety::Unsafe)),
        _ => None,
    }
}

const fn required<T: Copy>(fields: &Fields<'_>, value: Option<T>) -> Result<T, PageError> {
    match value {
        Some(value) => Ok(value),
        None => Err(error(
            fields.1,
            0,
            "the front matter needs `id`, `group`, `target`, `level` and `since`",
        )),
    }
}

const fn or<T: Copy>(value: Option<T>, default: T) -> T {
    match value {
        Some(value) => value,
        None => default,
    }
}

const fn error(text: &str, at: usize, problem: &'static str) -> PageError {
    let mut line = 1;
    let mut index = 0;
    while index < at {
        line += (text.as_bytes()[index] == b'\n') as usize;
        index += 1;
    }
    PageError { line, problem }
}

/// Whether two texts are the same.
pub(crate) const fn is(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while one.len() == other.len() && index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    one.len() == other.len()
}

/// The line that starts at a place.
const fn line_at(text: &str, start: usize) -> Part {
    let end = or(find(text, Part { start, end: text.len() }, b'\n'), text.len());
    Part { start, end }
}

/// Where a part of the text has a byte first.
const fn find(text: &str, part: Part, byte: u8) -> Option<usize> {
    let mut index = part.start;
    while index < part.end {
        if text.as_bytes()[index] == byte {
            return Some(index);
        }
        index += 1;
    }
    None
}

/// A part without the blanks around it.
const fn trimmed(text: &str, part: Part) -> Part {
    let bytes = text.as_bytes();
    let Part { mut start, mut end } = part;
    while start < end && bytes[start] == b' ' {
        start += 1;
    }
    while start < end && bytes[end - 1] == b' ' {
        end -= 1;
    }
    Part { start, end }
}

impl Part {
    /// Its text. It begins and ends beside ASCII characters.
    pub(super) const fn of(self, text: &str) -> &str {
        text.split_at(self.end).0.split_at(self.start).1
    }
}
