//! Runs every example on a rule's page: bad ones give exactly the marked findings, good ones none,
//! and fixed ones are the result of the fixes on the bad ones.
//!
//! A block is an example of its own; consecutive blocks that name a file form one. A mark is a
//! comment line under the code that it marks: carets underline the span (up to the end of the line,
//! if the span continues), and a `#` that touches the first caret counts as part of it. The text
//! after the carets is part of the message. Marks are removed before parsing.
//!
//! Behind the name of a file may stand its mode (`0755`, `0644`) and `crlf`, if its lines end as on Windows.
//!
//! A line above a block that begins with "With `option=value`" sets options of the rule for it.

use std::fmt::Write as _;
use std::sync::LazyLock;

use plimsoll_lint::{Check, Examples, Finding, Group, Page, Policy, Report, Safety};
use plimsoll_model::base::Date;
use plimsoll_syntax::SyntaxErrorKind;

use crate::fixes;
use crate::memory::{Memory, REGISTRY, only, set};

/// What the model finds in files that parse.
const OF_THE_MODEL: [SyntaxErrorKind; 4] = [
    SyntaxErrorKind::Cycle,
    SyntaxErrorKind::MergeConflict,
    SyntaxErrorKind::Modifier,
    SyntaxErrorKind::Undefined,
];

/// The rules that report what a parser could not read: their examples do not parse.
pub(crate) static SYNTAX_RULES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let is_unread = |check: &Check| matches!(check, Check::Syntax(kind) if !OF_THE_MODEL.contains(kind));
    let rules = REGISTRY.rules().iter();
    let speaking = rules.filter(|rule| REGISTRY.checks(rule).iter().any(is_unread));
    speaking.map(|rule| rule.id()).collect()
});

struct Example<'a> {
    section: String,
    line: usize,
    /// Its options, `option=value` each.
    options: Vec<&'a str>,
    files: Vec<Block>,
    fixed: Option<Vec<Block>>,
}

#[derive(Clone)]
struct Block {
    path: String,
    named: bool,
    text: String,
    is_executable: Option<bool>,
    marks: Vec<Mark>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    path: String,
    line: usize,
    start: usize,
    end: usize,
    words: String,
}

#[test]
fn examples_do_what_they_say() {
    let mut problems = String::new();
    for page in REGISTRY.rules() {
        if page.examples == Examples::None {
            continue;
        }
        let examples = examples(page);
        for section in ["Bad", "Good"] {
            if !examples.iter().any(|e| e.section.starts_with(section)) {
                let _ = writeln!(problems, "{}: no example under `## {section}`", page.id());
            }
        }
        for example in &examples {
            check(page, example, &mut problems);
        }
        check_options(page, &examples, &mut problems);
        check_fix_kind(page, &examples, &mut problems);
        check_cases(page, &examples, &mut problems);
    }
    assert!(problems.is_empty(), "\n{problems}");
}

fn policy(page: &Page, example: &Example<'_>) -> Policy {
    let mut policy = if page.examples == Examples::WithAllRules {
        // A group stands for those of its rules that are on.
        let groups = Group::ALL.iter().map(|group| group.name());
        let select: Vec<String> = groups.chain([page.id()]).map(str::to_owned).collect();
        Policy::new(&REGISTRY, &select, &[]).expect("they exist")
    } else {
        only(page.id())
    };
    // The day on which the examples were written: an end date after it is not a fault in them.
    policy.date = Date::parse("2026-11-21");
    for option in &example.options {
        set(&mut policy, page.id(), option);
    }
    policy
}

fn check(page: &Page, example: &Example<'_>, problems: &mut String) {
    let place = format!("{} (line {} of the body)", page.id(), example.line);
    let files = memory(&example.files);
    let report = files.lint(&policy(page, example));
    let found = found(page, &report);
    let mut expected: Vec<Mark> = example.files.iter().flat_map(|b| b.marks.clone()).collect();
    expected.sort();
    if example.section.starts_with("Bad") && expected.is_empty() {
        let _ = writeln!(problems, "{place}: a bad example without a mark");
    }
    if !agree(&expected, &found) {
        let _ = writeln!(problems, "{place}: expected {expected:#?}\nfound {found:#?}");
    }
    if !SYNTAX_RULES.contains(&page.id()) {
        parses(&files, &place, problems);
    }
    if let Some(fixed) = &example.fixed {
        check_fixed(page, example, fixed, &place, problems);
    }
}

