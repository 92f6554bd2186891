package io.ec2cluster.cli;

import java.util.Map;
import java.util.Optional;

/** As much of an instance's metadata service as a start reads: a role's keys, and who it is. */
final class RehearsalInstance {
  private static final String ROOT = "/latest/";

  private static final Map<String, String> VALUES =
      Map.of(
          "api/token",
          "rehearsal",
          "meta-data/local-hostname",
          "host2.internal",
          "dynamic/instance-identity/document",
          """
          {"instanceId": "i-2", "privateIp": "10.0.0.2", "region": "eu-west-1",
           "availabilityZone": "eu-west-1a", "accountId": "123456789012",
           "instanceType": "t3.small", "imageId": "ami-1", "billingProducts": null}
          """,
          "meta-data/iam/security-credentials/",
          "rehearsal",
          "meta-data/iam/security-credentials/rehearsal",
          """
          {"Code": "Success", "LastUpdated": "2026-01-01T00:00:00Z", "Type": "AWS-HMAC",
           "AccessKeyId": "rehearsal", "SecretAccessKey": "rehearsal", "Token": "rehearsal",
           "Expiration": "2999-01-01T00:00:00Z"}
          """);

  private RehearsalInstance() {}

  /** Whether it is asked. */
  static boolean has(String path) {
    return path.startsWith(ROOT);
  }

  /** What it says; empty where it has nothing. */
  static Optional<String> find(String path) {
    return Optional.ofNullable(VALUES.get(path.substring(ROOT.length())));
  }
}
