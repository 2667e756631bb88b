//! What a rule's function is given besides the place it looks at.

use plimsoll_model::{Environment, Instruction, ShellFinding, Workspace};
use plimsoll_syntax::Span;

use crate::listing::Listing;
use crate::{Finding, Meta, Policy};

/// The rule's hands: it reports through this, and asks for what the user decided.
pub struct Context<'a> {
    pub(crate) rule: &'static Meta,
    pub(crate) environment: Environment,
    pub(crate) workspace: &'a Workspace,
    pub(crate) policy: &'a Policy,
    pub(crate) findings: &'a mut Listing,
}

impl<'a> Context<'a> {
    /// Reports a fault: the words that are wrong, and what is wrong with them, in one line, lower
    /// case, no full stop, code in backticks.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        self.findings
            .push(Finding::new(self.rule, self.environment, span, message))
    }

    /// Keeps a secret from every output without a finding: it may stand there, and is still nobody's
    /// business.
    pub fn hide(&mut self, span: Span) {
        self.findings.hide(span);
    }

    /// What ShellCheck would say of an instruction's shell code, as far as the rule's page names
    /// the codes.
    pub fn shell_findings<'i>(&self, instruction: Instruction<'i>) -> impl Iterator<Item = &'i ShellFinding> + use<'i> {
        let rule = self.rule;
        let found = instruction.shell_findings().iter();
        found.filter(move |finding| rule.has_code(finding.code))
    }

    /// What the place is judged as.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Whether the place is judged as production.
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// The user's decisions.
    pub fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// The files of the run.
    pub fn workspace(&self) -> &'a Workspace {
        self.workspace
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &'a str {
        self.workspace.sources()[span.file.0 as usize].slice(span)
    }
}
