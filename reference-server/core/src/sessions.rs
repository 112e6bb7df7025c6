//! What the call commands do: start, switch, stop, flash, decline (CALL-1 … CALL-7).

use crate::{
    NoEffect, PbxDirection, Quirk, Sequence, UserState,
    calls::{CallKey, Called, Flow, OwnLeg, Party, Side, Stage},
    lines::LineIx,
    routing::ToDial,
    world::World,
};

impl World {
    /// `wp_autocallstart` (CALL-1): only an idle line starts a session.
    pub(crate) fn autocall_start(&mut self, own: LineIx, request: ToDial<'_>) -> Result<(), NoEffect> {
        if !self.line(own).is_idle() {
            return Err(NoEffect::LineOccupied);
        }
        if !self.user(own).has_telephone() {
            return Err(NoEffect::NoTelephone);
        }
        match request.sequence {
            Sequence::Direct => self.call_party(own, request, OwnLeg::SetAside),
            Sequence::Back => self.call_own_line(own, request),
        }
    }

    /// `wp_switchcall` (CALL-4): from a conversation, or from a call on hold, the number is rung for a consultation.
    pub(crate) fn switch_call(&mut self, own: LineIx, request: ToDial<'_>) -> Result<(), NoEffect> {
        match (self.line(own).active, self.line(own).held) {
            (None, None) if self.quirks.has(Quirk::SwitchIdleIgnored) => Err(NoEffect::NoSession),
            (Some(_), _) if self.quirks.has(Quirk::SwitchTalkIgnored) => Err(NoEffect::TwoCallsStand),
            (None, None) => self.autocall_start(own, request),
            (None, Some(_)) => self.call_party(own, request, OwnLeg::OffHook),
            (Some(talk), None) if self.is_live(talk) => self.consult(own, talk, request),
            (Some(talk), Some(_)) if self.is_live(talk) => Err(NoEffect::TwoCallsStand),
            (Some(_), _) => Err(NoEffect::LineOccupied),
        }
    }

    /// `wp_autocallstop` (CALL-5): a session is stopped by the line that dials, and only before the conversation.
    pub(crate) fn autocall_stop(&mut self, own: LineIx) -> Result<(), NoEffect> {
        if self.quirks.has(Quirk::StopEndsAll) {
            self.calls.keys().copied().collect::<Vec<_>>().into_iter().for_each(|key| self.end(key));
        }
        let key = self.line(own).active.ok_or(NoEffect::NoSession)?;
        if self.quirks.has(Quirk::StopEndsTalk) {
            self.end(key);
        }
        let dials = |key| self.calls.get(&key).is_some_and(|call| call.own == own && call.talk().is_none());
        if !dials(key) {
            return Err(NoEffect::NoSession);
        }
        self.end(key);
        Ok(())
    }

    /// `wp_flash` (CALL-6): holds, brings back, or swaps; while a consultation is still being dialled it gives that up.
    pub(crate) fn flash(&mut self, own: LineIx) -> Result<(), NoEffect> {
        match (self.line(own).active, self.line(own).held) {
            (Some(talk), _) if self.is_live(talk) && self.quirks.has(Quirk::FlashDrops) => {
                self.end(talk);
                Ok(())
            }
            (None, Some(_)) if self.quirks.has(Quirk::FlashNeverReturns) => Err(NoEffect::NothingToFlash),
            (Some(talk), held) if self.is_live(talk) => {
                self.hold(talk, own);
                held.into_iter().for_each(|held| self.resume(held, own));
                Ok(())
            }
            (None, Some(held)) => {
                self.resume(held, own);
                Ok(())
            }
            (Some(_), Some(_)) => self.autocall_stop(own).map_err(|_| NoEffect::NothingToFlash),
            (Some(_) | None, None) => Err(NoEffect::NothingToFlash),
        }
    }

    /// `wp_declinecall` (CALL-7): ends the session that rings the line, be it a call or one's own ring-back.
    pub(crate) fn decline_call(&mut self, own: LineIx) -> Result<(), NoEffect> {
        let key = self.line(own).active.ok_or(NoEffect::NothingIncoming)?;
        let rings = |key| {
            let call = self.calls.get(&key);
            call.is_some_and(|call| call.ringing().is_some() && call.ringing() == call.side_of(own))
        };
        if !rings(key) && !self.quirks.has(Quirk::DeclineEndsTalk) {
            return Err(NoEffect::NothingIncoming);
        }
        self.end(key);
        if self.quirks.has(Quirk::DeclineLeavesBusy) {
            self.users[own.0].standing.state = UserState::Busy;
        }
        Ok(())
    }

    /// The party is chosen before the conversation is held: a call that cannot be made does not disturb it.
    fn consult(&mut self, own: LineIx, talk: CallKey, request: ToDial<'_>) -> Result<(), NoEffect> {
        let chosen = self.choose(own, request)?;
        if self.quirks.has(Quirk::SwitchDrops) {
            self.end(talk);
        } else {
            self.hold(talk, own);
        }
        self.ring_party(own, request, chosen, OwnLeg::OffHook);
        Ok(())
    }

    fn call_party(&mut self, own: LineIx, request: ToDial<'_>, leg: OwnLeg) -> Result<(), NoEffect> {
        let chosen = self.choose(own, request)?;
        self.ring_party(own, request, chosen, leg);
        Ok(())
    }

    fn choose(&self, own: LineIx, request: ToDial<'_>) -> Result<(PbxDirection, Party), NoEffect> {
        let destination = self.destination(own, request.number, request.direction)?;
        Ok((destination.direction(), self.party(own, destination)?))
    }

    fn ring_party(&mut self, own: LineIx, request: ToDial<'_>, chosen: (PbxDirection, Party), leg: OwnLeg) {
        let (direction, party) = chosen;
        let stage = Stage::RingingParty(Called { party, since: self.now }, leg);
        self.open(own, request.number, direction, stage);
    }

    /// Who is free at the number is found out when it is called, after the own line's answer (CALL-3).
    fn call_own_line(&mut self, own: LineIx, request: ToDial<'_>) -> Result<(), NoEffect> {
        let direction = self.destination(own, request.number, request.direction)?.direction();
        self.open(own, request.number, direction, Stage::RingingOwn);
        Ok(())
    }

    fn is_live(&self, key: CallKey) -> bool {
        let talk = self.calls.get(&key).and_then(|call| call.talk());
        talk.is_some_and(|talk| matches!(talk.flow, Flow::Live { .. }))
    }

    pub(crate) fn side(&self, key: CallKey, line: LineIx) -> Option<Side> {
        self.calls.get(&key).and_then(|call| call.side_of(line))
    }
}
