//! Resolves commands: listed, routed, their parameters and answers known.

use std::collections::HashSet;
use std::hash::Hash;

use toml::Spanned;

use super::read::Files;
use super::{Citing, Found, LoadProblem, Source, case, raw};
use crate::catalogue::{Answer, Command, Parameter, Presence, Route};
use crate::ids::{CommandName, SchemaName};

/// The commands of the index in its order, as far as each stands there once and has a file.
pub(super) fn order(files: &Files<'_>, found: &mut Found) -> Vec<CommandName> {
    let Some((source, index)) = &files.index else { return Vec::new() };
    complain_of_repetitions(source, "command", &index.order, found);
    let defined =
        |name: &CommandName| files.commands.iter().any(|(_, command)| command.name.get_ref() == name);
    for name in index.order.iter().filter(|name| !defined(name.get_ref())) {
        found.complain(source, name.span(), LoadProblem::CommandWithoutFile(name.get_ref().clone()));
    }
    index.order.iter().map(|name| name.get_ref().clone()).collect()
}

pub(super) fn resolve(
    files: &Files<'_>,
    order: &[CommandName],
    citing: &Citing<'_>,
    found: &mut Found,
) -> Vec<Command> {
    let schemas = files.schemas.iter().map(|(_, name, _)| name).collect();
    let mut commands: Vec<Command> = Vec::new();
    for (source, raw) in &files.commands {
        let name = raw.name.get_ref();
        if !order.contains(name) {
            found.complain(source, raw.name.span(), LoadProblem::UnlistedCommand(name.clone()));
        }
        if commands.iter().any(|command| command.name == *name) {
            let problem = LoadProblem::Twice { what: "command", name: name.to_string() };
            found.complain(source, raw.name.span(), problem);
        }
        if !citing.clauses.values().any(|clause| clause.commands.contains(name)) {
            found.complain(source, raw.name.span(), LoadProblem::CommandWithoutClause(name.clone()));
        }
        let mut reader = Reader { source, raw, schemas: &schemas, citing, found };
        commands.push(reader.command());
    }
    commands.sort_by_key(|command| order.iter().position(|name| *name == command.name));
    commands
}

struct Reader<'a, 'f> {
    source: &'a Source,
    raw: &'a raw::Command,
    schemas: &'a HashSet<&'a SchemaName>,
    citing: &'a Citing<'a>,
    found: &'f mut Found,
}

impl Reader<'_, '_> {
    fn command(&mut self) -> Command {
        let name = self.raw.name.get_ref().clone();
        if self.raw.route.is_empty() {
            self.found.complain(
                self.source,
                self.raw.name.span(),
                LoadProblem::CommandWithoutRoute(name.clone()),
            );
        }
        let names: Vec<Spanned<String>> = self.raw.route.iter().map(|route| self.name_of(route)).collect();
        complain_of_repetitions(self.source, "route", &names, self.found);
        let names = self.raw.parameter.iter().map(|parameter| &parameter.name);
        complain_of_repetitions(self.source, "parameter", names, self.found);
        let routes: Vec<Route> = self.raw.route.iter().map(|route| self.route(route)).collect();
        let parameters =
            self.raw.parameter.iter().map(|parameter| self.parameter(parameter, &routes)).collect();
        let mut command = Command {
            name,
            summary: self.raw.summary.clone(),
            section: self.raw.section.clone(),
            effect: self.raw.effect,
            routes,
            parameters,
            cases: Vec::new(),
        };
        complain_of_repetitions(self.source, "case", self.raw.case.iter().map(|case| &case.name), self.found);
        command.cases = case::resolve(self.source, &self.raw.case, &command, self.citing, self.found);
        command
    }

