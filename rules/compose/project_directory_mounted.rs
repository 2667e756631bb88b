use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::dockerfile::CopySource;
use plimsoll_model::view::{Service, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("project_directory_mounted.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for mount in service.facts().mounts() {
        // A project that only contains the configuration of a program.
        let is_configuration = mount.target_path().likely().is_some_and(|t| t.starts_with("/etc/"));
        if service.covers_project(mount) && !is_configuration && !service.only_prepares(mount) {
            let place = mount.source.as_ref().map_or(mount.span, |source| source.span);
            // The program of a third-party image is in the image.
            if service.runs_beside_mount(mount) {
                cx.report(place, "the whole project folder is mounted, not only what is needed")
                    .help("mount only the files and folders that the program reads, with `:ro`")
                    .case("beside-program");
                continue;
            }
            cx.report(
                place,
                "the project folder is mounted, so the container runs whatever is on the host",
            )
            .help(match has_code(service) {
                true => "the image has a copy of the code: leave the mount to a file for development",
                false => "copy the code into the image with `COPY`, and mount only folders that hold data",
            });
        }
    }
}

/// Whether the image of a service gets folders of the project when it is built.
fn has_code(service: Service<'_>) -> bool {
    let mut placed = service
        .stage()
        .into_iter()
        .flat_map(Stage::ancestors)
        .flat_map(Stage::placed);
    placed.any(|placed| matches!(placed.kind, CopySource::Local) && !placed.is_file)
}
