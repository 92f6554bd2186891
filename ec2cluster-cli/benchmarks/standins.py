"""What the benchmarks share: packages of Python, installed Javas, and the stand-in for Route 53."""

import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
MODULE = os.path.dirname(HERE)
LAUNCHER = os.path.join(MODULE, "bin", "ec2cluster")
JAR = os.path.join(MODULE, "target", "ec2cluster.jar")
ZONE = "Z0000000000001"


def with_packages(packages):
    """Starts this script again in a virtual environment where a package is missing.

    packages: the pinned requirement of each module, as {'boto3': 'boto3==1.43.11'}
    """
    try:
        for module in packages:
            __import__(module)
    except ImportError:
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        folder = os.path.join(cache, "ec2cluster", "benchmark-venv")
        python = os.path.join(folder, "bin", "python")
        if os.environ.get("EC2CLUSTER_BENCHMARK_VENV") == folder:
            raise
        if not os.path.exists(python):
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages.values()], check=True)
        os.environ["EC2CLUSTER_BENCHMARK_VENV"] = folder
        script = os.path.realpath(sys.argv[0])
        os.execv(python, [python, script, *sys.argv[1:]])


def java_home(version):
    named = os.environ.get(f"JAVA_HOME_{version}")
    found = sorted(glob.glob(f"/usr/lib/jvm/*{version}*") + glob.glob(f"/opt/*jdk*{version}*"))
    for home in [named] if named else found:
        if os.access(os.path.join(home, "bin", "java"), os.X_OK) and major(home) == str(version):
            return os.path.realpath(home)
    if named:
        sys.exit(f"JAVA_HOME_{version} is '{named}', where there is no Java {version}")
    return None


def major(home):
    try:
        with open(os.path.join(home, "release"), encoding="utf-8") as release:
            return re.search(r'^JAVA_VERSION="(\d+)', release.read(), re.M).group(1)
    except OSError:
        return ""


class Route53:
    """The stand-in for Route 53 of core's tests, as a process with the zone example.com."""

    def __init__(self, home):
        contracts = glob.glob(
            os.path.join(os.path.dirname(MODULE), "ec2cluster-core", "target", "*-contracts.jar")
        )
        if not contracts or not os.path.exists(JAR):
            sys.exit(f"{JAR} or core's contracts jar is not there: run 'mvn -DskipTests package' first")
        self.process = subprocess.Popen(
            [
                os.path.join(home, "bin", "java"),
                "-XX:+UseSerialGC",
                "-cp",
                os.pathsep.join([JAR, *contracts]),
                "io.ec2cluster.testing.standin.Route53StandIn",
                "0",
                f"{ZONE}=example.com",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.endpoint = self.process.stdout.readline().strip()
        import boto3

        self.client = boto3.client(
            "route53",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="stand-in",
            aws_secret_access_key="stand-in",
        )

    def records(self):
        answer = self.client.list_resource_record_sets(HostedZoneId=ZONE)
        return answer["ResourceRecordSets"]

    def take_members(self):
        """Removes the replicas' records, so that every run meets the same zone; their number."""
        members = [s for s in self.records() if "SetIdentifier" in s]
        if members:
            self.client.change_resource_record_sets(
                HostedZoneId=ZONE,
                ChangeBatch={
                    "Changes": [{"Action": "DELETE", "ResourceRecordSet": s} for s in members]
                },
            )
        return len(members)

    def stop(self):
        self.process.terminate()
        self.process.wait()
