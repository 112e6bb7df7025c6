"""Service scripts: the eight probes, each in a thread of its own, waited for as long as the request allows."""

import threading
from queue import Empty, SimpleQueue

import fixture

LONGEST = 30.0


class Failed(Exception):
    """The script ended in an error."""


class NoSuchScript(Exception):
    """No script has this name."""


class Scripts:
    def __init__(self, path_of):
        self.kept = {}
        self.lock = threading.Lock()
        self.path_of = path_of
        bodies = (self.echo, self.join, self.sleep, self.store, self.recall, self.path, self.empty, self.fail)
        self.by_name = {fixture.SCRIPTS[body.__name__]: body for body in bodies}

    def start(self, name, values):
        """Starts a script; what it ends with comes out of the queue."""
        if name not in self.by_name:
            raise NoSuchScript
        ended = SimpleQueue()

        def run():
            try:
                ended.put((True, self.by_name[name](*values)))
            except Exception:
                ended.put((False, ""))

        threading.Thread(target=run, daemon=True).start()
        return ended

    @staticmethod
    def wait(ended, seconds):
        """What a script returned; `None` where the time was over first (EXEC-5)."""
        try:
            good, value = ended.get(timeout=LONGEST if seconds is None else max(seconds, 0.001))
        except Empty:
            return None
        if not good:
            raise Failed
        return value

    def echo(self, first, *_):
        return first

    def join(self, *values):
        return "|".join(values)

    def sleep(self, seconds, value, *_):
        threading.Event().wait(min(float(seconds), LONGEST))
        return value or "done"

    def store(self, key, value, *_):
        with self.lock:
            before, self.kept[key] = self.kept.get(key, ""), value
        return before

    def recall(self, key, *_):
        with self.lock:
            return self.kept.get(key, "")

    def path(self, name, *_):
        return self.path_of(name)

    def empty(self, *_):
        return ""

    def fail(self, *_):
        raise Failed
