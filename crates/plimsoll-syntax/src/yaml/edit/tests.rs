use super::*;
use crate::yaml::{NodeRef, Yaml, parse};
use crate::{Edit, FileId, SourceFile, Span};

fn read(text: &str) -> Yaml {
    parse(SourceFile::new(FileId(0), "a.yaml", text.into()).into())
}

fn applied(text: &str, edits: Option<Vec<Edit>>) -> Option<String> {
    let mut result = text.to_owned();
    let mut edits = edits?;
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in edits {
        result.replace_range(edit.span.range(), &edit.text);
    }
    assert!(read(&result).errors.is_empty(), "{result}");
    Some(result)
}

/// The site of an entry, by the keys that lead to it.
fn site<'a>(yaml: &'a Yaml, path: &str) -> Option<EntrySite<'a>> {
    let mut node: NodeRef<'a> = yaml.root()?;
    let mut key = node.span();
    for name in path.split('.') {
        let entry = node.written_entries().find(|entry| entry.name() == Some(name))?;
        (node, key) = (entry.value, entry.key.span());
    }
    yaml.entry_at(key)
}

fn inserted(text: &str, path: &str, key: &str, content: &Content) -> Option<String> {
    let yaml = read(text);
    applied(text, Some(vec![site(&yaml, path)?.insert(key, content)?]))
}

fn appended(text: &str, path: &str, items: &[&str]) -> Option<String> {
    let yaml = read(text);
    applied(text, Some(vec![site(&yaml, path)?.append(items)?]))
}

