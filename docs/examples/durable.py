#!/usr/bin/python3
# A durable consumer: python3 durable.py ipc:///run/huiyin/service my-case-system [topic ...]. It goes on where it stood.
import json, sys, zmq

socket = zmq.Context().socket(zmq.REQ)
socket.connect(sys.argv[1])

def ask(**request):
    socket.send_multipart([b"1", json.dumps(request).encode()])
    answer = json.loads(socket.recv_multipart()[1])
    if not answer["ok"]: sys.exit(answer["problem"]["detail"])
    return answer

ask(op="attach", consumer=sys.argv[2], topics=sys.argv[3:])
while True:
    batch = ask(op="fetch", consumer=sys.argv[2], credit=100, wait_ms=10000)
    for event in batch["events"]:
        print(event["sequence"], event["type"], event.get("subject", ""), flush=True)
    ask(op="ack", consumer=sys.argv[2], seq=batch["next"])
