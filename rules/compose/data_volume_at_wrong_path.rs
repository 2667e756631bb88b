use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Service;

use crate::compose_edit;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("data_volume_at_wrong_path.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let image = service.pulled_images().and_then(|image| image.reference.likely());
    let (Some(data), Some(image)) = (service.misplaced_data(), image) else {
        return;
    };
    let place = data.mount.target.as_ref().map_or(data.mount.span, |target| target.span);
    let (name, folder) = (image.familiar_name(), data.folder);
    let finding = cx.report(
        place,
        format!("the data of `{name}` is in `{folder}`, not in this volume"),
    );
    finding.help(format!("mount it at `{folder}`, and copy existing data there first"));
    let target = data.mount.target.as_ref().filter(|target| target.is_literal());
    let edit = target.map(|target| target.text.full_span().replace(folder));
    if let Some(edits) = edit.and_then(|edit| compose_edit::in_scalar(service.compose(), vec![edit])) {
        finding.fix(Fix::unsafe_("mount it where the data is", edits));
    }
}
