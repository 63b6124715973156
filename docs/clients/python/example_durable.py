#!/usr/bin/python3
"""A case system's consumer: python3 example_durable.py ipc:///run/huiyin/service my-case-system [topic ...]"""
import sys

from huiyin_bus import Durable, Service

for event in Durable(Service(sys.argv[1]), sys.argv[2], sys.argv[3:]):
    # Store it under event["id"]; what is "redelivered" may be there already.
    print(event["sequence"], event["type"], event.get("subject", ""), "again" if event.get("redelivered") else "", flush=True)
