use plimsoll_lint::{Check, Context, Rule};
use plimsoll_model::{ImageUse, tag_moves};

pub(crate) static RULE: Rule = Rule {
    page: include_str!("unpinned_image_tag.md"),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    let Some(reference) = image.named() else {
        return;
    };
    if reference.digest().is_some() {
        return;
    }
    match reference.tag() {
        None => {
            let text = format!(
                "`{}` has no tag, so it is whatever `latest` is today",
                reference.as_written()
            );
            cx.report(image.span, text)
                .help(format!("name a version: `{}:…`", reference.as_written()));
        }
        Some(tag) if tag_moves(tag) => {
            let finding = cx.report(image.tag_span(), format!("`{tag}` moves, so builds are not repeatable"));
            let name = reference.familiar_name();
            // What stands here is a variable: the tag is written where that gets its value.
            finding.help(match image.tag_span() == image.span {
                true => format!("give the variable a version of `{name}` as its default"),
                false => format!("name a version of `{name}`, or a digest"),
            });
        }
        Some(_) => {}
    }
}
