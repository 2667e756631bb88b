use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::data::VolumePath;
use plimsoll_model::view::{Service, Stage};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("volume_instruction_used.md")),
    checks: &[Check::Stage(check)],
};

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if !stage.is_in_shipped_chain() {
        return;
    }
    let services: Vec<Service<'_>> = stage.services().take(20).collect();
    for volume in stage.volume_paths().into_iter().take(50) {
        let is_mounted = !services.is_empty() && services.iter().all(|service| mounts(*service, &volume));
        if !is_mounted {
            let finding = cx.report(volume.span, format!("`{}` becomes an anonymous volume", volume.path));
            finding.help("remove it; whoever starts the container can mount a volume there");
        }
    }
}

fn mounts(service: Service<'_>, volume: &VolumePath<'_>) -> bool {
    let facts = service.facts();
    let mut targets = facts.mounts().iter().map(|mount| mount.target_path().likely());
    facts.volumes_from.is_some()
        || targets.any(|target| target.is_none_or(|target| target.trim_end_matches('/') == volume.path))
}
