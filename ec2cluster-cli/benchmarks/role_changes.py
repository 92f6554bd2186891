"""What the benchmarks of changes of the primary share: two nodes of ec2cluster, and clients that write.

Each engine's own part is the configuration of its server, a session of a client, and what it is
compared with.
"""

import contextlib
import http.server
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

from standins import LAUNCHER, ZONE

PATIENCE = 60
LOOK = 0.02  # between two attempts, and what every time is exact to: more of them take the machine from what is measured
NAME = "primary.bench.example.com."


def fail(message):
    sys.exit(f"role-change: {message}")


def until(what, condition):
    """Polls; for what no event tells of."""
    end = time.perf_counter() + PATIENCE
    while not (found := condition()):
        if time.perf_counter() > end:
            fail(f"waited {PATIENCE} s for {what}, in vain")
        time.sleep(LOOK)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Writer:
    """Writes without a break to the addresses it is told, and remembers what was acknowledged, and when.

    addresses: a function that tells them; session: connects to one, and has write(number) and close()
    """

    def __init__(self, addresses, session):
        self.addresses = addresses
        self.session = session
        self.next = 0
        self.acknowledged = []
        self.numbers = set()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self):
        while not self.ended.is_set():
            with contextlib.suppress(Exception):  # whoever tells addresses may be away for a moment
                for address in self.addresses():
                    self.write_to(address)
            self.ended.wait(LOOK)

    def write_to(self, address):
        try:
            with contextlib.closing(self.session(address)) as session:
                while not self.ended.is_set():
                    self.next += 1
                    session.write(self.next)
                    self.acknowledged.append(time.perf_counter())
                    self.numbers.add(self.next)
                    self.ended.wait(0.005)
        except Exception:  # whatever the driver says: the server is down, a replica, or going down
            pass

    def await_write(self):
        now = time.perf_counter()
        until("an acknowledged write", lambda: self.acknowledged and self.acknowledged[-1] > now)

    def longest_break(self):
        times = self.acknowledged
        return max(later - earlier for earlier, later in zip(times, times[1:]))

    def end(self):
        self.ended.set()
        self.thread.join()


