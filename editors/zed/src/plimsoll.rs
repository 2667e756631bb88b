//! plimsoll in Zed: starts the program that is on the path.

use zed_extension_api::{self as zed, LanguageServerId, Result, settings::LspSettings};

struct Plimsoll;

impl zed::Extension for Plimsoll {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &zed::Worktree) -> Result<zed::Command> {
        let settings = LspSettings::for_worktree("plimsoll", worktree)?;
        let named = settings.binary.and_then(|binary| binary.path);
        let command = named.or_else(|| worktree.which("plimsoll"));
        Ok(zed::Command {
            command: command.ok_or("`plimsoll` is not on the path")?,
            args: vec!["lsp".to_owned()],
            env: Vec::new(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        _: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<Option<zed::serde_json::Value>> {
        Ok(LspSettings::for_worktree("plimsoll", worktree)?.initialization_options)
    }
}

zed::register_extension!(Plimsoll);
