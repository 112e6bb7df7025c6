//! What `/-/status.json` says, key by key.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use refserver_core::{ChainContent, LunchReason, Surveyed, TraceElement, UserStateView};
use serde::Serialize;

use super::journal::Entry;
use crate::server::Server;

/// How many users and chains are shown; how many there are is told besides.
const MOST_SHOWN: usize = 200;

/// The server at one moment.
#[derive(Serialize)]
pub(super) struct View {
    now: String,
    uptime_s: u64,
    user_count: usize,
    states: BTreeMap<&'static str, usize>,
    users: Vec<UserRow>,
    chain_count: usize,
    chains: Vec<ChainRow>,
    requests: Vec<RequestRow>,
}

/// A closed list's entry: its number and its name.
#[derive(Serialize)]
struct Numbered {
    number: u32,
    name: &'static str,
}

#[derive(Serialize)]
struct UserRow {
    id: String,
    number: String,
    name: String,
    login: String,
    department: String,
    state: Numbered,
    modes: Vec<&'static str>,
    lunch_reason: Option<String>,
    line: String,
    line_state: Numbered,
    chain: Option<String>,
}

#[derive(Serialize)]
struct ChainRow {
    id: String,
    created: String,
    trace: Vec<TraceRow>,
}

/// One thing that happened in a chain.
#[derive(Serialize)]
struct TraceRow {
    kind: &'static str,
    time: String,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct RequestRow {
    time: String,
    method: String,
    path: String,
    status: u16,
    ms: f64,
}

/// The view of `server` now.
pub(super) fn view(server: &Server, requests: &[Entry]) -> View {
    let survey = server.exchange.survey(MOST_SHOWN);
    View {
        now: server.exchange.now().to_string(),
        uptime_s: server.exchange.uptime().as_secs(),
        user_count: survey.states.values().sum(),
        states: survey.states.iter().map(|(state, count)| (state.name(), *count)).collect(),
        users: survey.users.iter().map(user).collect(),
        chain_count: survey.chain_count,
        chains: survey.chains.iter().map(chain).collect(),
        requests: requests.iter().map(|entry| request(server, entry)).collect(),
    }
}

fn user(surveyed: &Surveyed) -> UserRow {
    let Surveyed { user, number, department, state, line, line_state, chain } = surveyed;
    UserRow {
        id: user.id.to_string(),
        number: number.to_string(),
        name: user.name.clone(),
        login: user.login.clone(),
        department: department.clone(),
        state: Numbered { number: state.state.number(), name: state.state.name() },
        modes: modes(state),
        lunch_reason: state.lunch_reason.as_ref().map(|reason| match reason {
            LunchReason::Code(code) => code.to_string(),
            LunchReason::Text(text) => text.clone(),
        }),
        line: line.number.to_string(),
        line_state: Numbered { number: line_state.number(), name: line_state.name() },
        chain: chain.map(|chain| chain.to_string()),
    }
}

fn modes(state: &UserStateView) -> Vec<&'static str> {
    let all = [(state.call_centre, "call centre"), (state.lunch, "lunch"), (state.redirect, "redirect")];
    all.into_iter().filter_map(|(on, name)| on.then_some(name)).collect()
}

fn chain(content: &ChainContent) -> ChainRow {
    ChainRow {
        id: content.id.to_string(),
        created: content.created.to_string(),
        trace: content.trace.iter().map(trace).collect(),
    }
}

fn trace(element: &TraceElement) -> TraceRow {
    match element {
        TraceElement::Call(call) => TraceRow {
            kind: "call",
            time: call.queued.to_string(),
            from: format!("{} {}", call.caller, call.user.name),
            to: call.called.to_string(),
        },
        TraceElement::Commutation(talk) => TraceRow {
            kind: "commutation",
            time: talk.answered.to_string(),
            from: talk.a.text.clone(),
            to: talk.b.text.clone(),
        },
    }
}

fn request(server: &Server, entry: &Entry) -> RequestRow {
    let path = percent_decode_str(&entry.path).decode_utf8_lossy();
    RequestRow {
        time: server.exchange.moment(entry.came).to_string(),
        method: entry.method.to_string(),
        path: server.password.as_ref().map_or_else(|| path.to_string(), |password| password.hidden_in(&path)),
        status: entry.status.as_u16(),
        // Microseconds are what can be told apart; more digits would be noise.
        ms: (entry.took.as_secs_f64() * 1e6).round() / 1e3,
    }
}