fn agree(expected: &[Mark], found: &[Mark]) -> bool {
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(e, f)| {
            (&e.path, e.line, e.start, e.end) == (&f.path, f.line, f.start, f.end) && f.words.contains(&e.words)
        })
}

/// The findings as marks: their spans clipped to their first line.
fn found(page: &Page, report: &Report) -> Vec<Mark> {
    let own = report.findings.iter().filter(|f| f.rule.id() == page.id());
    let mut marks: Vec<Mark> = own.map(|f| mark_of(f, report)).collect();
    marks.sort();
    marks
}

fn mark_of(finding: &Finding, report: &Report) -> Mark {
    let source = report.source(finding.span.file);
    let start = source.position(finding.span.start);
    let line = source.line_span(start.line);
    let end = source.position(finding.span.end.min(line.end).max(finding.span.start));
    Mark {
        path: source.path().to_owned(),
        line: start.line,
        start: start.column,
        end: end.column,
        words: finding.message.clone(),
    }
}

fn parses(files: &Memory, place: &str, problems: &mut String) {
    let rules: Vec<String> = SYNTAX_RULES.iter().map(|&id| id.to_owned()).collect();
    let policy = Policy::new(&REGISTRY, &rules, &[]).expect("they exist");
    for finding in files.lint(&policy).findings {
        let _ = writeln!(problems, "{place}: does not parse: {}", finding.message);
    }
}

/// Makes all fixes as the program does, and compares.
fn check_fixed(page: &Page, example: &Example<'_>, fixed: &[Block], place: &str, problems: &mut String) {
    let mut files = memory(&example.files);
    let policy = policy(page, example);
    let wants = |_: &Report, finding: &Finding| finding.rule.id() == page.id() && finding.fix.is_some();
    let made = fixes::fixed(&files.inputs(), &files, &policy, &wants);
    for held in &made.held_back {
        let _ = writeln!(problems, "{place}: line {} is held back: {}", held.line, held.reason);
    }
    for file in &made.files {
        files
            .0
            .insert(file.path().to_owned(), file.after.source.text().to_owned());
    }
    for block in fixed {
        let result = files.0.get(&block.path).map(String::as_str).unwrap_or_default();
        if result != block.text {
            let text = &block.text;
            let _ = writeln!(problems, "{place}: the fix gives\n{result}\nthe page says\n{text}");
        }
    }
    let left = found(page, &files.lint(&policy));
    if !left.is_empty() {
        let _ = writeln!(problems, "{place}: still found after the fix: {left:#?}");
    }
    parses(&files, place, problems);
}

