//! What can be wrong with the files of a catalogue, and the way out of each.

use super::Problem;
use crate::ids::{Basis, ClauseId, CommandName, ParameterName, SchemaName};
use crate::profile::UnknownPlaceholder;

/// What is wrong at one place of a catalogue's file.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LoadProblem {
    /// Not TOML, an unknown key, a missing key or a wrong type, in the parser's words.
    #[error("{0}")]
    Shape(String),
    /// A schema that is not JSON, in the parser's words.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// A file that is neither a command, nor clauses, nor a schema.
    #[error("`{0}` is no file of a catalogue")]
    StrayFile(String),
    /// The list of commands is missing.
    #[error("there is no commands/index.toml")]
    NoIndex,
    /// A name that must be unique stands twice.
    #[error("the {what} `{name}` is defined twice")]
    Twice {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A command of the list without a file.
    #[error("the command `{0}` has no file")]
    CommandWithoutFile(CommandName),
    /// A command with a file that the list lacks.
    #[error("the command `{0}` is not in the list of commands")]
    UnlistedCommand(CommandName),
    /// A command that no clause binds.
    #[error("no clause binds the command `{0}`")]
    CommandWithoutClause(CommandName),
    /// A command that cannot be asked.
    #[error("the command `{0}` has no route")]
    CommandWithoutRoute(CommandName),
    /// A clause that binds a command which does not exist.
    #[error("`{0}` is no command")]
    UnknownCommand(String),
    /// A clause that binds nothing.
    #[error("the clause {0} binds no command")]
    ClauseWithoutCommand(ClauseId),
    /// A clause that says nothing.
    #[error("the clause {0} has no rule")]
    ClauseWithoutRule(ClauseId),
    /// A citation of a clause that does not exist.
    #[error("there is no clause `{0}`")]
    UnknownClause(String),
    /// A citation of a rule that its clause lacks.
    #[error("the clause {clause} has no rule of basis {basis}")]
    NoSuchRule {
        /// The clause.
        clause: ClauseId,
        /// The basis cited.
        basis: Basis,
    },
    /// A command that cites a clause of others.
    #[error("the clause {clause} does not bind the command `{command}`")]
    ForeignClause {
        /// The clause.
        clause: ClauseId,
        /// The command that cites it.
        command: CommandName,
    },
    /// A basis that is none.
    #[error("`{0}` is no basis")]
    UnknownBasis(String),
    /// A route whose answer is of a schema that does not exist.
    #[error("there is no schema `{0}`")]
    UnknownSchema(SchemaName),
    /// A schema that no route's answer is of.
    #[error("no route answers by the schema `{0}`")]
    UnusedSchema(SchemaName),
    /// A path with a placeholder that no parameter fills.
    #[error("no parameter fills `{{{0}}}` of the path")]
    UnfilledPath(String),
    /// A path that is none.
    #[error("`{0}` is no path with at most one placeholder")]
    BadPath(String),
    /// A parameter of the path that no path has.
    #[error("no path has a place for the parameter `{0}`")]
    HomelessParameter(ParameterName),
    /// A route that the command lacks.
    #[error("the command has no route `{0}`")]
    UnknownRoute(String),
    /// A case that leaves open which of several routes it asks.
    #[error("the case `{0}` names no route though the command has several")]
    RouteLeftOpen(String),
    /// A case with a parameter that its route does not take.
    #[error("the route `{route}` takes no parameter `{parameter}`")]
    UnknownParameter {
        /// The parameter.
        parameter: ParameterName,
        /// The route.
        route: String,
    },
    /// Braces around something that no profile can fill.
    #[error(transparent)]
    Placeholder(#[from] UnknownPlaceholder),
    /// A case that names users of its own, and not what they do.
    #[error("`{0}` names users of a case that has no scene")]
    CastWithoutScene(String),
    /// A case that sends files where none are taken.
    #[error("the route `{0}` stores no files")]
    FilesWithoutUpload(String),
    /// A case that leaves a hole in its path.
    #[error("the case `{case}` gives no `{parameter}` though the path of its route needs it")]
    PathLeftOpen {
        /// The case.
        case: String,
        /// The parameter of the path.
        parameter: ParameterName,
    },
    /// A case that would never be sent.
    #[error("the case `{0}` has no carrier")]
    NoCarrier(String),
    /// A case that presumes another which does not stand before it.
    #[error("no case `{0}` stands before this one")]
    UnknownPresumption(String),
    /// A case that expects nothing.
    #[error("the case `{0}` expects nothing")]
    NothingExpected(String),
    /// An expectation of nothing, or of several things at once.
    #[error("an expectation has {0} tests")]
    NotOneTest(usize),
    /// A pointer that is none.
    #[error("`{0}` is no JSON Pointer")]
    BadPointer(String),
    /// A pointer without a test of what it points at, or the reverse.
    #[error("`pointer` and a test of a value belong together")]
    LonePointer,
    /// A status that is none.
    #[error("`{0}` is neither a status code nor a class such as \"4xx\"")]
    BadStatus(String),
}

impl Problem for LoadProblem {
    fn way_out(&self) -> String {
        match self {
            Self::Twice { what, .. } => format!("rename one {what} or remove it"),
            Self::ForeignClause { command, .. } => {
                format!("cite another, or add `{command}` to the clause's commands")
            }
            Self::UnknownParameter { .. } => {
                "mend the name, or define the parameter for this route".to_owned()
            }
            other => other.fixed_way_out().to_owned(),
        }
    }
}

impl LoadProblem {
    fn fixed_way_out(&self) -> &'static str {
        match self {
            Self::NotJson(_) => "a schema is one JSON object of JSON Schema 2020-12",
            Self::StrayFile(_) => "a catalogue has commands/*.toml, clauses/*.toml and schemas/*.json",
            Self::NoIndex => "write it: the edition, and the commands in the document's order",
            Self::CommandWithoutFile(_) => "write commands/<name>.toml or take the name off the list",
            Self::UnlistedCommand(_) => "add it to `order` in commands/index.toml",
            Self::CommandWithoutClause(_) => "add it to the `commands` of the clauses about it",
            Self::CommandWithoutRoute(_) => "add a [[route]] with path and format",
            Self::UnknownCommand(_) => "use a name of commands/index.toml, or \"*\" for all",
            Self::ClauseWithoutCommand(_) => "name at least one command, or \"*\" for all",
            Self::ClauseWithoutRule(_) => "add a [[clause.rule]] with basis and text",
            Self::UnknownClause(_) => "cite an id of clauses/*.toml",
            Self::NoSuchRule { .. } | Self::UnknownBasis(_) => {
                "cite one of the clause's own: D, E, I, X, U or R"
            }
            Self::UnknownSchema(_) => "use the name of a file in schemas/ without its ending",
            Self::UnusedSchema(_) => "name it in a [[route]] or remove the file",
            Self::UnfilledPath(_) => "define a [[parameter]] of that name with presence = \"path\"",
            Self::BadPath(_) => "write it as /name or /name/{parameter}",
            Self::HomelessParameter(_) => "put it in braces into a route's path or change its presence",
            Self::UnknownRoute(_) | Self::RouteLeftOpen(_) => {
                "use the name of one of the command's [[route]]s"
            }
            Self::Placeholder(_) => "use a fact of the profile such as {user.id} or {script.echo}",
            Self::CastWithoutScene(_) => {
                "say what they do: scene = \"rest\", \"calling\", \"called\" or \"talking\""
            }
            Self::FilesWithoutUpload(_) => "leave out `files`, or ask a route with the effect `uploads`",
            Self::PathLeftOpen { .. } => "add it to the case's parameters",
            Self::NoCarrier(_) => "name some of get, post-query and post-form, or leave the key out for all",
            Self::UnknownPresumption(_) => "presume a simpler case of the same file, further up",
            Self::NothingExpected(_) => "add a [[case.expect]] with a clause",
            Self::NotOneTest(_) => "give each [[case.expect]] exactly one test",
            Self::BadPointer(_) => "write it by RFC 6901: empty, or parts that each begin with `/`",
            Self::LonePointer => {
                "write `pointer` with equals, equals_ignoring_case, matches or absent = true"
            }
            Self::BadStatus(_) => "write a number such as 200 or one of \"1xx\" to \"5xx\"",
            _ => "compare with a file of the same folder",
        }
    }
}
