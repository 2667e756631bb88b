use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::image::known_image;
use plimsoll_model::view::Stage;
use plimsoll_syntax::dockerfile::Word;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("stage_shadows_image.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    let Some((word, name)) = stage.name().and_then(|word| Some((word, word.literal()?))) else {
        return;
    };
    // Naming a stage of an image after that image is deliberate: later uses mean the stage.
    if known_image(&name, None).is_none() || is_made_of(stage, &name) {
        return;
    }
    let dockerfile = stage.dockerfile();
    let later = dockerfile.stages().skip(stage.index() + 1);
    let mut from = later.filter(|s| s.parent().is_some_and(|p| p.index() == stage.index()));
    let Some(user) = from.find_map(Stage::image_word) else {
        return;
    };
    let finding = cx.report(
        word.span,
        format!("the stage hides the image `{name}`, which is used below"),
    );
    finding.help("give the stage another name, or give the image its tag");
    finding.note(user.span, "this means the stage");
}

/// Whether an image of the chain has this name in its own.
fn is_made_of(stage: Stage<'_>, name: &str) -> bool {
    let mut words = stage.ancestors().filter_map(Stage::image_word).map(Word::as_written);
    words.any(|image| image.to_ascii_lowercase().contains(&name.to_ascii_lowercase()))
}
