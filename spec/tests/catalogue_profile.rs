//! Profiles: the reference's facts, the template's promise, and what is said of facts that are missing.

#![expect(clippy::panic, reason = "a helper of a test fails the test")]

use std::time::Duration;

use spec::catalogue::Effect;
use spec::profile::{
    Answering, PasswordSource, Placeholder, ProbeScript, Profile, TEMPLATE, UserStateParameter,
};

fn reference() -> Profile {
    Profile::reference().unwrap_or_else(|errors| panic!("{errors}"))
}

fn parse(text: &str) -> Profile {
    Profile::parse("my.toml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn the_reference_profile_states_every_fact() {
    let profile = reference();
    assert_eq!((profile.users.len(), profile.groups.len()), (56, 3));
    assert_eq!(profile.free_users().count(), 54);
    assert_eq!(profile.users.iter().filter(|user| user.redirects_to.is_some()).count(), 1);
    assert_eq!(profile.scripts.keys().copied().collect::<Vec<_>>(), ProbeScript::ALL);
    assert_eq!((profile.recordings.len(), profile.faxes.len(), profile.record_links.len()), (2, 2, 2));
    assert_eq!(profile.calls.answer_within, Some(Duration::from_millis(1500)));
    assert_eq!(profile.dialect.user_state_parameter, Some(UserStateParameter::Both));
    assert!(
        [Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads]
            .into_iter()
            .all(|effect| profile.effects.permits(effect) == Some(true))
    );
    assert!(profile.sample.is_some() && profile.target.url.is_none());
}

#[test]
fn every_user_of_the_reference_is_selected_in_seven_ways() {
    for user in &reference().users {
        let selectors = user.selectors();
        let of = |parameter| selectors.iter().filter(|selector| selector.parameter == parameter).count();
        assert_eq!((of("user"), of("line"), of("wp")), (3, 3, 1), "{}", user.number);
    }
}

#[test]
fn an_empty_profile_is_a_profile_that_permits_reading_only() {
    let profile = parse("");
    assert_eq!(profile.effects.permits(Effect::Reads), Some(true));
    assert_eq!(profile.effects.permits(Effect::Calls), None);
    assert!(profile.users.is_empty() && profile.scripts.is_empty());
}

#[test]
fn what_the_profile_forbids_is_told_from_what_it_leaves_open() {
    let profile = parse("[effects]\nscripts = true\nstate = false\n");
    assert_eq!(profile.effects.permits(Effect::Scripts), Some(true));
    assert_eq!(profile.effects.permits(Effect::State), Some(false));
    assert_eq!(profile.effects.permits(Effect::Uploads), None);
}

#[test]
fn the_template_states_nothing_until_it_is_uncommented() {
    assert!(parse(TEMPLATE).users.is_empty());
    let statement = |line: &&str| line.starts_with('[') || line.contains(" = ");
    let lines = TEMPLATE.lines().filter_map(|line| line.strip_prefix("# "));
    let uncommented: Vec<&str> = lines
        .filter(statement)
        .filter(|line| !line.starts_with("password = "))
        .filter(|line| !line.ends_with('.'))
        .collect();
    let profile = parse(&uncommented.join("\n"));
    let names: Vec<ProbeScript> = profile.scripts.keys().copied().collect();
    assert_eq!(names, ProbeScript::ALL);
    assert_eq!(profile.users[0].selectors().len(), 7);
    assert!(profile.target.url.is_some() && profile.sample.is_some() && profile.license.regserial.is_some());
    assert!(profile.calls.talk_time.is_some() && profile.dialect.user_state_parameter.is_some());
    assert!(matches!(profile.target.password, Some(PasswordSource::Environment(_))));
    for effect in [Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads] {
        assert_eq!(profile.effects.permits(effect), Some(true));
    }
    assert_eq!((profile.recordings.len(), profile.faxes.len(), profile.record_links.len()), (1, 1, 1));
}

#[test]
fn a_user_answers_as_all_do_unless_told_otherwise() {
    let user = |id, number, more: &str| {
        format!("[[user]]\nid = \"44c055a4-7881-46ac-b4c3-c0c0bc5d23b{id}\"\nnumber = \"{number}\"\n{more}\n")
    };
    let users = user(1, 201, "") + &user(2, 202, "answers = \"none\"");
    let profile = parse(&format!("{users}[calls]\nanswer = \"auto\"\n"));
    assert_eq!(profile.users[0].answers, Some(Answering::Auto));
    assert_eq!(profile.users[1].answers, Some(Answering::None));
    assert_eq!(parse(&users).users[0].answers, None);
}

#[test]
fn placeholders_are_filled_wherever_they_stand() {
    let profile = reference();
    assert_eq!(profile.fill("no placeholder").unwrap(), "no placeholder");
    assert_eq!(profile.fill("<{user.number}|{user.login}>").unwrap(), "<201|ivanov>");
    assert_eq!(profile.fill("{user.id}").unwrap(), profile.users[0].id.to_string());
    assert_eq!(profile.fill("{license.confirmdate} {license.regserial}").unwrap(), "15.03.2027 1234567");
    assert_eq!(profile.fill("{record_link.code}").unwrap(), "lnk-A1B2C3D4E5F6");
    assert_eq!(profile.fill("{recording.sha256}").unwrap().len(), 64);
}

#[test]
fn a_missing_fact_reads_as_a_reason_for_skipping() {
    let reason = |text: &str| Profile::default().fill(text).unwrap_err().to_string();
    assert_eq!(reason("{recording.code}"), "the profile names no recording ([[recording]])");
    assert_eq!(reason("{script.echo}"), "the profile names no `echo` script ([scripts] echo)");
    assert_eq!(reason("{user.id}"), "the profile names no user ([[user]])");
    assert_eq!(
        reason("{files.sample}"),
        "the profile names no file that the `path` script finds ([files] sample)"
    );
    let nameless = parse("[[user]]\nid = \"44c055a4-7881-46ac-b4c3-c0c0bc5d23be\"\nnumber = \"201\"\n");
    let missing = nameless.fill("{user.login}").unwrap_err().to_string();
    assert_eq!(missing, "the profile names no login of its first user ([[user]] login)");
}

#[test]
fn the_dialect_decides_how_the_state_of_a_user_is_asked() {
    let user = "[[user]]\nid = \"44c055a4-7881-46ac-b4c3-c0c0bc5d23be\"\nnumber = \"201\"\n";
    let takes = |dialect: &str| {
        let profile = parse(&format!("{user}{dialect}"));
        (profile.fill("{state.iduser}").is_ok(), profile.fill("{state.number}").is_ok())
    };
    assert_eq!(takes(""), (true, false));
    assert_eq!(takes("[dialect]\nuser_state_parameter = \"iduser\"\n"), (true, false));
    assert_eq!(takes("[dialect]\nuser_state_parameter = \"number\"\n"), (false, true));
    assert_eq!(takes("[dialect]\nuser_state_parameter = \"both\"\n"), (true, true));
}

#[test]
fn braces_around_anything_else_are_no_placeholder() {
    for text in ["{user}", "{user.nmae}", "{script.ehco}", "{}", "{user.id", "{fax.bytes}", "{state.both}"] {
        assert!(Placeholder::all_in(text).is_err(), "{text}");
        assert!(reference().fill(text).is_err(), "{text}");
    }
}
