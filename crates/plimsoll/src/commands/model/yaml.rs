//! Models as YAML that Compose reads, with the places of the values as comments: `# file:line`
//! applies to its line, and after a key to everything below it.

use std::io::{self, Write};

use plimsoll_lint::Report;
use plimsoll_model::base::{Data, DataValue};
use plimsoll_model::environment::Verdict;
use plimsoll_syntax::FileId;

use super::Shown;
use super::tree::{Node, Value};
use crate::terminal::printable;

/// Writes a document per model, and one per Dockerfile that no model builds.
pub(super) fn write(shown: &Shown<'_>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let models = shown.models.iter().map(|model| Document {
        name: &model.name,
        files: model.files.iter().map(|file| report.source(*file).shown()).collect(),
        verdict: model.verdict,
        directory: model.directory,
        data: model.data,
    });
    let dockerfiles = shown.dockerfiles.iter().map(|dockerfile| Document {
        name: dockerfile.source().shown(),
        files: Vec::new(),
        verdict: dockerfile.verdict(),
        directory: "",
        data: dockerfile.data(),
    });
    for (index, document) in models.chain(dockerfiles).enumerate() {
        if index > 0 {
            writeln!(out, "---")?;
        }
        document.write(report, out)?;
    }
    Ok(())
}

struct Document<'a> {
    name: &'a str,
    files: Vec<&'a str>,
    verdict: &'a Verdict,
    directory: &'a str,
    data: &'a Data,
}

impl Document<'_> {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "# {}", printable(self.name))?;
        if !self.files.is_empty() {
            writeln!(out, "# files: {}", printable(&self.files.join(", ")))?;
        }
        let environment = self.verdict.environment;
        let reason = self.verdict.reason.to_string();
        writeln!(out, "# for {environment}: {}", printable(&reason))?;
        let mut writer = Writer {
            report,
            directory: self.directory,
            out,
        };
        match &Node::new(self.data, report) {
            root if is_empty(root) => writeln!(out, "{{}}"),
            root => writer.below(root, 0, false),
        }
    }
}

struct Writer<'a> {
    report: &'a Report,
    directory: &'a str,
    out: &'a mut dyn Write,
}

