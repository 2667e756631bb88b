//! How commands are combined in shell code, and which ones mean something else to the shell.

mod comparison;
mod ignored_check;
mod misspelled_assignment;
mod negation;
mod pipefail;
mod several_programs;
mod status;
mod stdout;
mod useless_cat;
mod word_list_args;

pub use comparison::{TakenForRedirect, comparisons_taken_for_redirects};
pub use ignored_check::ignored_checks;
pub use misspelled_assignment::{Misspelled, misspelled_assignments};
pub use negation::ignored_negations;
pub use pipefail::{HiddenPipe, hidden_pipes};
pub use several_programs::{Several, several_programs};
pub use useless_cat::useless_cats;
