//! Code from Git repositories, and whether it is the same each time.

use plimsoll_syntax::Span;

use crate::base::Url;
use crate::command::argument::Argument;
use crate::command::invocation::{Commands, Invocation};
use crate::command::package::{Action, Manager};

/// A command that takes code from a repository.
#[derive(Clone, Copy, Debug)]
pub struct GitSource<'a> {
    /// The words that name the repository.
    pub span: Span,
    /// As written.
    pub text: &'a str,
    pub point: Point<'a>,
    /// The name of the folder that a clone creates, without its parents.
    pub folder: Option<&'a str>,
}

/// A command that moves a repository to another commit.
#[derive(Clone, Copy, Debug)]
pub struct Checkout<'a> {
    /// The name of the repository's folder, without its parents. Absent if it is the folder that
    /// the code starts in.
    pub folder: Option<&'a str>,
}

/// The commit that is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Point<'a> {
    /// The newest commit of the main branch.
    Newest,
    /// The newest commit of a branch of this name.
    Branch(&'a str),
    /// A tag or a commit, or the value of a variable.
    Fixed,
}

/// Names that only branches have.
const BRANCHES: [&str; 10] = [
    "master", "main", "develop", "dev", "devel", "trunk", "HEAD", "next", "staging", "nightly",
];

/// Whether a ref is one that moves.
pub fn is_branch_name(name: &str) -> bool {
    let name = name.strip_prefix("origin/").unwrap_or(name);
    BRANCHES.contains(&name)
}

/// All code that is taken from repositories, in the order of the text.
pub fn git_sources(commands: &Commands) -> Vec<GitSource<'_>> {
    let invocations: Vec<_> = commands.invocations().collect();
    // One look for all clones: after the last command that moves a repository, no clone is followed
    // by one.
    let last_checkout = invocations.iter().rposition(goes_elsewhere);
    let sources = invocations.iter().enumerate().filter_map(|(at, invocation)| {
        let followed = last_checkout.is_some_and(|last| last > at);
        of_clone(invocation, followed).or_else(|| of_installer(invocation))
    });
    sources.collect()
}

/// The commands that move repositories to a tag or a commit, in the order of the text.
pub fn checkouts(commands: &Commands) -> Vec<Checkout<'_>> {
    let mut folder = None;
    let mut found = Vec::new();
    for invocation in commands.invocations() {
        if matches!(invocation.name, "cd" | "pushd") {
            folder = invocation.arguments().first().map(|to| last_name(to.text));
        } else if goes_elsewhere(&invocation) {
            let named = invocation
                .parted()
                .flag(&["C"])
                .and_then(|flag| flag.value)
                .map(last_name);
            found.push(Checkout {
                folder: named.or(folder),
            });
        }
    }
    found
}

/// The last part of a path or an address.
fn last_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit(['/', ':']).next().unwrap_or(path)
}

/// `git checkout v1`, `git reset --hard abc`, `git fetch … refs/…`: the earlier clone is not used
/// as it came.
fn goes_elsewhere(invocation: &Invocation<'_>) -> bool {
    if invocation.name != "git" {
        return false;
    }
    let parted = invocation.parted();
    let Some((command, rest)) = parted.operands.split_first() else {
        return false;
    };
    let moves = matches!(
        command.text,
        "checkout" | "reset" | "switch" | "fetch" | "pull" | "revert" | "worktree"
    );
    moves && (rest.iter().any(|word| !is_branch_name(word.text)) || parted.has(&["detach"]))
}

