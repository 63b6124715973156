#!/usr/bin/python3
"""A durable consumer that may be killed at any instant: bus_recorder.py SERVICE NAME FILE. Each event is one line of FILE, written
before it counts as done."""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "docs/clients/python"))
from huiyin_bus import Durable, Service  # noqa: E402

service, name, file = sys.argv[1:]
out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
for event in Durable(Service(service, patience=120), name):
    os.write(out, f"{int(event['sequence'])} {event['id']} {'again' if event.get('redelivered') else 'new'}\n".encode())
