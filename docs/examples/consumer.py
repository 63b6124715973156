#!/usr/bin/python3
# A live listener of Huiyin's bus: python3 consumer.py ipc:///run/huiyin/stream [topic ...]   (Debian: python3-zmq)
import json, sys, zmq

socket = zmq.Context().socket(zmq.SUB)
socket.connect(sys.argv[1])
for topic in sys.argv[2:] or ["intake.", "followup."]:
    socket.setsockopt_string(zmq.SUBSCRIBE, topic)
while True:
    topic, event = socket.recv_multipart()
    event = json.loads(event)
    print(event["sequence"], event["type"], event.get("subject", ""), flush=True)
