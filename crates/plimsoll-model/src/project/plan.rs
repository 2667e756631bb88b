//! The variants of a run: the files of each, in order, and what each is for.
//!
//! It thinks like somebody who starts the project. Nobody starts a base alone in production if a
//! production file adds to it; a plain `docker compose up` always starts the override with the
//! base.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::family::{Family, is_automatic, is_for_tests};
use super::named_file::{References, needs_merge};
use super::overlay::{adds_to, is_open, needs, needs_theirs};
use super::parsed::Parsed;
use super::variables::Variables;
use super::{Options, chosen};
use crate::base::path::{file_name, folder, join};
use crate::compose::Compose;
use crate::environment::{Environment, Reason, Verdict, is_plain_compose};

/// How many parent folders of a file are searched for a base.
pub(crate) const FOLDERS: usize = 3;

/// Files that are read together, by their index among the Compose files of the run.
pub(super) struct Planned {
    pub(super) chain: Vec<usize>,
    pub(super) verdict: Verdict,
    /// Only its additions are judged: the last file brings a feature, and the files below it are
    /// judged without it.
    pub(super) is_feature: bool,
}

/// The variants of a run, and the files that are judged by themselves, out of `inputs` in all.
pub(super) struct Plan {
    pub(super) variants: Vec<Planned>,
    pub(super) alone: Vec<usize>,
}

struct Planner<'a> {
    parsed: &'a Parsed,
    verdicts: &'a [Verdict],
    folders: BTreeMap<&'a str, Folder<'a>>,
    chains: HashMap<usize, Vec<usize>>,
}

/// The Compose files of a folder.
struct Folder<'a> {
    files: HashMap<&'a str, usize>,
    family: Family<'a>,
}

impl Plan {
    /// Decides which files are read together. `verdicts` say what each of them is for.
    pub(super) fn of(parsed: &Parsed, verdicts: &[Verdict], variables: &Variables<'_>, options: &Options) -> Self {
        let inputs = parsed.inputs;
        let references = &parsed.references;
        let mut planner = Planner::new(parsed, verdicts);
        let mut asked = BTreeSet::new();
        let chosen = options.compose_files.iter();
        let chosen: Vec<usize> = chosen.filter_map(|path| references.get(&join("", path))).collect();
        let stated = match chosen.is_empty() {
            true => stated(references, options),
            false => Vec::new(),
        };
        // What the user says of such a file is all that it is added to.
        let added: HashSet<usize> = stated.iter().flat_map(|chain| chain.iter().skip(1)).copied().collect();
        if chosen.is_empty() {
            asked.extend(planner.chosen_in_folders(references, variables));
            asked.extend(stated.iter().cloned());
        } else {
            asked.insert(chosen);
        }
        let absorbed = references.absorbed(&parsed.composes, inputs);
        let in_asked: HashSet<usize> = match options.compose_files.is_empty() {
            true => HashSet::new(),
            false => asked.iter().flatten().copied().collect(),
        };
        // Whoever starts the project has them after another file.
        let behind: HashSet<usize> = asked.iter().flat_map(|chain| chain.iter().skip(1)).copied().collect();
        let mut chains: BTreeSet<Vec<usize>> = asked.clone();
        let is_open = |index: &usize| !absorbed.contains(index) && !in_asked.contains(index) && !added.contains(index);
        for index in (0..inputs).filter(is_open) {
            let mut chain = planner.chain(index);
            // A combination that the user chose is complete, and not part of anything else.
            chain.retain(|file| !in_asked.contains(file) && !added.contains(file));
            if chain != [index] || !behind.contains(&index) {
                chains.insert(chain);
            }
        }
        let mut plan = planner.decide(&chains, &asked);
        plan.share(parsed, verdicts);
        plan
    }

