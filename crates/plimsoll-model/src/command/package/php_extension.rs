//! The PHP extensions that a command builds or enables.

use crate::command::argument::{Argument, Parted};

/// The arguments of `pecl install` and of the official image's scripts, as written.
// docker-library/php, docker-php-ext-install and docker-php-ext-enable; mlocati's
// install-php-extensions takes the same words.
pub fn php_extensions<'a>(argv: &[Argument<'a>]) -> Vec<Argument<'a>> {
    let Some(first) = argv.first() else {
        return Vec::new();
    };
    match first.program() {
        "docker-php-ext-install" | "docker-php-ext-enable" | "install-php-extensions" => Parted::of(argv).operands,
        "pecl" => match Parted::of(argv).operands.split_first() {
            Some((verb, extensions)) if verb.text == "install" => extensions.to_vec(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::tests::commands;

    #[test]
    fn extensions_are_named() {
        for (line, expected) in [
            ("pecl install -o -f xdebug-3.4.0 redis", "xdebug-3.4.0 redis"),
            ("docker-php-ext-install -j4 gd intl", "gd intl"),
            ("docker-php-ext-enable --ini-name x.ini xdebug", "xdebug"),
            ("pecl channel-update x", ""),
            ("php -m", ""),
        ] {
            let commands = commands(line);
            let found = commands.invocations().flat_map(|i| php_extensions(i.argv()));
            let found: Vec<_> = found.map(|a| a.text.to_owned()).collect();
            assert_eq!(found.join(" "), expected, "{line}");
        }
    }
}