/// The findings carry the kind of fix that the front matter gives in `fix:`.
fn check_fix_kind(page: &Page, examples: &[Example<'_>], problems: &mut String) {
    let mut kinds: Vec<Safety> = Vec::new();
    for example in examples {
        let report = memory(&example.files).lint(&policy(page, example));
        let own = report.findings.iter().filter(|f| f.rule.id() == page.id());
        kinds.extend(own.filter_map(|f| f.fix.as_ref()).map(|f| f.safety));
    }
    kinds.sort_unstable();
    kinds.dedup();
    // A rule whose safe fix does not fit everywhere may offer an unsafe one there.
    let agrees = match page.fix {
        None => kinds.is_empty(),
        Some(kind) => kinds.contains(&kind),
    };
    if !agrees {
        let _ = writeln!(
            problems,
            "{}: the page says `fix: {:?}`, the findings carry {kinds:?}",
            page.id(),
            page.fix
        );
    }
    if page.fix.is_some() && !examples.iter().any(|e| e.fixed.is_some()) {
        let _ = writeln!(problems, "{}: has a fix, but no `fixed` block", page.id());
    }
}

/// Each case that has a level of its own is shown by an example.
fn check_cases(page: &Page, examples: &[Example<'_>], problems: &mut String) {
    let mut missing: Vec<&str> = page.cases().map(|(case, _)| case).collect();
    for example in examples {
        let report = memory(&example.files).lint(&policy(page, example));
        let own = report.findings.iter().filter(|f| f.rule.id() == page.id());
        let shown: Vec<&str> = own.filter_map(|finding| finding.case.as_deref()).collect();
        missing.retain(|case| !shown.contains(case));
    }
    if !missing.is_empty() {
        let _ = writeln!(problems, "{}: no example of the cases {missing:?}", page.id());
    }
}

/// Each option is declared as the engine reads it, and shown by an example.
fn check_options(page: &Page, examples: &[Example<'_>], problems: &mut String) {
    let options = page.options();
    let lines = page.option_lines().count();
    let has_section = page.body().contains("\n## Options\n");
    if lines != options.len() || has_section == options.is_empty() {
        let read: Vec<&str> = options.iter().map(|option| &*option.name).collect();
        let _ = writeln!(problems, "{}: of its options only {read:?} can be read", page.id());
    }
    for option in options {
        let is_shown = |set: &&str| set.split_once('=').is_some_and(|(name, _)| name == option.name);
        if !examples.iter().any(|example| example.options.iter().any(is_shown)) {
            let _ = writeln!(problems, "{}: no example with `{}`", page.id(), option.name);
        }
        if !option.meaning.ends_with('.') {
            let _ = writeln!(problems, "{}: `{}` is not a sentence", page.id(), option.name);
        }
    }
}

fn memory(blocks: &[Block]) -> Memory {
    let modes = blocks.iter().filter_map(|b| Some((b.path.clone(), b.is_executable?)));
    let files = blocks.iter().map(|b| (b.path.clone(), b.text.clone()));
    Memory(files.collect(), modes.collect())
}

/// The examples of a page.
fn examples(page: &Page) -> Vec<Example<'_>> {
    let mut examples: Vec<Example<'_>> = Vec::new();
    let mut section = String::new();
    let mut joins = false;
    let mut options = Vec::new();
    let mut lines = page.body().lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
            joins = false;
        }
        let Some(info) = line.strip_prefix("```").filter(|i| !i.is_empty()) else {
            joins &= line.trim().is_empty();
            if !line.trim().is_empty() {
                options = options_of(line);
            }
            continue;
        };
        let text: Vec<&str> = lines.by_ref().map(|(_, l)| l).take_while(|l| *l != "```").collect();
        let mut words: Vec<&str> = info.split(' ').collect();
        let language = words.remove(0);
        let default = match language {
            "dockerfile" => "Dockerfile",
            "yaml" => "compose.yaml",
            "text" if !words.is_empty() => "",
            _ => continue,
        };
        let fixed = words.first() == Some(&"fixed");
        if fixed {
            words.remove(0);
        }
        let block = block(&words, default, &text);
        match examples.last_mut() {
            Some(last) if fixed => last.fixed.get_or_insert_default().push(block),
            Some(last) if joins && block.named => last.files.push(block),
            _ => {
                joins = block.named;
                examples.push(Example {
                    section: section.clone(),
                    line: number + 1,
                    options: std::mem::take(&mut options),
                    files: vec![block],
                    fixed: None,
                });
            }
        }
    }
    examples
}

/// What a line above an example sets: "With `option=value` and `option=value`".
fn options_of(line: &str) -> Vec<&str> {
    if !line.starts_with("With `") {
        return Vec::new();
    }
    let words = line.split('`').skip(1).step_by(2);
    words.filter(|word| word.contains('=')).collect()
}

fn block(words: &[&str], default: &str, lines: &[&str]) -> Block {
    let name = words.first();
    let line_end = if words.contains(&"crlf") { "\r\n" } else { "\n" };
    let path = name.copied().unwrap_or(default).to_owned();
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut count = 0;
    for line in lines {
        if let Some((start, end, words)) = mark(line) {
            let (path, words) = (path.clone(), words.to_owned());
            marks.push(Mark {
                path,
                line: count,
                start,
                end,
                words,
            });
            continue;
        }
        text.push_str(line);
        text.push_str(line_end);
        count += 1;
    }
    Block {
        named: name.is_some(),
        path,
        text,
        is_executable: words.iter().find_map(|word| match *word {
            "0755" => Some(true),
            "0644" => Some(false),
            _ => None,
        }),
        marks,
    }
}

/// Start and end column of the carets of a mark line, and the words after them.
fn mark(line: &str) -> Option<(usize, usize, &str)> {
    let hash = line.len() - line.trim_start().len();
    let rest = line[hash..].strip_prefix('#')?;
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let carets = rest[blanks..].len() - rest[blanks..].trim_start_matches('^').len();
    if carets == 0 {
        return None;
    }
    let first = hash + 1 + blanks;
    let start = if blanks == 0 { hash } else { first };
    let words = rest[blanks + carets..].trim();
    Some((start + 1, first + carets + 1, words))
}

#[test]
fn marks_underline() {
    assert_eq!(mark("#^^ `ADD` copies"), Some((1, 4, "`ADD` copies")));
    assert_eq!(mark("  # ^^^ x"), Some((5, 8, "x")));
    assert_eq!(mark("# no mark"), None);
}
