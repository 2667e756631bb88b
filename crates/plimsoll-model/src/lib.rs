//! skeleton

pub mod command;
