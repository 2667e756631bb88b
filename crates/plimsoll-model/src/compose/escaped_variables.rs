//! Shell variables for the container that Compose replaces first.

use std::collections::HashSet;

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
                let plain = variable.operator.is_none() && !variable.nested;
                plain && (own.contains(name) || sets(text, name))
            })
            .map(|(_, variable)| variable)
            .collect();
        found.sort_by_key(|variable| variable.span.start);
        found.dedup_by_key(|variable| variable.span);
        found
    }

    /// The variables that it sets to a text which does not contain a variable of the same name.
    fn literal_variables(&self) -> impl Iterator<Item = &str> {
        let pairs = self.environment().iter();
        pairs
            .filter(|pair| pair.value.as_ref().is_some_and(Scalar::is_literal))
            .filter_map(|pair| pair.name())
    }
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
