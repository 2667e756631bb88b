//! HCL as Bake files are written in, and JSON with comments, whose values are nearly those of HCL: blocks,
//! attributes, and the plain ones among their values.
//!
//! Nothing is computed. What would have to be is [`Expression::Computed`], and what cannot be read is
//! skipped up to the end of its line: the rest of the file still counts.
// HCL v2.24, hclsyntax/spec.md.

/// So deep may values and blocks lie in each other.
const DEEPEST: usize = 32;

/// What stands in a file, or between the braces of a block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Body {
    pub attributes: Vec<(String, Expression)>,
    pub blocks: Vec<Block>,
}

/// `target "web" { … }`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    pub kind: String,
    pub labels: Vec<String>,
    pub body: Body,
}

/// A value as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expression {
    /// A text in quotes, a number, `true` or `false`.
    Text(Vec<Piece>),
    List(Vec<Expression>),
    Object(Vec<(String, Expression)>),
    /// A variable, and what of it: `item.target`.
    Name(Vec<String>),
    /// `null`: as if it were not written.
    Null,
    /// An operator, a function, a loop.
    Computed,
}

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    Literal(String),
    /// `${item.target}`
    Name(Vec<String>),
    /// `${upper(TAG)}`
    Computed,
}

/// Reads a file of blocks and attributes.
pub fn parse(text: &str) -> Body {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.body()
}

/// Reads a value alone, such as a JSON file. Comments and commas too many are fine.
pub fn parse_value(text: &str) -> Expression {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.skip_blanks(true);
    reader.value()
}

