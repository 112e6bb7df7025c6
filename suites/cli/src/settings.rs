//! What the arguments mean: the target, its profile, its password, and what may be done to it.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use driver::{Endpoint, Limits};
use report_model::digest::Digest;
use runner::context::Door;
use runner::settings::Settings;
use spec::catalogue::Effect;
use spec::profile::{self, Password, PasswordSource, Profile};

use crate::args::TargetArguments;
use crate::failure::Failure;

/// `--effects`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EffectsRequest(BTreeSet<Effect>);

/// The effects by the names that the flag takes; reading is always allowed and has none.
const EFFECTS: [(&str, Effect); 4] = [
    ("scripts", Effect::Scripts),
    ("state", Effect::State),
    ("calls", Effect::Calls),
    ("uploads", Effect::Uploads),
];

impl FromStr for EffectsRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let listed = |mut effects: BTreeSet<Effect>, name: &str| {
            let known = EFFECTS.iter().find(|(known, _)| *known == name.trim());
            let (_, effect) = known.ok_or_else(|| {
                format!("`{name}` is no effect: write none, all, or a list of scripts,state,calls,uploads")
            })?;
            effects.insert(*effect);
            Ok(effects)
        };
        match text {
            "none" => Ok(Self(Settings::read_only())),
            "all" => Ok(Self(Settings::all_effects())),
            list => list.split(',').try_fold(Settings::read_only(), listed).map(Self),
        }
    }
}

impl fmt::Display for EffectsRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = EFFECTS.iter().filter(|(_, effect)| self.0.contains(effect));
        let names: Vec<&str> = named.map(|(name, _)| *name).collect();
        f.write_str(&if names.is_empty() { "none".to_owned() } else { names.join(",") })
    }
}

/// The target that was asked for.
#[derive(Debug)]
pub(crate) enum Target {
    /// The reference server inside the program.
    Embedded,
    /// A server somewhere.
    Remote(Door),
}

/// What the target arguments mean.
#[derive(Debug)]
pub(crate) struct TargetSettings {
    /// Which server.
    pub(crate) target: Target,
    /// What is known of it.
    pub(crate) profile: Profile,
    /// The digest of the file that says so.
    pub(crate) profile_digest: Digest,
    /// What may be done to it.
    pub(crate) effects: BTreeSet<Effect>,
    /// What is taken from it before giving up.
    pub(crate) limits: Limits,
}

impl TargetSettings {
    /// Reads the profile and settles the target. Flags outrank the profile.
    pub(crate) fn of(arguments: &TargetArguments) -> Result<Self, Failure> {
        let given = arguments.profile.as_deref().map(read_profile).transpose()?;
        // Without a profile nothing is known of the target, as from an empty file.
        let profile_digest = given.as_ref().map_or_else(|| Digest::of(""), |(_, digest)| *digest);
        let given = given.map(|(profile, _)| profile);
        let url =
            arguments.target.clone().or_else(|| given.as_ref()?.target.url.as_ref().map(ToString::to_string));
        let limits = limits(arguments, given.as_ref());
        let Some(url) = url else {
            return Self::embedded(arguments, given.map(|given| (given, profile_digest)), limits);
        };
        let endpoint = Endpoint::parse(&url).map_err(Failure::usage)?;
        let profile = given.unwrap_or_default();
        let effects = match &arguments.effects {
            Some(EffectsRequest(effects)) => effects.clone(),
            None if endpoint.is_loopback() => Settings::all_effects(),
            // A live exchange is never disturbed unless somebody asked for it.
            None => Settings::read_only(),
        };
        let password = password(arguments, &profile)?;
        let target = Target::Remote(Door { endpoint: Arc::new(endpoint), password });
        Ok(Self { target, profile, profile_digest, effects, limits })
    }

    fn embedded(
        arguments: &TargetArguments,
        given: Option<(Profile, Digest)>,
        limits: Limits,
    ) -> Result<Self, Failure> {
        if arguments.password.is_some() || arguments.password_env.is_some() {
            return Err(Failure::usage(
                "a password goes with --target; the reference server inside the program is tried with and without one by itself",
            ));
        }
        let (profile, profile_digest) = match given {
            Some(given) => given,
            None => {
                let profile = Profile::reference().map_err(|error| Failure::Located(error.into()))?;
                (profile, Digest::of(profile::REFERENCE))
            }
        };
        let effects =
            arguments.effects.as_ref().map_or_else(Settings::all_effects, |request| request.0.clone());
        Ok(Self { target: Target::Embedded, profile, profile_digest, effects, limits })
    }
}

/// What is taken from a target. A file that the profile names may be as long as it says.
fn limits(arguments: &TargetArguments, profile: Option<&Profile>) -> Limits {
    let default = Limits::default();
    let patience = Duration::from_secs(arguments.timeout);
    let longest_file = profile.and_then(|profile| profile.file_lengths().max()).unwrap_or_default();
    let longest_file = usize::try_from(longest_file).unwrap_or(usize::MAX);
    Limits {
        patience,
        connect: default.connect.min(patience),
        body_bytes: default.body_bytes.saturating_add(longest_file),
        ..default
    }
}

fn read_profile(path: &Path) -> Result<(Profile, Digest), Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    let profile = Profile::parse(&path.display().to_string(), &text);
    Ok((profile.map_err(|error| Failure::Located(error.into()))?, Digest::of(text)))
}

fn password(arguments: &TargetArguments, profile: &Profile) -> Result<Option<Password>, Failure> {
    let password = match (&arguments.password, &arguments.password_env, &profile.target.password) {
        (Some(password), ..) => Some(Password::new(password)),
        (None, Some(variable), _) => Some(password_in(variable)?),
        (None, None, Some(PasswordSource::Literal(password))) => Some(password.clone()),
        (None, None, Some(PasswordSource::Environment(variable))) => Some(password_in(variable)?),
        (None, None, None) => None,
    };
    // An empty QueryWebServerPassword is none (AUTH-4).
    Ok(password.filter(|password| !password.reveal().is_empty()))
}

/// The password that an environment variable holds.
pub(crate) fn password_in(variable: &str) -> Result<Password, Failure> {
    let missing = |_| {
        Failure::usage(format!(
            "the environment variable {variable}, which should hold the password, is not set to a text"
        ))
    };
    std::env::var(variable).map(Password::new).map_err(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_read_and_reading_is_always_among_them() {
        let effects = |text: &str| text.parse::<EffectsRequest>().map(|request| request.0);
        assert_eq!(effects("none").unwrap(), BTreeSet::from([Effect::Reads]));
        assert_eq!(
            effects("scripts, calls").unwrap(),
            BTreeSet::from([Effect::Reads, Effect::Scripts, Effect::Calls])
        );
        assert_eq!(effects("all").unwrap().len(), 5);
        assert!(effects("script").is_err() && effects("").is_err());
    }
}
