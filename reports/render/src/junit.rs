//! JUnit XML for CI: one `testsuite` a suite, in the strict form of the Ant schema that every reader takes.
//!
//! That form knows passed, skipped, failure and error, and output only of a whole suite. So a warning is a passed case that the suite's
//! `system-out` tells of; a flaky case is an `error` of type `flaky`, for it is neither passed nor failed and the run is not complete;
//! a case that could not go on is an `error` of type `stuck`; one that was not reached is skipped with the reason. The clauses of a
//! case are a property of its suite.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use report_model::event::Header;
use report_model::outcome::Outcome;
use report_model::recording::Recording;
use spec::ids::CaseName;

use crate::RenderError;
use crate::account::account;
use crate::case::{Case, cases};
use crate::text::{list, visible};
use crate::words;

/// Writes the report of a run, finished or not.
///
/// # Errors
/// Those of the writer.
pub fn write(recording: &Recording, out: impl Write) -> Result<(), RenderError> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let clauses = recording.run.clauses();
    let (verdict, rulings) =
        (words::verdict(&recording.run, &clauses), words::rulings(&recording.run, &clauses));
    let suites = suites(recording, &verdict, &rulings);
    xml.create_element("testsuites").write_inner_content(|xml| {
        suites.iter().enumerate().try_for_each(|(id, suite)| suite.write(xml, id))
    })?;
    xml.get_mut().write_all(b"\n")?;
    xml.get_mut().flush()?;
    Ok(())
}

/// The cases of one suite.
struct Suite<'a> {
    recording: &'a Recording,
    name: &'a str,
    /// The verdict of the whole run, as people read it.
    verdict: &'a str,
    /// What every report says of the rulings that its run used.
    rulings: &'a str,
    cases: Vec<Case<'a>>,
}

/// The suites of a run in the order in which the plan comes to them.
fn suites<'a>(recording: &'a Recording, verdict: &'a str, rulings: &'a str) -> Vec<Suite<'a>> {
    let mut suites: Vec<Suite<'_>> = Vec::new();
    for case in cases(&recording.run) {
        let name = case.name().suite();
        match suites.iter_mut().find(|suite| suite.name == name) {
            Some(suite) => suite.cases.push(case),
            None => suites.push(Suite { recording, name, verdict, rulings, cases: vec![case] }),
        }
    }
    suites
}

/// What JUnit can say of a case.
enum Status {
    Passed,
    Skipped,
    Failure,
    Error(&'static str),
}

impl Status {
    fn of(case: &Case<'_>) -> Self {
        match case.outcome() {
            Outcome::Pass | Outcome::Warn => Self::Passed,
            Outcome::Fail => Self::Failure,
            Outcome::Flaky => Self::Error("flaky"),
            Outcome::Untested if case.stuck().is_some() => Self::Error("stuck"),
            Outcome::Skipped | Outcome::Untested => Self::Skipped,
        }
    }
}

impl Suite<'_> {
    fn header(&self) -> &Header {
        &self.recording.run.header
    }

    fn write<W: Write>(&self, xml: &mut Writer<W>, id: usize) -> io::Result<()> {
        let count = |wanted: fn(&Status) -> bool| {
            self.cases.iter().filter(|case| wanted(&Status::of(case))).count().to_string()
        };
        let id = id.to_string();
        let tests = self.cases.len().to_string();
        let failures = count(|status| matches!(status, Status::Failure));
        let errors = count(|status| matches!(status, Status::Error(_)));
        let skipped = count(|status| matches!(status, Status::Skipped));
        let time = seconds(self.cases.iter().map(Case::millis).sum());
        // The schema takes whole seconds without a zone.
        let timestamp = self.header().started.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let attributes = [
            ("name", self.name),
            ("package", self.header().tool.name.as_str()),
            ("id", &id),
            ("timestamp", &timestamp),
            ("hostname", "localhost"),
            ("tests", &tests),
            ("failures", &failures),
            ("errors", &errors),
            ("skipped", &skipped),
            ("time", &time),
        ];
        xml.create_element("testsuite").with_attributes(attributes).write_inner_content(|xml| {
            self.properties(xml)?;
            self.cases.iter().try_for_each(|case| write_case(case, self.recording, xml))?;
            let warnings = self.warnings()?;
            xml.create_element("system-out").write_text_content(BytesText::new(&warnings))?;
            xml.create_element("system-err").write_empty()?;
            Ok(())
        })?;
        Ok(())
    }