impl Expression {
    /// The entry of an object with a name, the last one if there are several.
    pub fn get(&self, name: &str) -> Option<&Expression> {
        match self {
            Self::Object(entries) => entries
                .iter()
                .rev()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The values of a list; none of anything else.
    pub fn items(&self) -> &[Expression] {
        match self {
            Self::List(values) => values,
            _ => &[],
        }
    }

    /// The text, if nothing in it has to be filled in.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Text(pieces) => match &pieces[..] {
                [] => Some(""),
                [Piece::Literal(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    /// Up to the brace that closes it, or the end of the text.
    fn body(&mut self) -> Body {
        let mut body = Body::default();
        self.depth += 1;
        loop {
            self.skip_blanks(true);
            match self.peek() {
                None => break,
                Some('}') => {
                    self.at += 1;
                    if self.depth > 1 {
                        break;
                    }
                    continue;
                }
                Some(_) => {}
            }
            let start = self.at;
            self.item(&mut body);
            if self.at == start {
                self.skip_value(true);
                self.at += self.peek().map_or(0, char::len_utf8);
            }
        }
        self.depth -= 1;
        body
    }

    /// An attribute or a block.
    fn item(&mut self, body: &mut Body) {
        let Some(kind) = self.name_or_text() else { return };
        self.skip_blanks(false);
        if self.eat('=') {
            self.skip_blanks(false);
            body.attributes.push((kind, self.whole_value(true)));
            return;
        }
        let mut labels = Vec::new();
        while let Some(label) = self.name_or_text() {
            labels.push(label);
            self.skip_blanks(false);
        }
        if !self.eat('{') {
            return;
        }
        if self.depth >= DEEPEST {
            self.skip_to_close();
            return;
        }
        let inner = self.body();
        body.blocks.push(Block {
            kind,
            labels,
            body: inner,
        });
    }

    /// A value, and what an operator behind it makes of that. It ends with its line if `is_line`.
    fn whole_value(&mut self, is_line: bool) -> Expression {
        let value = self.value();
        self.skip_blanks(!is_line);
        match self.peek() {
            None | Some('\n' | ',' | ']' | '}' | ')') => value,
            // The next entry of an object may stand on a line of its own.
            _ if !is_line && self.is_after_line_break() => value,
            _ => {
                self.skip_value(is_line);
                Expression::Computed
            }
        }
    }

    fn value(&mut self) -> Expression {
        if self.depth >= DEEPEST {
            return Expression::Computed;
        }
        self.depth += 1;
        let value = match self.peek() {
            Some('"') => Expression::Text(self.quoted()),
            Some('[') => self.list(),
            Some('{') => self.object(),
            Some('(') => {
                self.at += 1;
                self.skip_to_close();
                Expression::Computed
            }
            Some('<') => self.heredoc(),
            Some(c) if c.is_ascii_digit() || c == '-' => {
                let digits = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
                Expression::Text(vec![Piece::Literal(digits.to_owned())])
            }
            _ => self.path(),
        };
        self.depth -= 1;
        value
    }

    /// A variable, a word that is a value itself, or the name of a function.
    fn path(&mut self) -> Expression {
        let written = self.take_while(|c| is_of_name(c) || c == '.');
        if self.peek().is_some_and(|c| matches!(c, '(' | '[')) || written.is_empty() {
            return Expression::Computed;
        }
        match written {
            "true" | "false" => Expression::Text(vec![Piece::Literal(written.to_owned())]),
            "null" => Expression::Null,
            _ => Expression::Name(written.split('.').map(str::to_owned).collect()),
        }
    }

    fn list(&mut self) -> Expression {
        let values = self.items(']', |reader| Some(reader.whole_value(false)));
        values.map_or(Expression::Computed, Expression::List)
    }

    fn object(&mut self) -> Expression {
        let entries = self.items('}', |reader| {
            let key = reader.name_or_text()?;
            reader.skip_blanks(false);
            if !(reader.eat('=') || reader.eat(':')) {
                return None;
            }
            reader.skip_blanks(true);
            Some((key, reader.whole_value(false)))
        });
        entries.map_or(Expression::Computed, Expression::Object)
    }

    /// What stands between brackets, without what cannot be read; none if a loop makes it.
    fn items<T>(&mut self, close: char, read: fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks(true);
            match self.peek() {
                None => return Some(items),
                Some(c) if c == close => {
                    self.at += 1;
                    return Some(items);
                }
                Some(',') => self.at += 1,
                Some(_) if self.rest().starts_with("for ") => {
                    self.skip_to_close();
                    return None;
                }
                Some(_) => {
                    let start = self.at;
                    items.extend(read(self));
                    self.move_on(start);
                }
            }
        }
    }

    /// Goes past what could not be read, so that a loop ends.
    fn move_on(&mut self, start: usize) {
        if self.at == start {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
    }

    /// A text in quotes, with what is filled in.
    fn quoted(&mut self) -> Vec<Piece> {
        self.at += 1;
        let (mut pieces, mut literal) = (Vec::new(), String::new());
        while let Some(c) = self.next() {
            match c {
                '"' | '\n' => break,
                '\\' => match self.next() {
                    Some('n') => literal.push('\n'),
                    Some('t') => literal.push('\t'),
                    Some(c) => literal.push(c),
                    None => break,
                },
                '$' | '%' if self.rest().starts_with(c) && self.rest()[1..].starts_with('{') => {
                    literal.push(c);
                    literal.push('{');
                    self.at += 2;
                }
                '$' | '%' if self.eat('{') => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    }
                    let start = self.at;
                    self.skip_to_close();
                    let inner = self.text[start..self.at].trim_end_matches('}').trim();
                    let is_name = c == '$' && inner.starts_with(is_of_name) && !inner.starts_with(char::is_numeric);
                    pieces.push(match is_name && inner.chars().all(|c| is_of_name(c) || c == '.') {
                        true => Piece::Name(inner.split('.').map(str::to_owned).collect()),
                        false => Piece::Computed,
                    });
                }
                c => literal.push(c),
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        pieces
    }

    /// Skips `<<END` and the lines up to `END`.
    fn heredoc(&mut self) -> Expression {
        let tag = self.take_while(|c| c != '\n').trim_start_matches(['<', '-']).trim();
        while self.next().is_some() {
            let line = self.take_while(|c| c != '\n');
            if line.trim() == tag {
                break;
            }
        }
        Expression::Computed
    }

    fn name_or_text(&mut self) -> Option<String> {
        if self.peek() == Some('"') {
            let pieces = self.quoted();
            let text = pieces.into_iter().map(|piece| match piece {
                Piece::Literal(text) => text,
                Piece::Name(_) | Piece::Computed => "${}".to_owned(),
            });
            return Some(text.collect());
        }
        let name = self.take_while(is_of_name);
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Skips the rest of a value: up to its line's end if `is_line`, and else to the comma or bracket
    /// behind it.
    fn skip_value(&mut self, is_line: bool) {
        while let Some(c) = self.peek() {
            match c {
                '\n' if is_line => return,
                ',' | ']' | '}' | ')' => return,
                '(' | '[' | '{' => {
                    self.at += 1;
                    self.skip_to_close();
                }
                '"' => {
                    self.quoted_skipped();
                }
                '#' | '/' => self.skip_comment_or_sign(),
                c => self.at += c.len_utf8(),
            }
        }
    }

    /// Skips up to and with the bracket that closes the one before.
    fn skip_to_close(&mut self) {
        let mut open = 1_usize;
        while let Some(c) = self.peek() {
            match c {
                '"' => {
                    self.quoted_skipped();
                    continue;
                }
                '#' | '/' => {
                    self.skip_comment_or_sign();
                    continue;
                }
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open -= 1,
                _ => {}
            }
            self.at += c.len_utf8();
            if open == 0 {
                return;
            }
        }
    }

    /// Skips a text in quotes; one that is filled in may have quotes inside.
    fn quoted_skipped(&mut self) {
        self.at += 1;
        let mut open = 0_usize;
        while let Some(c) = self.next() {
            match c {
                '\\' => {
                    self.next();
                }
                '$' | '%' if self.rest().starts_with('{') => {
                    self.at += 1;
                    open += 1;
                }
                '}' if open > 0 => open -= 1,
                '"' if open == 0 => return,
                '\n' => return,
                _ => {}
            }
        }
    }

    fn skip_comment_or_sign(&mut self) {
        if !self.skip_comment() {
            self.at += 1;
        }
    }

    /// Skips a comment, up to the end of its line.
    fn skip_comment(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with('#') || rest.starts_with("//") {
            self.take_while(|c| c != '\n');
        } else if rest.starts_with("/*") {
            self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            return false;
        }
        true
    }

    fn skip_blanks(&mut self, with_lines: bool) {
        loop {
            self.take_while(|c| matches!(c, ' ' | '\t' | '\r' | '\u{feff}') || with_lines && c == '\n');
            if !self.skip_comment() {
                return;
            }
        }
    }

    /// Whether only blanks stand between the last line break and here.
    fn is_after_line_break(&self) -> bool {
        let before = self.text[..self.at].trim_end_matches([' ', '\t', '\r']);
        before.ends_with('\n')
    }

    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !fits(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn eat(&mut self, sign: char) -> bool {
        let is_there = self.peek() == Some(sign);
        self.at += if is_there { sign.len_utf8() } else { 0 };
        is_there
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expression: &Expression) -> String {
        match expression {
            Expression::Text(pieces) => {
                let pieces = pieces.iter().map(|piece| match piece {
                    Piece::Literal(text) => text.clone(),
                    Piece::Name(path) => format!("<{}>", path.join(".")),
                    Piece::Computed => "<?>".to_owned(),
                });
                format!("'{}'", pieces.collect::<String>())
            }
            Expression::List(values) => format!("[{}]", values.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Expression::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{key}={}", shown(value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(" "))
            }
            Expression::Name(path) => path.join("."),
            Expression::Null => "null".to_owned(),
            Expression::Computed => "?".to_owned(),
        }
    }

    #[test]
    fn values_are_read() {
        for (text, expected) in [
            ("\"a\"", "'a'"),
            ("\"a-${TAG}\"", "'a-<TAG>'"),
            ("\"${item.tgt}\"", "'<item.tgt>'"),
            ("\"${upper(TAG)}\" // x", "'<?>'"),
            ("\"${x ? \"a\" : \"b\"}\"", "'<?>'"),
            ("\"$${A}\"", "'${A}'"),
            ("\"a\\\"b\"", "'a\"b'"),
            ("TAG", "TAG"),
            ("item.tgt", "item.tgt"),
            ("3", "'3'"),
            ("null", "null"),
            ("[\"a\", b, # c\n \"d\",\n]", "['a' b 'd']"),
            ("{a = \"b\", \"c\" : 1}", "{a='b' c='1'}"),
            ("{\n  a = \"b\"\n  c = d\n}", "{a='b' c=d}"),
            ("A == \"\" ? \"x\" : \"y\"", "?"),
            ("concat(A, [\"x\"])", "?"),
            ("[for a in b : a]", "?"),
            ("[\"a\", A != \"\" ? \"b\" : \"\", \"c\"]", "['a' ? 'c']"),
            ("(A)", "?"),
        ] {
            let body = parse(&format!("x = {text}\ny = \"end\"\n"));
            let read: Vec<String> = body.attributes.iter().map(|(_, value)| shown(value)).collect();
            assert_eq!(read, [expected, "'end'"], "{text}");
        }
    }

    #[test]
    fn blocks_are_read() {
        let text = "# c\ntarget \"a\" {\n  x = <<E\n }\nE\n  y = 1\n}\nfunction \"f\" {\n  result = a.b + \"}\"\n}\ntarget b {}\n";
        let body = parse(text);
        let kinds: Vec<String> = body
            .blocks
            .iter()
            .map(|block| {
                format!(
                    "{} {} {}",
                    block.kind,
                    block.labels.join(","),
                    block.body.attributes.len()
                )
            })
            .collect();
        assert_eq!(kinds, ["target a 2", "function f 1", "target b 0"]);
    }

    #[test]
    fn json_is_read_with_comments() {
        let value = parse_value("{\n  // c\n  \"build\": {\"dockerfile\": \"D\", \"args\": {\"a\": null,},},\n}");
        assert_eq!(shown(&value), "{build={dockerfile='D' args={a=null}}}");
        assert_eq!(
            value.get("build").and_then(|build| build.get("dockerfile")?.literal()),
            Some("D")
        );
    }

    #[test]
    fn odd_text_ends() {
        for text in [
            "{",
            "}}}",
            "target \"a\" {",
            "x = \"${",
            "x = <<",
            "\"",
            "a b c",
            "x = /",
            "= = =",
            "[",
            "é = ü\n",
        ] {
            let _ = (parse(text), parse_value(text));
        }
        let deep = format!("x = {}", "[{a=".repeat(10_000));
        let _ = (parse(&deep), parse(&"a {".repeat(10_000)));
    }
}
