//! One test binary for the whole project. Rust only; the data stands in `rules/` and `fixtures/`.

mod cli;
mod corpus;
mod hostile;
mod house;
mod memory;
mod pages;
mod projects;