    /// A file that is judged by itself and is also part of a variant becomes a variant of its own,
    /// so that the findings of both are combined.
    fn share(&mut self, parsed: &Parsed, verdicts: &[Verdict]) {
        let chains = self.variants.iter().flat_map(|planned| planned.chain.iter().copied());
        let shared = parsed.references.reached(&parsed.composes, chains.collect());
        let (own, alone) = self.alone.iter().partition(|index| shared.contains(index));
        self.alone = alone;
        let own: Vec<usize> = own;
        self.variants.extend(own.into_iter().map(|index| Planned {
            chain: vec![index],
            verdict: verdicts[index].clone(),
            is_feature: false,
        }));
        self.variants.sort_by(|a, b| a.chain.cmp(&b.chain));
    }
}

/// The variants that the user has stated, as far as all their files are there.
fn stated(references: &References, options: &Options) -> Vec<Vec<usize>> {
    let find = |paths: &Vec<String>| paths.iter().map(|path| references.get(&join("", path))).collect();
    options.variants.iter().filter_map(find).collect()
}

impl<'a> Planner<'a> {
    fn new(parsed: &'a Parsed, verdicts: &'a [Verdict]) -> Self {
        let mut folders: BTreeMap<&'a str, HashMap<&'a str, usize>> = BTreeMap::new();
        for (index, compose) in parsed.composes[..parsed.inputs].iter().enumerate() {
            let path = compose.yaml.source.path();
            folders.entry(folder(path)).or_default().insert(file_name(path), index);
        }
        let with_family = |(path, files): (&'a str, HashMap<&'a str, usize>)| {
            let family = Family::new(files.keys().copied());
            (path, Folder { files, family })
        };
        Self {
            parsed,
            verdicts,
            folders: folders.into_iter().map(with_family).collect(),
            chains: HashMap::new(),
        }
    }

