//! Resolves fixed cases: route, parameters, placeholders, citations and tests.

use std::ops::Range;

use toml::Spanned;

use super::{Citing, Found, LoadProblem, Source, raw};
use crate::catalogue::{
    Carrier, Command, Effect, Expectation, ExpectedStatus, FixedCase, Presence, Route, Test,
};
use crate::ids::ParameterName;
use crate::profile::Placeholder;

pub(super) fn resolve(
    source: &Source,
    cases: &[raw::Case],
    command: &Command,
    citing: &Citing<'_>,
    found: &mut Found,
) -> Vec<FixedCase> {
    let mut reader = Reader { source, command, citing, found };
    for (place, case) in cases.iter().enumerate() {
        reader.check_presumption(case, &cases[..place]);
    }
    cases.iter().filter_map(|case| reader.case(case)).collect()
}

struct Reader<'a, 'f> {
    source: &'a Source,
    command: &'a Command,
    citing: &'a Citing<'a>,
    found: &'f mut Found,
}

/// A problem and its place in the file of the command.
type Misplaced = (Range<usize>, LoadProblem);

impl Reader<'_, '_> {
    fn complain(&mut self, (span, problem): Misplaced) {
        self.found.complain(self.source, span, problem);
    }

    fn case(&mut self, raw: &raw::Case) -> Option<FixedCase> {
        let name = raw.name.get_ref();
        if raw.expect.is_empty() {
            self.complain((raw.name.span(), LoadProblem::NothingExpected(name.clone())));
        }
        if raw.carriers.as_ref().is_some_and(Vec::is_empty) {
            self.complain((raw.name.span(), LoadProblem::NoCarrier(name.clone())));
        }
        let expectations = raw.expect.iter().filter_map(|expect| self.expectation(expect)).collect();
        let route = self.route(raw).map_err(|misplaced| self.complain(misplaced)).ok()?;
        self.check_parameters(raw, route);
        self.check_path(raw, route);
        self.check_files(raw, route);
        Some(FixedCase {
            name: name.clone(),
            route: route.name.clone(),
            scene: raw.scene,
            carriers: raw.carriers.clone().unwrap_or_else(|| Carrier::ALL.to_vec()),
            parameters: raw
                .parameters
                .iter()
                .map(|(n, v)| (n.get_ref().clone(), v.get_ref().clone()))
                .collect(),
            files: raw.files.as_ref().map(|files| files.get_ref().clone()),
            expectations,
            presumes: raw.presumes.as_ref().map(|name| name.get_ref().clone()),
            golden: raw.golden,
        })
    }

    /// What is presumed stands before what presumes it, so that nothing presumes itself.
    fn check_presumption(&mut self, raw: &raw::Case, earlier: &[raw::Case]) {
        let Some(presumed) = &raw.presumes else { return };
        if !earlier.iter().any(|case| case.name.get_ref() == presumed.get_ref()) {
            self.complain((presumed.span(), LoadProblem::UnknownPresumption(presumed.get_ref().clone())));
        }
    }

    fn check_parameters(&mut self, raw: &raw::Case, route: &Route) {
        for (parameter, value) in &raw.parameters {
            let name = parameter.get_ref();
            if !self.command.parameters_of(route).any(|known| known.name == *name) {
                let problem =
                    LoadProblem::UnknownParameter { parameter: name.clone(), route: route.name.clone() };
                self.complain((parameter.span(), problem));
            }
            match fillable(value) {
                Err(misplaced) => self.complain(misplaced),
                Ok(text) if raw.scene.is_none() && names_the_cast(&text) => {
                    self.complain((value.span(), LoadProblem::CastWithoutScene(text)));
                }
                Ok(_) => {}
            }
        }
    }

    fn check_path(&mut self, raw: &raw::Case, route: &Route) {
        let given = |name: &ParameterName| raw.parameters.iter().any(|(given, _)| given.get_ref() == name);
        let in_path =
            self.command.parameters_of(route).filter(|parameter| parameter.presence == Presence::Path);
        for parameter in in_path.filter(|parameter| !given(&parameter.name)) {
            let (case, parameter) = (raw.name.get_ref().clone(), parameter.name.clone());
            self.complain((raw.name.span(), LoadProblem::PathLeftOpen { case, parameter }));
        }
    }

    fn check_files(&mut self, raw: &raw::Case, route: &Route) {
        if let Some(files) = raw.files.as_ref().filter(|_| route.effect != Effect::Uploads) {
            self.complain((files.span(), LoadProblem::FilesWithoutUpload(route.name.clone())));
        }
    }

