"""Documents in the habits of this server: XML in several encodings, quotes and layouts, and JSON."""

import json
import re

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Xml:
    """Writes elements, given as `(name, attributes, children)`, where a child may be CDATA text."""

    def __init__(self, habits):
        self.habits = habits

    def escaped(self, text):
        text = NO_XML.sub("\ufffd", text)
        if self.habits.paired_tags:
            text = re.sub("[&<>\"']", lambda found: ENTITIES[found[0]], text)
            return re.sub("[\t\n\r]", lambda found: f"&#{ord(found[0])};", text)
        return re.sub("[&<>\"'\t\n\r]", lambda found: f"&#x{ord(found[0]):x};", text)

    def element(self, name, attributes, children, depth=0):
        quote, pad = self.habits.quote, "\n" + "\t" * depth
        pairs = list(attributes.items())
        if self.habits.paired_tags:
            pairs.reverse()
        start = name + "".join(f" {key}{self.equals()}{quote}{self.escaped(value)}{quote}" for key, value in pairs)
        if isinstance(children, str):
            return f"{pad}<{start}><![CDATA[{cdata(children)}]]></{name}>"
        inner = "".join(self.element(*child, depth + 1) for child in children)
        if not inner and not self.habits.paired_tags:
            return f"{pad}<{start}/>"
        return f"{pad}<{start}>{inner}{pad if inner else ''}</{name}\n>"

    def equals(self):
        return " = " if self.habits.paired_tags else "="

    def document(self, root, charset):
        """The bytes of a document, and the media type that names their charset."""
        quote = self.habits.quote
        alone = f" standalone={quote}yes{quote}" if charset == "us-ascii" else ""
        text = f"<?xml version={quote}1.0{quote} encoding={quote}{charset}{quote}{alone}?>"
        if not self.habits.paired_tags:
            text += "\n<!-- written by the other server -->\n<?keep calm?>"
        text += self.element(*root)
        spelled = f'application/xml;charset="{charset.lower()}"' if self.habits.paired_tags else f"TEXT/XML; Charset={charset}"
        return text.encode(charset, "xmlcharrefreplace"), spelled


def cdata(text):
    """Text inside a CDATA section, cut where it would end the section or cannot stand in windows-1251."""
    safe = NO_XML.sub("\ufffd", text).replace("]]>", "]]]]><![CDATA[>")
    return "".join(
        char if representable(char) else f"]]>&#x{ord(char):x};<![CDATA[" for char in safe
    )


def representable(char):
    if char == "\r":
        return False
    try:
        char.encode("windows-1251")
    except UnicodeEncodeError:
        return False
    return True


def mapper(habits, data, name, attributes, properties):
    """The root of an `oktellxmlmapper` document with one property set."""
    inner = ("property_set", {"name": name, **attributes}, properties)
    return ("oktellxmlmapper", {"version": habits.version}, [("data", {"name": data, "count": "1"}, [inner])])


def simple(key, name=None, value=None):
    given = {"key": key, "value": value, "name": name}
    return ("property_simple", {key: text for key, text in given.items() if text is not None}, [])


def json_text(habits, value):
    """JSON with its members in an order of its own, and escaped more than it must be in one of the habits."""
    text = json.dumps(reordered(value), ensure_ascii=habits.json_ascii, indent=None if habits.json_ascii else 1)
    return (text.replace("/", "\\/") if habits.json_ascii else text).encode()


def reordered(value):
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in sorted(value, key=lambda key: key[::-1], reverse=True)}
    if isinstance(value, list):
        return [reordered(item) for item in value]
    return value
