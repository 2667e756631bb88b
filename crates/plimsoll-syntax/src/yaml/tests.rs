//! The tree against YAML as people and attackers write it.

use std::sync::Arc;

use super::*;
use crate::{FileId, SyntaxErrorKind};

fn read(text: &str) -> Yaml {
    parse(Arc::new(SourceFile::new(
        FileId(0),
        "compose.yaml",
        text.as_bytes().to_vec(),
    )))
}

fn messages(yaml: &Yaml) -> Vec<(String, &str)> {
    let one = |e: &SyntaxError| (e.message.clone(), yaml.source.slice(e.span));
    yaml.errors.iter().map(one).collect()
}

/// Follows keys and item numbers.
fn at<'a>(yaml: &'a Yaml, path: &str) -> NodeRef<'a> {
    let mut node = yaml.root().unwrap();
    for step in path.split('.').filter(|step| !step.is_empty()) {
        node = match step.parse::<usize>() {
            Ok(index) if node.kind() == Kind::Sequence => node.items().nth(index).unwrap(),
            _ => node.get(step).unwrap_or_else(|| panic!("no {step} in {path}")).value,
        };
    }
    node
}

fn written<'a>(yaml: &'a Yaml, path: &str) -> &'a str {
    yaml.source.slice(at(yaml, path).span())
}

#[test]
fn spans_hold_what_was_written() {
    let text = "services:\n  web: # the site\n    image: \"nginx:1\"\n    ports: [ '80:80', 443 ]\n    tty:\n    command: |-\n      a\n        b\n\n  db:\n    image: x\n";
    let yaml = read(text);
    assert!(yaml.errors.is_empty(), "{:?}", yaml.errors);
    assert_eq!(written(&yaml, "services.web.image"), "\"nginx:1\"");
    assert_eq!(at(&yaml, "services.web.image").as_str(), Some("nginx:1"));
    assert_eq!(written(&yaml, "services.web.ports"), "[ '80:80', 443 ]");
    assert_eq!(written(&yaml, "services.web.ports.0"), "'80:80'");
    assert_eq!(
        at(&yaml, "services.web.tty").span().range(),
        text.find("tty:").unwrap() + 4..text.find("tty:").unwrap() + 4
    );
    assert!(at(&yaml, "services.web.tty").is_null());
    assert_eq!(written(&yaml, "services.web.command"), "|-\n      a\n        b");
    assert_eq!(written(&yaml, "services.db"), "image: x");
    assert_eq!(yaml.comments.len(), 1);
    assert_eq!(&*yaml.comments[0].text, "the site");
    assert!(!yaml.comments[0].own_line);
}

#[test]
fn every_byte_of_a_scalar_knows_its_place() {
    let text = "a: 'it''s\n  two'\nb: \"x\\ty\\\n   z\n\n  w\"\nc: |\n\n  FROM x\n\n    RUN y\nd: >-\n\n  one\n  two\n\n   more\n  end\ne: plain\n  goes  \n  on\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
        let yaml = read(&text);
        assert!(yaml.errors.is_empty(), "{:?}", yaml.errors);
        let values = [
            ("a", "it's two"),
            ("b", "x\tyz\nw"),
            ("c", "\nFROM x\n\n  RUN y\n"),
            ("d", "\none two\n\n more\nend"),
            ("e", "plain goes on"),
        ];
        for (key, value) in values {
            let scalar = at(&yaml, key).text().unwrap();
            assert_eq!(scalar.as_str(), value);
            assert!(scalar.segments().len() > 1, "{key} has no map");
            for (found, word) in value.match_indices(|c: char| c.is_ascii_alphabetic()) {
                let span = scalar.span(found..found + word.len());
                assert_eq!(yaml.source.slice(span), word, "{key} at {found}");
            }
        }
    }
}

#[test]
fn block_scalar_at_the_end_of_the_file() {
    let yaml = read("a: |\n  x");
    assert_eq!(at(&yaml, "a").as_str(), Some("x"));
    let yaml = read("a: |+\n  x\n\n");
    assert_eq!(at(&yaml, "a").as_str(), Some("x\n\n"));
    let yaml = read("a: |\nb: 1\n");
    assert_eq!(at(&yaml, "a").as_str(), Some(""));
    assert_eq!(written(&yaml, "a"), "|");
}

