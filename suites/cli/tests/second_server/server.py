"""A second server written from the document alone, to show that the suite asks for the document and not for one server's habits.

It prints its port, listens on the loopback interface, and stops when its standard input ends or it is told to terminate."""

import argparse
import os
import signal
import socket
import sys
import threading
import traceback

from commands import Commands
from edge import Answer, Connection, Refused
from habits import BY_NAME

CONNECTIONS = threading.BoundedSemaphore(256)


def serve(commands, client):
    """All requests of one connection."""
    connection, habits = Connection(client), commands.habits
    try:
        while True:
            try:
                request = connection.request()
                if request is None:
                    return
                wish = request.header("connection").lower()
                closes = habits.closes or "close" in wish or request.version == "HTTP/1.0"
                try:
                    answer = commands.answer(request)
                except Refused as refused:
                    answer = Answer(refused.status)
                connection.answer(answer, habits, closes, request.method == "HEAD")
            except Refused as refused:
                connection.answer(Answer(refused.status), habits, closes=True)
                closes = True
            if closes:
                return
    except (OSError, EOFError):
        return
    except Exception:
        traceback.print_exc()
    finally:
        part(client)
        CONNECTIONS.release()


def part(client):
    """Closes so that the last answer arrives: ends the sending side, then reads what is still on its way, for a moment."""
    try:
        client.shutdown(socket.SHUT_WR)
        client.settimeout(0.5)
        for _ in range(64):
            if not client.recv(65536):
                break
    except OSError:
        pass
    client.close()


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("--password", default="")
    reader.add_argument("--habits", choices=BY_NAME, default="closing")
    arguments = reader.parse_args()
    commands = Commands(BY_NAME[arguments.habits], arguments.password)
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(listener.getsockname()[1], flush=True)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=accept, args=(commands, listener), daemon=True).start()
    sys.stdin.buffer.read()


def accept(commands, listener):
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        CONNECTIONS.acquire()
        threading.Thread(target=serve, args=(commands, client), daemon=True).start()


if __name__ == "__main__":
    main()
