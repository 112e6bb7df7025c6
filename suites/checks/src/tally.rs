//! What the exchanges of a run have tried of the catalogue: values of parameters by their kinds, and answers of routes.

use std::collections::BTreeSet;
use std::fmt;

use report_model::tried::Count;
use spec::catalogue::{Catalogue, Command, Parameter, Presence, Route, ValueClass};
use spec::wire::{Asked, Exchange, Request};

/// A kind of value of a parameter of a route.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Tried {
    path: String,
    parameter: String,
    class: ValueClass,
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.path, self.parameter, self.class)
    }
}

/// Whether a route does what it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Manner {
    Success,
    Refusal,
}

/// An answer of a route.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Answered {
    path: String,
    manner: Manner,
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let manner = match self.manner {
            Manner::Success => "a success",
            Manner::Refusal => "a refusal",
        };
        write!(f, "{} {manner}", self.path)
    }
}

/// Counts what exchanges try.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    values: BTreeSet<Tried>,
    answers: BTreeSet<Answered>,
}

impl Tally {
    /// Takes in an exchange; bytes that are no request count for nothing.
    pub fn take_in(&mut self, catalogue: &Catalogue, exchange: &Exchange) {
        let Asked::Request(request) = &exchange.asked else { return };
        let path = request.target.split('?').next().unwrap_or_default();
        let Some((command, route, in_path)) = catalogue
            .routes()
            .find_map(|(command, route)| Some((command, route, match_path(&route.path, path)?)))
        else {
            return;
        };
        let given = given(request);
        for parameter in command.parameters_of(route) {
            let tried = |value: &str| Tried {
                path: route.path.clone(),
                parameter: parameter.name.to_string(),
                class: parameter.value.class_of(value),
            };
            if parameter.presence == Presence::Path {
                self.values.insert(tried(&in_path));
            }
            let told = given.iter().filter(|(name, _)| *name == parameter.name.as_str());
            self.values.extend(told.map(|(_, value)| tried(value)));
        }
        let manner = match exchange.status() {
            Some(200..=299) => Manner::Success,
            Some(400..=499) => Manner::Refusal,
            _ => return,
        };
        self.answers.insert(Answered { path: route.path.clone(), manner });
    }

    /// How much of the catalogue was tried.
    pub fn counts(&self, catalogue: &Catalogue) -> [Count; 2] {
        let values = catalogue.routes().flat_map(|(command, route)| values_of(command, route));
        let answers = catalogue.routes().flat_map(|(_, route)| {
            [Manner::Success, Manner::Refusal].map(|manner| Answered { path: route.path.clone(), manner })
        });
        [
            Count::of("values of parameters by kind", values, |tried| self.values.contains(tried)),
            Count::of("successes and refusals", answers, |answered| self.answers.contains(answered)),
        ]
    }
}

fn values_of(command: &Command, route: &Route) -> Vec<Tried> {
    let of_parameter = |parameter: &Parameter| -> Vec<Tried> {
        let (path, name) = (&route.path, parameter.name.to_string());
        let classes = parameter.value.classes().into_iter();
        // A path without its last segment is another path.
        let there =
            classes.filter(|class| parameter.presence != Presence::Path || *class != ValueClass::Empty);
        there.map(|class| Tried { path: path.clone(), parameter: name.clone(), class }).collect()
    };
    command.parameters_of(route).flat_map(of_parameter).collect()
}

/// What stands in the place of a path's placeholder; empty where it has none. Nothing if it is another path.
fn match_path(template: &str, path: &str) -> Option<String> {
    match template.split_once('{') {
        None => (template == path).then(String::new),
        Some((before, _)) => {
            let code = path.strip_prefix(before).filter(|code| !code.is_empty() && !code.contains('/'))?;
            // A `+` stands for itself in a path (RFC 3986, section 3.3).
            let pair = format!("{}=", code.replace('+', "%2B"));
            form_urlencoded::parse(pair.as_bytes()).next().map(|(code, _)| code.into_owned())
        }
    }
}

/// The parameters of a request, from its query and from a form in its content (HTTP-4).
fn given(request: &Request) -> Vec<(String, String)> {
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    let is_form = request.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.starts_with("application/x-www-form-urlencoded")
    });
    let form = if is_form { request.body.0.as_slice() } else { &[] };
    let pairs = [query.as_bytes(), form].map(|text| form_urlencoded::parse(text).into_owned());
    pairs.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use spec::wire::Call;

    use super::*;
    use crate::words::canned::answer;

    fn exchange(request: Request) -> Exchange {
        Exchange {
            asked: Asked::Request(request),
            sent: Vec::new(),
            received: Vec::new(),
            outcome: Ok(answer(200, "")),
            started: Duration::ZERO,
            elapsed: Duration::ZERO,
        }
    }

    fn catalogue() -> Catalogue {
        spec::load::built_in().unwrap()
    }

    #[test]
    fn values_count_by_route_parameter_and_kind_wherever_they_travel() {
        let catalogue = catalogue();
        let mut tally = Tally::default();
        let by_form = Call::new("/execsvcscript").with("async", "1").by(spec::catalogue::Carrier::PostForm);
        tally.take_in(&catalogue, &exchange(by_form.request()));
        tally.take_in(&catalogue, &exchange(Request::get("/download/rec/%D0%B6")));
        let [values, answers] = tally.counts(&catalogue);
        let untried = |name: &str| values.untried.iter().any(|other| other == name);
        assert_eq!((values.tried, answers.tried), (2, 2));
        assert!(!untried("/execsvcscript async: 1") && untried("/execsvcscript async: 0"));
        assert!(!untried("/download/rec/{code} code: beyond ASCII"));
        assert!(answers.untried.contains(&"/execsvcscript a refusal".to_owned()));
    }

    #[test]
    fn what_was_tried_and_what_was_not_are_the_whole() {
        let catalogue = catalogue();
        let [values, answers] = Tally::default().counts(&catalogue);
        assert_eq!((values.tried, answers.tried), (0, 0));
        let routes: usize = catalogue.commands.iter().map(|command| command.routes.len()).sum();
        assert_eq!(answers.total(), 2 * routes);
        assert!(values.total() > 300);
    }
}