#[test]
fn merge_keys_say_where_they_lead() {
    let text = "x-a: &a {image: one, tty: true}\nx-b: &b\n  <<: *a\n  image: two\nservices:\n  web:\n    <<: [*b, {init: true, tty: false}]\n    user: \"1\"\n  db: *b\n";
    let yaml = read(text);
    assert!(yaml.errors.is_empty(), "{:?}", yaml.errors);
    let web = at(&yaml, "services.web");
    let names: Vec<_> = web.entries().iter().map(|e| e.name().unwrap()).collect();
    assert_eq!(names, ["user", "image", "tty", "init"]);
    let image = web.get("image").unwrap();
    assert_eq!(image.value.as_str(), Some("two"));
    let via = image.via.unwrap();
    assert_eq!(yaml.source.slice(via.merge.unwrap()), "<<");
    assert_eq!(yaml.source.slice(via.alias), "*b");
    assert_eq!(via.merge.unwrap().start as usize, text.rfind("<<").unwrap());
    assert_eq!(web.get("tty").unwrap().value.as_str(), Some("true"));
    assert!(web.get("user").unwrap().via().is_none());
    let db = at(&yaml, "services.db");
    assert_eq!(yaml.source.slice(db.via().unwrap().alias), "*b");
    assert_eq!(db.get("image").unwrap().via.map(|v| v.merge.is_some()), None);
    assert!(db.get("tty").unwrap().value.via().is_some());
}

#[test]
fn duplicate_keys_name_both_places() {
    let yaml = read("a:\n  b: 1\n  c: 2\n  b: 3\n");
    assert_eq!(yaml.errors.len(), 1);
    assert_eq!(yaml.errors[0].kind, SyntaxErrorKind::DuplicateKey);
    assert_eq!(yaml.errors[0].span.range(), 19..20);
    assert_eq!(yaml.errors[0].related.as_ref().unwrap().0.range(), 5..6);
    assert_eq!(at(&yaml, "a.b").as_str(), Some("3"));
}

#[test]
fn only_a_copy_of_the_entry_before_is_removed() {
    let removed = |text: &str| {
        let yaml = read(text);
        let repairs = yaml.errors.iter().filter_map(|error| error.repair.as_ref());
        repairs.map(|repair| repair.edits[0].span.start).collect::<Vec<_>>()
    };
    assert_eq!(removed("a: y\na: z\na: y\n"), []);
    assert_eq!(removed("a: y\na: y\na: z\n"), [5]);
    assert_eq!(removed("a: z\na: y\na: y\n"), [10]);
    assert_eq!(removed("a: y\nb: x\na: y\na: y\n"), [10, 15]);
    assert_eq!(removed("a: !reset y\na: y\n"), []);
    assert_eq!(removed("a: &e 1\nb: *e\nc: &e 2\nb: *e\n"), []);
    assert_eq!(removed("a: &e 1\nb: *e\nc: 2\nb: *e\n").len(), 1);
    let many: String = (0..40).map(|n| format!("k{n}: 1\n")).collect();
    assert_eq!(removed(&format!("a: y\na: z\n{many}a: y\n")), []);
    assert_eq!(removed(&format!("a: z\na: y\n{many}a: y\n")).len(), 1);
}

#[test]
fn only_the_second_of_many_merge_keys_is_repaired() {
    let merges: String = (0..100).map(|n| format!("  <<: *m{n}\n")).collect();
    let anchors: String = (0..100).map(|n| format!("x{n}: &m{n} {{k{n}: 1}}\n")).collect();
    let yaml = read(&format!("{anchors}a:\n{merges}"));
    assert_eq!(yaml.errors.len(), 99);
    let edits = yaml
        .errors
        .iter()
        .map(|error| error.repair.as_ref().map(|r| r.edits.len()));
    assert_eq!(edits.flatten().collect::<Vec<_>>(), [100]);
}

#[test]
fn tags_and_anchors_are_kept() {
    let yaml = read("a: !reset null\nb: !override &n [1]\nc: !reset\nd: &e\nf: x\n");
    assert_eq!(at(&yaml, "a").tag(), Some("!reset"));
    assert_eq!(at(&yaml, "b").tag(), Some("!override"));
    assert_eq!(written(&yaml, "b"), "[1]");
    assert_eq!(at(&yaml, "c").tag(), Some("!reset"));
    assert_eq!(at(&yaml, "c").as_str(), Some(""));
    let anchor = at(&yaml, "b").node().anchor.as_ref().unwrap();
    assert_eq!((&*anchor.value, yaml.source.slice(anchor.span)), ("n", "&n"));
    assert!(at(&yaml, "d").is_null());
}

