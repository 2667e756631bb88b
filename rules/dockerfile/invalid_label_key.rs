use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::label::{LabelFault, label_key_fault};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::Kind;

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("invalid_label_key.md")),
    checks: &[
        Check::Instruction(Kind::Label, check),
        Check::Instruction(Kind::Onbuild, check),
    ],
};

fn check(label: Instruction<'_>, cx: &mut Context<'_>) {
    for (key, pair) in label.label_keys() {
        let Some(fault) = label_key_fault(&key) else { continue };
        let message = match fault {
            LabelFault::Reserved => "this namespace is reserved for Docker",
            LabelFault::Capitals => "a label key must be lower case",
            LabelFault::Character => "a label key may have only letters, digits, `.` and `-`",
            LabelFault::Doubled => "a label key must not have two separators in a row",
            LabelFault::Ends => "a label key must start with a letter, and end with a letter or digit",
        };
        let finding = cx.report(pair.key.span, message);
        finding.help("write it like `org.example.build-date`");
    }
}
