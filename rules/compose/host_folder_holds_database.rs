use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::base::Value;
use plimsoll_model::image::Role;
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("host_folder_holds_database.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    let image = service.pulled_images().and_then(|image| image.reference.likely());
    let known = service
        .known_image()
        .filter(|known| matches!(known.role, Role::DataStore | Role::Search));
    let (Some(image), Some(known)) = (image, known) else {
        return;
    };
    let folders = known.data_folders(image.tag());
    for mount in service.facts().mounts() {
        let target = mount.target_path().likely().unwrap_or_default().trim_end_matches('/');
        if !folders.contains(&target) {
            continue;
        }
        let path = mount.host_path().and_then(Value::likely);
        let is_in_project = path.is_some_and(|path| !path.starts_with(['/', '~']) && !path.contains(':'));
        if let Some(source) = mount.source.as_ref().filter(|_| is_in_project) {
            cx.report(source.span, "the database files are in a folder of the project")
                .help("use a named volume, or a folder on a disk of its own");
        }
    }
}
