//! Which stages take files from which: `COPY --from` and the `from` of mounts, besides `FROM`.
//! Whether a cycle or an unneeded stage is bad is left to the rules.

use std::collections::HashSet;

use plimsoll_syntax::Span;
use plimsoll_syntax::dockerfile::{Arguments, Instruction, Kind, Part, Word};

use super::base::Base;
use super::{DockerfileFacts, StageFacts, variables};

/// A place where a stage takes files from another stage of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StageUse {
    /// The index of the stage that takes.
    pub user: usize,
    /// The index of the stage that is taken from.
    pub used: usize,
    /// The value of `--from=`.
    pub span: Span,
    /// The instruction's place among all of the file.
    pub instruction: usize,
    /// The stage is referred to by its number.
    pub by_number: bool,
}

/// All uses of a file, in order. `FROM` is not among them.
#[derive(Debug, Default)]
pub struct StageGraph {
    uses: Vec<StageUse>,
    /// Where the uses of each stage begin; one more for the end.
    starts: Vec<usize>,
    /// For each stage the one it is built from.
    parents: Vec<Option<usize>>,
    /// Stages that a name with a variable may mean: `FROM build-${VARIANT}`.
    chosen: Vec<usize>,
    /// A name after `--from=` may be a stage but is not: misspelt, or from a variable.
    has_unknown: bool,
}

impl StageGraph {
    // BuildKit v0.30, dockerfile2llb/convert.go, toDispatchState: all stages are known before the
    // first instruction is looked at, so later stages and the stage itself can be named. COPY
    // accepts a number too, a mount (convert_runmount.go) does not.
    pub(super) fn of(facts: &DockerfileFacts) -> Self {
        let mut graph = Self::default();
        for (user, stage) in facts.stages.iter().enumerate() {
            graph.starts.push(graph.uses.len());
            graph.parents.push(match stage.base {
                Base::Stage(parent) => Some(parent),
                _ => None,
            });
            for index in stage.from + 1..stage.end {
                let node = &facts.tree.instructions[index];
                for (word, takes_number) in sources(node.trigger().unwrap_or(node)) {
                    let value = variables::expand_in_stage(facts, user, index, word);
                    let Some(name) = value.likely() else {
                        graph.has_unknown = true;
                        continue;
                    };
                    let number = name.parse().ok().filter(|_| takes_number);
                    // Of stages with the same name the last one counts, as in BuildKit's map.
                    let named = facts.stage_named(&name, facts.stages.len());
                    let Some(used) = number.or(named).filter(|used| *used < facts.stages.len()) else {
                        graph.has_unknown |= !name.contains([':', '/', '@', '.']);
                        continue;
                    };
                    graph.uses.push(StageUse {
                        user,
                        used,
                        span: word.span,
                        instruction: index,
                        by_number: number.is_some(),
                    });
                }
            }
        }
        graph.starts.push(graph.uses.len());
        graph.chosen = chosen(facts);
        graph
    }

    /// Whether some use may be missing here: a name is not known, or is not a stage's.
    pub(crate) fn has_unknown(&self) -> bool {
        self.has_unknown
    }

    /// All uses, in the order of the file.
    pub fn uses(&self) -> &[StageUse] {
        &self.uses
    }

    /// The uses in a stage.
    pub(crate) fn uses_in(&self, stage: usize) -> &[StageUse] {
        &self.uses[self.starts[stage]..self.starts[stage + 1]]
    }

    /// For each stage, whether a build of the given ones needs it. They need themselves. Stages
    /// that an argument may choose count as needed, whoever uses them.
    pub fn needed(&self, roots: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut needed = vec![false; self.parents.len()];
        let mut open: Vec<usize> = roots.into_iter().chain(self.chosen.iter().copied()).collect();
        while let Some(stage) = open.pop() {
            if std::mem::replace(&mut needed[stage], true) {
                continue;
            }
            open.extend(self.parents[stage]);
            open.extend(self.uses_in(stage).iter().map(|u| u.used));
        }
        needed
    }

