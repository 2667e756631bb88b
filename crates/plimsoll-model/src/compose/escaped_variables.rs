//! Variables for the container, for the build of its image, or for a program that reads a config,
//! which Compose replaces first.

use std::collections::HashSet;

use super::Compose;
use super::field::Scalar;
use super::interpolation::Variable;
use super::service::Service;

impl Service {
    /// Variables in commands and checks that were meant for the container: the service sets them to
    /// something of its own, or the command sets them itself.
    pub fn swallowed_variables(&self) -> Vec<&Variable> {
        let commands = [&self.command, &self.entrypoint].into_iter().flatten();
        let of_command = commands.flat_map(|field| match &field.value.text {
            Some(text) => std::slice::from_ref(text),
            None => field.value.words.as_slice(),
        });
        let check = self.healthcheck.as_ref().and_then(|health| health.value.test.as_ref());
        let texts = of_command.chain(check.into_iter().flat_map(|test| &test.value.words));
        let own: HashSet<&str> = self.literal_variables().collect();
        let mut found: Vec<&Variable> = texts
            .flat_map(|text| text.variables.iter().map(move |variable| (text, variable)))
            .filter(|(text, variable)| {
                let name = &*variable.name.value;
                is_plain(variable) && (own.contains(name) || sets(text, name))
            })
            .map(|(_, variable)| variable)
            .collect();
        found.sort_by_key(|variable| variable.span.start);
        found.dedup_by_key(|variable| variable.span);
        found
    }

    /// Variables in `dockerfile_inline` that were meant for the build: an instruction of it, or its
    /// shell code, sets them. One that `args` takes from Compose may be meant either way.
    pub fn swallowed_by_build(&self) -> Vec<&Variable> {
        let Some(build) = &self.build else { return Vec::new() };
        let Some(text) = build.value.dockerfile_inline.as_ref().map(|field| &field.value) else {
            return Vec::new();
        };
        let passed = build.value.args.iter().flat_map(|field| &field.value);
        let from_compose = passed.filter(|pair| !pair.value.as_ref().is_some_and(Scalar::is_literal));
        let from_compose: HashSet<&str> = from_compose.filter_map(|pair| pair.name()).collect();
        let own = text
            .variables
            .iter()
            .filter(|variable| is_plain(variable))
            .filter(|variable| {
                let name = &*variable.name.value;
                !from_compose.contains(name) && (declares(text, name) || sets(text, name))
            });
        own.collect()
    }

    /// The variables that it sets to a text which does not contain a variable of the same name.
    fn literal_variables(&self) -> impl Iterator<Item = &str> {
        let pairs = self.environment().iter();
        pairs
            .filter(|pair| pair.value.as_ref().is_some_and(Scalar::is_literal))
            .filter_map(|pair| pair.name())
    }
}

impl Compose {
    /// Variables in the `content` of configs that were meant for the program that reads it: in small
    /// letters, as those of nginx are and those for Compose are not.
    pub fn swallowed_by_contents(&self) -> Vec<&Variable> {
        let contents = self.configs.iter().filter_map(|config| config.content.as_ref());
        let variables = contents.flat_map(|content| &*content.value.variables);
        let is_small = |name: &str| {
            name.bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        };
        let meant = variables.filter(|variable| is_plain(variable) && is_small(&variable.name.value));
        meant.collect()
    }
}

/// Whether nothing says what stands there if it is not set.
fn is_plain(variable: &Variable) -> bool {
    variable.operator.is_none() && !variable.nested
}

/// Whether an instruction of a Dockerfile sets a variable: `ARG name`, `ENV name=…`.
fn declares(text: &Scalar, name: &str) -> bool {
    text.as_str().lines().any(|line| {
        let mut words = line.split_whitespace();
        let keyword = words.next().unwrap_or_default();
        let is_setting = keyword.eq_ignore_ascii_case("ARG") || keyword.eq_ignore_ascii_case("ENV");
        is_setting && words.any(|word| word.split('=').next() == Some(name))
    })
}

/// Whether a script sets a variable: `name=`, `for name in`, `read name`.
fn sets(text: &Scalar, name: &str) -> bool {
    let script = text.as_str();
    script.match_indices(name).take(50).any(|(at, _)| {
        let before = script[..at].trim_end_matches(' ');
        let behind = &script[at + name.len()..];
        let starts = before.len() < at || before.is_empty() || before.ends_with([';', '&', '|', '(', '\n', '"', '\'']);
        let assigned = behind.starts_with('=') && !behind.starts_with("==") && starts && !before.ends_with(['-', '$']);
        let looped = before.ends_with("for") && behind.starts_with(" in ");
        let read = before.ends_with("read") && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        (assigned && is_statement(before)) || looped || read
    })
}

/// Whether the text before an assignment leaves room for one; `-e NAME=x` is an argument.
fn is_statement(before: &str) -> bool {
    let last = before.rsplit([' ', '\n']).next().unwrap_or_default();
    before.is_empty()
        || before.ends_with([';', '&', '|', '(', '\n', '"', '\''])
        || matches!(last, "do" | "then" | "else" | "export" | "-c")
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    #[test]
    fn variables_of_the_build_are_seen() {
        let found = |args: &str| -> Vec<String> {
            let text = "        FROM a\n        ARG ARCH\n        ENV HOME=/x OTHER=1\n        RUN for f in a b; do echo $f $ARCH $$ARCH ${OTHER} $TAG ${ARCH:-x}; done\n";
            let compose = read(&format!(
                "services:\n  a:\n    build:\n      args: {args}\n      dockerfile_inline: |\n{text}"
            ));
            let variables = compose.services[0].swallowed_by_build().into_iter();
            variables.map(|variable| variable.name.value.to_string()).collect()
        };
        assert_eq!(found("{ARCH: x86_64}"), ["f", "ARCH", "OTHER"]);
        assert_eq!(found("{ARCH: '$ARCH'}"), ["f", "OTHER"]);
        assert_eq!(found("[ARCH]"), ["f", "OTHER"]);
    }

    #[test]
    fn variables_of_a_program_are_seen_in_contents() {
        let compose = read("configs: {a: {content: 'proxy_set_header Host $host; listen $PORT; $$uri ${user:-x}'}}");
        let found = compose.swallowed_by_contents();
        let names: Vec<&str> = found.iter().map(|variable| &*variable.name.value).collect();
        assert_eq!(names, ["host"]);
    }

    #[test]
    fn the_containers_own_variables_are_seen() {
        let found = |service: &str| -> Vec<String> {
            let compose = read(&format!("services:\n  a:\n    {service}\n"));
            let variables = compose.services[0].swallowed_variables().into_iter();
            variables.map(|variable| variable.name.value.to_string()).collect()
        };
        assert_eq!(
            found("{environment: {U: x}, healthcheck: {test: 'a $U $$U ${U:-x} $V'}}"),
            ["U"]
        );
        assert_eq!(found("{environment: {U: '${U}', V: null}, command: a $U $V}"), [""; 0]);
        assert_eq!(found("command: sh -c \"for n in a b; do echo $n; done\""), ["n"]);
        assert_eq!(found("command: [sh, -c, 'X=1; echo $X $Y']"), ["X"]);
        assert_eq!(found("command: docker run -e A=$A b"), [""; 0]);
    }
}
