"""Users, their states and modes, and the groups they stand in."""

import fixture

READY, BREAK, AWAY, BUSY, RESERVED = 1, 2, 3, 5, 6


class Line:
    """An internal line, with the user who sits at it."""

    is_user = True

    def __init__(self, row):
        self.id, self.title, self.username, self.login = row[:4]
        self.line, self.line_id, self.workplace, self.number, self.answers = row[4:]
        self.chosen = READY
        self.deferred = None
        self.callcenter = self.lunch = self.redirect = False


class Outside:
    """A party beyond the exchange, on one of its outer lines. It answers and, in time, hangs up."""

    is_user = False
    answers = True
    lunch = False
    deferred = None

    def __init__(self, number, line_id):
        self.number, self.line, self.line_id = number, "9001", line_id
        self.title = self.username = self.login = ""
        self.chosen = READY


class Exchange:
    def __init__(self, habits, calls):
        self.habits = habits
        self.calls = calls
        self.lines = [Line(row) for row in fixture.USERS]

    def by_number(self, number):
        return next((line for line in self.lines if line.number == number), None)

    def selected(self, parameters):
        """The one line that a request determines (WP-1, WP-2), or none."""
        found = []
        for parameter in ("wp", "user", "line"):
            if parameters.get(parameter):
                found.append(self.match(parameter, parameters[parameter]))
        if self.habits.contradiction_is_refused and any(line is not found[0] for line in found):
            return None
        return found[0] if found else None

    def match(self, parameter, value):
        for line in self.lines:
            kinds = {
                "user": (line.id, line.username, line.login),
                "line": (line.line, line.line_id, line.title),
                "wp": (line.workplace,),
            }
            offered = kinds[parameter]
            if self.habits.any_kind_of_selector:
                offered = (*kinds["user"], *kinds["line"], *kinds["wp"], line.number)
            if value in offered or value.lower() in (line.id, line.line_id) and value.lower() in offered:
                return line
        return None

    def state(self, line):
        """What a user is doing, by number: a call goes before what was chosen (CALL-8)."""
        if self.calls.off_hook(line):
            return BUSY
        if self.habits.rings_as_reserved and self.calls.ringing(line):
            return RESERVED
        return line.chosen

    def group(self, number):
        """The numbers of the free members, and how many are busy; nothing for an unknown number."""
        members = fixture.GROUPS.get(number)
        if members is None and self.habits.direct_number_is_a_group and self.by_number(number):
            members = [number]
        if members is None:
            return None
        states = {member: self.state(self.by_number(member)) for member in members}
        busy = [state for state in states.values() if state in (BUSY, RESERVED)]
        absent = [state for state in states.values() if state in (BREAK, AWAY)]
        free = [member for member, state in states.items() if state == READY]
        return free, len(busy) + (len(absent) if self.habits.absent_count_as_busy else 0)

    def change(self, line, parameters):
        """`wp_setuserstate`: modes and states in an order of our own (SET-9)."""
        modes = [self.set_callcenter, self.set_redirect, self.set_lunch]
        steps = [self.set_state, *modes] if self.habits.states_first else [*modes, self.set_state]
        for step in steps:
            step(line, parameters)

    def set_callcenter(self, line, parameters):
        wanted = switch(parameters, "oncallcenter")
        if wanted is True:
            line.callcenter, line.redirect = True, False
        elif wanted is False:
            line.callcenter = line.lunch = False
            line.deferred = None if line.deferred == BREAK else line.deferred
            if line.chosen == BREAK:
                line.chosen = READY

    def set_redirect(self, line, parameters):
        wanted = switch(parameters, "onredirect")
        if wanted is not None and not line.callcenter:
            line.redirect = wanted

    def set_lunch(self, line, parameters):
        wanted = switch(parameters, "onlunch")
        if wanted is None or not line.callcenter:
            return
        line.lunch = wanted
        if self.habits.lunch_at_once:
            if wanted and line.chosen == READY:
                line.chosen = BREAK
            elif not wanted and line.chosen == BREAK:
                line.chosen = READY

    def set_state(self, line, parameters):
        wanted = {"1": READY, "2": BREAK, "3": AWAY, "5": BUSY}.get(parameters.get("userstateid"))
        if wanted is None or (wanted == BREAK and not line.callcenter):
            return
        if self.calls.off_hook(line):
            if self.habits.defers and wanted in (BREAK, AWAY):
                line.deferred = wanted
            return
        if wanted == READY and line.lunch:
            # Only of a break it is left open whether it ends the lunch mode (SET-9); from elsewhere SET-6 holds.
            line.lunch = not (self.habits.free_ends_lunch and line.chosen == BREAK)
            wanted = BREAK if line.lunch else READY
        if wanted == BREAK and self.habits.break_is_lunch:
            line.lunch = True
        line.chosen = wanted


def switch(parameters, name):
    return {"0": False, "1": True}.get(parameters.get(name))


def release(line):
    """After a conversation the user is free, unless on a break in lunch mode (SET-6)."""
    line.chosen = line.deferred or (BREAK if line.lunch else READY)
    line.deferred = None
