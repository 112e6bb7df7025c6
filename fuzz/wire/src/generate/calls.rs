//! Calls of the routes that may be asked.

use checks::gate::NearMiss;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use spec::catalogue::{Carrier, Command, Effect, Presence, Route, ValueType};
use spec::ids::CommandName;
use spec::profile::ProbeScript;
use spec::wire::percent_encode;

use super::values::{self, HOSTILE, PATHS, pick, somebody, value};
use crate::asked::STRAY_PATH;
use crate::input::{Call, File, Knock, Packing, Parameter, Piece, Template, Upload, Value};
use crate::target::Target;

/// The routes that may be asked, by their places in the catalogue.
#[derive(Debug)]
pub(super) struct Routes {
    places: Vec<(usize, usize)>,
    /// Whether they are those of all commands: only then are there scenes.
    pub(super) are_all: bool,
}

impl Routes {
    /// The routes of these commands, or of all where none are named, whose effect is allowed.
    pub(super) fn allowed(target: &Target, commands: &[CommandName]) -> Self {
        let listed = target.catalogue.commands.iter().enumerate().flat_map(|(command, listed)| {
            listed
                .routes
                .iter()
                .enumerate()
                .map(move |(route, effect)| (command, route, &listed.name, effect.effect))
        });
        let wanted = |name: &CommandName| commands.is_empty() || commands.contains(name);
        let places = listed
            .filter(|(_, _, name, effect)| wanted(name) && target.allows(*effect))
            .map(|(command, route, ..)| (command, route))
            .collect();
        Self { places, are_all: commands.is_empty() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn one<'t>(&self, rng: &mut impl Rng, target: &'t Target) -> (&'t Command, &'t Route) {
        let (command, route) = self.places.choose(rng).copied().unwrap_or_default();
        let command = &target.catalogue.commands[command];
        (command, &command.routes[route])
    }

    /// A call in which something may be wrong.
    pub(super) fn call(&self, rng: &mut impl Rng, target: &Target) -> Call {
        if self.are_all && rng.random_bool(0.02) {
            return stray(rng);
        }
        let (command, route) = self.one(rng, target);
        let mut call = Maker { target, command, route, odd: rng.random_bool(0.6) }.call(rng);
        if rng.random_bool(0.15) {
            call.knock = knock(rng);
        }
        call
    }

    /// A call as the document has it.
    pub(super) fn valid_call(&self, rng: &mut impl Rng, target: &Target) -> Call {
        let (command, route) = self.one(rng, target);
        Maker { target, command, route, odd: false }.call(rng)
    }
}

/// A call for no command.
fn stray(rng: &mut impl Rng) -> Call {
    let path = match rng.random_range(0..3) {
        0 => STRAY_PATH.to_owned(),
        1 => format!("/{}", percent_encode(&pick(rng, &HOSTILE))),
        _ => format!("/{}", percent_encode(&pick(rng, &PATHS))),
    };
    Call { knock: knock(rng), ..Call::new("none", path) }
}

/// Somebody at the gate.
fn knock(rng: &mut impl Rng) -> Knock {
    match rng.random_range(0..4) {
        0 => Knock::Nothing,
        1 => Knock::Wrong,
        2 => Knock::Right,
        _ => Knock::Nearly(NearMiss::ALL.choose(rng).copied().unwrap_or(NearMiss::Empty)),
    }
}

/// Makes a call of one route.
struct Maker<'t> {
    target: &'t Target,
    command: &'t Command,
    route: &'t Route,
    /// Whether values may be wrong.
    odd: bool,
}

