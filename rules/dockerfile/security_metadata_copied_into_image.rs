use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("security_metadata_copied_into_image.md")),
    checks: &[
        Check::Instruction(Kind::Add, check),
        Check::Instruction(Kind::Copy, check),
    ],
};

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let Some((sources, _)) = copy.copied() else { return };
    if copy.node().flag("from").is_some() {
        return;
    }
    for source in sources {
        let path = copy.expand(source).likely().unwrap_or_default();
        if path.to_ascii_lowercase().ends_with(".vex.json") {
            cx.report(source.span, format!("`{path}` belongs beside the image, not in it"))
                .help("attach it as an attestation: `docker scout attestation add`, `cosign attest --type openvex`");
        }
    }
}
