use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::label::{LabelForm, label_form};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("label_value_invalid.md")),
    checks: &[
        Check::Instruction(Kind::Label, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(label: Instruction<'_>, cx: &mut Context<'_>) {
    for (key, pair) in label.label_keys() {
        let asked_for = cx.entry("label-schema", &key).and_then(LabelForm::of_name);
        let Some(form) = asked_for.or_else(|| label_form(&key)) else {
            continue;
        };
        // `stale-base-digest-label` says more about a wrong digest.
        if form == LabelForm::Digest {
            continue;
        }
        let Some(word) = &pair.value else { continue };
        let Some(value) = word.literal() else { continue };
        // `key = value` is left to `space-around-equals`.
        if value.starts_with('=') {
            continue;
        }
        if value.is_empty() && label.may_take_back(&key) {
            continue;
        }
        if value.is_empty() {
            cx.report(word.span, format!("the label `{key}` is empty"))
                .help("give it a value, or remove it");
        } else if !form.fits(&value) {
            cx.report(word.span, format!("`{key}` must be {}", form.name()))
                .help("tools that read the label ignore values of another form");
        }
    }
}
