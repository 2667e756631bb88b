//! Variables in keys, which Compose does not replace.

use plimsoll_syntax::Span;

use super::Compose;
use super::field::{Field, KeyValue};
use super::interpolation::{Lookup, Variable, expand};

impl Compose {
    /// The variables in the keys of mappings with free keys (`environment`, `labels` and the like), each
    /// with the whole key. Sections with names (`services`, `networks`) refuse such keys.
    pub fn variables_in_keys(&self) -> Vec<(Span, Variable)> {
        let mut fields: Vec<&Option<Box<Field<Vec<KeyValue>>>>> = Vec::new();
        for service in &self.services {
            fields.extend([
                &service.environment,
                &service.labels,
                &service.annotations,
                &service.sysctls,
            ]);
            if let Some(build) = &service.build {
                fields.extend([&build.value.args, &build.value.labels]);
            }
            fields.extend(service.deploy.iter().map(|deploy| &deploy.value.labels));
            fields.extend(service.logging.iter().map(|logging| &logging.value.options));
        }
        let shared = self.volumes.iter().chain(&self.networks);
        for resource in shared.chain(&self.secrets).chain(&self.configs) {
            fields.extend([&resource.labels, &resource.driver_opts]);
        }
        let pairs = fields.into_iter().flatten().flat_map(|field| &field.value);
        let in_keys = pairs.filter(|pair| pair.in_mapping);
        let mut found: Vec<(Span, Variable)> = in_keys
            .filter_map(|pair| Some((pair.key.span, first_variable(pair)?)))
            .collect();
        found.sort_by_key(|(span, _)| (span.file, span.start));
        // Aliases repeat the contents of an anchor.
        found.dedup_by_key(|(span, _)| *span);
        found
    }
}

fn first_variable(pair: &KeyValue) -> Option<Variable> {
    let variables = expand(&pair.key.text, &|_| Lookup::Unknown).variables;
    variables.first().cloned()
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    #[test]
    fn keys_with_variables() {
        let compose = read(
            "services:\n  a:\n    labels: {'x.${A}.y': 1, 'z$$B': 2, plain: $C}\n    environment: ['${D}_X=1', $$E=2]\n    build: {context: ., args: {'$F': 1}}\nvolumes: {v: {labels: {\"l${G:-x}\": 1}}}\n",
        );
        let found = compose.variables_in_keys();
        let names: Vec<&str> = found.iter().map(|(_, variable)| &*variable.name.value).collect();
        assert_eq!(names, ["A", "F", "G"]);
    }
}
