"""Files: those that the exchange has, and those that are uploaded. All of them live in memory, under paths that look real."""

import base64
import binascii
import quopri
import re
import threading
import uuid
from urllib.parse import unquote

import fixture
from edge import Refused

DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z", re.IGNORECASE)
BAD = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]|\.\.')


class Files:
    def __init__(self, habits):
        self.habits = habits
        self.lock = threading.Lock()
        self.sample_path = habits.separator.join((habits.folder, "..", "..", "Sounds", fixture.SAMPLE_NAME))
        self.by_path = {self.sample_path: fixture.SAMPLE}

    def path_of(self, name):
        """The path of the sample or of an upload, and nothing for any other name."""
        with self.lock:
            return self.sample_path if name == fixture.SAMPLE_NAME else name if name in self.by_path else ""

    def at(self, path):
        with self.lock:
            return self.by_path.get(path)

    def store(self, name, data, others):
        """Keeps a file: the name and the path that it got, or the name alone where it is refused (UP-8)."""
        harmful = bool(name) and bool(BAD.search(name) or DEVICES.match(name) or len(name) > 120 or name[-1] in ". ")
        with self.lock:
            if not name or ((harmful or name in others) and self.habits.mends_names):
                name, harmful = f"{uuid.uuid4().hex}.upload", False
            path = f"{self.habits.folder}{self.habits.separator}{name}"
            if harmful or (path in self.by_path and not self.habits.mends_names):
                return name, None
            self.by_path[path] = data
            return name, path


def uploaded(request):
    """The files of a request as pairs of name and content (UP-1 to UP-3)."""
    kind, parameters = parameterised(request.header("content-type"))
    if kind == "multipart/form-data" and parameters.get("boundary"):
        return [part(*piece) for piece in pieces(request.body, parameters["boundary"].encode())]
    if kind == "application/octet-stream":
        return [part(request.fields, request.body)]
    raise Refused(400)


def part(fields, body):
    """One file, its transfer encoding undone."""
    if "content-disposition" not in fields or "content-transfer-encoding" not in fields:
        raise Refused(400)
    _, parameters = parameterised(fields["content-disposition"])
    name = parameters.get("filename", "")
    if "filename*" in parameters:
        name = unquote(parameters["filename*"].split("'", 2)[-1])
    return name, decoded(fields["content-transfer-encoding"].lower().strip(), body)


def decoded(encoding, body):
    if encoding == "base64":
        try:
            return base64.b64decode(re.sub(rb"[\r\n\t ]", b"", body), validate=True)
        except binascii.Error:
            raise Refused(400) from None
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding in ("binary", "8bit", "7bit"):
        return body
    raise Refused(400)


def pieces(body, boundary):
    """The parts of a multipart body as header fields and content."""
    if not body.rstrip().endswith(b"--" + boundary + b"--"):
        raise Refused(400)
    sections = (b"\r\n" + body).split(b"\r\n--" + boundary)
    for section in sections[1:]:
        if section.startswith(b"--"):
            return
        head, blank, content = section.partition(b"\r\n\r\n")
        if not blank:
            raise Refused(400)
        lines = head.decode("utf-8", "replace").split("\r\n")[1:]
        fields = (line.partition(":") for line in lines)
        yield {name.strip().lower(): value.strip() for name, _, value in fields}, content


def parameterised(value):
    """A header value of the form `kind; name=value; name="value"`."""
    kind, _, rest = value.partition(";")
    found = re.findall(r'([^\s;=]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', rest)
    plain = {name.lower(): re.sub(r"\\([\"\\])", r"\1", text[1:-1]) if text[:1] == '"' else text.strip() for name, text in found}
    return kind.strip().lower(), plain
