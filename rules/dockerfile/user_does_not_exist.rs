use plimsoll_lint::{Check, Context, Page, Rule};
use plimsoll_model::stage::account::is_root;
use plimsoll_model::view::{Instruction, Stage};
use plimsoll_syntax::dockerfile::{Kind, Word};

pub(crate) static RULE: Rule = Rule {
    page: Page::of(include_str!("user_does_not_exist.md")),
    checks: &[Check::Stage(check)],
};

/// At most this many places of a stage are looked at.
const MOST_PLACES: usize = 40;

/// An account that is missing, and the places that name it.
struct Missing<'a> {
    name: String,
    places: Vec<(Instruction<'a>, &'a Word)>,
}

fn check(stage: Stage<'_>, cx: &mut Context<'_>) {
    if stage.is_windows() {
        return;
    }
    let mut missing: Vec<Missing<'_>> = Vec::new();
    let places = stage.instructions().filter_map(|instruction| {
        let word = account(instruction)?;
        let name = word.literal()?.split(':').next().unwrap_or_default().to_owned();
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        (!is_number && !is_root(&name)).then_some((instruction, word, name))
    });
    for (instruction, word, name) in places.take(MOST_PLACES) {
        if stage.has_account_at(instruction.index(), &name) != Some(false) {
            continue;
        }
        match missing.iter_mut().find(|known| known.name == name) {
            Some(known) => known.places.push((instruction, word)),
            None => missing.push(Missing {
                name,
                places: vec![(instruction, word)],
            }),
        }
    }
    for account in missing {
        report(stage, &account, cx);
    }
}

/// The word that names an account: that of USER, or the `--chown` of ADD and COPY.
fn account(instruction: Instruction<'_>) -> Option<&Word> {
    match instruction.node().kind {
        Kind::User => instruction.node().words().first(),
        Kind::Add | Kind::Copy => instruction.node().flag("chown")?.value.as_ref(),
        _ => None,
    }
}

/// One finding for all places, at the first that stops the build, or else at the first.
fn report(stage: Stage<'_>, missing: &Missing<'_>, cx: &mut Context<'_>) {
    let image = stage.root_image().likely().map_or("", |image| image.familiar_name());
    let stops = missing.places.iter().position(|(place, _)| stops_build(stage, *place));
    let main = stops.unwrap_or(0);
    let name = &missing.name;
    let only_owns = missing.places.iter().all(|(place, _)| place.node().kind != Kind::User);
    let effect = if only_owns { ": the files stay root's" } else { "" };
    let text = format!("`{image}` has no account `{name}`, and no earlier step creates it{effect}");
    let finding = cx.report(missing.places[main].1.span, text);
    if stops.is_some() {
        finding.case("stops");
    }
    match stage.spare_account() {
        Some(account) => finding.help(format!(
            "use `{account}`, which the base image has, or create the account first"
        )),
        None => finding.help("create it in an earlier step"),
    };
    for (index, (_, word)) in missing.places.iter().enumerate() {
        if index != main {
            finding.note(word.span, "the same account");
        }
    }
}

/// Whether a step runs as the account of a USER, which stops the build.
fn stops_build(stage: Stage<'_>, place: Instruction<'_>) -> bool {
    let mut after = stage.instructions().filter(|after| after.index() > place.index());
    let next = after.find(|after| matches!(after.node().kind, Kind::Run | Kind::User));
    place.node().kind == Kind::User && next.is_some_and(|next| next.node().kind == Kind::Run)
}
