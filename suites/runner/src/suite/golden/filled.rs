//! A fixed case with its placeholders filled: what is sent, and what is expected.

use spec::catalogue::{Carrier, Command, Expectation, Files, FixedCase, FixedFile, Route, Test};
use spec::profile::{Cast, MissingFact, Profile, Selector, User};
use spec::wire::{Call, Request, percent_encode};

use crate::ask::file::{self, Part};
use crate::session::Session;

/// A fixed case with its placeholders filled.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) route: Route,
    pub(super) call: Call,
    files: Option<Files>,
    carriers: Vec<Carrier>,
    pub(super) expectations: Vec<Expectation>,
    pub(super) expects_success: bool,
    pub(super) snapshot: Option<String>,
    pub(super) presumed: Option<Box<Filled>>,
}

impl Filled {
    /// How it is sent, one after the other: files travel in one way only (UP-1).
    pub(super) fn carriers(&self) -> &[Carrier] {
        if self.files.is_some() { &[Carrier::Get] } else { &self.carriers }
    }

    /// The same call in the name of the same user, by each of the user's selectors alone.
    pub(super) fn by_every_selector(&self, actor: &User) -> Vec<Call> {
        let selectors = actor.selectors();
        let selects = |name: &String| selectors.iter().any(|selector| selector.parameter == name);
        let others: Vec<_> =
            self.call.parameters.iter().filter(|(name, _)| !selects(name)).cloned().collect();
        let by = |selector: Selector| {
            let selected = (selector.parameter.to_owned(), selector.value);
            Call { parameters: [vec![selected], others.clone()].concat(), ..self.call.clone() }
        };
        actor.selectors().into_iter().map(by).collect()
    }

    /// The request, with the gate's password where there is a gate.
    pub(super) fn request(&self, session: &Session, carrier: Carrier) -> Request {
        let part = |file: &FixedFile| Part::named(&file.name, file.content.as_bytes());
        match &self.files {
            None => session.with_password(&self.call.clone().by(carrier)).request(),
            Some(Files::OctetStream(one)) => session.admitted(file::octet_stream(&part(one))),
            Some(Files::Multipart(all)) => {
                session.admitted(file::multipart(&all.iter().map(part).collect::<Vec<_>>()))
            }
        }
    }
}

/// Whether the case expects a success, whose answer then has the documented shape.
pub(super) fn is_success(case: &FixedCase) -> bool {
    case.expectations.iter().all(|expectation| match &expectation.test {
        Test::Status(status) => status.is_success(),
        _ => true,
    })
}

/// Fills the placeholders of a case from the profile, and from its users if it has any.
pub(super) fn fill(
    profile: &Profile,
    cast: Option<Cast<'_>>,
    command: &Command,
    case: &FixedCase,
) -> Result<Filled, MissingFact> {
    let route = command.routes.iter().find(|route| route.name == case.route).cloned();
    let route = route.ok_or_else(|| MissingFact::new(format!("route `{}`", case.route), "catalogue"))?;
    let mut call = Call::new(route.path.clone());
    for (name, value) in &case.parameters {
        let value = profile.fill_for(cast, value)?;
        let in_path = format!("{{{name}}}");
        if call.path.contains(&in_path) {
            call.path = call.path.replace(&in_path, &percent_encode(&value));
        } else {
            call = call.with(name.as_str(), value);
        }
    }
    let presumed =
        case.presumes.as_ref().and_then(|name| command.cases.iter().find(|case| case.name == *name));
    let expectations = case.expectations.iter().map(|expectation| filled(profile, cast, expectation));
    // Only an answer of a documented shape can be redacted, and so be the same on every conforming target.
    let shown = route.answer.schema.is_some() && is_success(case);
    let snapshot = (case.golden && shown).then(|| format!("{}__{}", command.name, case.name));
    Ok(Filled {
        route,
        call,
        files: case.files.clone(),
        carriers: case.carriers.clone(),
        expectations: expectations.collect::<Result<_, _>>()?,
        expects_success: is_success(case),
        snapshot,
        presumed: presumed
            .map(|presumed| fill(profile, cast, command, presumed).map(Box::new))
            .transpose()?,
    })
}

fn filled(
    profile: &Profile,
    cast: Option<Cast<'_>>,
    expectation: &Expectation,
) -> Result<Expectation, MissingFact> {
    let mut filled = expectation.clone();
    match &mut filled.test {
        Test::Equals { text, .. } | Test::EqualsIgnoringCase { text, .. } => {
            *text = profile.fill_for(cast, text)?;
        }
        Test::Status(_)
        | Test::Matches { .. }
        | Test::Absent { .. }
        | Test::EmptyBody
        | Test::NonEmptyBody => {}
    }
    Ok(filled)
}
