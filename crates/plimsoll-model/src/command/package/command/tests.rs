use super::super::setting::Setting;
use super::*;

fn parsed(line: &str) -> Option<PackageCommand<'_>> {
    let argv: Vec<_> = line.split(' ').map(|w| Argument::new(w, Span::default())).collect();
    package_command(&argv)
}

/// Manager, action and packages as one line, with `!` for "everything".
fn outline(line: &str) -> String {
    let Some(found) = parsed(line) else {
        return String::new();
    };
    let packages = found.packages.iter().map(|p| match p.version {
        Some(version) => format!(" {}@{version}", p.name),
        None => format!(" {}", p.name),
    });
    let all = if found.all { "!" } else { "" };
    format!(
        "{} {:?}{all}{}",
        found.manager.name(),
        found.action,
        packages.collect::<String>()
    )
}

#[test]
fn actions_and_packages_are_read() {
    for (line, expected) in [
        ("apt-get -qq -y install a=1.2 b", "apt-get Install a@1.2 b"),
        ("apt-get -o Acquire::X=y update", "apt-get Update"),
        ("apt-get install -t stable a", "apt-get Install a"),
        ("apt-get dist-upgrade -y", "apt-get Upgrade!"),
        ("apt-get upgrade -y openssl", "apt-get Upgrade openssl"),
        ("apt-get --help", "apt-get Other"),
        ("aptitude safe-upgrade", "aptitude Upgrade!"),
        ("apk --no-cache add -t .deps a=~1.2 b>2", "apk Install a@~1.2 b@2"),
        ("apk -U upgrade", "apk Upgrade!"),
        ("yum -y install httpd-2.4.24", "yum Install httpd@2.4.24"),
        ("yum update", "yum Upgrade!"),
        ("dnf update bash", "dnf Upgrade bash"),
        ("dnf group install x", "dnf Install x"),
        (
            "microdnf --setopt install_weak_deps=0 install gcc-c++",
            "microdnf Install gcc-c++",
        ),
        ("dnf makecache", "dnf Update"),
        ("zypper -n in -t pattern x", "zypper Install x"),
        ("zypper dup", "zypper Upgrade!"),
        ("zypper install httpd=2.4.24", "zypper Install httpd@2.4.24"),
        ("pacman -Syu --noconfirm", "pacman Upgrade!"),
        ("pacman -Sy", "pacman Update"),
        ("pacman -Syu git", "pacman Install! git"),
        ("pacman -Sc", "pacman Clean"),
        ("pip install -r requirements.txt a==1 b>=2", "pip Install a@1 b@2"),
        ("pip3.12 install flask", "pip Install flask"),
        ("python3 -m pip install -U pip", "pip Install pip"),
        ("python -m venv x", ""),
        (
            "composer require a/b 6.2.0 c/d e/f:^2",
            "composer Install a/b@6.2.0 c/d e/f@^2",
        ),
        ("uv pip install a", "uv Install a"),
        (
            "npm i -g @angular/cli@17 typescript",
            "npm Install @angular/cli@17 typescript",
        ),
        ("npm ci", "npm Install"),
        ("npm run build", "npm Other build"),
        ("yarn", "yarn Install"),
        ("yarn global add x", "yarn Install x"),
        ("gem install bundler:2.5 -v 2", "gem Install bundler@2.5"),
        ("conda install -c forge numpy=1.2", "conda Install numpy@1.2"),
        ("go install a.b/c@latest", "go Install a.b/c@latest"),
        ("go install -tags a.b,c -compiler gc ./cmd/app", "go Install ./cmd/app"),
        ("cargo install --version 1 x", "cargo Install x"),
        ("add-apt-repository ppa:x/y", "add-apt-repository AddRepository ppa:x/y"),
        ("notdnf install x", ""),
    ] {
        assert_eq!(outline(line), expected, "{line}");
    }
}

#[test]
fn consent_is_seen_in_every_spelling() {
    for (line, consent) in [
        ("apt-get install a", false),
        ("apt-get install -q a", false),
        ("apt-get install -yq a", true),
        ("apt-get -qqy install a", true),
        ("apt-get install -qq a", true),
        ("apt-get install -q -q a", true),
        ("apt-get install -q=2 a", true),
        ("apt-get install --quiet --quiet a", true),
        ("apt-get install --assume-yes a", true),
        ("apt-get install --yes a", true),
        ("apt-get install -y=false a", false),
        ("apt-get -o APT::Get::Assume-Yes=true install a", true),
        ("aptitude install -q -q a", false),
        ("yum install a", false),
        ("yum -y install a", true),
        ("dnf install --assumeyes a", true),
        ("dnf --setopt=assumeyes=1 install a", true),
        ("zypper install -n a", true),
        ("zypper --non-interactive install a", true),
        ("zypper install --no-confirm a", true),
        ("zypper in a", false),
        ("pacman -S a", false),
        ("pacman -S --noconfirm a", true),
        ("apk add a", true),
        ("pip install a", true),
        ("pip uninstall a", false),
        ("gem install a", true),
        ("gem uninstall a", false),
        ("conda install a", false),
        ("conda install -y a", true),
        ("conda env create -f x", true),
        ("add-apt-repository -y ppa:x", true),
        ("add-apt-repository ppa:x", false),
    ] {
        assert_eq!(parsed(line).unwrap().assume_yes, consent, "{line}");
    }
}

#[test]
fn other_facts_of_a_command() {
    let recommends = |line| !parsed(line).unwrap().no_recommends;
    assert!(recommends("apt-get install a"));
    assert!(!recommends("apt-get install --no-install-recommends a"));
    assert!(!recommends("apt-get -o APT::Install-Recommends=false install a"));
    assert!(!recommends("apt-get install -o APT::Install-Recommends=\"0\" a"));
    assert!(!recommends("aptitude install -R a"));
    assert!(!recommends("dnf install --setopt=install_weak_deps=False a"));
    assert!(!recommends("microdnf --setopt install_weak_deps=0 install a"));
    assert!(!recommends("zypper in --no-recommends a"));
    assert!(parsed("apk add --no-cache a").unwrap().refreshes);
    assert!(parsed("dnf upgrade --security").unwrap().security_only);
    assert!(parsed("zypper patch --category security").unwrap().security_only);
    assert!(parsed("apt-get install -s a").unwrap().is_dry);
    let conda: Vec<_> = "conda config --set always_yes yes".split(' ').collect();
    let argv: Vec<_> = conda.iter().map(|w| Argument::new(w, Span::default())).collect();
    assert_eq!(Setting::Consent.in_command(&argv), Some(Manager::Conda));
}
