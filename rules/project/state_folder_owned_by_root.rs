use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::Service;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("state_folder_owned_by_root.md")),
    checks: &[Check::Service(check)],
};

fn check(service: Service<'_>, cx: &mut Context<'_>) {
    for volume in service.volumes_of_root() {
        let (path, user) = (&volume.path, &volume.user);
        let message = format!("`{path}` will belong to root, and the container runs as `{user}`");
        let finding = cx.report(volume.mount.span, message);
        finding.help(format!(
            "add `RUN mkdir -p {path} && chown {user} {path}` to the Dockerfile, before `USER`"
        ));
    }
}
