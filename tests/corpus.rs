//! What must hold for any input: no panic, spans inside their files on character boundaries, no
//! text lost, fixes that converge and still parse.
//!
//! Runs on `fixtures/`, and on the folder that `PLIMSOLL_CORPUS` names, or else on
//! `../shared/corpus` and `../shared/families` if they exist.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plimsoll_lint::{Finding, Policy, Report, Safety, lint};
use plimsoll_model::files::{FileKind, Input, NoFiles};
use plimsoll_model::sources::Sources;
use plimsoll_syntax::dockerfile::Dockerfile;
use plimsoll_syntax::{FileId, SourceFile, Span, dockerfile, yaml};

use crate::fixes;
use crate::house::{expect_file, root};
use crate::memory::{REGISTRY, kind};

/// The folders with real files, and whether they are the shared ones.
pub(crate) fn real_folders() -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os("PLIMSOLL_CORPUS") {
        return vec![PathBuf::from(folder)];
    }
    let shared = root().join("../shared");
    ["corpus", "families"]
        .iter()
        .map(|f| shared.join(f))
        .filter(|f| f.is_dir())
        .collect()
}

/// All files below a folder, sorted by their paths.
pub(crate) fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// Dockerfiles and Compose files below a folder, with paths relative to it.
pub(crate) fn inputs_below(folder: &Path) -> Vec<Input> {
    let mut paths = Vec::new();
    files_below(folder, &mut paths);
    let input = |path: PathBuf| {
        let name = path.strip_prefix(folder).ok()?.to_str()?.to_owned();
        let file_name = name.rsplit('/').next()?;
        let is_compose =
            file_name.contains("compose") || file_name.starts_with("docker-stack") || name.contains("syntax/yaml");
        let kind = kind(&name).filter(|k| *k == FileKind::Dockerfile || is_compose)?;
        let bytes = fs::read(&path).ok()?;
        Some(Input {
            path: name,
            kind,
            bytes,
        })
    };
    paths.into_iter().filter_map(input).collect()
}

#[test]
fn holds_for_fixtures() {
    let inputs = inputs_below(&root().join("fixtures"));
    assert!(inputs.len() > 10, "the fixtures are there");
    check_all(inputs, false);
}

#[test]
fn holds_for_real_files() {
    let folders = real_folders();
    if folders.is_empty() {
        println!("skipped: no PLIMSOLL_CORPUS and no ../shared/corpus");
    }
    for folder in folders {
        check_all(inputs_below(&folder), false);
    }
}

/// Files as they look half typed, badly merged, or saved by an odd editor.
#[test]
fn holds_for_damaged_fixtures() {
    let inputs = inputs_below(&root().join("fixtures"));
    for turn in 0..DAMAGES.len() {
        let each = inputs.iter().enumerate();
        let each = each.map(|(index, input)| damaged(input, turn, index * 7 + turn));
        check_all(each.collect(), true);
    }
}

/// A file after one of the damages, at places that depend on a number.
pub(crate) fn damaged(input: &Input, turn: usize, number: usize) -> Input {
    let damage = DAMAGES[turn % DAMAGES.len()];
    Input {
        bytes: damage(&input.bytes, number * 2_654_435_761),
        ..input.clone()
    }
}

/// A way to damage a file, at places that depend on a number.
type Damage = fn(&[u8], usize) -> Vec<u8>;

