"""What a process on EC2 talks to, on the loopback interface: HTTPS, and the metadata service."""

import http.server
import json
import os
import select
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading

from standins import major


class Authority:
    """An authority in a folder, with the certificate of 127.0.0.1, made by openssl."""

    def __init__(self, folder):
        self.folder = folder
        self.certificate = os.path.join(folder, "authority.pem")
        self.openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=benchmark"
            " -addext basicConstraints=critical,CA:TRUE -keyout authority.key -out authority.pem"
        )
        self.openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
            " -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE"
            " -CA authority.pem -CAkey authority.key -keyout server.key -out server.pem"
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(
            os.path.join(folder, "server.pem"), os.path.join(folder, "server.key")
        )

    def openssl(self, arguments):
        done = subprocess.run(
            ["openssl", *arguments.split()], cwd=self.folder, stderr=subprocess.PIPE, text=True
        )
        if done.returncode != 0:
            sys.exit(f"openssl {arguments} ended with {done.returncode}:\n{done.stderr}")

    def bundle(self, certificates):
        """A copy of a bundle of certificates, which trusts this authority too: as long to read."""
        copy = os.path.join(self.folder, "bundle.pem")
        with open(copy, "wb") as out:
            for part in (certificates, self.certificate):
                with open(part, "rb") as file:
                    out.write(file.read())
        return copy

    def trust_store(self, home):
        """The same of the trust store of a Java."""
        copy = os.path.join(self.folder, "cacerts-" + major(home))
        shutil.copyfile(os.path.join(home, "lib", "security", "cacerts"), copy)
        subprocess.run(
            [
                os.path.join(home, "bin", "keytool"),
                *"-importcert -noprompt -alias benchmark -storepass changeit -file".split(),
                *(self.certificate, "-keystore", copy),
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        return copy


class Encrypted:
    """An endpoint of plain HTTP on loopback, over HTTPS."""

    def __init__(self, endpoint, authority):
        port = int(endpoint.rpartition(":")[2])

        class Connection(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with authority.context.wrap_socket(self.request, server_side=True) as client:
                    with socket.create_connection(("127.0.0.1", port)) as server:
                        pass_on(client, server)

        self.server = serving(Connection, socketserver.ThreadingTCPServer)
        self.endpoint = f"https://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def pass_on(client, server):
    """Until one side ends the connection, which is its right at any time."""
    while True:
        ready = [client] if client.pending() else select.select([client, server], [], [])[0]
        for source in ready:
            try:
                data = source.recv(65536)
                (server if source is client else client).sendall(data)
            except OSError:
                return
            if not data:
                return


def serving(handler, kind):
    kind.daemon_threads = True
    server = kind(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Imds:
    """EC2's metadata service, version 2 alone, with an instance and the credentials of its role."""

    TOKEN = "X-aws-ec2-metadata-token"

    def __init__(self):
        imds = self
        self.values = {}

        class Request(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Header and body in one packet.
            wbufsize = -1

            def do_PUT(self):
                known = self.path == "/latest/api/token" and imds.TOKEN + "-ttl-seconds" in self.headers
                self.answer(*((200, "token") if known else (400, "")))

            def do_GET(self):
                if self.headers.get(imds.TOKEN) != "token":
                    self.answer(401, "")
                else:
                    value = imds.values.get(self.path.removeprefix("/latest/"))
                    self.answer(404 if value is None else 200, value or "")

            def answer(self, status, text):
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.send_header(imds.TOKEN + "-ttl-seconds", "60")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *arguments):
                pass

        self.server = serving(Request, http.server.ThreadingHTTPServer)
        self.endpoint = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.values["meta-data/iam/security-credentials/"] = "role"
        self.values["meta-data/iam/security-credentials/role"] = json.dumps(
            {
                "Code": "Success",
                "LastUpdated": "2026-01-01T00:00:00Z",
                "Type": "AWS-HMAC",
                "AccessKeyId": "stand-in",
                "SecretAccessKey": "stand-in",
                "Token": "stand-in",
                "Expiration": "2099-01-01T00:00:00Z",
            }
        )

    def instance(self, metadata):
        """The instance that asks next, by the names of a metadata file."""
        self.values["meta-data/local-hostname"] = metadata["local-hostname"]
        self.values["dynamic/instance-identity/document"] = json.dumps(
            {
                "instanceId": metadata["instance-id"],
                "privateIp": metadata["local-ipv4"],
                "region": metadata["placement/region"],
                "availabilityZone": metadata["placement/region"] + "a",
                "accountId": "123456789012",
                "instanceType": "t3.small",
                "imageId": "ami-1",
                "version": "2017-09-30",
            }
        )

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
