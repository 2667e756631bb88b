//! Reads the data files, which are written in a strict subset of TOML 1.0.
//!
//! The subset: tables (`[name]`, `[[name]]`) and keys, bare or quoted; strings in double quotes with the escapes `\"` and
//! `\\`, whole numbers, truth values, days, and lists of these, over several lines where one is not enough. Whatever
//! else TOML knows is refused, and so is a key that stands twice. The library compiles this file for its tests only.

/// What stands under one header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Table {
    /// The words between the brackets.
    pub(crate) name: String,
    /// Of the header, counted from 1.
    pub(crate) line: usize,
    /// In the order of the file.
    pub(crate) entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) value: Value,
    /// Of the key, counted from 1.
    pub(crate) line: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Value {
    Text(String),
    Number(u32),
    Truth(bool),
    /// Year, month and day.
    Day(u16, u8, u8),
    List(Vec<Value>),
}

/// The tables of a file in their order, or what is wrong with the first line that is not understood.
pub(crate) fn read(text: &str) -> Result<Vec<Table>, String> {
    let mut tables: Vec<Table> = Vec::new();
    let mut reader = Reader { rest: text, line: 1 };
    while reader.skip_to_next() {
        let line = reader.line;
        let read = match reader.rest.starts_with('[') {
            true => reader.header().map(|name| {
                tables.push(Table {
                    name,
                    line,
                    entries: Vec::new(),
                });
            }),
            false => reader.entry(tables.last_mut()),
        };
        let read = read.and_then(|()| reader.end_of_line());
        read.map_err(|fault| format!("line {}: {fault}", reader.line))?;
    }
    Ok(tables)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    /// Goes over blank lines, spaces and comments; false at the end of the file.
    fn skip_to_next(&mut self) -> bool {
        loop {
            self.skip_spaces();
            if self.rest.starts_with('#') {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.rest = &self.rest[end..];
            }
            match self.rest.strip_prefix('\n') {
                Some(rest) => {
                    self.rest = rest;
                    self.line += 1;
                }
                None => return !self.rest.is_empty(),
            }
        }
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        match self.take(text) {
            true => Ok(()),
            false => Err(format!("`{text}` is missing")),
        }
    }

    fn end_of_line(&mut self) -> Result<(), String> {
        self.skip_spaces();
        match self.rest.is_empty() || self.rest.starts_with(['\n', '#']) {
            true => Ok(()),
            false => Err("something follows that does not belong here".to_owned()),
        }
    }

    fn header(&mut self) -> Result<String, String> {
        let (open, close) = match self.rest.starts_with("[[") {
            true => ("[[", "]]"),
            false => ("[", "]"),
        };
        self.expect(open)?;
        let name = self.key()?;
        self.expect(close)?;
        Ok(name)
    }

    fn entry(&mut self, table: Option<&mut Table>) -> Result<(), String> {
        let line = self.line;
        let key = self.key()?;
        self.expect(" = ")?;
        let value = self.value(true)?;
        let table = table.ok_or("a key stands before the first table")?;
        if table.entries.iter().any(|entry| entry.key == key) {
            return Err(format!("`{key}` stands twice"));
        }
        table.entries.push(Entry { key, value, line });
        Ok(())
    }

    fn key(&mut self) -> Result<String, String> {
        if self.rest.starts_with('"') {
            return self.text();
        }
        let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let key = self.bare(is_bare);
        match key.is_empty() {
            true => Err("a key is missing".to_owned()),
            false => Ok(key.to_owned()),
        }
    }

    fn bare(&mut self, is_part: impl Fn(char) -> bool) -> &str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// A list holds no lists, so this goes down once.
    fn value(&mut self, may_be_list: bool) -> Result<Value, String> {
        if self.rest.starts_with('"') {
            return self.text().map(Value::Text);
        }
        if may_be_list && self.take("[") {
            return self.list();
        }
        let word = self.bare(|c| c.is_ascii_alphanumeric() || c == '-');
        let value = match word {
            "true" => Some(Value::Truth(true)),
            "false" => Some(Value::Truth(false)),
            _ if word.contains('-') => day(word),
            _ => word.parse().ok().map(Value::Number),
        };
        value.ok_or_else(|| "this is no value".to_owned())
    }

    fn list(&mut self) -> Result<Value, String> {
        let mut items = Vec::new();
        loop {
            if !self.skip_to_next() {
                return Err("the list has no end".to_owned());
            }
            if self.take("]") {
                return Ok(Value::List(items));
            }
            items.push(self.value(false)?);
            self.skip_to_next();
            if !self.take(",") {
                self.expect("]")?;
                return Ok(Value::List(items));
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        self.expect("\"")?;
        let mut text = String::new();
        loop {
            let plain = self.bare(|c| !matches!(c, '"' | '\\' | '\n')).to_owned();
            text.push_str(&plain);
            if self.take("\"") {
                return Ok(text);
            }
            self.expect("\\")?;
            match self.rest.chars().next() {
                Some(escaped @ ('"' | '\\')) => {
                    text.push(escaped);
                    self.rest = &self.rest[1..];
                }
                _ => return Err("this escape is not known".to_owned()),
            }
        }
    }
}

fn day(word: &str) -> Option<Value> {
    let mut parts = word.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = (year.len(), month.len(), day.len()) == (4, 2, 2) && parts.next().is_none();
    is_whole.then_some(Value::Day(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<Value> {
        let tables = read(text).unwrap_or_else(|fault| panic!("{fault}: {text}"));
        let entries = tables.into_iter().flat_map(|table| table.entries);
        entries.map(|entry| entry.value).collect()
    }

    #[test]
    fn values_are_read() {
        let text = |text: &str| Value::Text(text.to_owned());
        let found = values(
            "# head\n\n[a]\nb = \"c\" # why\n\"d e\" = \"\\\"f\\\\\"\n[[g.h]]\ni = 12\nj = true\nk = 2026-11-30\n",
        );
        let expected = [
            text("c"),
            text("\"f\\"),
            Value::Number(12),
            Value::Truth(true),
            Value::Day(2026, 11, 30),
        ];
        assert_eq!(found, expected);
        let lists = values("[a]\nb = []\nc = [1, \"d\"]\ne = [\n    # one\n    \"f\",\n    \"g\",\n]\n");
        let expected = [
            Value::List(Vec::new()),
            Value::List(vec![Value::Number(1), text("d")]),
            Value::List(vec![text("f"), text("g")]),
        ];
        assert_eq!(lists, expected);
    }

    #[test]
    fn tables_say_where_they_stand() {
        let tables = read("\n[[a]]\nb = [\n]\nc = 1\n[\"d/e\"]\n").expect("well formed");
        let places: Vec<_> = tables.iter().map(|table| (table.name.as_str(), table.line)).collect();
        assert_eq!(places, [("a", 2), ("d/e", 6)]);
        assert_eq!(tables[0].entries[1].line, 5);
    }

    #[test]
    fn what_is_not_of_the_subset_is_refused() {
        for text in [
            "a = 1",
            "[a]\nb = 1\nb = 2",
            "[a]\nb",
            "[a]\nb = ",
            "[a]\nb = 1 2",
            "[a]\nb = yes",
            "[a]\nb = 'c'",
            "[a]\nb = \"c",
            "[a]\nb = \"\\n\"",
            "[a]\nb = -1",
            "[a]\nb = 1.5",
            "[a]\nb = 2026-1-1",
            "[a]\nb = [[1]]",
            "[a]\nb = [1",
            "[a]\nb = [1 2]",
            "[a]\nb = {c = 1}",
            "[a",
            "[]",
            "[[a]\nb = 1",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