    /// The uses that close a cycle of several stages, one for each cycle found. A stage that names
    /// itself is not one.
    pub fn circles(&self) -> Vec<StageUse> {
        let mut state = vec![State::New; self.parents.len()];
        let mut found = Vec::new();
        for root in 0..self.parents.len() {
            // The current path of stages, each with the number of its edges followed so far.
            let mut way: Vec<(usize, usize)> = vec![(root, 0)];
            if state[root] != State::New {
                continue;
            }
            state[root] = State::Open;
            while let Some((stage, edge)) = way.pop() {
                let uses = self.uses_in(stage);
                let next = match edge.checked_sub(1) {
                    None => self.parents[stage].map(|parent| (parent, None)),
                    Some(at) => uses.get(at).map(|u| (u.used, Some(*u))),
                };
                if edge > uses.len() {
                    state[stage] = State::Done;
                    continue;
                }
                way.push((stage, edge + 1));
                let Some((to, by)) = next else { continue };
                match state[to] {
                    State::New => {
                        state[to] = State::Open;
                        way.push((to, 0));
                    }
                    // If a FROM closes it, the last use on the way belongs to it.
                    State::Open if to != stage && found.len() < MAX_CIRCLES => {
                        let circle = way.iter().rev().take_while(|(open, _)| *open != to);
                        let start = way.iter().rev().find(|(open, _)| *open == to);
                        let mut taken = circle.chain(start).filter_map(|&(open, next)| {
                            let at = next.checked_sub(2)?;
                            self.uses_in(open).get(at).copied()
                        });
                        found.extend(by.or_else(|| taken.next()));
                    }
                    State::Open | State::Done => {}
                }
            }
        }
        found
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// At most this many cycles are looked for; each is searched back along the path.
const MAX_CIRCLES: usize = 100;

/// At most this many different names with variables are matched with the stages; with more, all
/// stages count as chosen.
const MAX_PATTERNS: usize = 50;

/// The stages whose names match a `FROM` or `--from` that has variables in it.
fn chosen(facts: &DockerfileFacts) -> Vec<usize> {
    let nodes = facts.tree.instructions.iter();
    let words = nodes.flat_map(|node| match &node.arguments {
        Arguments::From { image, .. } => image.iter().collect(),
        _ => sources(node).into_iter().map(|(word, _)| word).collect::<Vec<_>>(),
    });
    let patterns: HashSet<(String, String)> = words.filter_map(ends).collect();
    let matches = |name: &str| {
        let fits = |(start, end): &(String, String)| {
            name.len() >= start.len() + end.len() && name.starts_with(start.as_str()) && name.ends_with(end.as_str())
        };
        patterns.len() > MAX_PATTERNS || patterns.iter().any(fits)
    };
    let stages = facts.stages.iter().enumerate();
    let name = |stage: &StageFacts| match &facts.tree.instructions[stage.from].arguments {
        Arguments::From { name, .. } => name.as_ref()?.literal(),
        _ => None,
    };
    let chosen = stages.filter(|(_, stage)| name(stage).is_some_and(|name| matches(&name.to_ascii_lowercase())));
    chosen.map(|(index, _)| index).collect()
}

/// The literal beginning and end of a word with variables, in lower case; none for a word that is
/// an image because of its slash or colon, and for one without variables.
fn ends(word: &Word) -> Option<(String, String)> {
    word.variables().next()?;
    let literal = |part: Option<&Part>| match part {
        Some(Part::Literal(text)) => text.value.to_ascii_lowercase(),
        _ => String::new(),
    };
    let (start, end) = (literal(word.parts.first()), literal(word.parts.last()));
    (!word.as_written().contains(['/', '@']) && !start.contains(':') && !end.contains(':')).then_some((start, end))
}

/// The value of each `from` of an instruction, and whether it may be a number.
fn sources(node: &Instruction) -> Vec<(&Word, bool)> {
    match node.kind {
        Kind::Copy => {
            let from = node.flag("from").and_then(|flag| flag.value.as_ref());
            from.into_iter().map(|word| (word, true)).collect()
        }
        Kind::Run => {
            let mounts = node.flags_named("mount");
            let words = mounts.filter_map(|mount| mount.option("from")?.value.as_ref());
            words.map(|word| (word, false)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use plimsoll_syntax::{FileId, SourceFile, dockerfile};

    use super::*;

    fn graph(text: &str) -> StageGraph {
        let source = Arc::new(SourceFile::new(FileId(0), "Dockerfile", text.into()));
        StageGraph::of(&DockerfileFacts::new(dockerfile::parse(&source)))
    }

    fn edges(text: &str) -> Vec<(usize, usize)> {
        graph(text).uses().iter().map(|u| (u.user, u.used)).collect()
    }

    #[test]
    fn uses_are_found() {
        let text =
            "FROM a AS x\nFROM b AS y\nCOPY --from=X /a /\nCOPY --from=0 /b /\nRUN --mount=from=x,target=/x true\n";
        assert_eq!(edges(text), [(1, 0), (1, 0), (1, 0)]);
        assert_eq!(edges("FROM a\nCOPY --from=0 /a /\n"), [(0, 0)]);
        assert_eq!(edges("FROM a\nCOPY --from=1 /a /\nCOPY --from=nginx /a /\n"), []);
        assert_eq!(edges("FROM a\nRUN --mount=from=0,target=/x true\n"), []);
    }

    #[test]
    fn what_a_build_needs() {
        let text = "FROM a AS x\nFROM a AS y\nFROM x AS z\nFROM b\nCOPY --from=z / /z\n";
        assert_eq!(graph(text).needed([3]), [true, false, true, true]);
        assert_eq!(graph(text).needed([1]), [false, true, false, false]);
    }

    #[test]
    fn arguments_choose_stages() {
        let text = "ARG V=a\nFROM x AS b-a\nFROM x AS b-c\nFROM x AS other\nFROM b-$V\n";
        assert_eq!(graph(text).needed([3]), [true, true, false, true]);
    }

    #[test]
    fn circles_are_found_once() {
        let circles = |text: &str| {
            graph(text)
                .circles()
                .iter()
                .map(|u| (u.user, u.used))
                .collect::<Vec<_>>()
        };
        let text = "FROM a AS x\nCOPY --from=y / /\nFROM a AS y\nCOPY --from=x / /\nFROM b\nCOPY --from=x / /\n";
        assert_eq!(circles(text), [(1, 0)]);
        assert_eq!(circles("FROM a AS x\nCOPY --from=y / /\nFROM x AS y\n"), [(0, 1)]);
        assert_eq!(circles("FROM a AS x\nCOPY --from=x / /\n"), []);
        assert_eq!(
            circles("FROM a AS x\nFROM a\nCOPY --from=x / /\nCOPY --from=x /b /\n"),
            []
        );
    }
}
