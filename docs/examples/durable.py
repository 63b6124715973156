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

me = dict(consumer=sys.argv[2])
me["token"] = ask(op="attach", topics=sys.argv[3:], **me)["token"]
done = 0
while True:
    batch = ask(op="fetch", ack=done, credit=100, wait_ms=10000, **me)
    for event in batch["events"]:  # "redelivered": true marks what this consumer may have had before
        print(event["sequence"], event["type"], event.get("subject", ""), "again" if "redelivered" in event else "", flush=True)
    done = batch["next"]
