//! `wp_setuserstate` (SET).

use std::collections::BTreeSet;

use refserver_core::{Command, LunchChange, LunchReason, StateChanges, Switch, UserState};

use super::who::selectors;
use crate::answer::Reply;
use crate::faults;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// Changes what may be changed; for a known user the answer is `200` and empty, whatever came of it (SET-1).
pub(crate) fn set_user_state(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let changes = changes(parameters, &server.break_reasons);
    let changes = faults::modes::bend(&server.faults, changes, parameters.filled("userstateid"));
    let who = selectors(server, parameters);
    let outcome = server.exchange.apply(&who, &Command::SetUserState(changes))?;
    Ok(faults::modes::reply(&server.faults, &outcome))
}

/// What the parameters ask for; a value that makes no sense asks for nothing, since SET-1 leaves no room for an error.
fn changes(parameters: &Parameters, reasons: &BTreeSet<i64>) -> StateChanges {
    let switch = |name| parameters.first(name).and_then(switch);
    StateChanges {
        call_centre: switch("oncallcenter"),
        redirect: switch("onredirect"),
        lunch: switch("onlunch").map(|switch| match switch {
            Switch::On => LunchChange::On(lunch_reason(parameters, reasons)),
            Switch::Off => LunchChange::Off,
        }),
        state: parameters.first("userstateid").and_then(state),
    }
}

fn switch(value: &str) -> Option<Switch> {
    match value {
        "0" => Some(Switch::Off),
        "1" => Some(Switch::On),
        _ => None,
    }
}

fn state(value: &str) -> Option<UserState> {
    value.parse().ok().and_then(UserState::from_number)
}

/// The reason given by its code, if the settings have it, or in own words (SET-7).
fn lunch_reason(parameters: &Parameters, reasons: &BTreeSet<i64>) -> Option<LunchReason> {
    let code = parameters.filled("lunchreasonid").and_then(|code| code.parse().ok());
    let code = code.filter(|code| reasons.contains(code)).map(LunchReason::Code);
    code.or_else(|| parameters.filled("lunchreasonmsg").map(|text| LunchReason::Text(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::changes;
    use crate::parameters::Parameters;
    use refserver_core::{LunchChange, LunchReason, StateChanges, Switch, UserState};
    use std::collections::BTreeSet;

    fn read(query: &str) -> StateChanges {
        let mut parameters = Parameters::default();
        parameters.add(query.as_bytes());
        changes(&parameters, &BTreeSet::from([1001]))
    }

    #[test]
    fn every_change_is_read_from_its_parameter() {
        let asked = read("userstateid=5&oncallcenter=1&onredirect=0&onlunch=1&lunchreasonid=1001");
        assert_eq!(asked.state, Some(UserState::Busy));
        assert_eq!((asked.call_centre, asked.redirect), (Some(Switch::On), Some(Switch::Off)));
        assert_eq!(asked.lunch, Some(LunchChange::On(Some(LunchReason::Code(1001)))));
    }

    #[test]
    fn a_code_that_the_settings_lack_is_no_reason_but_own_words_are() {
        assert_eq!(read("onlunch=1&lunchreasonid=7").lunch, Some(LunchChange::On(None)));
        let own = Some(LunchChange::On(Some(LunchReason::Text("обед".to_owned()))));
        assert_eq!(read("onlunch=1&lunchreasonmsg=обед").lunch, own);
    }

    #[test]
    fn values_that_make_no_sense_change_nothing() {
        assert_eq!(read("userstateid=4&oncallcenter=2&onredirect=&onlunch=yes"), StateChanges::default());
        assert_eq!(read("userstateid=-1&lunchreasonid=1001"), StateChanges::default());
    }
}
