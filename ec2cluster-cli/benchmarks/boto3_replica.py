"""What `ec2cluster init` of a replica asks of Route 53, as a script of a few lines would ask it.

usage: boto3_replica.py ZONE-ID METADATA-FILE
"""

import json
import sys

import boto3

zone, file = sys.argv[1:]
with open(file, encoding="utf-8") as text:
    metadata = json.load(text)

route53 = boto3.client("route53")
found = route53.list_resource_record_sets(
    HostedZoneId=zone, StartRecordName="bench.example.com.", MaxItems="300"
)["ResourceRecordSets"]
if not any(s["Name"] == "primary.bench.example.com." for s in found):
    sys.exit("no primary")
route53.change_resource_record_sets(
    HostedZoneId=zone,
    ChangeBatch={
        "Changes": [
            {
                "Action": "CREATE",
                "ResourceRecordSet": {
                    "Name": "replica.bench.example.com.",
                    "Type": "CNAME",
                    "TTL": 60,
                    "Weight": 10,
                    "SetIdentifier": metadata["instance-id"],
                    "ResourceRecords": [{"Value": metadata["local-hostname"]}],
                },
            }
        ]
    },
)
