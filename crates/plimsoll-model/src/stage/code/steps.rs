//! The programs that instructions run while an image is built, and the variables that they see.

use std::ops::Deref;

use crate::base::Value;
use crate::command::Invocation;
use crate::dockerfile::Code;
use crate::dockerfile::variables;
use crate::view::{Instruction, Stage};

/// A program that a RUN runs while an image is built. It reads like the invocation, and knows its
/// place.
pub struct Step<'a> {
    /// The RUN, or the ONBUILD before it.
    pub run: Instruction<'a>,
    pub code: &'a Code,
    invocation: Invocation<'a>,
}

impl<'a> Deref for Step<'a> {
    type Target = Invocation<'a>;

    fn deref(&self) -> &Invocation<'a> {
        &self.invocation
    }
}

impl<'a> Instruction<'a> {
    /// Every program that it runs while an image is built.
    pub fn steps(self) -> impl Iterator<Item = Step<'a>> {
        let steps_of = move |code: &'a Code| {
            let invocations = code.commands.invocations();
            invocations.map(move |invocation| Step {
                run: self,
                code,
                invocation,
            })
        };
        self.build_code().iter().flat_map(steps_of)
    }

    /// The value that an ARG or ENV of the chain gives a variable; none if the files set it
    /// nowhere.
    pub fn set_variable(self, name: &str) -> Option<Value<String>> {
        let stage = self.stage()?;
        variables::set_in_stage(self.dockerfile().facts(), stage.index, self.index(), name)
    }

    /// The value of a variable that a program of it sees: from the assignment before the program,
    /// from an earlier `export` in the same code, or from the stage.
    pub fn variable_of(self, invocation: &Invocation<'a>, name: &str) -> Option<Value<String>> {
        let own = invocation
            .environment()
            .into_iter()
            .rev()
            .find(|(key, _, _)| *key == name);
        if let Some((_, value, _)) = own {
            return Some(written(value));
        }
        let before = &invocation.script.commands[..invocation.index as usize];
        let exports = before.iter().rev().filter(|command| {
            let name = command.name.as_ref().map(|name| &*name.content);
            matches!(name, None | Some("export" | "declare" | "typeset"))
        });
        let mut assignments = exports.flat_map(|command| &command.assignments);
        if let Some(assignment) = assignments.find(|assignment| &*assignment.name.value == name) {
            return Some(match &assignment.value {
                Some(word) => written(&word.content),
                None => Value::Unknown,
            });
        }
        self.set_variable(name)
    }
}

/// The value of an assignment in shell code.
fn written(value: &str) -> Value<String> {
    match value.contains(['$', '`']) {
        true => Value::Unknown,
        false => Value::Known(value.to_owned()),
    }
}

impl<'a> Stage<'a> {
    /// The RUN instructions of the stage, including those after ONBUILD.
    pub fn runs(self) -> impl Iterator<Item = Instruction<'a>> {
        self.instructions().filter(|instruction| instruction.is_run())
    }
}

impl Code {
    /// Whether it can be followed only in part: a program whose name is a variable, or a custom
    /// script, may do anything.
    pub fn runs_scripts(&self) -> bool {
        self.commands.invocations().any(|invocation| {
            let program = invocation.program().text;
            let outside = program.starts_with('/')
                && !["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/"]
                    .iter()
                    .any(|folder| program.starts_with(folder));
            program.contains(['$', '`']) || program.ends_with(".sh") || program.starts_with('.') || outside
        })
    }
}
