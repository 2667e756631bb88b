//! What Python calls: texts in, JSON out. The objects are made in Python, in `python/plimsoll_api`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use plimsoll_check::report::{Paths, by_file};
use plimsoll_check::told::Told;
use plimsoll_check::{File, Settings};
use plimsoll_lint::policy::{Layer, Written};
use plimsoll_lint::{Registry, Report, Safety};
use plimsoll_model::base::Date;
use plimsoll_model::environment::Environment;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use rayon::prelude::*;

create_exception!(
    _native,
    Faults,
    PyValueError,
    "A list of what is wrong with a configuration."
);
create_exception!(_native, NotOurs, PyValueError, "Why a file cannot be judged.");

/// The rules and what was decided about them.
#[pyclass(frozen)]
struct Checker(plimsoll_check::Checker);

/// A path and a content, as Python has them.
type PyFile = (PyBackedStr, PyBackedBytes);

#[pymethods]
impl Checker {
    #[new]
    fn new(
        select: Vec<String>,
        extend_select: Vec<String>,
        ignore: Vec<String>,
        environment: Option<&str>,
        config: Option<&str>,
        date: &str,
    ) -> PyResult<Self> {
        let mut layer = Layer::of_words(&select, &ignore);
        let more = extend_select.into_iter();
        layer.settings.extend_select = more.map(|word| Written::argument("extend_select", word)).collect();
        let environment = match environment {
            None => None,
            Some("production") => Some(Environment::Production),
            Some("development") => Some(Environment::Development),
            Some(_) => return Err(PyValueError::new_err("environment is `production` or `development`")),
        };
        let settings = Settings {
            configuration: config,
            layer,
            environment,
            date: Date::parse(date),
            ..Settings::default()
        };
        let checker = plimsoll_check::Checker::with(&rules(), settings);
        checker.map(Self).map_err(|faults| faults_error(&faults))
    }

    /// The report on one file, by its path.
    fn check(&self, py: Python<'_>, path: &str, content: &[u8]) -> PyResult<String> {
        let file = File { path, bytes: content };
        py.detach(|| self.report(file)).map_err(NotOurs::new_err)
    }

    /// The reports on files that have nothing to do with each other, or why there is none.
    fn check_many(&self, py: Python<'_>, files: Vec<PyFile>) -> Vec<(Option<String>, Option<String>)> {
        let judge = |(path, content): &PyFile| {
            let file = File { path, bytes: content };
            match catch_unwind(AssertUnwindSafe(|| self.report(file))) {
                Ok(Ok(report)) => (Some(report), None),
                Ok(Err(why)) => (None, Some(why)),
                Err(_) => (None, Some("plimsoll itself failed here".to_owned())),
            }
        };
        py.detach(|| files.par_iter().map(judge).collect())
    }

    /// The report on files that belong together.
    fn check_project(&self, py: Python<'_>, files: Vec<PyFile>) -> String {
        py.detach(|| json(&self.0.check(&borrowed(&files))))
    }

    /// The files of a project that change, with their texts after the fixes.
    fn fix_project(&self, py: Python<'_>, files: Vec<PyFile>, with_unsafe: bool) -> Vec<(String, String)> {
        let most = if with_unsafe { Safety::Unsafe } else { Safety::Safe };
        py.detach(|| {
            let fixed = self.0.fix(&borrowed(&files), most);
            let text = |file: &plimsoll_fix::FixedFile| (file.path().to_owned(), file.after.source.text().to_owned());
            fixed.files.iter().map(text).collect()
        })
    }

    /// The text of a file after the fixes.
    fn fix(&self, py: Python<'_>, path: &str, content: &[u8], with_unsafe: bool) -> PyResult<Option<String>> {
        let most = if with_unsafe { Safety::Unsafe } else { Safety::Safe };
        let file = File { path, bytes: content };
        let fixed = py.detach(|| self.0.fix_named(file, most));
        let fixed = fixed.map_err(|why| NotOurs::new_err(said(why)))?;
        Ok(fixed.files.first().map(|file| file.after.source.text().to_owned()))
    }
}

impl Checker {
    fn report(&self, file: File<'_>) -> Result<String, String> {
        self.0.check_named(file).map(|report| json(&report)).map_err(said)
    }
}

/// The page of a rule, by its id or the id that another tool has for it.
#[pyfunction]
fn explain(word: &str) -> Option<String> {
    let rules = rules();
    let rule = rules.rules().iter().find(|rule| {
        rule.ids().any(|id| id.eq_ignore_ascii_case(word)) || rule.also().any(|peer| peer.is_called(word))
    });
    rule.map(|rule| format!("# {}\n\n{}", rule.title(), rule.body()))
}

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("Faults", module.py().get_type::<Faults>())?;
    module.add("NotOurs", module.py().get_type::<NotOurs>())?;
    module.add_class::<Checker>()?;
    module.add_function(wrap_pyfunction!(explain, module)?)
}

fn rules() -> Registry {
    Registry::new(plimsoll_rules::rules())
}

fn borrowed(files: &[PyFile]) -> Vec<File<'_>> {
    let mut borrowed = Vec::with_capacity(files.len());
    for (path, content) in files {
        borrowed.push(File { path, bytes: content });
    }
    borrowed
}

fn json(report: &Report) -> String {
    let paths = Paths::default();
    serde_json::to_string(&by_file(report, &paths)).expect("it is plain data")
}

fn said(why: &str) -> String {
    format!("the file {why}")
}

fn faults_error(faults: &[Told]) -> PyErr {
    let fault = |told: &Told| {
        let (line, column) = told.place().unzip();
        (told.path().to_owned(), line, column, told.message().to_owned())
    };
    let faults: Vec<_> = faults.iter().map(fault).collect();
    Faults::new_err((faults,))
}
