use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::image::{ImagePurpose, ImageUse, retired};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("deprecated_base_image.md")),
    checks: &[Check::Image(check)],
};

fn check(image: &ImageUse, cx: &mut Context<'_>) {
    if image.purpose == ImagePurpose::Cache {
        return;
    }
    let Some(reference) = image.reference.as_ref().likely() else {
        return;
    };
    let Some(retired) = retired(reference) else { return };
    if retired.is_mirrored {
        let text = format!("`{}` is the old name of an image", reference.familiar_name());
        let finding = cx.report(image.span, text);
        finding.case("old-name");
        if let Some(successor) = retired.successor(reference) {
            finding.help(format!("use {successor}, which has the same releases"));
        }
        return;
    }
    let text = format!(
        "the image `{}` has been retired and gets no more fixes",
        reference.familiar_name()
    );
    let help = match retired.successor(reference) {
        Some(successor) => format!("use {successor}"),
        None => "it has no successor; use another image".to_owned(),
    };
    let same = retired
        .same_image(reference)
        .filter(|_| cx.text(image.span) == reference.as_written());
    let finding = cx.report(image.span, text);
    finding.help(help);
    if let Some(same) = same {
        finding.fix(Fix::unsafe_(format!("use `{same}`"), [image.span.replace(same)]));
    }
}
