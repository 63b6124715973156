#!/usr/bin/python3
"""A dashboard: python3 example_live.py ipc:///run/huiyin/stream ipc:///run/huiyin/service [topic ...]"""
import sys

from huiyin_bus import Live, Service

live = Live(sys.argv[1], Service(sys.argv[2]), sys.argv[3:] or [""])
for event in live:
    print(event["sequence"], event["type"], event.get("subject", ""), f"healed={live.healed}", flush=True)
