"""The eighteen commands: from a request to an answer, behind the gate."""

import re

import fixture
from calls import Calls
from edge import Answer, Refused
from exchange import Exchange
from files import Files, uploaded
from scripts import Failed, NoSuchScript, Scripts
from views import abonent, chain
from writing import Xml, json_text, mapper, simple


class Commands:
    def __init__(self, habits, password):
        self.habits, self.password = habits, password
        self.xml = Xml(habits)
        self.files = Files(habits)
        self.scripts = Scripts(self.files.path_of)
        self.calls = Calls(habits)
        self.exchange = Exchange(habits, self.calls)

    def answer(self, request):
        """The answer to any well-formed request. The gate comes first (AUTH-2)."""
        path, query = split(request.target)
        parameters, every_password = self.parameters(request, query)
        if self.password and not self.opens(every_password):
            return Answer(403, b"" if self.habits.closes else b"<p>closed</p>", "" if self.habits.closes else "text/html")
        if request.method not in ("GET", "POST"):
            return Answer(self.habits.refuses_methods_with, fields=[("Allow", "GET, POST")])
        if parameters is None:
            return Answer(400)
        name = self.path_name(path)
        if name.startswith(("download/rec/", "download/fax/")):
            return self.coded(name)
        command = COMMANDS.get(name)
        if command is None:
            return Answer(404, b"no such command", "text/plain")
        return command(self, parameters, request)

    def path_name(self, path):
        """The path without its first slash; of its fixed words the letter case may not matter (HTTP-6)."""
        name = decoded(path, strict=False, plus=False)[1:]
        fixed = re.match(r"(?i)download/(rec|fax)/|.*\Z", name)
        if fixed and self.habits.folds_case:
            return name[: fixed.end()].lower() + name[fixed.end() :]
        return name

    def parameters(self, request, query):
        """Names and values of the query and of a form (HTTP-4), and every password among them."""
        form = request.header("content-type").split(";")[0].strip().lower() == "application/x-www-form-urlencoded"
        sources = [(query, self.habits.plus_is_blank)]
        if form and request.method == "POST":
            sources.append((request.body, True))
        pairs, broken = [], False
        for text, plus in sources:
            for piece in filter(None, text.split(b"&")):
                key, _, value = piece.partition(b"=")
                try:
                    pairs.append([decoded(part, self.habits.strict_utf8, plus) for part in (key, value)])
                except UnicodeDecodeError:
                    broken = True
        if self.habits.folds_case:
            pairs = [(key.lower(), value) for key, value in pairs]
        every_password = [value for key, value in pairs if key == fixture.PASSWORD_PARAMETER]
        if not self.habits.last_value_counts:
            pairs.reverse()
        return (None if broken else dict(pairs)), every_password

    def opens(self, passwords):
        counted = passwords if self.habits.any_password_opens else passwords[:1]
        return self.password in counted

    def xml_answer(self, root, charset):
        body, media_type = self.xml.document(root, charset)
        return Answer(200, body, media_type)

    def text_answer(self, text, charset="utf-8"):
        return Answer(200, text.encode(charset, "replace"), f"text/plain; charset={charset}")

    def json_answer(self, value):
        media_type = "application/json" if self.habits.json_ascii else "text/javascript; charset=UTF-8"
        return Answer(200, json_text(self.habits, value), media_type)

    # Scripts

    def run(self, parameters):
        """Runs the script of a request: its value, or `None` where there is none to tell."""
        values = [parameters.get(f"startparam{index}", "") for index in range(1, 6)]
        mode, seconds = parameters.get("async", "0"), self.seconds(parameters.get("timeout"))
        if self.habits.malformed_is_refused and mode not in ("0", "1"):
            raise Refused(400)
        ended = self.scripts.start(parameters.get("name", ""), values)
        return None if mode == "1" else Scripts.wait(ended, seconds)

    def seconds(self, text):
        if text is None or text == "":
            return self.habits.default_timeout
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text, re.ASCII):
            if self.habits.malformed_is_refused:
                raise Refused(400)
            return self.habits.default_timeout
        return None if float(text) == 0 and self.habits.zero_waits else min(float(text), 60.0)

    def execsvcscript(self, parameters, _):
        try:
            value, result = self.run(parameters), ("0", "success")
        except Failed:
            value, result = None, ("7", "failure")
        except NoSuchScript:
            if self.habits.closes:
                return Answer(404)
            return self.xml_answer(self.executed([simple("started", "absent", "0")]), self.habits.mapper_charset)
        properties = [simple("started", "success", "1"), simple("startresult", result[1], result[0]), simple("elapsed", "ms", "17")]
        if value is not None:
            cdata = ("property_cdata", {"key": "returnvalue"}, value)
            properties.append(cdata if self.habits.cdata else simple("returnvalue", value))
        elif not self.habits.closes:
            properties.append(simple("returnvalue", ""))
        if not self.habits.paired_tags:
            properties.reverse()
        return self.xml_answer(self.executed(properties), self.habits.mapper_charset)

    def executed(self, properties):
        return mapper(self.habits, "result", "execsvcscript", {}, properties)

    def execsvcscriptplain(self, parameters, _):
        try:
            value = self.run(parameters)
        except (Failed, NoSuchScript):
            return Answer(404)
        if value is None and self.habits.closes:
            return Answer(202 if parameters.get("async") == "1" else 408)
        media_type = "" if self.habits.closes else "text/plain; charset=utf-8"
        return Answer(200, (value or "").encode(), media_type)

    # Users

    def readyusers(self, parameters, _):
        number = parameters.get("number", "")
        found = self.exchange.group(number)
        if found is None and not (number and self.habits.unknown_group_is_empty):
            return Answer(404)
        free, busy = found or ([], 0)
        elements = [("element", {"name": member}, []) for member in reversed(free)]
        root = ("group", {"name": number, "total": "9", "ready": str(len(free)), "busy": str(busy)}, elements)
        return self.xml_answer(root, self.habits.group_charset)

    def userstate(self, parameters, _):
        asked = parameters.get(self.habits.user_parameter, "").lower()
        line = next((line for line in self.exchange.lines if asked in (line.id, line.number)), None)
        if line is None:
            return Answer(404)
        state = self.exchange.state(line)
        properties = [simple("state", self.habits.state_names[state], str(state)), simple("id", value=line.id)]
        root = mapper(self.habits, "userstate", "user", {"id": line.id}, properties)
        return self.xml_answer(root, self.habits.mapper_charset)

    def setuserstate(self, parameters, _):
        line = self.exchange.selected(parameters)
        if line is None:
            return Answer(self.habits.unknown_line_status)
        self.exchange.change(line, parameters)
        return Answer(200)

    # The licence

    def licencetext(self, *_):
        text = "Лицензия <№ {regserial}>.\r\nПодтвердить до {confirmdate}.\r\nОбновления до {updatelimitdate}.\r\n"
        return self.text_answer(text.format(**fixture.LICENCE), self.habits.text_charset)

    def licencexml(self, parameters, request):
        if not self.habits.closes and "detail" in parameters:
            return self.licenceinfo(parameters, request)
        if self.habits.paired_tags:
            return self.xml_answer(("лицензия", dict(fixture.LICENCE), []), self.habits.mapper_charset)
        entries = [("entry", {"of": key, "is": value}, []) for key, value in fixture.LICENCE.items()]
        return self.xml_answer(("l:licence", {"xmlns:l": "urn:licence"}, entries), "us-ascii")

    def licenceinfo(self, parameters, _):
        value = fixture.LICENCE.get(parameters.get("detail", ""))
        if value is None:
            return Answer(404) if self.habits.closes else Answer(200)
        return self.text_answer(value)

    # Files

    def coded(self, name):
        _, kind, code = name.split("/", 2)
        return self.file((fixture.RECORDINGS if kind == "rec" else fixture.FAXES).get(code))

    def bylink(self, parameters, _):
        return self.file(fixture.LINKS.get(parameters.get("recordlink", "")))

    def byscript(self, parameters, _):
        try:
            return self.file(self.files.at(self.run(parameters)))
        except (Failed, NoSuchScript):
            return Answer(404)

    def file(self, content):
        if content is None:
            return Answer(404)
        media_type = "application/octet-stream" if self.habits.closes else "audio/x-anything"
        return Answer(200, content, media_type, [("Content-Disposition", "attachment")])

    def upload(self, _, request):
        if request.method != "POST":
            return Answer(400)
        stored, names = [], set()
        for name, data in uploaded(request):
            name, path = self.files.store(name, data, names)
            names.add(name)
            saved = {"saved": "1", "size": str(len(data)), "path": path} if path else {"saved": "0"}
            stored.append(("file", {"name": name, **saved}, []))
        root = ("uploadfilesresult", {"count": str(len(stored))}, stored)
        return self.xml_answer(root, "utf-16" if self.habits.closes else "utf-8")

    # Calls

    def in_the_name_of(self, parameters, act):
        line = self.exchange.selected(parameters)
        if line is None:
            return Answer(self.habits.unknown_line_status)
        act(line)
        return Answer(self.habits.accepted_status, b"done" if self.habits.closes else b"")

    def dialling(self, parameters, start):
        direction, sequence = parameters.get("direction", ""), parameters.get("sequence", "direct")
        number = parameters.get("number", "")
        fit = re.fullmatch(r"[0-9*#+]{1,32}", number, re.ASCII)
        if not fit or direction not in ("", "pbx", "city") or sequence not in ("direct", "back"):
            return Answer(400)
        return self.in_the_name_of(parameters, lambda line: start(line, number, direction, sequence == "back", self.exchange))

    def autocallstart(self, parameters, _):
        return self.dialling(parameters, self.calls.dial)

    def switchcall(self, parameters, _):
        return self.dialling(parameters, self.calls.switch)

    def autocallstop(self, parameters, _):
        return self.in_the_name_of(parameters, self.calls.stop)

    def flash(self, parameters, _):
        return self.in_the_name_of(parameters, self.calls.flash)

    def declinecall(self, parameters, _):
        return self.in_the_name_of(parameters, self.calls.decline)

    def chaincontent(self, parameters, _):
        line = self.exchange.selected(parameters)
        call = line and self.calls.current(line)
        if call is None:
            return Answer(404) if self.habits.idle_chain == "404" else self.json_answer({"trace": []})
        return self.json_answer(chain(call.chain, self.habits))

    def abonentinfo(self, parameters, _):
        line = self.exchange.selected(parameters)
        told = line and abonent(line, self.calls.current(line), self.habits)
        return self.json_answer(told) if told else Answer(204)


