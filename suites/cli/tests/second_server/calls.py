"""Calls from the first ring to the end. What is due has happened as soon as somebody looks: `advance` catches up."""

import threading
import time
import uuid

import fixture
from exchange import Outside, release

FIRST, SECOND, PAUSE, TALK, OVER = "first", "second", "pause", "talk", "over"
RETRY_SECONDS = 1.0


def guid():
    return str(uuid.uuid4())


class Chain:
    def __init__(self, now):
        self.id, self.created, self.trace = guid(), now, []


class Call:
    """One call: `first` is rung before `second`; `owner` had it made, `other` is the number dialled."""

    def __init__(self, owner, other, number, back, chain, now):
        self.owner, self.other, self.number = owner, other, number
        self.first, self.second = (owner, other) if back else (other, owner)
        self.id, self.commutation, self.chain = guid(), guid(), chain
        self.queued, self.started = now, now
        self.stage, self.due, self.tries, self.held_by = FIRST, now, 0, None

    def opposite(self, line):
        return self.other if line is self.owner else self.owner


class Calls:
    def __init__(self, habits):
        self.habits = habits
        self.live = []
        self.lock = threading.RLock()

    def advance(self):
        now = time.time()
        while due := [call for call in self.live if call.due <= now]:
            self.step(min(due, key=lambda call: call.due))

    def step(self, call):
        now = call.due
        rung = {FIRST: call.first, SECOND: call.second}.get(call.stage)
        if call.stage == PAUSE:
            self.ring(call, FIRST, now)
        elif call.stage == TALK or not rung.answers:
            self.end(call)
        elif call.stage == FIRST:
            self.ring(call, SECOND, now)
        else:
            call.stage, call.due = TALK, now + fixture.TALK_SECONDS
            call.chain.trace.append(("commutation", call, call.started, now))

    def ring(self, call, stage, now):
        party = call.first if stage == FIRST else call.second
        if self.occupied(party, call):
            self.end(call)
            return
        call.stage = stage
        call.due = now + (self.habits.pause if party.answers else fixture.RING_SECONDS)

    def end(self, call):
        talked = call.stage == TALK
        call.stage, call.due = OVER, float("inf")
        self.live.remove(call)
        for line in (call.owner, call.other):
            waiting = self.of(line)
            if waiting and waiting[-1].held_by is line:
                waiting[-1].held_by = None
            elif talked and not waiting:
                release(line)

    def of(self, line):
        """The calls in which a line takes part, the one at hand last."""
        calls = [call for call in self.live if line in (call.owner, call.other)]
        return sorted(calls, key=lambda call: (call.held_by is not line, call.queued))

    def occupied(self, line, but):
        return any(call is not but and self.takes_part(call, line) for call in self.of(line))

    def takes_part(self, call, line):
        if call.stage == TALK or line is call.first and call.stage != PAUSE:
            return True
        if call.stage == SECOND:
            return True
        return line is call.owner and self.habits.owner_in_chain_at_once

    def off_hook(self, line):
        return any(call.stage == TALK or (call.stage == SECOND and line is call.first) for call in self.of(line))

    def ringing(self, line):
        return self.incoming(line) is not None

    def incoming(self, line):
        for call in self.of(line):
            if (call.stage, line) in ((FIRST, call.first), (SECOND, call.second)):
                return call
        return None

    def current(self, line):
        """The call at hand in whose chain the line stands."""
        return next((call for call in reversed(self.of(line)) if self.takes_part(call, line)), None)

    def party(self, number, direction, exchange):
        """Who is meant by a number (CALL-2): nobody where it must be inside and is not."""
        inside = exchange.by_number(number)
        if number in fixture.GROUPS:
            free = exchange.group(number)[0]
            inside = exchange.by_number(free[0]) if free else None
        known = inside is not None or number in fixture.GROUPS
        if direction == "pbx" or (direction != "city" and known):
            return inside
        return Outside(number, guid())

    def dial(self, line, number, direction, back, exchange):
        """Starts a session of automatic dialling on an idle line (CALL-1)."""
        other = self.party(number, direction, exchange)
        if other is None or other is line or self.of(line):
            return False
        now = time.time()
        self.begin(Call(line, other, number, back, Chain(now), now), FIRST, now)
        return True

    def begin(self, call, stage, now):
        self.live.append(call)
        call.chain.trace.append(("call", call, now, None))
        self.ring(call, stage, now)

    def switch(self, line, number, direction, back, exchange):
        """`wp_switchcall`: a flash and a second call, or the other party handed over (CALL-4)."""
        call = self.current(line)
        if call is None or call.stage != TALK:
            return self.dial(line, number, direction, back, exchange)
        other = self.party(number, direction, exchange)
        if other is None or other in (line, call.opposite(line)) or self.occupied(other, None) or len(self.of(line)) > 1:
            return False
        now = time.time()
        if self.habits.transfers:
            left = call.opposite(line)
            self.begin(Call(left, other, number, True, call.chain, now), SECOND, now)
            self.end(call)
        else:
            call.held_by = line
            self.begin(Call(line, other, number, True, Chain(now), now), SECOND, now)
        return True

    def stop(self, line):
        """Ends what the line dials, not what it talks (CALL-5)."""
        for call in self.of(line):
            if call.owner is line and call.stage in (FIRST, SECOND, PAUSE):
                self.end(call)

    def flash(self, line):
        """Holds the conversation, brings it back, or swaps two (CALL-6)."""
        calls = [call for call in self.of(line) if call.stage == TALK]
        if len(calls) == 1 and len(self.of(line)) == 1:
            calls[0].held_by = {None: line, line: None}.get(calls[0].held_by, calls[0].held_by)
        elif len(calls) == 2:
            for call in calls:
                call.held_by = None if call.held_by is line else line

    def decline(self, line):
        """Ends the call that rings at this line (CALL-7); the session may try again."""
        call = self.incoming(line)
        if call is None:
            return
        if self.habits.tries_again and call.tries == 0 and call.stage == FIRST and line is call.other:
            call.tries, call.stage, call.due = 1, PAUSE, time.time() + RETRY_SECONDS
        else:
            self.end(call)