#[test]
fn what_stands_before_an_error_is_kept() {
    let yaml = read("services:\n  web:\n    image: nginx\n    command: [\"a\", \"b\n  db:\n    image: x\n");
    assert_eq!(at(&yaml, "services.web.image").as_str(), Some("nginx"));
    assert_eq!(at(&yaml, "services.web.command.0").as_str(), Some("a"));
    assert!(yaml.truncated_at.is_some());
    assert_eq!(messages(&yaml)[0].0, "a quote that is not closed");
}

#[test]
fn errors_point_at_the_fault() {
    let cases = [
        ("a:\n  b: 1\n\tc: 2\n", "a tab in the indentation", "\t"),
        ("services:\n  web:\n  image: x\n   ports: y\n", "", ""),
        ("services:\n  web\n    image: nginx\n", "a key without its colon", "web"),
        (
            "services:\n  web:\n    image nginx\n    tty: true\n",
            "a key without its colon",
            "image nginx",
        ),
        ("a: \"x\nb: 1\n", "a quote that is not closed", "\"x"),
        ("a: b: c\n", "a colon that ends no key", ":"),
        (
            "a:\n  ports:\n  — 80:80\n  tty: true\n",
            "this is no hyphen, so it starts no list item",
            "—",
        ),
        ("a: [1, 2\nb: 3\n", "a bracket or brace that is not closed", "["),
        ("a: [1, 2", "a bracket or brace that is not closed", "["),
        (
            "a:\n  image:nginx\n  tty: true\n",
            "a colon without a space after it",
            "image:nginx",
        ),
        ("a:\n  b: 1\n  - c\n", "a list item where a key is expected", "- c"),
        ("a: \"x\\d\"\n", "an escape sequence that YAML does not know", "\\d"),
        (
            "a: 1\n<<<<<<< HEAD\nb: 2\n",
            "this merge conflict is not resolved",
            "<<<<<<< HEAD",
        ),
        ("a: |\nb\nc: 1\n", "a line that is neither a key nor a list item", "b"),
        (
            "a: {{ x }}\n{{ y }}: 1\n",
            "`{{ }}` is a template placeholder, so the file is not YAML as it stands",
            "{{ x }}",
        ),
        (
            "a: {% if x %}\n",
            "`{% %}` is a template placeholder, so the file is not YAML as it stands",
            "{% if x %}",
        ),
        (
            "a: {{ x }}\n",
            "`{{ }}` is a template placeholder, so the file is not YAML as it stands",
            "{{ x }}",
        ),
        (
            "a: {{ x }}-y\n",
            "`{{ }}` is a template placeholder, so the file is not YAML as it stands",
            "{{ x }}",
        ),
        ("a: @x\n", "a value cannot start with `@`", "@"),
        ("a: *nope\n", "there is no anchor `&nope` before this alias", "*nope"),
        ("a: &a [*a]\n", "`*a` is inside the value that it repeats", "*a"),
        ("a: &a\n  <<: *a\n", "`*a` is inside the value that it repeats", "*a"),
        ("a: x\n\0", "a NUL byte", "\0"),
        ("<<: 1\n", "`<<` can only merge a mapping or a list of mappings", "1"),
    ];
    for (text, message, place) in cases {
        let yaml = read(text);
        let found = messages(&yaml);
        assert!(!found.is_empty(), "{text:?}");
        if !message.is_empty() {
            assert_eq!(found[0], (message.to_owned(), place), "{text:?}");
        }
    }
}

#[test]
fn several_documents() {
    let yaml = read("a: &x 1\n---\nb: *x\n");
    assert_eq!(yaml.documents().count(), 2);
    assert!(yaml.root().unwrap().get("a").is_some());
    assert_eq!(yaml.errors.len(), 1);
}

#[test]
fn edits_take_whole_lines() {
    let text = "version: \"3\" # old\nservices:\n  a: |\n    x\n  b: {c: 1, d: 2}\n";
    let yaml = read(text);
    let root = yaml.root().unwrap();
    let entry = |node: NodeRef<'_>, key: &str| {
        let entry = node.get(key).unwrap();
        (entry.key.span(), entry.value.span())
    };
    let (key, value) = entry(root, "version");
    let lines = edit::whole_lines(&yaml.source, key, value).unwrap();
    assert_eq!(yaml.source.slice(lines), "version: \"3\" # old\n");
    let (key, value) = entry(at(&yaml, "services.b"), "c");
    assert_eq!(edit::whole_lines(&yaml.source, key, value), None);
}

