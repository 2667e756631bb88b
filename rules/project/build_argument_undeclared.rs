use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::{Dockerfile, Service};
use plimsoll_syntax::dockerfile::{Kind, Pair, Word};
use plimsoll_syntax::nearest;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("build_argument_undeclared.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let arguments = service.build.as_ref().and_then(|build| build.value.args.as_deref());
    let (Some(arguments), Some(dockerfile)) = (arguments, service.dockerfile()) else {
        return;
    };
    let declared = declared(dockerfile);
    for pair in &arguments.value {
        // What came by way of an anchor is shared with other builds, which may well declare it.
        let Some(name) = pair.name().filter(|_| pair.via.is_none() && arguments.via.is_none()) else {
            continue;
        };
        if name.is_empty() || declared.contains(&name) || dockerfile.has_argument_by_itself(name) {
            continue;
        }
        let file = dockerfile.source().shown();
        let finding = cx.report(
            pair.key.span,
            format!("`{file}` declares no `ARG {name}`, so this value is lost"),
        );
        // What is set beside it is not what was meant.
        let is_set = |name: &str| arguments.value.iter().any(|pair| pair.name() == Some(name));
        let open = declared.iter().copied().filter(|name| !is_set(name));
        match nearest(name, open) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help(format!(
                "declare `ARG {name}` in the stage that needs it, or remove this line"
            )),
        };
    }
}

/// The names that a Dockerfile declares anywhere.
fn declared(dockerfile: Dockerfile<'_>) -> Vec<&str> {
    let nodes = dockerfile.instructions().map(|instruction| instruction.node());
    let pairs = nodes
        .filter(|node| node.kind == Kind::Arg)
        .flat_map(|node| node.pairs());
    pairs.map(|pair: &Pair| &pair.key).map(Word::as_written).collect()
}
