//! What a call looks like from outside: the content of its chain and the party opposite (CHAIN, ABON).

use crate::{
    Abonent, CallElement, ChainContent, CommutationElement, ConnectionType, LineCard, LineState, ObjectType,
    QueueSource, Quirk, SideView, TraceElement, UserState,
    calls::{Call, Called, Party, Side, Talk},
    lines::LineIx,
    world::World,
};

/// Every call of the model waits in its queue with the same priority, the one the document's example shows (CHAIN-3).
const QUEUE_PRIORITY: u32 = 10;

impl World {
    /// The chain of a call: the attempt from its start on, the commutation once the sides are connected (CHAIN-2).
    pub(crate) fn chain(&self, call: &Call) -> ChainContent {
        let attempt = TraceElement::Call(self.call_element(call));
        let commutation = match (call.called(), call.talk()) {
            (Some(called), Some(talk)) => {
                Some(TraceElement::Commutation(self.commutation(call, called, talk)))
            }
            _ => None,
        };
        ChainContent {
            created: call.created,
            id: call.chain,
            custom: String::new(),
            trace: [attempt].into_iter().chain(commutation).collect(),
        }
    }

    /// The party opposite to `line`, if the line is in a commutation, held or not (ABON-1).
    pub(crate) fn opposite(&self, line: LineIx) -> Option<Abonent> {
        let call = self.current_call(line)?;
        let (called, talk) = (call.called()?, call.talk()?);
        let own = call.side_of(line)?;
        let seen = if self.quirks.has(Quirk::OwnParty) { own } else { own.opposite() };
        let party = self.side_view(call, called, seen);
        Some(Abonent {
            line: party.line,
            user: party.user,
            name: party.text,
            number: party.out_number,
            comment: String::new(),
            description: String::new(),
            chain: call.chain,
            commutation: talk.id,
        })
    }

    /// The state of a line (ABON-3).
    pub(crate) fn line_state(&self, line: LineIx) -> LineState {
        let in_call = self.current_call(line).and_then(|call| Some(call.line_state(call.side_of(line)?)));
        in_call.unwrap_or(match self.user(line).standing.state {
            UserState::Disconnected => LineState::Disconnected,
            UserState::NoPhone => LineState::Off,
            UserState::Reserved => LineState::Reserved,
            UserState::Ready | UserState::Break | UserState::Away | UserState::Busy => LineState::Ready,
        })
    }

    fn call_element(&self, call: &Call) -> CallElement {
        let caller = self.user(call.own);
        CallElement {
            user: caller.card.clone(),
            department: caller.department.clone(),
            line: self.line(call.own).card.clone(),
            caller: caller.number.clone(),
            called: call.dialed.clone(),
            direction: call.direction,
            queue_source: QueueSource::LineLogic,
            queue_priority: QUEUE_PRIORITY,
            object_type: ObjectType::QueueLogic,
            object_id: call.object,
            queued: call.created,
            is_task: false,
        }
    }

    fn commutation(&self, call: &Call, called: &Called, talk: &Talk) -> CommutationElement {
        CommutationElement {
            id: talk.id,
            connection: match called.party {
                Party::Inside(_) => ConnectionType::InnerInner,
                Party::Outside(_) => ConnectionType::InnerOuter,
            },
            a: self.side_view(call, called, Side::A),
            b: self.side_view(call, called, Side::B),
            started: called.since,
            answered: talk.answered,
            recorded: false,
        }
    }

    fn side_view(&self, call: &Call, called: &Called, side: Side) -> SideView {
        match (side, &called.party) {
            (Side::A, _) => SideView { dialed: Some(call.dialed.clone()), ..self.inside_view(call.own) },
            (Side::B, Party::Inside(line)) => self.inside_view(*line),
            (Side::B, Party::Outside(number)) => SideView {
                line: LineCard { id: self.trunk.id, number: self.trunk.number.clone() },
                user: None,
                text: number.to_string(),
                out_number: number.clone(),
                dialed: None,
            },
        }
    }

    fn inside_view(&self, line: LineIx) -> SideView {
        let user = self.user(line);
        SideView {
            line: self.line(line).card.clone(),
            user: Some(user.card.clone()),
            text: user.card.name.clone(),
            out_number: user.number.clone(),
            dialed: None,
        }
    }
}