fn of_clone<'a>(invocation: &Invocation<'a>, followed: bool) -> Option<GitSource<'a>> {
    if invocation.name != "git" {
        return None;
    }
    let parted = invocation.parted();
    let (command, rest) = parted.operands.split_first()?;
    let url = rest.first().filter(|_| command.text == "clone")?;
    // A repository on the same machine was pinned by whoever put it there.
    let is_local = url.text.starts_with(['/', '.']) || url.text.starts_with("file:");
    if followed || is_local {
        return None;
    }
    let point = match parted.flag(&["b", "branch", "revision"]).and_then(|flag| flag.value) {
        Some(name) => point_of(name),
        None => Point::Newest,
    };
    let folder = match rest.get(1) {
        Some(folder) => last_name(folder.text),
        None => last_name(url.text.trim_end_matches('/').trim_end_matches(".git")),
    };
    Some(GitSource {
        folder: Some(folder),
        ..source(url, point)
    })
}

fn of_installer<'a>(invocation: &Invocation<'a>) -> Option<GitSource<'a>> {
    let command = invocation.package_command()?;
    if command.manager == Manager::Cargo {
        let parted = invocation.parted();
        let git = parted.flag(&["git"])?;
        let branch = parted.flag(&["branch"]).and_then(|flag| flag.value);
        if parted.has(&["tag", "rev"]) {
            return None;
        }
        let point = branch.map_or(Point::Newest, Point::Branch);
        return Some(GitSource {
            span: git.value_span?,
            text: git.value?,
            point,
            folder: None,
        });
    }
    if command.action != Action::Install {
        return None;
    }
    let address = command
        .packages
        .iter()
        .find(|package| package.argument.text.contains("git+"))?;
    // `git+https://user@host/repo.git@v1#egg=x`: the last `@` after the host introduces the ref.
    let url = Url::find_all(address.argument.text).next()?;
    let is_node = matches!(
        command.manager,
        Manager::Npm | Manager::Yarn | Manager::Pnpm | Manager::Bun
    );
    let named = match is_node {
        true => url.fragment(),
        false => url.path().rsplit_once('@').map(|(_, name)| name),
    };
    // The address, or a part of it, comes from a variable.
    if url.path().len() < 2 {
        return None;
    }
    Some(source(&address.argument, named.map_or(Point::Newest, point_of)))
}

fn point_of(name: &str) -> Point<'_> {
    if is_branch_name(name) {
        Point::Branch(name)
    } else {
        Point::Fixed
    }
}

fn source<'a>(argument: &Argument<'a>, point: Point<'a>) -> GitSource<'a> {
    GitSource {
        span: argument.span,
        text: argument.text,
        point,
        folder: None,
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::shell::{Dialect, ShellOptions};
    use plimsoll_syntax::{FileId, TextBuilder};

    use super::*;

    fn points(code: &str) -> String {
        let mut text = TextBuilder::new(FileId(0));
        text.push_exact(code, 0);
        let commands = Commands::of_shell(&text.finish(), Dialect::Bash, ShellOptions::default());
        let sources = git_sources(&commands);
        let found = sources.iter().map(|source| match source.point {
            Point::Newest => "newest",
            Point::Branch(name) => name,
            Point::Fixed => "fixed",
        });
        found.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn points_are_told() {
        for (code, expected) in [
            ("git clone https://a.example/b", "newest"),
            ("git clone --depth 1 -b v1.2 https://a.example/b", "fixed"),
            ("git clone -b $V https://a.example/b", "fixed"),
            ("git clone --branch main https://a.example/b", "main"),
            ("git clone https://a.example/b && cd b && git checkout abc123", ""),
            ("git clone https://a.example/b && git -C b checkout main", "newest"),
            (
                "git clone https://a.example/b && cd b && git submodule update",
                "newest",
            ),
            ("git clone /mirror/b", ""),
            ("pip install git+https://a.example/b.git", "newest"),
            ("pip install git+https://a.example/b.git@v1", "fixed"),
            ("pip install 'x @ git+https://a.example/b.git@main'", "main"),
            ("pip install git+ssh://git@a.example/b.git", "newest"),
            ("npm install git+https://a.example/b.git#v1", "fixed"),
            ("cargo install --git https://a.example/b", "newest"),
            ("cargo install --git https://a.example/b --tag v1", ""),
            ("git pull", ""),
        ] {
            assert_eq!(points(code), expected, "{code}");
        }
    }
}
