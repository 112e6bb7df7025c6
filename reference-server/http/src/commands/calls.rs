//! The commands that make and show calls (CALL, CHAIN, ABON).

use refserver_core::{CallRequest, Command, Direction, Number, Sequence};

use super::who::selectors;
use crate::answer::{self, Reply};
use crate::encode;
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
    let command = match order {
        Order::Start => Command::AutocallStart(call(parameters)?),
        Order::Switch => Command::SwitchCall(call(parameters)?),
        Order::Stop => Command::AutocallStop,
        Order::Flash => Command::Flash,
        Order::Decline => Command::DeclineCall,
    };
    server.exchange.apply(&selectors(parameters), &command)?;
    Ok(answer::empty())
}

/// `wp_getchaincontent`.
pub(crate) fn chain_content(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let chain = server.exchange.chain_content(&selectors(parameters))?;
    Ok(server.json(encode::chain_content(chain.as_ref())))
}

/// `wp_getabonentinfo`.
pub(crate) fn abonent_info(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let info = server.exchange.abonent_info(&selectors(parameters))?;
    Ok(server.json(encode::abonent_info(&info)))
}

fn call(parameters: &Parameters) -> Result<CallRequest, Refusal> {
    Ok(CallRequest {
        number: parameters.filled("number").map(Number::from),
        direction: direction(parameters.filled("direction"))?,
        sequence: sequence(parameters.filled("sequence"))?,
    })
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
