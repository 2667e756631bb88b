//! The samples in `fixtures/syntax/dockerfile`, and the tree of each. `UPDATE=1` rewrites the
//! trees.

#![expect(clippy::disallowed_methods, reason = "tests read the samples from disk")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_syntax::dockerfile::{self, Dockerfile};
use plimsoll_syntax::{FileId, SourceFile, Text, TextBuilder};

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/syntax/dockerfile");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the samples are part of the repository")
        .map(|entry| entry.expect("a folder can be read to its end").path())
        .filter(|path| path.extension().is_some_and(|e| e == "Dockerfile"))
        .collect();
    files.sort();
    files
}

fn source(bytes: Vec<u8>) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(FileId(0), "Dockerfile", bytes))
}

#[test]
fn samples_give_their_trees() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in samples() {
        let found = dockerfile::dump(&dockerfile::parse(&source(std::fs::read(&path).unwrap())));
        let tree = path.with_extension("tree");
        if update {
            std::fs::write(&tree, &found).unwrap();
        }
        if std::fs::read_to_string(&tree).ok().as_deref() != Some(&found) {
            wrong.push(format!("{}:\n{found}", tree.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "run with UPDATE=1 if these are right:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn nothing_of_a_sample_is_lost() {
    for path in samples() {
        let source = source(std::fs::read(&path).unwrap());
        // A file in another encoding is not read at all.
        if !source.text().contains('\0') {
            assert_covered(&source, &dockerfile::parse(&source), &path);
        }
    }
}

/// Every byte that is not white space belongs to an instruction, a comment or a directive.
fn assert_covered(source: &SourceFile, file: &Dockerfile, path: &Path) {
    let text = source.text();
    let mut covered = vec![false; text.len()];
    let spans = file.instructions.iter().map(|i| i.full_span);
    let spans = spans.chain(file.comments.iter().map(|c| c.span));
    for span in spans.chain(file.directives.iter().map(|d| d.span)) {
        assert!(text.get(span.range()).is_some(), "{} {span:?}", path.display());
        covered[span.range()].fill(true);
    }
    for (at, ch) in text.char_indices() {
        let blank = ch.is_whitespace() || ch == '\u{feff}';
        assert!(covered[at] || blank, "{} at {at}: {ch:?}", path.display());
    }
}

/// The same text, indented as in a block scalar, gives the same tree except for the places.
#[test]
fn a_text_inside_another_file_gives_the_same_tree() {
    let inner = "FROM a AS b\nRUN <<EOF\n  x\nEOF\nENV A=\"b $c\" \\\n  D=e\nCMD [\"x\\ty\"]\n";
    let outer = inner.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let outer = source(format!("key: |\n{outer}").into_bytes());
    let whole = Text::of_file(&outer);
    let mut block = TextBuilder::new(FileId(0));
    let mut at = 7;
    for line in inner.split_inclusive('\n') {
        block.push(&whole, at + 4..at + 4 + line.len());
        at += 4 + line.len();
    }
    let block = block.finish();
    assert_eq!(block.as_str(), inner);
    let found = dockerfile::parse_text(&outer, &block);
    assert!(found.errors.is_empty(), "{:?}", found.errors);
    assert_eq!(found.instructions.len(), 4);
    assert_eq!(outer.slice(found.instructions[2].keyword), "ENV");
    let pairs = found.instructions[2].pairs();
    assert_eq!(outer.slice(pairs[1].span), "D=e");
    let variable = pairs[0].value.as_ref().unwrap().variables().next().unwrap();
    assert_eq!(outer.slice(variable.span), "$c");
    let heredoc = &found.instructions[1].heredocs[0];
    assert_eq!(heredoc.body.as_str(), "  x\n");
    assert_eq!(outer.slice(heredoc.terminator.unwrap()), "EOF");
}

#[test]
fn hostile_input_ends() {
    let inputs = [
        "RUN <<EOF\n".repeat(50_000),
        (0..50_000).map(|i| format!("RUN <<E{i}\n")).collect(),
        "RUN <<A <<B\n".repeat(50_000) + "B\nA\n",
        "RUN it's <<EOF\nfoo\n".repeat(20_000),
        "RUN a \\\n".to_owned() + &"  b \\\n".repeat(100_000),
        format!("ENV a={}", "${a:-".repeat(100_000)),
        format!("CMD {}", "[".repeat(1_000_000)),
        format!("RUN {}", "a ".repeat(500_000)),
        "ONBUILD ".repeat(100_000),
        "\\\n".repeat(100_000),
        "\0".repeat(100_000),
    ];
    for input in inputs {
        let source = source(input.into_bytes());
        let file = dockerfile::parse(&source);
        for span in file.errors.iter().map(|e| e.span) {
            assert!(source.text().get(span.range()).is_some());
        }
    }
}
