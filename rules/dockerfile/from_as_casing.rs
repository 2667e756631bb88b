use plimsoll_lint::{Check, Context, Fix, Page, Rule};
use plimsoll_model::view::Instruction;
use plimsoll_syntax::dockerfile::{Arguments, Kind};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("from_as_casing.md")),
    checks: &[Check::Instruction(Kind::From, check)],
};

fn check(from: Instruction<'_>, cx: &mut Context<'_>) {
    let Arguments::From {
        as_keyword: Some(span), ..
    } = from.node().arguments
    else {
        return;
    };
    let (keyword, written) = (cx.text(from.keyword()), cx.text(span));
    // BuildKit v0.30, dockerfile2llb: a mixed `From` says nothing about `AS`.
    let right = match keyword {
        "FROM" => "AS",
        "from" => "as",
        _ => return,
    };
    // A word that continues on the next line is not reported.
    if written != right && written.eq_ignore_ascii_case(right) {
        let finding = cx.report(
            span,
            format!("the case of `{written}` differs from that of `{keyword}`"),
        );
        finding.help(format!("write `{right}`"));
        finding.fix(Fix::safe(format!("write `{right}`"), [span.replace(right)]));
    }
}