impl Writer<'_> {
    /// The entries of a collection; `is_told` says that a comment above gives their place.
    fn below(&mut self, node: &Node, depth: usize, is_told: bool) -> io::Result<()> {
        match &node.value {
            Value::Map(entries) => {
                for (key, node) in entries {
                    self.indent(depth)?;
                    write!(self.out, "{}:", scalar(key))?;
                    self.value(node, depth + 1, is_told)?;
                }
            }
            Value::List(items) => {
                for item in items {
                    self.indent(depth)?;
                    write!(self.out, "-")?;
                    self.item(item, depth + 1, is_told)?;
                }
            }
            Value::Scalar(_) => {}
        }
        Ok(())
    }

    /// The text after a key.
    fn value(&mut self, node: &Node, depth: usize, is_told: bool) -> io::Result<()> {
        if is_leaf(node) {
            return self.leaf(node, depth, is_told);
        }
        let tells = node.one_line && !is_told;
        if tells {
            self.comment(node)?;
        }
        writeln!(self.out)?;
        self.below(node, depth, is_told || tells)
    }

    /// The text after a dash: the first entry of a mapping continues on the same line.
    fn item(&mut self, node: &Node, depth: usize, is_told: bool) -> io::Result<()> {
        let Value::Map(entries) = &node.value else {
            return self.value(node, depth, is_told);
        };
        let Some(((key, first), rest)) = entries.split_first() else {
            return self.leaf(node, depth, is_told);
        };
        write!(self.out, " {}:", scalar(key))?;
        self.value(first, depth + 1, is_told)?;
        let is_told = is_told || (node.one_line && is_leaf(first));
        for (key, node) in rest {
            self.indent(depth)?;
            write!(self.out, "{}:", scalar(key))?;
            self.value(node, depth + 1, is_told)?;
        }
        Ok(())
    }

    fn leaf(&mut self, node: &Node, depth: usize, is_told: bool) -> io::Result<()> {
        let text = match &node.value {
            Value::List(_) => "[]".to_owned(),
            Value::Map(_) => "{}".to_owned(),
            Value::Scalar(DataValue::Null) => "null".to_owned(),
            Value::Scalar(DataValue::Bool(value)) => value.to_string(),
            Value::Scalar(DataValue::Integer(value)) => value.to_string(),
            Value::Scalar(DataValue::Float(value)) => float(*value),
            Value::Scalar(DataValue::Text(text)) if is_block(text) => return self.block(node, text, depth, is_told),
            Value::Scalar(DataValue::Text(text)) => scalar(text),
            Value::Scalar(_) => String::new(),
        };
        write!(self.out, " {text}")?;
        if !is_told || node.redacted || !node.known {
            self.comment(node)?;
        }
        writeln!(self.out)
    }

    /// A text of several lines, as it is.
    fn block(&mut self, node: &Node, text: &str, depth: usize, is_told: bool) -> io::Result<()> {
        write!(self.out, " |{}", if text.ends_with('\n') { "" } else { "-" })?;
        if !is_told || node.redacted || !node.known {
            self.comment(node)?;
        }
        writeln!(self.out)?;
        for line in text.lines() {
            if !line.is_empty() {
                self.indent(depth)?;
            }
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn indent(&mut self, depth: usize) -> io::Result<()> {
        write!(self.out, "{:1$}", "", depth * 2)
    }

    fn comment(&mut self, node: &Node) -> io::Result<()> {
        let mark = match node {
            Node { redacted: true, .. } => ", masked",
            Node { known: false, .. } => ", not known",
            _ => "",
        };
        let path = printable(self.path(node.file)).into_owned();
        write!(self.out, " # {path}:{}{mark}", node.position.line)
    }

    /// Relative to the folder of the project.
    fn path(&self, file: FileId) -> &str {
        let path = self.report.source(file).shown();
        let below = path
            .strip_prefix(self.directory)
            .map(|rest| rest.trim_start_matches('/'));
        below.filter(|rest| !rest.is_empty()).unwrap_or(path)
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Scalar(value) => *value == DataValue::Null,
    }
}

fn is_leaf(node: &Node) -> bool {
    matches!(node.value, Value::Scalar(_)) || is_empty(node)
}

/// Whether a text can be shown line by line, and read back unchanged.
fn is_block(text: &str) -> bool {
    let is_plain = |c: char| c == '\n' || printable(c.encode_utf8(&mut [0; 4])).starts_with(c);
    text.trim_end_matches('\n').contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with("\n\n")
        && text
            .chars()
            .all(|c| is_plain(c) && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}'))
}

fn float(value: f64) -> String {
    if value.is_nan() {
        ".nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { ".inf" } else { "-.inf" }.to_owned()
    } else {
        format!("{value:?}")
    }
}

/// A text on one line, in quotes if it could be read as something else.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\u{feff}' | '\u{2028}' | '\u{2029}' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            // Characters that control a terminal are all below U+FFFF.
            c if printable(c.encode_utf8(&mut [0; 4])).starts_with(c) => quoted.push(c),
            c => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text needs no quotes, whichever version of YAML reads it.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_./@+-=:,$(){} ".contains(c);
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '_' | '$'));
    starts
        && text.chars().all(allowed)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_again_as_they_are() {
        let texts = [
            "plain",
            "",
            " a",
            "a ",
            "1",
            "0x1f",
            "1.5",
            "1e3",
            "1:20",
            "2026-11-21",
            "true",
            "No",
            "~",
            "null",
            "- a",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "${X:-y}",
            "$X",
            "{a}",
            "[a]",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a`",
            "a\"b",
            "a\\b",
            "'a'",
            "é ü",
            "a\tb",
            "\u{1b}[2J",
            "\u{85}\u{2028}\u{feff}",
            "a\nb",
            "a\nb\n",
            "a\n\n",
            "\na",
            " a\nb",
            "a\n\n b\n",
            "a\r\nb",
            "-",
            "?",
            ".inf",
            "/a b",
            "=",
            "<<",
            "a,b",
            "😀",
        ];
        for text in texts {
            let written = if is_block(text) {
                let indented: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
                format!(
                    "|{}\n{}\n",
                    if text.ends_with('\n') { "" } else { "-" },
                    indented.join("\n")
                )
            } else {
                scalar(text)
            };
            let read: serde_yaml::Value = serde_yaml::from_str(&format!("k: {written}")).expect("it is YAML");
            assert_eq!(read["k"], serde_yaml::Value::String(text.to_owned()), "{written}");
        }
    }

    #[test]
    fn plain_texts_have_no_quotes() {
        for text in [
            "nginx:1.27.2",
            "/app/media",
            "${TAG:-latest}",
            "python manage.py",
            "no-new-privileges:true",
        ] {
            assert_eq!(scalar(text), text);
        }
        for text in ["8080", "yes", "a: b"] {
            assert_eq!(scalar(text), format!("\"{text}\""));
        }
    }
}