    fn route(&mut self, raw: &raw::Route) -> Route {
        let path = raw.path.get_ref();
        match placeholder(path) {
            Ok(Some(name)) if !self.has_path_parameter(name) => {
                let problem = LoadProblem::UnfilledPath(name.to_owned());
                self.found.complain(self.source, raw.path.span(), problem);
            }
            Ok(_) => {}
            Err(problem) => self.found.complain(self.source, raw.path.span(), problem),
        }
        if let Some(schema) = raw.schema.as_ref().filter(|schema| !self.schemas.contains(schema.get_ref())) {
            let problem = LoadProblem::UnknownSchema(schema.get_ref().clone());
            self.found.complain(self.source, schema.span(), problem);
        }
        Route {
            name: self.name_of(raw).into_inner(),
            path: path.clone(),
            answer: Answer {
                format: raw.format,
                schema: raw.schema.as_ref().map(|schema| schema.get_ref().clone()),
            },
            effect: raw.effect.unwrap_or(self.raw.effect),
        }
    }

    /// The name of a route; one that has none is called like its command.
    fn name_of(&self, raw: &raw::Route) -> Spanned<String> {
        let own = || Spanned::new(raw.path.span(), self.raw.name.get_ref().to_string());
        raw.name.clone().unwrap_or_else(own)
    }

    fn has_path_parameter(&self, name: &str) -> bool {
        let mut path_parameters =
            self.raw.parameter.iter().filter(|parameter| parameter.presence == Presence::Path);
        path_parameters.any(|parameter| parameter.name.get_ref().as_str() == name)
    }

    fn parameter(&mut self, raw: &raw::Parameter, routes: &[Route]) -> Parameter {
        for clause in &raw.clauses {
            if let Err(problem) = self.citing.cite_for(self.raw.name.get_ref(), clause.get_ref(), None) {
                self.found.complain(self.source, clause.span(), problem);
            }
        }
        Parameter {
            name: raw.name.get_ref().clone(),
            summary: raw.summary.clone(),
            routes: self.routes_of(raw, routes),
            presence: raw.presence,
            value: raw.value.clone(),
            clauses: raw.clauses.iter().map(|clause| clause.get_ref().clone()).collect(),
        }
    }

    /// The routes that take a parameter: those whose path has it, or those that the file names, or all that have no parameter of
    /// the path.
    fn routes_of(&mut self, raw: &raw::Parameter, routes: &[Route]) -> Vec<String> {
        let name = raw.name.get_ref();
        let names = |taken: &dyn Fn(Option<&str>) -> bool| {
            let in_path = |route: &&Route| taken(placeholder(&route.path).ok().flatten());
            routes.iter().filter(in_path).map(|route| route.name.clone()).collect::<Vec<_>>()
        };
        if raw.presence == Presence::Path {
            let homes = names(&|in_path| in_path == Some(name.as_str()));
            if homes.is_empty() {
                let problem = LoadProblem::HomelessParameter(name.clone());
                self.found.complain(self.source, raw.name.span(), problem);
            }
            return homes;
        }
        let Some(stated) = &raw.routes else { return names(&|in_path| in_path.is_none()) };
        for route in
            stated.iter().filter(|stated| !routes.iter().any(|route| route.name == *stated.get_ref()))
        {
            let problem = LoadProblem::UnknownRoute(route.get_ref().clone());
            self.found.complain(self.source, route.span(), problem);
        }
        stated.iter().map(|route| route.get_ref().clone()).collect()
    }
}

/// The name in the braces of a path, if it has any.
fn placeholder(path: &str) -> Result<Option<&str>, LoadProblem> {
    let bad = || LoadProblem::BadPath(path.to_owned());
    let braced = |text: &str| text.contains(['{', '}']);
    let (outside, inside) = match path.split_once('{') {
        Some((before, after)) => {
            let (name, behind) = after.split_once('}').ok_or_else(bad)?;
            (format!("{before}{behind}"), Some(name))
        }
        None => (path.to_owned(), None),
    };
    if !path.starts_with('/')
        || braced(&outside)
        || inside.is_some_and(|name| name.is_empty() || braced(name))
    {
        return Err(bad());
    }
    Ok(inside)
}

fn complain_of_repetitions<'t, T: Eq + Hash + ToString + 't>(
    source: &Source,
    what: &'static str,
    names: impl IntoIterator<Item = &'t Spanned<T>>,
    found: &mut Found,
) {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name.get_ref()) {
            found.complain(
                source,
                name.span(),
                LoadProblem::Twice { what, name: name.get_ref().to_string() },
            );
        }
    }
}