#[test]
fn hostile_input_ends_with_an_error() {
    let laughs = (1..10).fold("a0: &a0 [x]\n".to_owned(), |text, i| {
        let previous = format!("*a{}, ", i - 1).repeat(9);
        format!("{text}a{i}: &a{i} [{previous}]\n")
    });
    let merges = (1..5000).fold("a0: &a0 {k: 1}\n".to_owned(), |text, i| {
        format!("{text}a{i}: &a{i} {{<<: *a{}}}\n", i - 1)
    });
    let inputs = [
        laughs,
        merges,
        "[".repeat(100_000),
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        "{".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        "a: &a *a\n".to_owned(),
        "&a [*a, {<<: *a}]".to_owned(),
        "\u{feff}".to_owned(),
        "\0\0".to_owned(),
    ];
    for text in inputs {
        let yaml = read(&text);
        let _ = yaml.root().map(|root| root.entries().len());
        assert!(!yaml.errors.is_empty() || text == "\u{feff}", "{:.40}", text);
    }
    let utf16: Vec<u8> = "a: b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [&[0xff, 0xfe], &utf16[..]].concat();
    let yaml = parse(Arc::new(SourceFile::new(FileId(0), "f", bytes)));
    assert_eq!(yaml.errors[0].message, "the file is UTF-16, not UTF-8");
    assert!(read("").root().is_none());
    assert!(read("# only\n").root().is_none());
}

#[test]
fn a_line_that_opens_with_odd_blanks_is_described() {
    let broken = [
        "services:\n\u{a0}\u{a0}a:\n\u{a0}\u{a0}\u{a0}\u{a0}image:\u{a0}b\n",
        "services:\n  a:\n    volumes:\n      - './b:/c'\n  \u{a0}  - './d:/e'\n",
    ];
    for text in broken {
        assert!(!read(text).errors.is_empty(), "{text}");
    }
}

/// One line per node: place, anchor, tag, value.
fn dump(yaml: &Yaml) -> String {
    let mut out = String::new();
    for document in yaml.documents() {
        out.push_str("document\n");
        dump_node(document, 1, &mut out);
    }
    for error in &yaml.errors {
        let at = yaml.source.position(error.span.start);
        out.push_str(&format!(
            "error {}:{} {:?} {}\n",
            at.line, at.column, error.kind, error.message
        ));
    }
    out
}

fn dump_node(node: NodeRef<'_>, depth: usize, out: &mut String) {
    let from = node.yaml().source.position(node.span().start);
    let to = node.yaml().source.position(node.span().end);
    let place = format!("{}:{}-{}:{}", from.line, from.column, to.line, to.column);
    let tag = node.tag().map(|tag| format!(" {tag}")).unwrap_or_default();
    let via = match node.via() {
        Some(via) => format!(" via {}", node.yaml().source.slice(via.alias)),
        None => String::new(),
    };
    let indent = "  ".repeat(depth);
    match node.as_str() {
        Some(text) => out.push_str(&format!(
            "{indent}{place}{tag}{via} {text:?} {:?}\n",
            node.scalar_value()
        )),
        None => out.push_str(&format!("{indent}{place}{tag}{via} {:?}\n", node.kind())),
    }
    for item in node.items() {
        dump_node(item, depth + 1, out);
    }
    for entry in node.entries() {
        let merged = if entry.via.is_some() { " merged" } else { "" };
        out.push_str(&format!("{indent}  {:?}{merged}:\n", entry.name().unwrap()));
        dump_node(entry.value, depth + 2, out);
    }
}

#[test]
fn fixtures_give_the_expected_trees() {
    let fixtures: [(&str, &[u8], &str); 4] = [
        (
            "scalars",
            include_bytes!("../../../../fixtures/syntax/yaml/scalars.yaml"),
            include_str!("../../../../fixtures/syntax/yaml/scalars.tree"),
        ),
        (
            "merge",
            include_bytes!("../../../../fixtures/syntax/yaml/merge.yaml"),
            include_str!("../../../../fixtures/syntax/yaml/merge.tree"),
        ),
        (
            "broken",
            include_bytes!("../../../../fixtures/syntax/yaml/broken.yaml"),
            include_str!("../../../../fixtures/syntax/yaml/broken.tree"),
        ),
        (
            "flow-crlf-bom",
            include_bytes!("../../../../fixtures/syntax/yaml/flow-crlf-bom.yaml"),
            include_str!("../../../../fixtures/syntax/yaml/flow-crlf-bom.tree"),
        ),
    ];
    for (name, bytes, expected) in fixtures {
        let yaml = parse(Arc::new(SourceFile::new(FileId(0), name, bytes.to_vec())));
        assert_eq!(dump(&yaml), expected, "{name}");
    }
}
