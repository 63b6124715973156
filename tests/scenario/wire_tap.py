"""A TCP proxy that keeps what both sides say, and writes it as a capture for decoders."""

import socket
import struct
import threading

PORT = 2775  # that of the SMSC in the capture


class WireTap:
    """Listens on .port, forwards to .target; one connection after another."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.target = None
        self.said = []  # (connection, from the client, octets), in order
        self.lock = threading.Lock()
        self.connections = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            self.connections += 1
            for args in ((near, far, True), (far, near, False)):
                threading.Thread(target=self.forward, args=(self.connections, *args), daemon=True).start()

    def forward(self, connection, source, sink, from_client):
        try:
            while octets := source.recv(65536):
                with self.lock:
                    self.said.append((connection, from_client, octets))
                sink.sendall(octets)
        except OSError:
            pass
        for s in (source, sink):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def frames(self):
        """How many whole frames went through: each begins with its length in four octets."""
        streams = {}
        for connection, from_client, octets in self.said:
            streams[connection, from_client] = streams.get((connection, from_client), b"") + octets
        count = 0
        for stream in streams.values():
            at = 0
            while at + 4 <= len(stream):
                at += struct.unpack_from(">I", stream, at)[0]
                count += at <= len(stream)
        return count

    def write_pcap(self, path):
        """IPv4 and TCP without checksums, in order and without loss."""
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 101))
            sequence = {}
            for n, (connection, from_client, octets) in enumerate(self.said):
                for at in range(0, len(octets), 60_000):
                    piece = octets[at:at + 60_000]
                    here, there = sequence.get((connection, from_client), 1), sequence.get((connection, not from_client), 1)
                    client = 40_000 + connection
                    ports = (client, PORT) if from_client else (PORT, client)
                    tcp = struct.pack(">HHIIBBHHH", *ports, here, there, 5 << 4, 0x18, 65535, 0, 0)
                    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40 + len(piece), n & 0xFFFF, 0, 64, 6, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
                    packet = ip + tcp + piece
                    out.write(struct.pack("<IIII", n // 1000, n % 1000, len(packet), len(packet)) + packet)
                    sequence[connection, from_client] = here + len(piece)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
