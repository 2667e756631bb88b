//! A service, key by key.

use plimsoll_syntax::yaml::{Kind, NodeRef};

use super::pairs::Absent;
use super::{Renderer, typed};
use crate::base::{Data, DataValue};
use crate::compose::command::Command;

impl Renderer<'_> {
    pub(super) fn service(&self, node: NodeRef<'_>) -> Data {
        if node.kind() != Kind::Mapping {
            return self.plain(node, 0);
        }
        let mut service = self.each(node, |key, node| self.service_value(key, node));
        if let Some(environment) = self.environment(node) {
            service.put("environment", environment);
        }
        if self.how.normalize {
            self.put_implied(&mut service);
        }
        service
    }

    fn service_value(&self, key: &str, node: NodeRef<'_>) -> Data {
        match key {
            "build" => self.build(node),
            "command" | "entrypoint" => self.command(node),
            // Put in its place with what `env_file` adds.
            "environment" => Data::null(node.span()),
            "labels" | "annotations" | "sysctls" | "storage_opt" => self.pairs(node, Absent::Empty),
            "deploy" => self.each(node, |key, node| match key {
                "labels" => self.pairs(node, Absent::Empty),
                _ => typed(key, self.plain(node, 0)),
            }),
            "depends_on" => self.names(node, |below, span| {
                let mut dependency = below.map_or_else(|| Data::map(span, Vec::new()), |node| self.plain(node, 0));
                dependency.or_put("condition", || Data::text(span, "service_started"));
                dependency.or_put("required", || Data::truth(span, true));
                dependency
            }),
            "networks" | "models" => self.names(node, |below, span| {
                below.map_or_else(|| Data::null(span), |node| self.plain(node, 0))
            }),
            "ports" => self.ports(node),
            "volumes" => self.mounts(node),
            "secrets" | "configs" => self.items(node, |item| self.grant(item)),
            "devices" => self.items(node, |item| self.device(item)),
            "extra_hosts" => self.hosts(node),
            "env_file" => self.items(node, |item| self.env_file(item)),
            "label_file" => self.items(node, |item| self.path(item)),
            "dns" | "dns_search" | "dns_opt" | "tmpfs" | "expose" | "profiles" | "group_add" => self.texts(node),
            "healthcheck" => self.each(node, |key, node| match key {
                "test" => self.health_test(node),
                _ => typed(key, self.plain(node, 0)),
            }),
            "logging" => self.each(node, |key, node| match key {
                "options" => self.pairs(node, Absent::Empty),
                _ => self.plain(node, 0),
            }),
            "pre_start" | "post_start" | "pre_stop" => self.items(node, |item| {
                self.each(item, |key, node| match key {
                    "command" => self.command(node),
                    "environment" => self.pairs(node, Absent::Null),
                    _ => typed(key, self.plain(node, 0)),
                })
            }),
            _ => typed(key, self.plain(node, 0)),
        }
    }

    // compose-go v2, transform/build.go.
    fn build(&self, node: NodeRef<'_>) -> Data {
        if node.kind() != Kind::Mapping {
            if node.is_null() {
                return self.plain(node, 0);
            }
            return Data::map(node.span(), vec![("context".to_owned(), self.path(node))]);
        }
        self.each(node, |key, node| match key {
            "context" => self.path(node),
            "args" => self.pairs(node, Absent::Null),
            "labels" => self.pairs(node, Absent::Empty),
            "additional_contexts" => self.contexts(node),
            "secrets" => self.items(node, |item| self.grant(item)),
            "extra_hosts" => self.hosts(node),
            "cache_from" | "cache_to" | "tags" | "platforms" | "no_cache_filter" | "entitlements" => self.texts(node),
            _ => typed(key, self.plain(node, 0)),
        })
    }

    fn contexts(&self, node: NodeRef<'_>) -> Data {
        let mut contexts = self.pairs(node, Absent::Empty);
        if let DataValue::Map(entries) = &mut contexts.value {
            for (_, value) in entries {
                // compose-go v2, paths/context.go: `docker-image://`, `service:` and the like stay.
                let path = value.as_str().filter(|text| !text.contains(':')).map(str::to_owned);
                if let Some(path) = path {
                    value.value = DataValue::Text(self.resolved(&path, value.origin));
                }
            }
        }
        contexts
    }

    fn command(&self, node: NodeRef<'_>) -> Data {
        let span = node.span();
        if node.kind() != Kind::Scalar {
            return self.items(node, |item| match self.text(item) {
                Some(text) => Data::text(item.span(), text),
                None => self.plain(item, 0),
            });
        }
        let Some(text) = self.scalar(node) else {
            return Data::null(span);
        };
        let words = Command::split(text).words;
        Data::list(
            span,
            words.iter().map(|word| Data::text(word.span, word.as_str())).collect(),
        )
    }

    fn health_test(&self, node: NodeRef<'_>) -> Data {
        let span = node.span();
        match self.scalar(node) {
            Some(text) => Data::list(
                span,
                vec![
                    Data::text(span.at_start(), "CMD-SHELL"),
                    Data::text(span, text.as_str()),
                ],
            ),
            None => self.plain(node, 0),
        }
    }

    fn env_file(&self, node: NodeRef<'_>) -> Data {
        let mut file = match node.kind() {
            Kind::Mapping => self.each(node, |key, node| match key {
                "path" => self.path(node),
                _ => typed(key, self.plain(node, 0)),
            }),
            _ => Data::map(node.span(), vec![("path".to_owned(), self.path(node))]),
        };
        file.or_put("required", || Data::truth(node.span(), true));
        file
    }
}
