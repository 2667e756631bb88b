//! How many containers of a service run at once, and together with which others.

use plimsoll_syntax::Span;

use super::service::Service;

impl Service {
    /// How many containers it asks for, and where it says so; nothing if it says nothing certain.
    pub fn copies(&self) -> Option<(i64, Span)> {
        let replicas = self.deploy.as_ref().and_then(|deploy| deploy.value.replicas.as_ref());
        let field = replicas.or(self.scale.as_ref())?;
        Some((field.value.known()?, field.span))
    }

    /// The profiles that it starts with; `None` if it always starts, or if they are not known.
    fn profile_names(&self) -> Option<Vec<&str>> {
        let profiles = &self.profiles.as_ref()?.value;
        let names: Option<Vec<&str>> = profiles.iter().map(|profile| profile.known()).collect();
        names.filter(|names| !names.is_empty())
    }

    /// Whether starting this service surely starts the other: that one has no profile, or all
    /// profiles of this one.
    pub fn starts_along(&self, other: &Self) -> bool {
        if !other.has_profile() {
            return true;
        }
        match (self.profile_names(), other.profile_names()) {
            (Some(own), Some(other)) => own.iter().all(|name| other.contains(name)),
            // A profile in a variable may be any.
            (_, None) => true,
            (None, Some(_)) => self.has_profile(),
        }
    }

    /// Whether both can run at the same time by default: neither has a profile that the other one
    /// lacks.
    pub fn runs_beside(&self, other: &Self) -> bool {
        self.starts_along(other) && other.starts_along(self)
    }
}

#[cfg(test)]
mod tests {
    use crate::compose::tests::read;

    #[test]
    fn profiles_part_services() {
        let compose = read(
            "services:\n  a: {}\n  b: {profiles: [x]}\n  c: {profiles: [x, y]}\n  d: {profiles: [z]}\n  e: {profiles: ['${P}']}\n",
        );
        let along = |from: &str, to: &str| {
            let service = |name| compose.service(name).expect("a service");
            service(from).starts_along(service(to))
        };
        assert!(along("b", "a") && along("b", "c") && along("a", "e") && along("e", "b"));
        assert!(!along("a", "b") && !along("c", "b") && !along("b", "d"));
    }

    #[test]
    fn copies_are_counted_where_they_are_certain() {
        let compose = read("services:\n  a: {scale: 2}\n  b: {deploy: {replicas: 3}}\n  c: {scale: '${N:-2}'}\n");
        let copies: Vec<_> = compose
            .services
            .iter()
            .map(|s| s.copies().map(|(count, _)| count))
            .collect();
        assert_eq!(copies, [Some(2), Some(3), None]);
    }
}
