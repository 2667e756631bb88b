use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::compose::{Definition, looks_like_path};
use plimsoll_model::view::ComposeFile;
use plimsoll_syntax::SyntaxErrorKind;
use plimsoll_syntax::nearest;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("undefined_reference.md")),
    checks: &[Check::Syntax(SyntaxErrorKind::Undefined), Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    if !compose.stands_alone() {
        return;
    }
    for reference in compose.undefined_references() {
        let (kind, name) = (reference.kind, &reference.name);
        // A path without a dot has a rule of its own.
        if kind == Definition::Volume && looks_like_path(name) {
            continue;
        }
        if kind == Definition::Service && compose.is_brought_by_neighbour(reference.span.file, name) {
            continue;
        }
        let text = format!("{} `{name}` is not defined", kind.name());
        if let Some(extends) = reference.inherited {
            cx.report(extends, format!("{text}, but the service extended here uses it"))
                .help(format!(
                    "define it under `{}` here too, or replace the key with `!override`",
                    kind.section()
                ))
                .note(reference.span, "the name");
            continue;
        }
        let finding = cx.report(reference.span, text);
        let near = nearest(name, compose.defined(kind));
        match near {
            Some(near) => {
                finding.help(format!("write `{near}`, if that was meant"));
                let edit = reference.span.replace(near);
                finding.fix(Fix::unsafe_(format!("write `{near}`"), [edit]));
            }
            None => {
                let section = kind.section();
                let help = format!("define it under `{section}`");
                if kind == Definition::Network {
                    finding.help(format!("{help}, with `external: true` if a platform creates it"));
                    finding.shared();
                } else {
                    finding.help(help);
                }
            }
        }
    }
    for context in compose.unbuilt_contexts() {
        cx.report(
            context.span,
            format!(
                "service `{}` has no `build`, so there is no image to build on",
                context.as_str()
            ),
        )
        .help("name its image instead: `docker-image://…`");
    }
}
