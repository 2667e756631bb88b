use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path;
use plimsoll_model::command::download::{Output, download};
use plimsoll_model::command::file::removed;
use plimsoll_model::command::package::Action;
use plimsoll_model::secret::secret_file;
use plimsoll_model::stage::copy::Leftover;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("deletion_in_later_layer.md")),
    checks: &[Check::Stage(check)],
};

/// Files that earlier instructions of the stage put into the image.
#[derive(Default)]
struct Added {
    files: BTreeMap<String, Span>,
    packages: HashMap<String, Span>,
}

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let mut placed = stage.placed().peekable();
    let mut added = Added::default();
    let secrets = LazyCell::new(|| stage.leftovers(|path| secret_file(path).is_some()));
    let is_secret = |deleted: Span| secrets.iter().any(|leftover: &Leftover| leftover.deleted == deleted);
    for instruction in stage.instructions() {
        match instruction.node().kind {
            Kind::Copy | Kind::Add => {
                while let Some(file) = placed.next_if(|p| p.instruction.index() <= instruction.index()) {
                    if file.path != "/" {
                        added.files.insert(file.path.to_owned(), file.source.span);
                    }
                }
            }
            Kind::Run => {
                check_run(instruction, &mut added, &is_secret, cx);
                add_downloads(instruction, &mut added);
            }
            _ => {}
        }
    }
}

fn check_run(run: Instruction<'_>, added: &mut Added, is_secret: &impl Fn(Span) -> bool, cx: &mut Context<'_>) {
    for invocation in run.steps() {
        for path in removed(invocation.argv()) {
            let folder = path.text.trim_end_matches(['*', '/']);
            if !folder.starts_with('/') || folder.contains(['$', '*', '?', '{', '`']) {
                continue;
            }
            if let Some((file, span)) = added.below(&path::absolute(folder, "/")) {
                // `secret-removed-in-later-layer` reports credentials.
                if is_secret(path.span) {
                    break;
                }
                let finding = cx.report(path.span, format!("`{file}` stays in the layer that added it"));
                finding.note(span, "it is added here");
                finding.help("delete it in the step that adds it, or mount it instead of copying it");
                break;
            }
        }
        let command = invocation.package_command();
        let removes = command.filter(|c| c.manager.is_system() && c.action == Action::Remove && !c.is_dry);
        let Some(command) = removes else { continue };
        let known = command
            .packages
            .iter()
            .find_map(|p| Some((p, added.packages.get(p.name)?)));
        if let Some((package, span)) = known {
            let message = format!("`{}` stays in the layer that installed it", package.name);
            let finding = cx.report(package.argument.span, message);
            finding.note(*span, "it is installed here");
            finding.help("install, use and remove it in one step");
        }
    }
    for invocation in run.steps() {
        let command = invocation.package_command();
        let installs = command.filter(|c| c.manager.is_system() && c.action == Action::Install && !c.is_dry);
        let Some(command) = installs else { continue };
        for package in command.packages.iter().filter(|p| p.argument.is_literal) {
            added.packages.insert(package.name.to_owned(), package.argument.span);
        }
        // apk(8): the name of a virtual package stands for everything in it.
        let named = command.flags.iter().find(|flag| matches!(flag.name, "t" | "virtual"));
        if let Some((name, span)) = named.and_then(|flag| Some((flag.value?, flag.value_span?))) {
            added.packages.insert(name.to_owned(), span);
        }
    }
}

/// The files that a step downloads to an absolute path and leaves there.
fn add_downloads(run: Instruction<'_>, added: &mut Added) {
    let mut own: BTreeMap<String, Span> = BTreeMap::new();
    for invocation in run.steps() {
        let found = download(invocation.argv());
        if let Some((Output::File(path), span)) = found.map(|download| (download.output, download.span))
            && path.starts_with('/')
            && !path.contains(['$', '`'])
            && !run.keeps_out_of_layer(path)
        {
            own.insert(path::absolute(path, "/"), span);
        }
        let gone = |path: &str| {
            removed(invocation.argv())
                .iter()
                .any(|p| path::absolute(p.text, "/") == path)
        };
        own.retain(|path, _| !gone(path));
    }
    added.files.extend(own);
}

impl Added {
    /// A file at the path, or below it.
    fn below(&self, path: &str) -> Option<(&str, Span)> {
        if let Some((file, span)) = self.files.get_key_value(path) {
            return Some((file, *span));
        }
        // `0` is the character after the slash.
        let mut inside = self.files.range(format!("{path}/")..format!("{path}0"));
        inside.next().map(|(file, span)| (file.as_str(), *span))
    }
}