    fn file(&self, index: usize) -> &'a Compose {
        &self.parsed.composes[index]
    }

    fn path(&self, index: usize) -> &'a str {
        self.file(index).yaml.source.path()
    }

    fn name(&self, index: usize) -> &'a str {
        file_name(self.path(index))
    }

    /// What `COMPOSE_FILE` in the `.env` of a folder names.
    fn chosen_in_folders(&self, references: &References, variables: &Variables<'_>) -> Vec<Vec<usize>> {
        let chosen = |directory: &&str| {
            let paths = chosen::in_folder(directory, variables);
            let found: Option<Vec<usize>> = paths.iter().map(|path| references.get(path)).collect();
            found.filter(|found| !found.is_empty())
        };
        self.folders.keys().filter_map(chosen).collect()
    }

    /// The files that are read together when somebody asks for this one, the base first.
    fn chain(&mut self, index: usize) -> Vec<usize> {
        if let Some(chain) = self.chains.get(&index) {
            return chain.clone();
        }
        let chain = self.find_chain(index);
        self.chains.insert(index, chain.clone());
        chain
    }

    fn find_chain(&mut self, index: usize) -> Vec<usize> {
        let name = self.name(index);
        let own_folder = folder(self.path(index));
        let parent = self.folders.get(own_folder).and_then(|folder| {
            let (parent, is_named) = folder.family.parent(name)?;
            Some((*folder.files.get(parent)?, is_named))
        });
        if let Some((parent, is_named)) = parent.filter(|(parent, _)| *parent != index) {
            // Names get shorter on the way, so this ends.
            let mut below = self.chain(parent);
            let files: Vec<_> = below.iter().map(|&file| self.file(file)).collect();
            // What serves developers is not what a complete file for production adds to.
            let is_apart = self.is_for_work(&below) && self.verdicts[index].environment == Environment::Production;
            let adds = if is_named && !is_apart { adds_to } else { needs };
            if is_automatic(name) || adds(self.file(index), &files) {
                below.push(index);
                return below;
            }
            return vec![index];
        }
        // A folder of parts, such as `overrides/` or `extensions/queue/`, beside or below the base.
        let own = self.file(index);
        let is_part = own.services.iter().any(is_open) || !is_plain_compose(name);
        let mut place = own_folder;
        for _ in 0..FOLDERS {
            if place.is_empty() || !is_part {
                break;
            }
            place = folder(place);
            let Some(base) = self.in_folder(place, Family::base) else {
                continue;
            };
            let file = self.file(base);
            let has = |name: &str| file.service(name).is_some();
            let mut services = own.services.iter();
            let completes = services.any(|service| is_open(service) && has(&service.name.value));
            if completes || !is_plain_compose(name) && needs_theirs(own, &[file]) {
                return vec![base, index];
            }
        }
        vec![index]
    }

    /// Whether the content of the first file shows that it is for development.
    fn is_for_work(&self, chain: &[usize]) -> bool {
        let base = chain.first().map(|&index| &self.verdicts[index]);
        base.is_some_and(|base| base.environment == Environment::Development && base.reason.is_assumed())
    }

    fn in_folder(&self, folder: &str, find: impl Fn(&Family<'a>) -> Option<&'a str>) -> Option<usize> {
        let folder = self.folders.get(folder)?;
        folder.files.get(find(&folder.family)?).copied()
    }

    fn decide(&self, chains: &BTreeSet<Vec<usize>>, asked: &BTreeSet<Vec<usize>>) -> Plan {
        let mut plan = Plan {
            variants: Vec::new(),
            alone: Vec::new(),
        };
        for chain in chains {
            let verdict = self.verdict(chain);
            // The longer ones follow it directly, in the order of the set.
            let after = (std::ops::Bound::Excluded(chain), std::ops::Bound::Unbounded);
            let mut longer = chains
                .range::<Vec<usize>, _>(after)
                .take_while(|other| other.starts_with(chain));
            if !asked.contains(chain) && longer.any(|other| self.replaces(other, chain, &verdict)) {
                continue;
            }
            match chain[..] {
                [only] if !needs_merge(self.file(only)) => plan.alone.push(only),
                _ => plan.variants.push(Planned {
                    is_feature: self.is_feature(chain) && !asked.contains(chain),
                    chain: chain.clone(),
                    verdict,
                }),
            }
        }
        plan
    }

    /// Whether people start a longer variant although they could start a shorter one.
    fn replaces(&self, longer: &[usize], shorter: &[usize], verdict: &Verdict) -> bool {
        if self.completes(longer, shorter.len()) {
            return true;
        }
        if self.is_feature(longer) {
            return false;
        }
        let theirs = self.verdict(longer).environment;
        let own = verdict.environment;
        match theirs {
            Environment::Production => own == Environment::Production || verdict.reason == Reason::Default,
            Environment::Development => {
                let automatic = longer.last().is_some_and(|&last| is_automatic(self.name(last)));
                own == Environment::Development && automatic
            }
        }
    }

    /// Whether the files of a chain from an index on complete services that earlier files only
    /// begin.
    fn completes(&self, chain: &[usize], from: usize) -> bool {
        let (below, added) = chain.split_at(from);
        let brings = |files: &[usize], name: &str| {
            let mut services = files.iter().filter_map(|&file| self.file(file).service(name));
            services.any(|service| !is_open(service))
        };
        let mut begun = below.iter().flat_map(|&file| &self.file(file).services);
        begun.any(|service| {
            let name = &*service.name.value;
            is_open(service) && !brings(below, name) && brings(added, name)
        })
    }

    /// Whether the last file is about neither production nor the work on the project: a feature, or
    /// what tests need.
    fn is_feature(&self, chain: &[usize]) -> bool {
        let [_, .., last] = chain else { return false };
        let says_little = self.verdicts[*last].reason == Reason::Default || is_for_tests(self.name(*last));
        says_little && !self.completes(chain, chain.len() - 1)
    }

    /// What a variant is for: a statement about one of its files, the last one first, else the
    /// purpose of the last one, else that of the base.
    fn verdict(&self, chain: &[usize]) -> Verdict {
        let verdict = |index: &usize| &self.verdicts[*index];
        let said = |verdict: &&Verdict| matches!(verdict.reason, Reason::Flag | Reason::Comment(_) | Reason::Name(_));
        let done = |verdict: &&Verdict| verdict.reason != Reason::Default;
        let mut last_first = chain.iter().rev().map(verdict);
        let base = chain.first().map(verdict).expect("a variant has a file");
        let added = || chain[1..].iter().rev().map(verdict);
        added()
            .find(said)
            .or_else(|| added().find(done))
            .or_else(|| last_first.find(done))
            .unwrap_or(base)
            .clone()
    }
}