class Ec2(http.server.ThreadingHTTPServer):
    """Tells the states of instances, and nothing else."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Ec2Answers)
        self.daemon_threads = True
        self.states = {}
        self.thread = threading.Thread(target=self.serve_forever)
        self.thread.start()

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class Ec2Answers(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        fields = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        if fields.get("Action") != "DescribeInstances":
            self.send_error(400, f"not answered here: {fields.get('Action')}")
            return
        asked = [value for value in fields.values() if value in self.server.states]
        items = "".join(
            f"<item><instanceId>{i}</instanceId><instanceState><name>{self.server.states[i]}</name>"
            "</instanceState></item>"
            for i in asked
        )
        body = (
            '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>'
            f"<item><instancesSet>{items}</instancesSet></item></reservationSet></DescribeInstancesResponse>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Cluster:
    """Two nodes of ec2cluster; the first is the primary. An engine adds settings() and session()."""

    ADDRESSES = ("127.0.0.11", "127.0.0.12")
    ENGINE = ""

    def __init__(self, folder, route53, ec2, java):
        self.folder = folder
        self.route53 = route53
        self.ec2 = ec2
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "JAVA_HOME": java,
            "AWS_ENDPOINT_URL_ROUTE_53": route53.endpoint,
            "AWS_ENDPOINT_URL_EC2": f"http://127.0.0.1:{ec2.server_address[1]}",
            "AWS_ACCESS_KEY_ID": "stand-in",
            "AWS_SECRET_ACCESS_KEY": "stand-in",
            "AWS_REGION": "eu-west-1",
        }

    def settings(self, number):
        """The engine's section of the configuration, indented by two."""
        raise NotImplementedError

    def session(self, address):
        """A client's connection, as a writer needs it."""
        raise NotImplementedError

    def make(self):
        """Configures the nodes, and lets them become a cluster."""
        self.write("remote.sh", 'host=$1; shift\nNODE=${host##*.}; export NODE\nexec sh -c "$*"\n')
        program = self.write(
            "ec2cluster",
            f'#!/bin/sh\nexec "{LAUNCHER}" --config "{self.folder}/config-$NODE.yaml" '
            f'--metadata "{self.folder}/metadata-$NODE.json" "$@"\n',
        )
        os.chmod(program, 0o755)
        for address in self.ADDRESSES:
            self.describe(address)
            self.call(address, "init")

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def describe(self, address):
        number = address.rsplit(".", 1)[1]
        self.ec2.states[self.instance(address)] = "running"
        metadata = {
            "instance-id": self.instance(address),
            "local-ipv4": address,
            "account-id": "123456789012",
            "placement/region": "eu-west-1",
        }
        self.write(f"metadata-{number}.json", json.dumps(metadata))
        self.write(
            f"config-{number}.yaml",
            f"""\
cluster: bench
engine: {self.ENGINE}
remote: [sh, {self.folder}/remote.sh]
remote-program: [{self.folder}/ec2cluster]
state-dir: {self.folder}/state-{number}
dns:
  zone-id: {ZONE}
  primary-name: "primary.{{{{cluster}}}}.example.com"
  replica-name: "replica.{{{{cluster}}}}.example.com"
  replica-ttl: 1s
{self.ENGINE}:
{self.settings(number)}""",
        )

    @staticmethod
    def instance(address):
        return "i-" + address.rsplit(".", 1)[1].rjust(17, "0")

    def data(self, address):
        return os.path.join(self.folder, "data-" + address.rsplit(".", 1)[1])

    def start(self, address, *command):
        number = address.rsplit(".", 1)[1]
        environment = {**self.environment, "NODE": number}
        return subprocess.Popen(
            [os.path.join(self.folder, "ec2cluster"), *command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def call(self, address, *command):
        self.end(self.start(address, *command), command)

    @staticmethod
    def end(process, command):
        output, _ = process.communicate()
        if process.returncode != 0:
            fail(f"ec2cluster {' '.join(command)} ended with {process.returncode}:\n{output}")

    def named(self):
        """Where the primary's name points; asked often, so without the work of an SDK."""
        path = f"/2013-04-01/hostedzone/{ZONE}/rrset"
        with urllib.request.urlopen(self.route53.endpoint + path) as answer:
            sets = answer.read().decode().split("<ResourceRecordSet>")
        for found in sets:
            if f"<Name>{NAME}</Name>" in found and re.search("<Type>(A|CNAME)</Type>", found):
                return re.findall("<Value>(.*?)</Value>", found)
        return []

    def primary(self):
        primary = self.named()[0]
        return primary, next(a for a in self.ADDRESSES if a != primary)

    def handover(self):
        """The times without a writable primary by name, by any address; and the whole command."""
        old, new = self.primary()
        by_name = Writer(self.named, self.session)
        by_address = Writer(lambda: self.ADDRESSES, self.session)
        try:
            by_name.await_write()
            by_address.await_write()
            begin = time.perf_counter()
            self.call(old, "handover", "--to", self.instance(new))
            taken = time.perf_counter() - begin
            by_name.await_write()
            by_address.await_write()
        finally:
            by_name.end()
            by_address.end()
        self.written(new, by_name, by_address)
        return {
            "handover, without a writable primary by name": by_name.longest_break(),
            "handover, without a writable server": by_address.longest_break(),
            "handover, the whole command": taken,
        }

    def written(self, primary, by_name, by_address):
        """What an engine does with what was acknowledged while the primary changed: nothing, unless it says so."""


def measure(rounds, add, *samplings):
    """In each round one sample of each; the first round fills the page cache, and does not count."""
    for number in range(rounds + 1):
        for sampling in samplings:
            for what, value in sampling().items():
                if number > 0:
                    add(what, value)


def print_table(samples, rounds):
    print(f"{rounds} rounds\n\n| | median, s | greatest, s |\n|---|---|---|")
    for what, values in samples.items():
        print(f"| {what} | {statistics.median(values):.2f} | {max(values):.2f} |")