    fn expectation(&mut self, raw: &raw::Expect) -> Option<Expectation> {
        let citation = self.citing.cite_for(&self.command.name, raw.clause.get_ref(), raw.basis);
        let citation = citation.map_err(|problem| self.complain((raw.clause.span(), problem))).ok();
        let test = test(raw).map_err(|misplaced| self.complain(misplaced)).ok();
        Some(Expectation { citation: citation?, test: test? })
    }
}

impl<'a> Reader<'a, '_> {
    fn route(&self, raw: &raw::Case) -> Result<&'a Route, Misplaced> {
        match (&raw.route, self.command.routes.as_slice()) {
            (Some(name), _) => {
                let unknown = || (name.span(), LoadProblem::UnknownRoute(name.get_ref().clone()));
                self.command.route(name.get_ref()).ok_or_else(unknown)
            }
            (None, [only]) => Ok(only),
            (None, _) => Err((raw.name.span(), LoadProblem::RouteLeftOpen(raw.name.get_ref().clone()))),
        }
    }
}

fn fillable(text: &Spanned<String>) -> Result<String, Misplaced> {
    match Placeholder::all_in(text.get_ref()) {
        Ok(_) => Ok(text.get_ref().clone()),
        Err(unknown) => Err((text.span(), unknown.into())),
    }
}

/// Whether a text names the users of its case.
fn names_the_cast(text: &str) -> bool {
    Placeholder::all_in(text).is_ok_and(|named| named.into_iter().any(Placeholder::is_of_the_cast))
}

/// The one test of an expectation.
fn test(raw: &raw::Expect) -> Result<Test, Misplaced> {
    let here = raw.clause.span();
    let pointer = raw.pointer.as_ref().map(pointer).transpose()?.unwrap_or_default();
    let equals = raw.equals.as_ref().map(fillable).transpose()?;
    let like = raw.equals_ignoring_case.as_ref().map(fillable).transpose()?;
    let of_a_value = [
        equals.map(|text| Test::Equals { pointer: pointer.clone(), text }),
        like.map(|text| Test::EqualsIgnoringCase { pointer: pointer.clone(), text }),
        raw.matches.clone().map(|pattern| Test::Matches { pointer: pointer.clone(), pattern }),
        raw.absent.as_ref().map(|_| Test::Absent { pointer: pointer.clone() }),
    ];
    if raw.pointer.is_some() != of_a_value.iter().any(Option::is_some) {
        return Err((here, LoadProblem::LonePointer));
    }
    let body = raw.body.map(|body| match body {
        raw::ExpectedBody::Empty => Test::EmptyBody,
        raw::ExpectedBody::NonEmpty => Test::NonEmptyBody,
    });
    let of_the_whole = [raw.status.as_ref().map(status).transpose()?.map(Test::Status), body];
    let mut tests: Vec<Test> = of_a_value.into_iter().chain(of_the_whole).flatten().collect();
    match (tests.pop(), tests.len()) {
        (Some(test), 0) => Ok(test),
        (Some(_), others) => Err((here, LoadProblem::NotOneTest(others + 1))),
        (None, _) => Err((here, LoadProblem::NotOneTest(0))),
    }
}

fn status(raw: &Spanned<toml::Value>) -> Result<ExpectedStatus, Misplaced> {
    let bad = || (raw.span(), LoadProblem::BadStatus(raw.get_ref().to_string()));
    match raw.get_ref() {
        toml::Value::Integer(code @ 100..=599) => {
            u16::try_from(*code).map(ExpectedStatus::Code).map_err(|_| bad())
        }
        toml::Value::String(class) => match class.as_bytes() {
            [digit @ b'1'..=b'5', b'x', b'x'] => Ok(ExpectedStatus::Class(digit - b'0')),
            _ => Err(bad()),
        },
        _ => Err(bad()),
    }
}

/// A JSON Pointer is empty or begins with `/`, and a `~` in it is followed by 0 or 1 (RFC 6901, section 3).
fn pointer(raw: &Spanned<String>) -> Result<String, Misplaced> {
    let text = raw.get_ref();
    let rooted = text.is_empty() || text.starts_with('/');
    let escaped = text.split('~').skip(1).all(|behind| behind.starts_with(['0', '1']));
    if rooted && escaped {
        Ok(text.clone())
    } else {
        Err((raw.span(), LoadProblem::BadPointer(text.clone())))
    }
}