const DAMAGES: [Damage; 9] = [
    |bytes, at| bytes[..at % (bytes.len() + 1)].to_vec(),
    |bytes, at| replaced(bytes, b" ", "\u{a0}", at % 4),
    |bytes, at| replaced(bytes, b"\n", ["\r\n", "\r", "\n\r", "\r\r\n"][at % 4], 0),
    |bytes, at| {
        inserted(
            bytes,
            at,
            ["\u{a0}", "\0", "\t", "\u{2028}", "\u{feff}", "é"][at % 6].as_bytes(),
        )
    },
    |bytes, at| inserted(bytes, at, &[0xff, 0xe9, b'\n', 0x80][at % 4..]),
    |bytes, at| {
        inserted(
            bytes,
            at,
            ["\\\n", "<<EOF\n", "${A:-", "\"", "[", "*a", ": ", "&a "][at % 8].as_bytes(),
        )
    },
    |bytes, at| {
        inserted(
            bytes,
            at,
            ["(", "[", "{a: ", "${A:-", "- ", "$("][at % 6].repeat(600).as_bytes(),
        )
    },
    |bytes, at| bytes.split_at(at % (bytes.len() + 1)).1.to_vec(),
    |bytes, at| {
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
        let count = lines.len().max(1);
        lines.rotate_left(at % count);
        lines.concat()
    },
];

fn inserted(bytes: &[u8], at: usize, text: &[u8]) -> Vec<u8> {
    let (before, behind) = bytes.split_at(at % (bytes.len() + 1));
    [before, text, behind].concat()
}

/// With another text in place of a character, and the first characters unchanged.
fn replaced(bytes: &[u8], what: &[u8; 1], by: &str, first: usize) -> Vec<u8> {
    let parts: Vec<&[u8]> = bytes.split(|byte| byte == &what[0]).collect();
    let (left, rest) = parts.split_at(first.min(parts.len() - 1));
    let left = left.iter().flat_map(|part| [*part, &what[..]]);
    let rest = rest.join(by.as_bytes());
    left.chain([&rest[..]]).flatten().copied().collect()
}

/// How often each rule reports on the shared corpus at default settings. Shows here what a change
/// of a rule does to real files.
#[test]
fn counts_on_the_corpus() {
    let folder = root().join("../shared/corpus");
    if !folder.is_dir() {
        println!("skipped: no ../shared/corpus");
        return;
    }
    let report = run(inputs_below(&folder));
    let mut counts: BTreeMap<&str, (usize, Vec<FileId>)> = BTreeMap::new();
    for finding in &report.findings {
        let count = counts.entry(finding.rule.id()).or_default();
        count.0 += 1;
        if count.1.last() != Some(&finding.span.file) {
            count.1.push(finding.span.file);
        }
    }
    let mut text = format!(
        "# Findings on {} files of the corpus: rule, findings, files\n",
        report.files.len()
    );
    for (rule, (findings, files)) in counts {
        let _ = writeln!(text, "{rule} {findings} {}", files.len());
    }
    expect_file(&root().join("tests/corpus_counts.txt"), &text);
}

fn run(inputs: Vec<Input>) -> Report {
    lint(
        inputs,
        &Sources::new(&NoFiles),
        &REGISTRY,
        &Policy::default_of(&REGISTRY),
        &|| (),
    )
}

fn check_all(inputs: Vec<Input>, is_damaged: bool) {
    for (index, input) in inputs.iter().enumerate() {
        let source = Arc::new(SourceFile::new(FileId(index as u32), &*input.path, input.bytes.clone()));
        match input.kind {
            FileKind::Dockerfile => check_dockerfile(&source),
            FileKind::Compose => check_compose(&source),
            FileKind::EnvFile => {}
        }
    }
    let all = Policy::new(&REGISTRY, &["all".to_owned()], &[]).expect("`all` is known");
    let report = lint(inputs.clone(), &Sources::new(&NoFiles), &REGISTRY, &all, &|| ());
    assert!(
        !report.internal_error,
        "a rule panicked: {:?}",
        report.findings.iter().find(|f| f.rule.id() == "internal-error")
    );
    for finding in &report.findings {
        let source = report.source(finding.span.file);
        in_bounds(source, finding.span, finding.rule.id());
        finding
            .notes
            .iter()
            .for_each(|n| in_bounds(report.source(n.span.file), n.span, finding.rule.id()));
        assert!(
            !finding.message.is_empty() && !finding.message.contains('\n'),
            "{}: {:?}",
            finding.rule.id(),
            finding.message
        );
    }
    // With other numbers for the files.
    let sources = Sources::new(&NoFiles);
    (0..7).for_each(|number| drop(sources.add(&format!("elsewhere/{number}"), Vec::new())));
    let reversed = inputs.iter().rev().cloned().collect();
    let again = lint(reversed, &sources, &REGISTRY, &all, &|| ());
    for (one, other) in report.findings.iter().zip(&again.findings) {
        assert_eq!(outline(one, &report), outline(other, &again));
    }
    assert_eq!(report.findings.len(), again.findings.len());
    for safety in [Safety::Safe, Safety::Unsafe] {
        // Real files have a test of their own.
        if is_damaged || inputs.len() < 1_000 {
            fixes::check(&inputs, &all, safety);
        }
    }
}

