"""Two sets of habits: everything in which one conforming server may differ from another.

The document leaves each of these open, or shows it only by an example whose form it does not demand."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Habits:
    # The connection and the head of an answer.
    closes: bool  # one request, one connection
    chunked: bool
    header_case: str  # "upper" or "lower"
    refuses_methods_with: int
    # Reading a request.
    plus_is_blank: bool  # in the query string; in a form it always is
    folds_case: bool  # of paths and parameter names
    last_value_counts: bool
    any_password_opens: bool
    strict_utf8: bool
    # Writing an answer.
    mapper_charset: str
    group_charset: str
    text_charset: str
    quote: str
    paired_tags: bool
    version: str
    cdata: bool  # `property_cdata` for what a script returned
    json_ascii: bool
    # Scripts.
    default_timeout: float
    zero_waits: bool  # timeout=0 is "no bound" rather than "no wait"
    malformed_is_refused: bool
    # Users.
    user_parameter: str
    state_names: dict = field(hash=False)
    direct_number_is_a_group: bool
    absent_count_as_busy: bool
    unknown_group_is_empty: bool
    # Selectors, calls and modes.
    unknown_line_status: int
    any_kind_of_selector: bool
    contradiction_is_refused: bool
    accepted_status: int
    pause: float  # how long a phone rings
    rings_as_reserved: bool
    owner_in_chain_at_once: bool
    party_told_while_ringing: bool
    idle_chain: str
    transfers: bool  # wp_switchcall hands the other party over, rather than asking back
    tries_again: bool
    city: str
    caller_prefix: str
    states_first: bool
    lunch_at_once: bool
    break_is_lunch: bool
    free_ends_lunch: bool
    defers: bool
    # Files.
    separator: str
    folder: str
    mends_names: bool


CLOSING = Habits(
    closes=True,
    chunked=False,
    header_case="upper",
    refuses_methods_with=405,
    plus_is_blank=True,
    folds_case=False,
    last_value_counts=True,
    any_password_opens=True,
    strict_utf8=True,
    mapper_charset="UTF-16",
    group_charset="UTF-8",
    text_charset="utf-16",
    quote="'",
    paired_tags=True,
    version="90210",
    cdata=False,
    json_ascii=True,
    default_timeout=20,
    zero_waits=False,
    malformed_is_refused=True,
    user_parameter="iduser",
    state_names={1: "usReady", 2: "usBreak", 3: "usAway", 5: "usBusy", 6: "usReserved"},
    direct_number_is_a_group=True,
    absent_count_as_busy=True,
    unknown_group_is_empty=False,
    unknown_line_status=404,
    any_kind_of_selector=True,
    contradiction_is_refused=True,
    accepted_status=200,
    pause=0.3,
    rings_as_reserved=False,
    owner_in_chain_at_once=False,
    party_told_while_ringing=False,
    idle_chain="404",
    transfers=False,
    tries_again=False,
    city="outgoing",
    caller_prefix="",
    states_first=False,
    lunch_at_once=False,
    break_is_lunch=True,
    free_ends_lunch=False,
    defers=False,
    separator="\\",
    folder="D:\\Exchange\\Temp\\UploadData",
    mends_names=False,
)

KEEPING = Habits(
    closes=False,
    chunked=True,
    header_case="lower",
    refuses_methods_with=400,
    plus_is_blank=False,
    folds_case=True,
    last_value_counts=False,
    any_password_opens=False,
    strict_utf8=False,
    mapper_charset="windows-1251",
    group_charset="us-ascii",
    text_charset="windows-1251",
    quote='"',
    paired_tags=False,
    version="3.14",
    cdata=True,
    json_ascii=False,
    default_timeout=8,
    zero_waits=True,
    malformed_is_refused=False,
    user_parameter="number",
    state_names={1: "usReady", 2: "usLunch", 3: "usGone", 5: "usTalk", 6: "usHeld"},
    direct_number_is_a_group=False,
    absent_count_as_busy=False,
    unknown_group_is_empty=True,
    unknown_line_status=200,
    any_kind_of_selector=False,
    contradiction_is_refused=False,
    accepted_status=204,
    pause=0.6,
    rings_as_reserved=True,
    owner_in_chain_at_once=True,
    party_told_while_ringing=True,
    idle_chain="trace",
    transfers=True,
    tries_again=True,
    city="city",
    caller_prefix="#",
    states_first=True,
    lunch_at_once=True,
    break_is_lunch=False,
    free_ends_lunch=True,
    defers=True,
    separator="/",
    folder="/srv/exchange/Temp/UploadData",
    mends_names=True,
)

BY_NAME = {"closing": CLOSING, "keeping": KEEPING}
