//! What there is to know at a place in an open text: the group of its file as it was judged, and the way
//! from the engine's places to the client's.

use std::path::Path;

use lsp_types::{Range, Uri};
use plimsoll_check::live::{Group, Live};
use plimsoll_lint::{Finding, Report};

use crate::client::Client;
use crate::convert::Convert;
use crate::diagnostics;
use crate::documents::Document;
use crate::session::Session;
use crate::settings::Settings;
use crate::uri;

/// An open text in its group.
pub(crate) struct Place<'a> {
    pub(crate) client: &'a Client,
    pub(crate) settings: &'a Settings,
    pub(crate) document: &'a Document,
    /// The path as the engine writes it.
    pub(crate) path: String,
    pub(crate) live: &'a Live,
    pub(crate) group: &'a Group,
    pub(crate) report: &'a Report,
    pub(crate) convert: Convert<'a>,
}

impl Session {
    /// Does something at a text, whose group is judged before. None if it is not open, or none of ours.
    pub(crate) fn at<R>(&mut self, path: &Path, what: impl FnOnce(&mut Place<'_>) -> R) -> Option<R> {
        self.documents.get(path)?;
        self.over(path, what)
    }

    /// The same for a file that need not be open; then the place has no text.
    pub(crate) fn over<R>(&mut self, path: &Path, what: impl FnOnce(&mut Place<'_>) -> R) -> Option<R> {
        self.settings.enable.then_some(())?;
        let closed = Document::closed(uri::of_path(path));
        let document = self.documents.get(path).unwrap_or(&closed);
        let index = self.roots.of(path);
        let wanted = self.settings.wanted();
        let root = self.roots.get(index);
        let relative = root.relative(path)?;
        let folder = root.folder.clone();
        let live = root.live(&wanted, &self.registry, &self.documents)?;
        // Also where nothing is judged until it is saved: what is done here is done to the text as it is.
        if let Some(open) = self.documents.get(path) {
            live.put(&relative, &open.text, open.is_dockerfile);
        }
        let own = live.groups().iter().position(|group| group.paths.contains(&relative))?;
        live.judge(&[own]);
        live.groups();
        let live = &*live;
        let group = live.group(own);
        what(&mut Place {
            client: &self.client,
            settings: &self.settings,
            document,
            path: relative,
            live,
            group,
            report: group.report()?,
            convert: Convert::new(&folder, &self.documents, self.client.encoding),
        })
        .into()
    }

    /// The address of a file, as the client writes it if it has it open.
    pub(crate) fn uri(&self, path: &Path) -> Uri {
        Convert::new(Path::new(""), &self.documents, self.client.encoding).uri(&path.to_string_lossy())
    }
}

impl<'a> Place<'a> {
    /// The findings that a range of the text touches.
    pub(crate) fn findings(&self, range: Range) -> Vec<&'a Finding> {
        let range = self
            .document
            .lines
            .offsets(&self.document.text, range, self.convert.encoding);
        let touches = |finding: &&'a Finding| {
            let own = finding.span.range();
            self.report.source(finding.span.file).path() == self.path
                && own.start <= range.end
                && range.start <= own.end
        };
        let findings = self.report.findings.iter().map(|finding| &**finding);
        let shown = findings.filter(|finding| diagnostics::is_shown(finding, self.settings));
        shown.filter(touches).collect()
    }
}
