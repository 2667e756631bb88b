//! The program: arguments in, report out. The engine and the rules are libraries below it.

mod args;
mod cli;
mod commands;
mod inputs;
mod option_arg;
mod outcome;
mod progress;
mod report;
mod terminal;

use std::any::Any;
use std::panic;
use std::process::ExitCode;

use plimsoll_check::{baseline, config, disk};

// That of musl makes threads wait for each other (docs/decisions/0008-release-profile.md).
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The engine catches a panic in a rule and makes it a finding; a backtrace in the middle of a
    // report helps nobody who only wanted the report.
    if !wants_back_traces() {
        panic::set_hook(Box::new(|_| {}));
    }
    match panic::catch_unwind(cli::run) {
        Ok(outcome) => outcome.code(),
        Err(panic) => {
            let text = panic_text(panic.as_ref());
            terminal::complain(format_args!("internal error: {text} (RUST_BACKTRACE=1 shows where)"));
            outcome::Outcome::Failed.code()
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "for those who look for a fault in plimsoll itself"
)]
fn wants_back_traces() -> bool {
    std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0")
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let fixed = panic.downcast_ref::<&str>().copied();
    fixed
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}
