//! What a case has kept of an exchange so far. Most exchanges of a case are dropped again, and to make a record of one is dear: every
//! byte is looked at for secrets. So small ones are recorded only when the case ends and they are still there.

use report_model::record::{BODY_KEPT, ExchangeRecord};
use report_model::secrets::Secrets;
use spec::wire::{Asked, Exchange};

/// The largest exchange that is kept whole, in bytes: a target may fill every answer to the brim, and a record is bounded.
const SMALL: usize = BODY_KEPT;

/// What a case has kept of an exchange.
#[derive(Debug)]
pub(crate) enum Evidence {
    /// All but the bytes on the wire, of which records tell nothing.
    Whole(Box<Exchange>),
    /// What reports keep.
    Record(Box<ExchangeRecord>),
}

impl Evidence {
    /// Keeps an exchange with the server at `base_url`.
    pub(crate) fn of(exchange: &Exchange, base_url: &str, secrets: &Secrets) -> Self {
        if size(exchange) > SMALL {
            return Self::Record(Box::new(ExchangeRecord::of(exchange, base_url, secrets)));
        }
        let Exchange { asked, outcome, started, elapsed, .. } = exchange;
        Self::Whole(Box::new(Exchange {
            asked: asked.clone(),
            sent: Vec::new(),
            received: Vec::new(),
            outcome: outcome.clone(),
            started: *started,
            elapsed: *elapsed,
        }))
    }

    /// What reports keep of it.
    pub(crate) fn record(self, base_url: &str, secrets: &Secrets) -> ExchangeRecord {
        match self {
            Self::Whole(exchange) => ExchangeRecord::of(&exchange, base_url, secrets),
            Self::Record(record) => *record,
        }
    }
}

/// How many bytes of an exchange have no bound of their own.
fn size(exchange: &Exchange) -> usize {
    let fields = |headers: &[(String, String)]| -> usize {
        headers.iter().map(|(name, value)| name.len() + value.len()).sum()
    };
    let asked = match &exchange.asked {
        Asked::Request(request) => {
            request.target.to_string().len() + fields(&request.headers) + request.body.0.len()
        }
        Asked::Bytes(bytes) => bytes.len(),
    };
    asked + exchange.response().map_or(0, |response| fields(&response.headers) + response.body.len())
}
