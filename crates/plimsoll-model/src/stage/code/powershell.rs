//! The little that is read of PowerShell code, which has no tree.

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::CommandForm;

use crate::command::download::powershell_piped_download;
use crate::dockerfile::ShellKind;
use crate::view::Instruction;

impl Instruction<'_> {
    /// Where its PowerShell code runs a download at once: the `iex` or its equivalent.
    pub fn powershell_download(self) -> Option<Span> {
        let (node, stage) = (self.node(), self.stage()?);
        let command = node.trigger().unwrap_or(node).command()?;
        match &command.form {
            CommandForm::Shell(text) => {
                let runs = match stage.shell_at(self.index()).kind {
                    ShellKind::PowerShell => true,
                    ShellKind::Cmd => names_powershell(text.as_str()),
                    _ => false,
                };
                if !runs {
                    return None;
                }
                Some(text.span(powershell_piped_download(text.as_str())?))
            }
            CommandForm::Exec(words) => {
                let runs = words.first().is_some_and(|word| names_powershell(&word.value));
                let mut words = words.iter().filter(|_| runs);
                let found = words.find(|word| powershell_piped_download(&word.value).is_some());
                found.map(|word| word.span)
            }
        }
    }
}

fn names_powershell(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("powershell") || lower.contains("pwsh")
}
