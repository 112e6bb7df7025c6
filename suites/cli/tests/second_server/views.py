"""What a chain and the party opposite look like, as the values of JSON documents (CHAIN-2, CHAIN-3, ABON-2)."""

import time

from calls import TALK


def clock(seconds):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def out_number(line, call, habits):
    return habits.caller_prefix + line.number if line is call.owner else line.number


def person(line, prefix, login="userlogin", name="username", key="userid"):
    """The keys about a user, which a side without one lacks."""
    return {prefix + key: line.id, prefix + name: line.username, prefix + login: line.login} if line.is_user else {}


def chain(chain, habits):
    trace = [call_element(call, at, habits) if kind == "call" else commutation(call, at, answered, habits)
             for kind, call, at, answered in chain.trace]
    custom = "" if habits.json_ascii else 'заказ "17"\n'
    return {"chainid": chain.id, "createtime": clock(chain.created), "customfield": custom, "trace": trace}


def call_element(call, at, habits):
    line = call.owner
    source, kind = ((1, "qsLineLogic"), (0, "qotQueueLogic")) if habits.json_ascii else ((4, "qsApi"), (2, "qotSingle"))
    element = {
        "contentelementtype": "call",
        "callerid": out_number(line, call, habits),
        "calledid": call.number,
        "isuser": line.is_user,
        "istask": False,
        "pbxdirection": "internal" if call.other.is_user else habits.city,
        "queuepriority": 3,
        "queuesource": source[0],
        "queuesourcestr": source[1],
        "objecttype": kind[0],
        "objecttypestr": kind[1],
        "objectid": call.id,
        "managedlineid": line.line_id,
        "managedlinenumber": line.line,
        "srclineid": line.line_id,
        "srclinenumber": line.line,
        "srcelementid": line.line_id,
        "startqueuetime": clock(at),
    }
    return {**element, **person(line, ""), **({"department": "Отдел / 7"} if line.is_user else {})}


def commutation(call, at, answered, habits):
    inside = call.owner.is_user and call.other.is_user
    element = {
        "contentelementtype": "commutation",
        "connectiontype": 3 if inside else 5,
        "connectiontypestr": "ctInnerInner" if inside else "ctInnerOuter",
        "commutationid": call.commutation,
        "isrecorded": not inside,
        "timestart": clock(at),
        "timeanswer": clock(answered),
    }
    for side, line, dialled in (("a", call.owner, call.number), ("b", call.other, "")):
        element.update({
            f"{side}isuser": line.is_user,
            f"{side}text": line.username or line.number,
            f"{side}lineid": line.line_id,
            f"{side}linenumber": line.line,
            f"{side}outnumber": out_number(line, call, habits),
            f"{side}numberdialed": dialled,
            **person(line, side),
        })
    return element


def abonent(line, call, habits):
    """The party opposite, or the state of the line alone; nothing where this server tells nothing (ABON-6)."""
    talking = call is not None and call.stage == TALK
    if talking and call.held_by is line:
        number, name = 128, "lsFlash"
    elif talking:
        number, name = 32, "lsCommutated"
    elif call is not None:
        number, name = 16, "lsIncomingCall"
    else:
        number, name = 4, "lsReady"
    told = {"currentlinestate": number, "currentlinestatestr": name}
    if talking or (call is not None and habits.party_told_while_ringing):
        return {**told, "abonentinfo": party(call.opposite(line), call, habits)}
    return told if habits.party_told_while_ringing else None


def party(other, call, habits):
    shown = other.username or other.number
    return {
        "callerid": out_number(other, call, habits),
        "callerlineid": other.line_id,
        "callerlinenum": other.line,
        "callername": shown,
        "callersimple": shown,
        "callercomment": "",
        "callerdescription": other.title,
        "chainid": call.chain.id,
        "commutationid": call.commutation,
        "isuser": other.is_user,
        "isextline": not other.is_user,
        "isconference": False,
        "isivr": False,
        "cansendfiles": other.is_user,
        "canswitchtoconf": False,
        "canfax": not other.is_user,
        "canvideo": False,
        **person(other, "caller"),
    }
