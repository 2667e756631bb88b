//! `healthcheck` of a service.

use plimsoll_syntax::Span;
use plimsoll_syntax::yaml::{Kind, NodeRef};

use super::field::{Field, Scalar};
use super::read::{Keys, Reader};
use crate::base::Value;

/// How Docker finds out whether a service works.
#[derive(Clone, Debug)]
pub struct Healthcheck {
    /// The whole value.
    pub span: Span,
    pub test: Option<Box<Field<HealthTest>>>,
    pub disable: Option<Box<Field<Value<bool>>>>,
    pub interval: Option<Box<Field<Scalar>>>,
    pub timeout: Option<Box<Field<Scalar>>>,
    pub retries: Option<Box<Field<Scalar>>>,
    pub start_period: Option<Box<Field<Scalar>>>,
    pub start_interval: Option<Box<Field<Scalar>>>,
}

/// The command that checks.
#[derive(Clone, Debug)]
pub struct HealthTest {
    pub form: HealthForm,
    /// The words after `CMD`, or the single string that a shell runs.
    pub words: Vec<Scalar>,
}

/// How a check is run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HealthForm {
    /// `["NONE"]`, which removes the image's check.
    None,
    /// `["CMD", …]`
    Exec,
    /// A string, or `["CMD-SHELL", …]`.
    Shell,
    /// A list that starts with anything else, which Docker refuses.
    Invalid,
}

impl Healthcheck {
    pub(super) fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        let keys = Keys::new(reader, node);
        (node.kind() == Kind::Mapping).then(|| Self {
            span: node.span(),
            test: keys.with("test", HealthTest::read),
            disable: keys.flag("disable"),
            interval: keys.scalar("interval"),
            timeout: keys.scalar("timeout"),
            retries: keys.scalar("retries"),
            start_period: keys.scalar("start_period"),
            start_interval: keys.scalar("start_interval"),
        })
    }

    /// Whether it removes a check instead of setting one.
    pub fn is_disabled(&self) -> Value<bool> {
        if self
            .test
            .as_ref()
            .is_some_and(|test| test.value.form == HealthForm::None)
        {
            return Value::Known(true);
        }
        self.disable
            .as_ref()
            .map_or(Value::Known(false), |disable| disable.value)
    }
}

impl HealthTest {
    fn read(reader: &Reader<'_>, node: NodeRef<'_>) -> Option<Self> {
        if node.kind() != Kind::Sequence {
            return Some(Self {
                form: HealthForm::Shell,
                words: vec![reader.scalar(node)?],
            });
        }
        let mut words: Vec<Scalar> = node.items().filter_map(|item| reader.scalar(item)).collect();
        let form = match words.first().map(Scalar::as_str) {
            Some("NONE") => HealthForm::None,
            Some("CMD") => HealthForm::Exec,
            Some("CMD-SHELL") => HealthForm::Shell,
            _ => HealthForm::Invalid,
        };
        if form != HealthForm::Invalid {
            words.remove(0);
        }
        Some(Self { form, words })
    }
}
