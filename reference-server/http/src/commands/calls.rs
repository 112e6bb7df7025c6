//! The commands that make and show calls (CALL, CHAIN, ABON).

use refserver_core::{CallRequest, Command, Direction, Number, Outcome, Selectors, Sequence};

use super::who::selectors;
use crate::answer::{self, Reply};
use crate::encode;
use crate::faults;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::server::Server;

/// What a line is told to do; the answer is empty whether or not it had anything to do (CALL-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// `wp_autocallstart`.
    Start,
    /// `wp_switchcall`.
    Switch,
    /// `wp_autocallstop`.
    Stop,
    /// `wp_flash`.
    Flash,
    /// `wp_declinecall`.
    Decline,
}

/// Has the exchange carry out an order.
pub(crate) fn order(server: &Server, order: Order, parameters: &Parameters) -> Result<Reply, Refusal> {
    let who = selectors(server, parameters);
    let request = || call(server, &who, parameters);
    let command = match order {
        Order::Start => Command::AutocallStart(request()?),
        Order::Switch => Command::SwitchCall(request()?),
        Order::Stop => Command::AutocallStop,
        Order::Flash => Command::Flash,
        Order::Decline => Command::DeclineCall,
    };
    if faults::calls::ignores(&server.faults, &command) {
        // Who is nobody is refused all the same.
        server.exchange.abonent_info(&who)?;
        return Ok(answer::empty());
    }
    match server.exchange.apply(&who, &command)? {
        Outcome::Unchanged(_) if faults::calls::stumbles(&server.faults, order) => Ok(answer::broken()),
        Outcome::Done | Outcome::Unchanged(_) => Ok(answer::empty()),
    }
}

/// `wp_getchaincontent`.
pub(crate) fn chain_content(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let who = selectors(server, parameters);
    let chain = faults::chain::told(server, &who, server.exchange.chain_content(&who)?);
    server.json(&encode::chain_content(chain.as_ref()), faults::chain::bend)
}

/// `wp_getabonentinfo`.
pub(crate) fn abonent_info(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    if faults::abonent::chain_instead(&server.faults) {
        return chain_content(server, parameters);
    }
    let who = selectors(server, parameters);
    let info = faults::abonent::told(server, &who, server.exchange.abonent_info(&who)?);
    server.json(&encode::abonent_info(&info), faults::abonent::bend)
}

fn call(server: &Server, who: &Selectors, parameters: &Parameters) -> Result<CallRequest, Refusal> {
    let number = parameters.filled("number");
    let sequence_given = parameters.filled("sequence");
    let read = direction(parameters.filled("direction")).and_then(|direction| {
        let sequence = sequence(sequence_given)?;
        Ok(CallRequest { number: number.map(Number::from), direction, sequence })
    });
    if read.is_err()
        && let Some(command) = faults::calls::done_all_the_same(&server.faults, number)
    {
        server.exchange.apply(who, &command)?;
    }
    read.map(|request| faults::calls::bend(&server.faults, request, sequence_given.is_some()))
}

fn direction(value: Option<&str>) -> Result<Option<Direction>, Refusal> {
    match value {
        None => Ok(None),
        Some("pbx") => Ok(Some(Direction::Pbx)),
        Some("city") => Ok(Some(Direction::City)),
        Some(_) => Err(Refusal::MalformedParameter),
    }
}

fn sequence(value: Option<&str>) -> Result<Sequence, Refusal> {
    match value {
        None | Some("direct") => Ok(Sequence::Direct),
        Some("back") => Ok(Sequence::Back),
        Some(_) => Err(Refusal::MalformedParameter),
    }
}
