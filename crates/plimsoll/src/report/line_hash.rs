//! The hash by which GitHub recognises a line that has moved. `github/codeql-action/upload-sarif` makes
//! it where it is missing and warns where it differs, so that this is the very same
//! (github/codeql-action v4, src/fingerprints.ts).
//!
//! It is a rolling hash over the hundred characters, blanks not counted, from the start of the line on.

use std::collections::HashMap;

use plimsoll_syntax::SourceFile;

/// So many characters count.
const WINDOW: usize = 100;
const BASE: u64 = 37;
/// Stands for the end of the file.
const END: u16 = 65535;

/// The hashes of the lines of a file.
pub(super) struct LineHashes {
    lines: Vec<Hashed>,
}

struct Hashed {
    value: String,
    /// The bytes whose characters count.
    from: u32,
    to: u32,
}

impl LineHashes {
    pub(super) fn of(source: &SourceFile) -> Self {
        let mut rolling = Rolling::new();
        // Bytes that are no UTF-8 become what others make of them.
        let text = String::from_utf8_lossy(source.bytes());
        let (mut is_start, mut after_return) = (true, false);
        let mut units = [0; 2];
        for (at, c) in text.char_indices() {
            let skips = matches!(c, ' ' | '\t') || c == '\n' && after_return;
            after_return = c == '\r';
            if skips {
                continue;
            }
            let c = if after_return { '\n' } else { c };
            for unit in c.encode_utf16(&mut units) {
                rolling.take(*unit, at, std::mem::take(&mut is_start));
            }
            is_start = c == '\n';
        }
        rolling.take(END, text.len(), is_start);
        for _ in 0..WINDOW {
            rolling.give_out(text.len());
            rolling.roll(0, None);
        }
        Self { lines: rolling.done }
    }

    /// The hash of a line, and the bytes that it was made of.
    pub(super) fn at(&self, line: usize) -> Option<(&str, std::ops::Range<u32>)> {
        let hashed = self.lines.get(line.checked_sub(1)?)?;
        Some((&hashed.value, hashed.from..hashed.to))
    }
}

/// The hash of the last hundred characters, and where lines start among them.
struct Rolling {
    window: [u16; WINDOW],
    starts: [Option<usize>; WINDOW],
    at: usize,
    hash: u64,
    /// The factor of the character that leaves the window.
    first: u64,
    counts: HashMap<u64, u32>,
    done: Vec<Hashed>,
}

impl Rolling {
    fn new() -> Self {
        Self {
            window: [0; WINDOW],
            starts: [None; WINDOW],
            at: 0,
            hash: 0,
            first: BASE.wrapping_pow(WINDOW as u32),
            counts: HashMap::new(),
            done: Vec::new(),
        }
    }

    fn take(&mut self, unit: u16, offset: usize, starts_line: bool) {
        self.give_out(offset);
        self.roll(unit, starts_line.then_some(offset));
    }

    /// The window is full for the line that starts in its oldest place.
    fn give_out(&mut self, offset: usize) {
        let Some(from) = self.starts[self.at].take() else {
            return;
        };
        let count = self.counts.entry(self.hash).or_default();
        *count += 1;
        self.done.push(Hashed {
            value: format!("{:x}:{count}", self.hash),
            from: from as u32,
            to: offset as u32,
        });
    }

    fn roll(&mut self, unit: u16, start: Option<usize>) {
        let oldest = std::mem::replace(&mut self.window[self.at], unit);
        if start.is_some() {
            self.starts[self.at] = start;
        }
        let hash = self.hash.wrapping_mul(BASE).wrapping_add(u64::from(unit));
        self.hash = hash.wrapping_sub(self.first.wrapping_mul(u64::from(oldest)));
        self.at = (self.at + 1) % WINDOW;
    }
}
