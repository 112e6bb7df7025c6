//! The loaders: what they take is whole in itself, what they refuse is refused with a place that exists.

use std::collections::BTreeSet;

use checks::shape::Shapes;
use refserver_http::{Config, Fixture, InProcess};
use spec::catalogue::Catalogue;
use spec::ids::CommandName;
use spec::load::{self, Problem, Problems, Source};
use spec::profile::Profile;

use crate::ground::CATALOGUE;

/// The first line of the input is the path of a file of the catalogue, the rest is what stands there instead.
pub(crate) fn catalogue(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Some((path, text)) = text.split_once('\n') else { return };
    let mut sources = load::built_in_sources();
    let changed = Source { path: path.to_owned(), text: text.to_owned() };
    match sources.iter_mut().find(|source| source.path == path) {
        Some(source) => *source = changed,
        None => sources.push(changed),
    }
    match load::from_sources(&sources) {
        Ok(catalogue) => {
            refers_to_nothing_else(&catalogue);
            // A schema may still be none, which is for the compiler of schemas to say.
            drop(Shapes::compile(&catalogue));
        }
        Err(problems) => {
            points_into(&problems, |file| {
                let source = sources.iter().find(|source| source.path == file);
                source.map(|source| source.text.as_str()).or((file == "commands/index.toml").then_some(""))
            });
            let again = load::from_sources(&sources).map(drop).map_err(|problems| problems.to_string());
            assert_eq!(again, Err(problems.to_string()));
        }
    }
}

fn refers_to_nothing_else(catalogue: &Catalogue) {
    let commands: BTreeSet<&CommandName> = catalogue.commands.iter().map(|command| &command.name).collect();
    assert_eq!(commands.len(), catalogue.commands.len(), "a command stands twice");
    for (id, clause) in &catalogue.clauses {
        assert_eq!(*id, clause.id);
        assert!(!clause.rules.is_empty() && clause.commands.iter().all(|name| commands.contains(name)));
    }
    for command in &catalogue.commands {
        let routes: BTreeSet<&str> = command.routes.iter().map(|route| route.name.as_str()).collect();
        assert_eq!(routes.len(), command.routes.len(), "two routes of one name");
        for route in &command.routes {
            let schema = route.answer.schema.as_ref();
            assert!(schema.is_none_or(|name| catalogue.schemas.contains_key(name)), "no schema {schema:?}");
            assert!(route.path.starts_with('/'), "{}", route.path);
        }
        for parameter in &command.parameters {
            assert!(parameter.routes.iter().all(|route| command.route(route).is_some()));
            assert!(parameter.clauses.iter().all(|clause| catalogue.clause(clause).is_some()));
        }
        for case in &command.cases {
            assert!(command.route(&case.route).is_some(), "no route {}", case.route);
            assert!(case.parameters.iter().all(|(name, _)| command.parameter(name).is_some()));
            assert!(case.expectations.iter().all(|it| catalogue.rule(&it.citation).is_some()));
        }
    }
}

/// The input is a profile.
pub(crate) fn profile(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match Profile::parse("profile.toml", &text) {
        Ok(profile) => {
            let ids: BTreeSet<String> = profile.users.iter().map(|user| user.id.to_string()).collect();
            assert_eq!(ids.len(), profile.users.len(), "a user stands twice");
            for group in &profile.groups {
                assert!(group.members.iter().all(|member| profile.user_by_number(member).is_some()));
                assert!(profile.user_by_number(&group.number).is_none(), "a group has a user's number");
            }
            assert_eq!(profile.fill("no placeholder"), Ok("no placeholder".to_owned()));
            for value in fixed_values() {
                // What stands there is put in, or what is missing is named.
                match profile.fill(value) {
                    Ok(filled) => assert!(value.contains('{') || filled == *value),
                    Err(missing) => assert!(value.contains('{') && !missing.to_string().is_empty()),
                }
            }
            let again = Profile::parse("profile.toml", &text).map(|again| format!("{again:?}"));
            assert_eq!(again.ok(), Some(format!("{profile:?}")));
        }
        Err(problems) => points_into(&problems, |file| (file == "profile.toml").then_some(&*text)),
    }
}

/// The values of all fixed cases, with their placeholders.
fn fixed_values() -> impl Iterator<Item = &'static String> {
    let cases = CATALOGUE.commands.iter().flat_map(|command| &command.cases);
    cases.flat_map(|case| case.parameters.iter().map(|(_, value)| value))
}

/// Each problem stands in a line that there is, and is told in words and with a way out.
fn points_into<'a, P: Problem>(problems: &Problems<P>, text_of: impl Fn(&str) -> Option<&'a str>) {
    assert!(problems.iter().count() > 0, "refused without a reason");
    for problem in problems.iter() {
        let text = text_of(problem.file()).expect("a file that was given");
        assert!((1..=text.split('\n').count()).contains(&problem.line()), "{}", problem.file());
        assert!(!problem.problem().to_string().is_empty() && !problem.problem().way_out().is_empty());
    }
}

/// The input is a fixture: a server can be started with what is taken, unless users clash or a script is none.
pub(crate) fn fixture(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match Fixture::parse("fixture.toml", &text) {
        Ok(fixture) => {
            let config = Config { fixture, ..Config::on_free_port().expect("the built-in fixture") };
            if let Err(error) = InProcess::new(config) {
                assert!(!error.to_string().is_empty());
            }
        }
        Err(error) => {
            let told = error.to_string();
            assert_eq!(Fixture::parse("fixture.toml", &text).map(drop).map_err(|e| e.to_string()), Err(told));
        }
    }
}