def split(target):
    """Path and query of a target in origin or absolute form."""
    target = re.sub(rb"(?i)\Ahttp://[^/?]*", b"", target)
    path, _, query = target.partition(b"?")
    return path, query


def decoded(data, strict, plus):
    """Percent-decoding by hand; a `%` without two digits stands for itself."""
    if plus:
        data = data.replace(b"+", b" ")
    data = re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)
    return data.decode("utf-8", "strict" if strict else "replace")


def locked(act):
    """A command that sees and changes calls and users, one at a time, with all that is due done."""

    def command(commands, parameters, request):
        with commands.calls.lock:
            commands.calls.advance()
            return act(commands, parameters, request)

    return command


COMMANDS = {
    "execsvcscript": Commands.execsvcscript,
    "execsvcscriptplain": Commands.execsvcscriptplain,
    "tst_getintnumberreadyusers": locked(Commands.readyusers),
    "tst_getuserstate": locked(Commands.userstate),
    "getlicensefulltext": Commands.licencetext,
    "getlicensefullxml": Commands.licencexml,
    "getlicenseinfo": Commands.licenceinfo,
    "download/byscript": Commands.byscript,
    "downloadrecordbylink": Commands.bylink,
    "upload": Commands.upload,
    "wp_getchaincontent": locked(Commands.chaincontent),
    "wp_getabonentinfo": locked(Commands.abonentinfo),
    "wp_autocallstart": locked(Commands.autocallstart),
    "wp_switchcall": locked(Commands.switchcall),
    "wp_autocallstop": locked(Commands.autocallstop),
    "wp_flash": locked(Commands.flash),
    "wp_declinecall": locked(Commands.declinecall),
    "wp_setuserstate": locked(Commands.setuserstate),
}