    fn properties<W: Write>(&self, xml: &mut Writer<W>) -> io::Result<()> {
        let Header { tool, target, seed, .. } = self.header();
        let run = [
            ("verdict".to_owned(), self.verdict.to_owned()),
            ("rulings".to_owned(), self.rulings.to_owned()),
            ("tool".to_owned(), format!("{} {}", tool.name, tool.version)),
            ("target".to_owned(), target.url.clone()),
            ("edition".to_owned(), target.edition.clone()),
            ("seed".to_owned(), seed.to_string()),
        ];
        let clauses = |case: &Case<'_>| (format!("clauses of {}", case.name()), list(case.clauses()));
        xml.create_element("properties").write_inner_content(|xml| {
            for (name, value) in run.into_iter().chain(self.cases.iter().map(clauses)) {
                let property = [("name", visible(&name)), ("value", visible(&value))];
                let property = property.iter().map(|(key, text)| (*key, text.as_str()));
                xml.create_element("property").with_attributes(property).write_empty()?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// What is to be known of the cases that pass with a warning.
    fn warnings(&self) -> io::Result<String> {
        let warned = self.cases.iter().filter(|case| case.outcome() == Outcome::Warn);
        let told =
            |case: &Case<'_>| Ok(format!("warning: {}\n{}", case.name(), details(case, self.recording)?));
        let all: io::Result<String> = warned.map(told).collect();
        // GitLab takes what stands between such brackets for a file to show.
        Ok(all?.replace("[[", "[ ["))
    }
}

fn write_case<W: Write>(case: &Case<'_>, recording: &Recording, xml: &mut Writer<W>) -> io::Result<()> {
    let class = class_name(case.name());
    let time = seconds(case.millis());
    let attributes = [("name", case.name().what()), ("classname", class.as_str()), ("time", time.as_str())];
    let element = xml.create_element("testcase").with_attributes(attributes);
    let message = visible(&case.message().unwrap_or_default());
    let (tag, kind) = match Status::of(case) {
        Status::Passed => return element.write_empty().map(drop),
        Status::Skipped => ("skipped", None),
        Status::Failure => ("failure", Some(failed_clause(case))),
        Status::Error(kind) => ("error", Some(kind.to_owned())),
    };
    let text = details(case, recording)?;
    element.write_inner_content(|xml| {
        let kind = kind.iter().map(|kind| ("type", kind.as_str()));
        let outcome =
            xml.create_element(tag).with_attribute(("message", message.as_str())).with_attributes(kind);
        if text.is_empty() {
            outcome.write_empty()?;
        } else {
            outcome.write_text_content(BytesText::new(&text))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn details(case: &Case<'_>, recording: &Recording) -> io::Result<String> {
    let exchanges = if case.breaches().is_empty() {
        Vec::new()
    } else {
        recording.exchanges(case.name()).map_err(io::Error::other)?
    };
    Ok(account(case, &exchanges, &recording.run.header))
}

/// The class: readers group by it, and tell cases apart by it and the name together.
fn class_name(name: &CaseName) -> String {
    format!("{}.{}", name.suite(), name.command())
}

fn failed_clause(case: &Case<'_>) -> String {
    case.breaches().first().map(|breach| breach.citation.clause.to_string()).unwrap_or_default()
}

/// Milliseconds as the decimal seconds of the schema.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1_000, millis % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sample, schemas};

    /// What to put in the place of what, so that the schema refuses it.
    const WRONG: [(&str, &str); 8] = [
        ("<testsuites>", "<testsuites tests=\"1\">"),
        ("hostname=", "host="),
        ("T10:00:00\"", "T10:00:00Z\""),
        ("<properties>", "<properties><junk/>"),
        ("<skipped", "<system-out/><skipped"),
        ("<system-err/>", ""),
        (" time=\"0.034\"", " time=\"soon\""),
        (" type=\"EXEC-3\"", ""),
    ];

    fn written(recording: &Recording) -> String {
        let mut bytes = Vec::new();
        write(recording, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_report_of_the_sample_is_this() {
        insta::assert_snapshot!(written(&sample::many_failures()));
    }

    #[test]
    fn the_report_is_valid_under_the_ant_schema_and_a_wrong_one_is_not() {
        let Some(schema) = schemas::text("junit.xsd") else { return };
        let schema = uppsala::parse(&schema).unwrap();
        let validator = uppsala::XsdValidator::from_schema(&schema).unwrap();
        let errors = |report: &str| -> Vec<String> {
            // The validator looks at attributes alone where a type extends another: so each suite is tried by itself, too.
            [report.to_owned()]
                .into_iter()
                .chain(suites_alone(report))
                .flat_map(|xml| validator.validate(&uppsala::parse(&xml).unwrap()))
                .map(|error| error.to_string())
                .collect()
        };
        for run in sample::all() {
            assert_eq!(errors(&written(&run)), [""; 0]);
        }
        let report = written(&sample::many_failures());
        for (right, wrong) in WRONG {
            assert!(!errors(&report.replace(right, wrong)).is_empty(), "{wrong} should be refused");
        }
    }

    /// Every suite as a document of its own, which has neither package nor id.
    fn suites_alone(report: &str) -> Vec<String> {
        let suites = report.split("<testsuite ").skip(1).enumerate();
        suites
            .map(|(id, rest)| {
                let (suite, _) = rest.split_once("</testsuite>").unwrap();
                let alone = suite.replace(&format!(" package=\"oktellspec\" id=\"{id}\""), "");
                format!("<testsuite {alone}</testsuite>")
            })
            .collect()
    }

    #[test]
    fn nothing_that_xml_or_a_terminal_takes_amiss_is_in_the_report() {
        let report = written(&sample::many_failures());
        assert!(report.contains("\\u{1b}[31mvalue 1"));
        assert!(!report.contains(|c: char| c.is_control() && c != '\n'));
    }
}
