"""HTTP/1.1 by hand: a request out of a socket, an answer into it, and what is refused before it is a request."""

import itertools
import re
import socket
import time
from dataclasses import dataclass, field

HEAD_LIMIT = 32 * 1024
BODY_LIMIT = 8 * 1024 * 1024
HEAD_SECONDS = 4.0
BODY_SECONDS = 10.0
IDLE_SECONDS = 15.0
TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
REASONS = {
    200: "OK",
    202: "Accepted",
    204: "No Content",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    413: "Content Too Large",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
}


class Refused(Exception):
    """What came is no request that can be answered otherwise; the connection ends after this status."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


@dataclass
class Request:
    method: str
    target: bytes
    version: str
    fields: dict
    body: bytes = b""

    def header(self, name):
        return self.fields.get(name, "")


@dataclass
class Answer:
    status: int
    body: bytes = b""
    media_type: str = ""
    fields: list = field(default_factory=list)


class Connection:
    """One socket, with what was read beyond the request at hand."""

    def __init__(self, socket):
        self.socket = socket
        self.rest = b""

    def more(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            raise Refused(408)
        self.socket.settimeout(left)
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            raise Refused(408) from None
        if not data:
            raise EOFError
        self.rest += data

    def line(self, deadline, limit=HEAD_LIMIT):
        while b"\n" not in self.rest:
            if len(self.rest) > limit:
                raise Refused(431)
            self.more(deadline)
        line, self.rest = self.rest.split(b"\n", 1)
        if len(line) > limit:
            raise Refused(431)
        if not line.endswith(b"\r"):
            raise Refused(400)
        return line[:-1]

    def exactly(self, count, deadline):
        while len(self.rest) < count:
            self.more(deadline)
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def request(self):
        """The next request, or None where the client is done."""
        try:
            if not self.rest:
                self.more(time.monotonic() + IDLE_SECONDS)
        except (Refused, EOFError):
            return None
        deadline = time.monotonic() + HEAD_SECONDS
        request = self.head(deadline)
        request.body = self.body(request, time.monotonic() + BODY_SECONDS)
        return request

    def head(self, deadline):
        words = self.line(deadline).split(b" ")
        if len(words) != 3 or not TOKEN.match(words[0]):
            raise Refused(400)
        method, target, version = words
        if version not in (b"HTTP/1.1", b"HTTP/1.0") or not target or re.search(rb"[\x00-\x20\x7f]", target):
            raise Refused(400)
        if len(target) > HEAD_LIMIT // 2:
            raise Refused(414)
        fields, size = {}, 0
        while line := self.line(deadline):
            size += len(line)
            if size > HEAD_LIMIT:
                raise Refused(431)
            name, colon, value = line.partition(b":")
            if not colon or not TOKEN.match(name) or re.search(rb"[\x00\r]", value):
                raise Refused(400)
            name, value = name.decode().lower(), value.strip(b" \t").decode("utf-8", "replace")
            if name in fields and name in ("host", "content-length", "transfer-encoding", "content-type"):
                raise Refused(400)
            fields[name] = f"{fields[name]}, {value}" if name in fields else value
        if version == b"HTTP/1.1" and "host" not in fields:
            raise Refused(400)
        return Request(method.decode(), target, version.decode(), fields)

    def body(self, request, deadline):
        length, coding = request.header("content-length"), request.header("transfer-encoding")
        if "content-length" in request.fields and "transfer-encoding" in request.fields:
            raise Refused(400)
        if "transfer-encoding" in request.fields:
            if coding.lower() != "chunked" or request.version == "HTTP/1.0":
                raise Refused(400)
            self.invite(request)
            return self.chunks(deadline)
        if "content-length" not in request.fields:
            return b""
        if not re.fullmatch(r"[0-9]{1,18}", length, re.ASCII):
            raise Refused(400)
        if int(length) > BODY_LIMIT:
            raise Refused(413)
        self.invite(request)
        return self.exactly(int(length), deadline)

    def invite(self, request):
        if request.header("expect").lower() == "100-continue" and not self.rest:
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def chunks(self, deadline):
        body = b""
        while True:
            size = self.line(deadline, 256).split(b";")[0].rstrip(b" \t")
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
                raise Refused(400)
            count = int(size, 16)
            if len(body) + count > BODY_LIMIT:
                raise Refused(413)
            if count == 0:
                while self.line(deadline):
                    pass
                return body
            body += self.exactly(count, deadline)
            if self.exactly(2, deadline) != b"\r\n":
                raise Refused(400)

    def answer(self, answer, habits, closes, head_only=False):
        """Writes an answer in the habits of this server."""
        fields = [("Date", time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())), *answer.fields]
        if answer.media_type:
            fields.append(("Content-Type", answer.media_type))
        chunked = habits.chunked and not closes and answer.body and answer.status != 204
        if chunked:
            fields.append(("Transfer-Encoding", "chunked"))
        elif answer.status != 204 and not (closes and answer.body):  # else the end of the connection is the end of the body
            fields.append(("Content-Length", str(len(answer.body))))
        fields.append(("Connection", "close" if closes else "keep-alive"))
        cased = str.upper if habits.header_case == "upper" else str.lower
        head = f"HTTP/1.1 {answer.status} {REASONS[answer.status]}\r\n"
        head += "".join(f"{cased(name)}:{value}\r\n" for name, value in fields) + "\r\n"
        body = b"" if head_only else in_chunks(answer.body) if chunked else answer.body
        self.socket.settimeout(BODY_SECONDS)
        self.socket.sendall(head.encode("ascii") + body)


def in_chunks(body):
    """Chunks of growing size, the first with an extension."""
    coded, start = b"", 0
    for size in itertools.chain((1, 7, 100), itertools.repeat(4096)):
        piece = body[start : start + size]
        if not piece:
            return coded + b"0\r\n\r\n"
        coded += b"%X%s\r\n%s\r\n" % (len(piece), b";part=first" if start == 0 else b"", piece)
        start += size
