//! Which account a container of a stage starts as.

use plimsoll_syntax::dockerfile::Kind;

use super::{Instruction, Stage};
use crate::Value;
use crate::known_image::known_image;

/// The account a stage ends with.
#[derive(Clone)]
pub enum User<'a> {
    /// A USER in the chain says so. The value is the user without its group.
    Set {
        instruction: Instruction<'a>,
        name: Value<String>,
    },
    /// No USER in the chain; the base image is known to run as root, or as another account, or
    /// nothing is known of it.
    Base(BaseUser),
}

/// What is known of the account that a base image starts as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaseUser {
    Root,
    Unprivileged,
    Unknown,
}

impl<'a> Stage<'a> {
    /// The account that a container of this stage starts as.
    pub fn user(self) -> User<'a> {
        if let Some(instruction) = self.inherited(Kind::User).next() {
            let name = match instruction.node().words().first() {
                Some(word) => instruction.expand(word).map(without_group),
                None => Value::Unknown,
            };
            return User::Set { instruction, name };
        }
        User::Base(self.base_user())
    }

    fn base_user(self) -> BaseUser {
        if self.is_from_scratch() {
            return BaseUser::Root;
        }
        match self.root_image().likely() {
            Some(image) => base_user_of(image.familiar_name(), image.tag()),
            None => BaseUser::Unknown,
        }
    }
}

/// What is known of the account that an image starts as.
pub fn base_user_of(repository: &str, tag: Option<&str>) -> BaseUser {
    match known_image(repository, tag).and_then(|i| i.runs_unprivileged(tag)) {
        Some(true) => BaseUser::Unprivileged,
        Some(false) => BaseUser::Root,
        None => BaseUser::Unknown,
    }
}

/// Whether an account is root: by name, or as number 0.
pub fn is_root(user: &str) -> bool {
    let user = user.trim();
    user.eq_ignore_ascii_case("root") || (!user.is_empty() && user.bytes().all(|b| b == b'0'))
}

fn without_group(user: String) -> String {
    match user.split_once(':') {
        Some((name, _)) => name.to_owned(),
        None => user,
    }
}
