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
            LabelFault::Reserved => "this namespace is Docker's own",
            LabelFault::Capitals => "the key of a label is lower case",
            LabelFault::Character => "a key has letters, digits, `.` and `-`",
            LabelFault::Doubled => "a key has no two separators in a row",
            LabelFault::Ends => "a key starts with a letter, and ends with a letter or digit",
        };
        let finding = cx.report(pair.key.span, message);
        finding.help("write it like `org.example.build-date`");
    }
}
