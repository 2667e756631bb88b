//! The engine as a WebAssembly module without imports. Whoever calls it reserves room for a question,
//! writes it there as JSON, asks, and reads the answer, which is JSON too:
//!
//! ```js
//! const bytes = new TextEncoder().encode(JSON.stringify(question));
//! new Uint8Array(memory.buffer, reserve(bytes.length), bytes.length).set(bytes);
//! const length = ask();
//! const answer = new TextDecoder().decode(new Uint8Array(memory.buffer, answer_at(), length));
//! ```
//!
//! If `ask` traps, `failure` gives the length of the reason, which lies where an answer would; the module
//! is to be thrown away then.

mod project;

use std::panic::{PanicHookInfo, set_hook};
use std::sync::{Mutex, PoisonError};

/// What whoever calls writes or reads. There is one thread and one question at a time.
static QUESTION: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes room for a question of so many bytes, and gives its address.
#[unsafe(no_mangle)]
extern "C" fn reserve(length: usize) -> *mut u8 {
    let mut question = QUESTION.lock().unwrap_or_else(PoisonError::into_inner);
    *question = vec![0; length];
    question.as_mut_ptr()
}

/// Answers the question, and gives the length of the answer.
#[unsafe(no_mangle)]
extern "C" fn ask() -> usize {
    set_hook(Box::new(remember));
    let question = std::mem::take(&mut *QUESTION.lock().unwrap_or_else(PoisonError::into_inner));
    keep(project::answer(&question))
}

/// Where the answer is, until the next question.
#[unsafe(no_mangle)]
extern "C" fn answer_at() -> *const u8 {
    ANSWER.lock().unwrap_or_else(PoisonError::into_inner).as_ptr()
}

/// After a trap: the length of the reason, 0 if it is not known.
#[unsafe(no_mangle)]
extern "C" fn failure() -> usize {
    ANSWER.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// Nothing else holds the answer while the engine works, so that a reason can always be put there.
fn remember(panic: &PanicHookInfo<'_>) {
    keep(panic.to_string().into_bytes());
}

fn keep(answer: Vec<u8>) -> usize {
    let mut kept = ANSWER.lock().unwrap_or_else(PoisonError::into_inner);
    *kept = answer;
    kept.len()
}
