use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::view::ComposeFile;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("overlay_network_unencrypted.md")),
    checks: &[Check::Compose(check)],
};

fn check(compose: ComposeFile<'_>, cx: &mut Context<'_>) {
    for network in &compose.facts().networks {
        let driver = network.driver.as_ref().and_then(|driver| driver.value.likely());
        let options = network.driver_opts.iter().flat_map(|field| &field.value);
        // The option counts if it is present; only `false` switches it off.
        let mut encrypted = options.filter(|pair| pair.name() == Some("encrypted"));
        let is_encrypted = encrypted.any(|pair| pair.value.as_ref().is_none_or(|v| v.likely() != Some("false")));
        if driver == Some("overlay") && network.external.is_none() && !is_encrypted {
            cx.report(
                network.key.span,
                "what services send over this network is not encrypted between nodes",
            )
            .help("add `encrypted: \"true\"` under `driver_opts`");
        }
    }
}
