//! What a statement whose signature is good proves to somebody who holds some of the files that it names, and what it does not.

use std::fmt;

use report_model::digest::Digest;
use report_model::outcome::Strictness;
use report_render::Language;

use crate::statement::{Skipped, Statement, Subject};

/// What somebody who examines a statement holds.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The report, as a file of that name.
    pub report: Option<(String, Digest)>,
    /// The profile.
    pub profile: Option<(String, Digest)>,
    /// The program that ran.
    pub program: Option<(String, Digest)>,
    /// Builds.
    pub builds: Vec<(String, Digest)>,
    /// The catalogue of the program that examines.
    pub catalogue: Option<Digest>,
}

/// What was found out: in words, by what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// What the signer says.
    pub said: Vec<String>,
    /// What is proved.
    pub proved: Vec<String>,
    /// What is not.
    pub open: Vec<String>,
    /// What is refuted: a file is not the one that the statement names.
    pub refuted: Vec<String>,
}

impl Examination {
    /// Holds a statement, signed by the key of that id, against what is given.
    pub fn of(statement: &Statement, key: Digest, given: &Given) -> Self {
        let mut found = Self {
            said: said(statement),
            proved: vec![format!(
                "The holder of the key {key} signed this statement, and no byte of it was changed since."
            )],
            open: Vec::new(),
            refuted: Vec::new(),
        };
        let (suite, catalogue, profile, _, report, ..) = &statement.predicate.configuration;
        found.file("report", report.digest(), given.report.as_ref(), "--report FILE");
        found.file("profile", profile.digest(), given.profile.as_ref(), "--profile FILE");
        found.file("program", suite.digest(), given.program.as_ref(), "--program FILE");
        for build in &given.builds {
            found.build(&statement.subject, build);
        }
        if given.builds.is_empty() {
            found.open.push("No build was compared with the subject: --build FILE does.".to_owned());
        }
        if given.catalogue.is_some() && catalogue.digest() == given.catalogue {
            found.proved.push("The clauses are those of the catalogue in this program.".to_owned());
        } else {
            found.open.push(
                "The clauses are of another catalogue than that in this program: theirs may ask for more or less."
                    .to_owned(),
            );
        }
        found.beyond(statement);
        found
    }

    /// Whether nothing is refuted.
    pub fn stands(&self) -> bool {
        self.refuted.is_empty()
    }

    fn file(&mut self, what: &str, named: Option<Digest>, given: Option<&(String, Digest)>, option: &str) {
        match given {
            Some((name, digest)) if Some(*digest) == named => {
                self.proved.push(format!("{name} is the {what} that the statement names, byte by byte."));
            }
            Some((name, digest)) => self.refuted.push(format!(
                "{name} is not the {what} that the statement names: its digest is {digest}, and the statement has {}.",
                named.map_or_else(|| "none".to_owned(), |named| named.to_string())
            )),
            None => self.open.push(format!("The {what} was not given: {option} compares it.")),
        }
    }

    fn build(&mut self, subjects: &[Subject], (name, digest): &(String, Digest)) {
        match subjects.iter().find(|subject| subject.digest.sha256 == *digest) {
            Some(subject) => self.proved.push(format!(
                "{name} is the build that the statement calls {}, byte by byte.",
                subject.name.escape_debug()
            )),
            None => self
                .refuted
                .push(format!("{name} is no build that the statement names: its digest is {digest}.")),
        }
    }

    /// What no signature proves.
    fn beyond(&mut self, statement: &Statement) {
        let (.., run, _, skipped, _) = &statement.predicate.configuration;
        let target = run.uri().unwrap_or_default().escape_debug();
        self.open.push(if run.annotations.embedded {
            "The target was the reference server inside the program: the run says nothing of any other build.".to_owned()
        } else {
            format!(
                "That the build is what answered at {target}: a run sees a server, not the file that it was started from. It rests on the \
                 word of the signer, as it does that the run was made as told."
            )
        });
        let left = |wanted: fn(&&Skipped) -> bool| ids(skipped.annotations.clauses.iter().filter(wanted));
        let open = left(|skipped| skipped.binds && skipped.testable);
        if !open.is_empty() {
            self.open.push(format!(
                "Whether these binding clauses hold, for the run left them undecided: {open}."
            ));
        }
        let hidden = left(|skipped| !skipped.testable);
        if !hidden.is_empty() {
            self.open.push(format!("Whether these clauses hold, for no request can test them: {hidden}."));
        }
        self.open.push("Whose key it is: that you know from where you have it.".to_owned());
    }
}

fn ids<'a>(skipped: impl Iterator<Item = &'a Skipped>) -> String {
    skipped.map(|skipped| skipped.clause.to_string()).collect::<Vec<_>>().join(", ")
}

fn said(statement: &Statement) -> Vec<String> {
    let predicate = &statement.predicate;
    let (suite, catalogue, _, run, report, skipped, strength) = &predicate.configuration;
    let names: Vec<String> = statement
        .subject
        .iter()
        .map(|subject| format!("{} (sha256 {})", subject.name.escape_debug(), subject.digest.sha256))
        .collect();
    let notes = &report.annotations;
    let mut said = vec![format!(
        "{} {} with the edition {} of the documentation: {} clauses hold, {} are warned of, {} are broken, {} were left undecided.",
        names.join(", "),
        notes.verdict.said(notes.extent),
        catalogue.annotations.edition.escape_debug(),
        predicate.passed_tests.len(),
        predicate.warned_tests.len(),
        predicate.failed_tests.len(),
        skipped.annotations.clauses.len(),
    )];
    if !predicate.failed_tests.is_empty() {
        let broken: Vec<String> = predicate.failed_tests.iter().map(ToString::to_string).collect();
        said.push(format!("Broken: {}.", broken.join(", ")));
    }
    let (program, version) =
        (suite.annotations.program.escape_debug(), suite.annotations.version.escape_debug());
    let strict = if run.annotations.strictness == Strictness::Strict { ", strict" } else { "" };
    said.push(format!(
        "{program} {version} ran from {} to {}, with the seed {}{strict}.",
        run.annotations.started, run.annotations.finished, run.annotations.seed
    ));
    said.push(format!("Of that suite: {}.", strength.annotations.told(Language::English).escape_debug()));
    said
}

impl fmt::Display for Examination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("refuted", &self.refuted),
            ("said by the signer", &self.said),
            ("proved", &self.proved),
            ("not proved", &self.open),
        ];
        for (heading, lines) in parts.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            writeln!(f, "{heading}")?;
            lines.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        }
        Ok(())
    }
}