/// Everything that a user sees of a finding.
fn outline(finding: &Finding, report: &Report) -> String {
    let place = |span: Span| format!("{}:{}..{}", report.source(span.file).path(), span.start, span.end);
    let notes = finding
        .notes
        .iter()
        .map(|note| format!("{} {}", place(note.span), note.text));
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let edits = edits.map(|edit| format!("{} {:?}", place(edit.span), edit.text));
    let more: Vec<String> = notes.chain(edits).collect();
    let (rule, level, variants) = (finding.rule.id(), finding.level, &finding.variants);
    format!(
        "{} {rule} {level:?} {variants:?} {} {:?} {more:?}",
        place(finding.span),
        finding.message,
        finding.help
    )
}

fn in_bounds(source: &SourceFile, span: Span, what: &str) {
    let text = source.text().get(span.range());
    assert!(
        text.is_some() && span.file == source.id(),
        "{}: {what}: {span:?} is no place in the file",
        source.path()
    );
}

/// Every line with text belongs to an instruction, a comment or a directive.
fn check_dockerfile(source: &Arc<SourceFile>) {
    let tree: Dockerfile = dockerfile::parse(source);
    // A file in UTF-16 is not text to Docker, and has no tree.
    if source.text().contains('\0') && tree.instructions.is_empty() {
        return;
    }
    let directives = tree.directives.iter().map(|d| d.span);
    let comments = tree.comments.iter().map(|c| c.span);
    let errors = tree.errors.iter().map(|e| e.span);
    let mut spans: Vec<Span> = tree
        .instructions
        .iter()
        .map(|i| i.full_span)
        .chain(directives)
        .chain(comments)
        .chain(errors)
        .collect();
    for span in &spans {
        in_bounds(source, *span, "tree");
    }
    for instruction in tree.all_instructions() {
        let words = instruction
            .words()
            .iter()
            .chain(instruction.flags.iter().filter_map(|f| f.value.as_ref()));
        words.for_each(|w| in_bounds(source, w.span, "word"));
        instruction
            .pairs()
            .iter()
            .for_each(|p| in_bounds(source, p.span, "pair"));
        in_bounds(source, instruction.keyword, "keyword");
    }
    spans.sort();
    let mut covered = 0;
    for span in spans {
        if span.start as usize > covered {
            let gap = &source.text()[covered..span.start as usize];
            assert!(is_blank(gap), "{}: lost {gap:?}", source.path());
        }
        covered = covered.max(span.end as usize);
    }
    let rest = &source.text()[covered..];
    assert!(is_blank(rest), "{}: lost {rest:?}", source.path());
}

/// White space, a byte order mark, or the escape character at the end of a line.
fn is_blank(gap: &str) -> bool {
    gap.chars()
        .all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\\' | '`' | '\0'))
}

fn check_compose(source: &Arc<SourceFile>) {
    let tree = yaml::parse(Arc::clone(source));
    for (_, node) in tree.nodes() {
        in_bounds(source, node.span, "node");
    }
    for error in &tree.errors {
        in_bounds(source, error.span, "error");
    }
    for comment in &tree.comments {
        assert!(
            source.slice(comment.span).starts_with('#'),
            "{}: {:?}",
            source.path(),
            comment.span
        );
    }
}
