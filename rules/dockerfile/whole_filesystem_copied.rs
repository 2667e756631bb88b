use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::known_image;
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;
use plimsoll_syntax::image::ImageReference;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("whole_filesystem_copied.md")),
    checks: &[Check::Instruction(Kind::Copy, check)],
};

/// Images that hold a few files to be laid over others, according to their documentation.
const OVERLAYS: [&str; 2] = ["tonistiigi/xx", "crazymax/osxcross"];

fn check(copy: Instruction<'_>, cx: &mut Context<'_>) {
    let from = copy.node().flag("from").and_then(|flag| flag.value.as_ref());
    let (Some(from), Some((sources, Some(destination))), Some(stage)) = (from, copy.copied(), copy.stage()) else {
        return;
    };
    let is_root = |word| copy.expand(word).known().is_some_and(|path| path == "/");
    let Some(source) = sources.iter().find(|word| is_root(word)) else {
        return;
    };
    if !is_root(destination) || stage.is_from_scratch() {
        return;
    }
    let Some(name) = copy.expand(from).likely() else { return };
    // An unknown image may hold only a few files, and so may a stage on `scratch`.
    let source_stage = stage.dockerfile().target(&name);
    let image = source_stage.map_or_else(
        || ImageReference::parse(&name).ok(),
        |s| s.root_image().likely().cloned(),
    );
    let is_overlay = |image: &ImageReference| OVERLAYS.contains(&image.familiar_name());
    let is_system = |image: &ImageReference| known_image(image.familiar_name(), image.tag()).is_some();
    let is_whole = match source_stage {
        Some(source) => !source.is_from_scratch() && !image.is_some_and(|image| is_overlay(&image)),
        None => image.is_some_and(|image| is_system(&image)),
    };
    if !is_whole {
        return;
    }
    let finding = cx.report(
        source.span,
        format!("the whole filesystem of `{name}` is copied over this one"),
    );
    finding.help("copy the folders that are needed");
}
