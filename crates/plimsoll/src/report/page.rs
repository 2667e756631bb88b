//! What reports say of a rule: where its page is, and what the page says first.

use plimsoll_lint::{Group, Page};

/// The address of the page of a rule that is built in.
pub(super) fn url(page: &Page) -> Option<String> {
    plimsoll_rules::page_url(page.id())
}

/// The first paragraph below the title: why it matters.
pub(super) fn first_paragraph(page: &Page) -> String {
    let mut blocks = page.body().split("\n\n").map(str::trim);
    let text = blocks.find(|block| !block.is_empty() && !block.starts_with('#'));
    text.unwrap_or(page.title()).replace('\n', " ")
}

/// Whether it is about safety, which some services keep apart.
pub(super) fn is_about_security(page: &Page) -> bool {
    matches!(page.group, Group::Security | Group::Secrets | Group::SupplyChain)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test looks for the pages")]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_rule_has_a_page_where_the_address_says() {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        for rule in plimsoll_rules::rules() {
            let address = url(&rule.page).expect("it is built in");
            let (_, path) = address.split_once("/blob/main/rules/").expect("it is a page");
            assert!(rules.join(path).is_file(), "{path}");
            assert!(!first_paragraph(&rule.page).is_empty(), "{path}");
        }
    }
}