impl Maker<'_> {
    fn call(&self, rng: &mut impl Rng) -> Call {
        let mut call = Call::new(self.command.name.clone(), self.route.path.clone());
        call.carrier = Carrier::ALL.choose(rng).copied().unwrap_or(Carrier::Get);
        if self.route.effect == Effect::Uploads {
            call.upload = Some(upload(rng, self.odd));
        }
        let chosen = self.chosen(rng);
        for parameter in self.command.parameters_of(self.route) {
            let value = match &parameter.value {
                ValueType::Selector if parameter.presence == Presence::OneOf => {
                    self.selector(rng, parameter.name.as_str())
                }
                kind if self.odd => Some(value(rng, kind, self.target)),
                kind => Some(values::valid(rng, kind, self.target)),
            };
            let Some(value) = value else { continue };
            if parameter.presence == Presence::Path {
                let place = format!("{{{}}}", parameter.name);
                call.path = call.path.replace(&place, &self.code(rng, value));
            } else if self.is_given(
                rng,
                parameter.presence,
                chosen.as_deref() == Some(parameter.name.as_str()),
            ) {
                call.parameters.push(Parameter { name: parameter.name.to_string(), value });
            }
        }
        self.keep_apart(&mut call);
        call
    }

    /// Of parameters that select the same thing, the one that is given.
    fn chosen(&self, rng: &mut impl Rng) -> Option<String> {
        let alternatives = self.command.parameters_of(self.route);
        let names: Vec<String> = alternatives
            .filter(|parameter| parameter.presence == Presence::OneOf)
            .map(|parameter| parameter.name.to_string())
            .collect();
        names.choose(rng).cloned()
    }

    fn is_given(&self, rng: &mut impl Rng, presence: Presence, chosen: bool) -> bool {
        match presence {
            Presence::Required => !self.odd || rng.random_bool(0.93),
            Presence::OneOf => chosen && (!self.odd || rng.random_bool(0.93)),
            Presence::Optional | Presence::Path => rng.random_bool(0.4),
        }
    }

    /// What selects somebody's line by this parameter.
    fn selector(&self, rng: &mut impl Rng, name: &str) -> Option<Value> {
        if self.odd && rng.random_bool(0.4) {
            return Some(value(rng, &ValueType::Text, self.target));
        }
        let (_, selectors) = somebody(rng, self.target)?;
        let fitting: Vec<_> = selectors.iter().filter(|selector| selector.parameter == name).collect();
        fitting.choose(rng).map(|selector| Value::Text(selector.value.clone()))
    }

    /// The code in a path: now and then one of another kind, one that is cut, or one that leads elsewhere.
    fn code(&self, rng: &mut impl Rng, value: Value) -> String {
        let profile = &self.target.profile;
        let known = match value {
            Value::Spelled(spelling) => return spelling,
            Value::Text(text) => text,
            Value::Token(_) | Value::Taken { .. } => String::new(),
        };
        if !self.odd {
            return percent_encode(&known);
        }
        match rng.random_range(0..8) {
            0 => {
                let files: Vec<_> =
                    profile.recordings.iter().chain(&profile.faxes).chain(&profile.record_links).collect();
                percent_encode(files.choose(rng).map_or("", |file| file.code.as_str()))
            }
            1 => format!("{}%00x", percent_encode(&known)),
            2 => percent_encode(&pick(rng, &PATHS)),
            3 => pick(rng, &PATHS).replace('\0', "%00").replace(' ', "%20"),
            4 => "oktellspec-nobody".to_owned(),
            _ => percent_encode(&known),
        }
    }

    /// What scripts keep, they keep under tokens of one input: inputs must not see each other's. And paths are what `byscript` is for.
    fn keep_apart(&self, call: &mut Call) {
        let scripts = &self.target.profile.scripts;
        let name = crate::asked::text(call, "name").map(str::to_owned);
        let Some(name) = name else { return };
        let keeps =
            [ProbeScript::Store, ProbeScript::Recall].iter().any(|probe| scripts.get(probe) == Some(&name));
        if keeps {
            call.parameters.retain(|parameter| parameter.name != "startparam1");
            call.parameters.push(Parameter { name: "startparam1".to_owned(), value: Value::Token(0) });
        }
    }
}

/// Files of an upload.
pub(super) fn upload(rng: &mut impl Rng, odd: bool) -> Upload {
    let packing = if rng.random_bool(0.7) { Packing::Multipart } else { Packing::Octets };
    let count = match packing {
        Packing::Octets => 1,
        Packing::Multipart => rng.random_range(1..=3),
    };
    let files = (0..count).map(|place| file(rng, place, odd)).collect();
    Upload { packing, files }
}

fn file(rng: &mut impl Rng, place: u8, odd: bool) -> File {
    let sane = File {
        disposition: named(place),
        encoding: "binary".to_owned(),
        content: Template(vec![Piece::Token(place + 8)]),
    };
    if !odd {
        return sane;
    }
    let text = |text: &str| Template::from(format!("; filename=\"{text}\""));
    let disposition = match rng.random_range(0..9) {
        0 => text(&pick(rng, &PATHS).replace('\0', "")),
        1 => text("..\\..\\zq.bin"),
        2 => text(&"n".repeat(300)),
        3 => text(&pick(rng, &["con", "nul.bin", "a&b.bin", "a<zqokel>b.bin", "a'b.bin", ".", " "])),
        4 => Template::default(),
        5 => Template::from(pick(
            rng,
            &[
                "; filename",
                "; filename=",
                "; filename*=''",
                "; ; ;",
                "\"",
                "; filename*=UTF-8''a%0d%0ax-oktellspec-smuggled:%201",
            ],
        )),
        _ => sane.disposition,
    };
    let encodings = ["binary", "8bit", "7bit", "base64", "quoted-printable", "gzip", "", "x"];
    File { disposition, encoding: pick(rng, &encodings), ..sane }
}

/// A name that nobody has used before.
pub(super) fn named(token: u8) -> Template {
    let text = |text: &str| Piece::Text(text.to_owned());
    Template(vec![text("; filename=\""), Piece::Token(token), text(".bin\"")])
}
