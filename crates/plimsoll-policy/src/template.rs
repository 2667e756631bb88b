//! Messages with places for what was found: `{service} has no owner`.

use plimsoll_syntax::nearest;

/// A message with placeholders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template(Vec<Part>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Text(String),
    Placeholder(Placeholder),
}

/// What a message may mention.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Placeholder {
    Service,
    Stage,
    Instruction,
    Command,
    Image,
    Path,
    Value,
    File,
    Environment,
}

impl Placeholder {
    /// Each with its name.
    pub const ALL: [(&'static str, Self); 9] = [
        ("service", Self::Service),
        ("stage", Self::Stage),
        ("instruction", Self::Instruction),
        ("command", Self::Command),
        ("image", Self::Image),
        ("path", Self::Path),
        ("value", Self::Value),
        ("file", Self::File),
        ("environment", Self::Environment),
    ];

    /// The name between the braces.
    pub fn name(self) -> &'static str {
        let own = Self::ALL.into_iter().find(|(_, own)| *own == self);
        own.map_or("", |(name, _)| name)
    }
}

/// Why a text is not a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateError {
    /// Where the placeholder begins.
    pub at: usize,
    pub message: String,
}

impl Template {
    /// Reads a message. `{{` and `}}` stand for braces.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            let at = text.len() - rest.len() + brace;
            plain.push_str(&rest[..brace]);
            let behind = &rest[brace..];
            if behind.starts_with("{{") || behind.starts_with("}}") {
                plain.push_str(&behind[..1]);
                rest = &behind[2..];
                continue;
            }
            let end = behind.find('}').filter(|_| behind.starts_with('{'));
            let Some(end) = end else {
                let message = "a brace alone is written twice: `{{` or `}}`".to_owned();
                return Err(TemplateError { at, message });
            };
            let name = &behind[1..end];
            let known = Placeholder::ALL.iter().find(|(own, _)| *own == name);
            let Some((_, placeholder)) = known else {
                return Err(TemplateError {
                    at,
                    message: unknown(name),
                });
            };
            parts.push(Part::Text(std::mem::take(&mut plain)));
            parts.push(Part::Placeholder(*placeholder));
            rest = &behind[end + 1..];
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain));
        Ok(Self(parts))
    }

    /// What it mentions.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.0.iter().filter_map(|part| match part {
            Part::Placeholder(placeholder) => Some(*placeholder),
            Part::Text(_) => None,
        })
    }

    /// The message with its placeholders filled.
    pub(crate) fn fill(&self, value: impl Fn(Placeholder) -> String) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Placeholder(placeholder) => value(*placeholder),
        });
        parts.collect()
    }

    /// The message as a title: each placeholder by its name.
    pub(crate) fn title(&self) -> String {
        self.fill(|placeholder| format!("<{}>", placeholder.name()))
    }
}

fn unknown(name: &str) -> String {
    let names = Placeholder::ALL.map(|(name, _)| name);
    match nearest(name, names) {
        Some(meant) => format!("there is no `{{{name}}}`; did you mean `{{{meant}}}`?"),
        None => format!(
            "there is no `{{{name}}}`; there are {}",
            names.map(|name| format!("`{{{name}}}`")).join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled() {
        let template = Template::parse("`{service}` has {{no}} {value}").expect("it is right");
        let filled = template.fill(|placeholder| format!("{placeholder:?}"));
        assert_eq!(filled, "`Service` has {no} Value");
        for (text, at, part) in [
            ("{servise}", 0, "{service}"),
            ("a {xyzzy}", 2, "{image}"),
            ("a { b", 2, "twice"),
            ("a }", 2, "twice"),
        ] {
            let error = Template::parse(text).expect_err(text);
            assert_eq!(error.at, at);
            assert!(error.message.contains(part), "{}", error.message);
        }
    }
}
