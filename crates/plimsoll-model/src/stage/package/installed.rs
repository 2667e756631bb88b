//! The packages that a stage installs and keeps.

use std::collections::HashSet;

use plimsoll_syntax::Span;

use crate::command::package::{Action, Manager, PackageCommand, Purpose, php_extensions, purpose_of};
use crate::dockerfile::KeptPackage;
use crate::view::{Instruction, Stage};

/// A package that is present at the end of a stage.
#[derive(Clone, Copy)]
pub struct Installed<'a> {
    pub run: Instruction<'a>,
    pub manager: Manager,
    /// Without its version.
    pub name: &'a str,
    pub span: Span,
}

impl<'a> Stage<'a> {
    /// The packages that its steps install by name and that no later step removes. If variables say
    /// what is removed, that may be everything the step installed.
    pub fn kept_packages(self) -> impl Iterator<Item = Installed<'a>> {
        let kept = self.facts().kept_packages.get_or_init(|| {
            let found = self.find_kept_packages().into_iter();
            found.map(|package| package.kept()).collect()
        });
        kept.iter().map(move |package| Installed {
            run: Instruction::new(self.dockerfile, Some(self), package.run),
            manager: package.manager,
            name: &package.name,
            span: package.span,
        })
    }

    fn find_kept_packages(self) -> Vec<Installed<'a>> {
        let mut kept: Vec<Kept<'a>> = Vec::new();
        for (step, run) in self.runs().enumerate() {
            for invocation in run.steps() {
                // The idiom of the official images: `apt-mark auto '.*'`, and a purge of everything
                // that is not marked as manual.
                if invocation.name == "apt-mark" && invocation.arguments().iter().any(|a| a.text == "auto") {
                    kept.retain(|k| k.step != step);
                }
                let Some(command) = invocation.package_command().filter(|c| !c.is_dry) else {
                    continue;
                };
                match command.action {
                    Action::Install if kept.len() < MOST => kept.extend(brought(&command, run, step)),
                    Action::Remove => remove(&command, step, &mut kept),
                    _ => {}
                }
            }
        }
        kept.into_iter().map(|k| k.package).collect()
    }

    /// The kept packages of one purpose. A PHP extension for debugging counts.
    pub fn kept_packages_for(self, purpose: Purpose) -> Vec<Installed<'a>> {
        let kept = self.kept_packages();
        kept.filter(|package| purpose_of(package.manager, package.name) == Some(purpose))
            .collect()
    }

    /// The PHP extensions that its steps build or enable, with the step of each.
    pub fn php_extensions(self) -> Vec<(Instruction<'a>, &'a str, Span)> {
        let steps = self.runs().flat_map(|run| run.steps().map(move |i| (run, i)));
        let words = steps.flat_map(|(run, i)| php_extensions(i.argv()).into_iter().map(move |a| (run, a)));
        words.map(|(run, word)| (run, word.text, word.span)).collect()
    }

    /// The shipped stages that this one is part of: itself, or later ones built on it.
    pub fn shipped_as(self) -> impl Iterator<Item = Self> {
        let stages = self.dockerfile.stages().skip(self.index);
        // A bound keeps files with thousands of stages linear.
        let shipped = stages.take(100).filter(|stage| stage.is_shipped());
        shipped.filter(move |stage| stage.ancestors().any(|a| a.index == self.index))
    }
}

impl Installed<'_> {
    fn kept(&self) -> KeptPackage {
        KeptPackage {
            run: self.run.index(),
            manager: self.manager,
            name: self.name.into(),
            span: self.span,
        }
    }
}

/// At most this many packages are tracked, so that many removals stay linear.
const MOST: usize = 2000;

struct Kept<'a> {
    package: Installed<'a>,
    /// The step that installed it.
    step: usize,
    /// The name of a group of apk packages.
    group: Option<&'a str>,
}

fn brought<'a>(command: &PackageCommand<'a>, run: Instruction<'a>, step: usize) -> Vec<Kept<'a>> {
    let group = command
        .flags
        .iter()
        .find(|flag| matches!(flag.name, "t" | "virtual"))
        .and_then(|flag| flag.value)
        .filter(|_| command.manager == Manager::Apk);
    let manager = command.manager;
    let named = command.packages.iter().filter(|package| package.argument.is_literal);
    let kept = named.map(|package| Kept {
        package: Installed {
            run,
            manager,
            name: package.name,
            span: package.argument.span,
        },
        step,
        group,
    });
    kept.collect()
}

fn remove(command: &PackageCommand<'_>, step: usize, kept: &mut Vec<Kept<'_>>) {
    let names: HashSet<&str> = command.packages.iter().map(|package| package.name).collect();
    let is_open = command.packages.iter().any(|package| !package.argument.is_literal);
    let pattern = |name: &str| {
        names
            .iter()
            .any(|n| n.strip_suffix('*').is_some_and(|start| name.starts_with(start)))
    };
    kept.retain(|k| {
        let same = k.package.manager.shares_settings_with(command.manager);
        let named =
            names.contains(k.package.name) || k.group.is_some_and(|g| names.contains(g)) || pattern(k.package.name);
        !(same && (named || (is_open && k.step == step)))
    });
}
