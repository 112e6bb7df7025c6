//! Another target than the reference server inside the process, as the environment names it.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::sync::Arc;

use driver::Endpoint;
use runner::context::{Door, Doors};
use spec::profile::{Password, PasswordSource, Profile};

use crate::support::Target;

/// Names the base URL of another target than the reference server inside the process.
const TARGET: &str = "OKTELLSPEC_TARGET";
/// Names the profile of that target.
const PROFILE: &str = "OKTELLSPEC_PROFILE";
/// Holds the password of that target.
const PASSWORD_VARIABLE: &str = "OKTELLSPEC_PASSWORD";

/// The target that the environment names, if it names one. All effects are allowed on loopback, none elsewhere.
pub(crate) fn target() -> Option<Target> {
    let endpoint = Endpoint::parse(&std::env::var(TARGET).ok()?).expect("OKTELLSPEC_TARGET is a base URL");
    let profile = std::env::var(PROFILE).map_or_else(|_| Profile::default(), |path| read_profile(&path));
    let in_profile = match &profile.target.password {
        Some(PasswordSource::Literal(password)) => Some(password.clone()),
        Some(PasswordSource::Environment(variable)) => std::env::var(variable).ok().map(Password::new),
        None => None,
    };
    let password = std::env::var(PASSWORD_VARIABLE).ok().map(Password::new).or(in_profile);
    let password = password.filter(|password| !password.reveal().is_empty());
    Some(Target { doors: Doors::single(Door { endpoint: Arc::new(endpoint), password }), profile })
}

fn read_profile(path: &str) -> Profile {
    let text = std::fs::read_to_string(path).expect("OKTELLSPEC_PROFILE names a readable file");
    Profile::parse(path, &text).unwrap_or_else(|error| panic!("{error}"))
}
