use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::path::file_name;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("mount_hides_image_content.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for hidden in service.hidden_folders() {
        let path = &hidden.folder.path;
        let contexts = hidden.stage.dockerfile().contexts();
        let is_kept = |name: &str| contexts.known.iter().any(|context| context.keeps_folder(name));
        // What version control holds is on every host too.
        if is_kept(file_name(path)) {
            continue;
        }
        let place = hidden
            .mount
            .source
            .as_ref()
            .map_or(hidden.mount.span, |source| source.span);
        let finding = cx.report(place, format!("the mount hides `{path}` of the image"));
        finding.help(format!(
            "mount only the code, or add a volume that keeps it: `- {path}`"
        ));
        if let Some(filling) = hidden.stage.dockerfile().instructions().nth(hidden.folder.instruction) {
            finding.note(filling.keyword(), format!("`{}` fills it here", hidden.folder.title));
        }
    }
}