#[test]
fn an_entry_comes_after_the_last_one_of_its_mapping() {
    for (text, expected) in [
        ("s:\n  a:\n    x: 1\n", "s:\n  a:\n    x: 1\n    k: v\n"),
        ("s:\n  a:\n    x: 1", "s:\n  a:\n    x: 1\n    k: v"),
        (
            "s:\n    a:\n        x: 1 # one\n\n    # of b\n    b: {}\n",
            "s:\n    a:\n        x: 1 # one\n        k: v\n\n    # of b\n    b: {}\n",
        ),
        ("s:\r\n  a:\r\n    x: 1\r\n", "s:\r\n  a:\r\n    x: 1\r\n    k: v\r\n"),
        ("s: {a: {x: 1}}\n", "s: {a: {x: 1, k: v}}\n"),
        ("s: {a: {}}\n", "s: {a: {k: v}}\n"),
        ("s:\n  a: { x: [1] }\n", "s:\n  a: { x: [1], k: v }\n"),
        ("s:\n  a: # soon\nb: 1\n", "s:\n  a: # soon\n    k: v\nb: 1\n"),
        (
            "x: &x {y: 1}\ns:\n  a:\n    <<: *x\n",
            "x: &x {y: 1}\ns:\n  a:\n    <<: *x\n    k: v\n",
        ),
        (
            "s:\n  a:\n    x: |\n      t\n\n  b: 1\n",
            "s:\n  a:\n    x: |\n      t\n    k: v\n\n  b: 1\n",
        ),
    ] {
        let found = inserted(text, "s.a", "k", &Content::text("v"));
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn an_edit_reaches_one_place_and_nothing_else() {
    for text in [
        "s:\n  a: &a\n    x: 1\n  b: *a\n",
        "s: &s\n  a:\n    x: 1\n",
        "s:\n  b: &b {x: 1}\n  a: *b\n",
        "s:\n  a:\n    k: 1\n",
        "s:\n  a: text\n",
        "s:\n  a: !reset\n    x: 1\n",
        "s:\n  a:\n    x: |+\n      t\n\n  b: 1\n",
        "s:\n  a:\n    x: |\n      t",
        "s:\n  a: {x: 1,}\n",
        "s:\n  a: {x: 1 # one\n  }\n",
    ] {
        assert_eq!(inserted(text, "s.a", "k", &Content::text("v")), None, "{text}");
    }
}

#[test]
fn contents_follow_the_style_of_the_place() {
    let content = Content::mapping([
        ("test", Content::list(["CMD", "a: b", "3"])),
        (
            "options",
            Content::mapping([("max-file", Content::text("3")), ("on", Content::Raw("true"))]),
        ),
    ]);
    for (text, expected) in [
        (
            "s:\n  a:\n    x:\n    - 1\n",
            "s:\n  a:\n    x:\n    - 1\n    k:\n      test:\n      - CMD\n      - \"a: b\"\n      - \"3\"\n      options:\n        \
             max-file: \"3\"\n        on: true\n",
        ),
        (
            "s:\n  a: {x: 1}\n",
            "s:\n  a: {x: 1, k: {test: [CMD, \"a: b\", \"3\"], options: {max-file: \"3\", on: true}}}\n",
        ),
        (
            "s: {\"a\": {\"x\": 1}}\n",
            "s: {\"a\": {\"x\": 1, \"k\": {\"test\": [\"CMD\", \"a: b\", \"3\"], \"options\": {\"max-file\": \"3\", \
             \"on\": true}}}}\n",
        ),
    ] {
        assert_eq!(
            inserted(text, "s.a", "k", &content).as_deref(),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn items_follow_the_style_of_their_list() {
    for (text, expected) in [
        (
            "a:\n  - x # one\n\nb: 1\n",
            "a:\n  - x # one\n  - y\n  - \"z:\"\n\nb: 1\n",
        ),
        ("a:\n- x\n", "a:\n- x\n- y\n- \"z:\"\n"),
        (
            "a:\n  - x: 1\n    z: 2\n",
            "a:\n  - x: 1\n    z: 2\n  - y\n  - \"z:\"\n",
        ),
        ("a: [x]\n", "a: [x, y, \"z:\"]\n"),
        ("a: [x, \"x\"]\n", "a: [x, \"x\", \"y\", \"z:\"]\n"),
        ("a: ['x']\n", "a: ['x', 'y', 'z:']\n"),
        ("a:\n  - \"x\"\n", "a:\n  - \"x\"\n  - \"y\"\n  - \"z:\"\n"),
        ("a: []\n", "a: [y, \"z:\"]\n"),
        ("a:\nb: 1\n", "a:\n  - y\n  - \"z:\"\nb: 1\n"),
    ] {
        assert_eq!(appended(text, "a", &["y", "z:"]).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "b: &b [x]\na: *b\n",
        "a: &a [x]\n",
        "a: x\n",
        "a:\n  - |+\n    x\n\nb: 1\n",
    ] {
        assert_eq!(appended(text, "a", &["y"]), None, "{text}");
    }
}

#[test]
fn sections_come_to_the_end_of_the_file() {
    let section = |text: &str| {
        let content = Content::mapping([("data", Content::Nothing)]);
        applied(text, Some(vec![read(text).insert_section("volumes", &content)?]))
    };
    for (text, expected) in [
        ("s:\n  a: 1\n", "s:\n  a: 1\n\nvolumes:\n  data:\n"),
        (
            "n: x\ns:\n    a: {b: 1}",
            "n: x\ns:\n    a: {b: 1}\nvolumes:\n    data:",
        ),
        ("s:\n  a: 1\n  # b: 2\n", "s:\n  a: 1\n  # b: 2\n\nvolumes:\n  data:\n"),
    ] {
        assert_eq!(section(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "{s: 1}\n",
        "s: 1\n---\nb: 2\n",
        "s: 1\n...\n",
        "volumes: {}\n",
        "- s\n",
        "s: |\n  x",
    ] {
        assert_eq!(section(text), None, "{text}");
    }
}

#[test]
fn a_file_goes_under_a_key_line_by_line() {
    let nested = |text: &str| applied(text, read(text).nested_in("s"));
    for (text, expected) in [
        (
            "a:\n  x: 1\n\n# of b\nb: |\n  t\n\n",
            "s:\n  a:\n    x: 1\n\n  # of b\n  b: |\n    t\n\n",
        ),
        (
            "# head\na:\r\n    x: é\r\n\r\nb: 1",
            "# head\ns:\n    a:\r\n        x: é\r\n\r\n    b: 1",
        ),
    ] {
        assert_eq!(nested(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["{a: 1}\n", "a: 1\n---\nb: 1\n", "a: |2\n   t\n", "a: &a 1\n...\n"] {
        assert_eq!(nested(text), None, "{text}");
    }
}

#[test]
fn removed_entries_take_their_lines() {
    let removed = |text: &str, path: &str| {
        let yaml = read(text);
        applied(text, Some(vec![site(&yaml, path)?.remove()?]))
    };
    for (text, path, expected) in [
        ("s:\n  a: 1 # one\n  b: |\n    x\n", "s.a", "s:\n  b: |\n    x\n"),
        ("s:\n  a: 1\n  b: |\n    x\nc: 1\n", "s.b", "s:\n  a: 1\nc: 1\n"),
        ("s: {a: 1, b: 2, c: 3}\n", "s.a", "s: {b: 2, c: 3}\n"),
        ("s: {a: 1, b: 2, c: 3}\n", "s.c", "s: {a: 1, b: 2}\n"),
    ] {
        assert_eq!(removed(text, path).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(removed("s:\n  a: 1\n", "s.a"), None);
    assert_eq!(removed("s:\n  a: &x 1\n  b: *x\n", "s.a"), None);
}

#[test]
fn removed_items_take_their_lines_or_their_list() {
    let removed = |text: &str, word: &str| {
        let yaml = read(text);
        let at = text.find(word).unwrap();
        let item = yaml.item_at(Span::new(FileId(0), at, at + word.len()))?;
        applied(text, Some(vec![item.remove()?]))
    };
    for (text, expected) in [
        ("a:\n  - x # one\n  - b\n", "a:\n  - b\n"),
        ("a:\n- x\nb: 1\n", "b: 1\n"),
        ("a: [b, x, c]\n", "a: [b, c]\n"),
        ("a: [x, c]\n", "a: [c]\n"),
        ("a:\n  - x\nb: 1\n", "b: 1\n"),
        ("a: [x]\nb: 1\n", "b: 1\n"),
    ] {
        assert_eq!(removed(text, "x").as_deref(), Some(expected), "{text}");
    }
    assert_eq!(removed("a:\n  - x\n", "x"), None);
    assert_eq!(removed("a: &a [x, y]\n", "x"), None);
}

#[test]
fn values_are_replaced_as_a_whole() {
    let replaced = |text: &str| {
        let yaml = read(text);
        let content = Content::list(["b", "c: d"]);
        applied(text, Some(vec![site(&yaml, "s.a")?.replace(&content)?]))
    };
    for (text, expected) in [
        ("s:\n  a: x\n  b: 1\n", "s:\n  a:\n    - b\n    - \"c: d\"\n  b: 1\n"),
        ("s:\n  a:\n    - y\n", "s:\n  a:\n    - b\n    - \"c: d\"\n"),
        ("s: {a: x}\n", "s: {a: [b, \"c: d\"]}\n"),
    ] {
        assert_eq!(replaced(text).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(replaced("s:\n  a:\n    # why\n    - y\n"), None);
}

#[test]
fn a_changed_scalar_is_read_as_its_text_with_the_change() {
    let changed = |text: &str, old: &str, new: &str| {
        let yaml = read(text);
        let at = text.find(old).unwrap();
        let edit = Span::new(FileId(0), at, at + old.len()).replace(new);
        applied(text, in_scalar(&yaml, vec![edit]))
    };
    for (text, old, new, expected) in [
        ("- A=1\n", "1", "2", "- A=2\n"),
        ("- A=\"b:\"\n", "\"b:\"", "b:", "- \"A=b:\"\n"),
        ("- \"A='b: c'\"\n", "'b: c'", "b: c", "- \"A=b: c\"\n"),
        ("[A=x, b]\n", "x", "${B:?}", "[\"A=${B:?}\", b]\n"),
        ("k: x\n", "x", "${B:?}", "k: ${B:?}\n"),
        ("k: 'x'\n", "x", "it's", "k: \"it's\"\n"),
        ("k: \"x\"\n", "x", "y", "k: \"y\"\n"),
        ("k: x\n", "x", "12", "k: \"12\"\n"),
        ("k: 11\n", "11", "12", "k: 12\n"),
        ("k: |\n  a x\n  b\n", "x", "y", "k: |\n  a y\n  b\n"),
        ("- a x\n  b\n", "x", "y", "- a y\n  b\n"),
    ] {
        assert_eq!(changed(text, old, new).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(changed("k: |\n  a x\n", "a x", ""), None);
}
