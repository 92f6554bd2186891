package io.ec2cluster.aws;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.internal.json.JsonTree;
import io.ec2cluster.metadata.InstanceMetadata;
import java.util.List;
import java.util.Map;

/**
 * The instance identity document: several keys in one answer (EC2 User Guide, "Instance identity
 * documents"), and the only place that has the account.
 */
final class IdentityDocument {
  private static final Map<String, String> MEMBERS =
      ImmutableMap.of(
          "instanceId", InstanceMetadata.INSTANCE_ID,
          "privateIp", "local-ipv4",
          "instanceType", "instance-type",
          "availabilityZone", "placement/availability-zone",
          "region", "placement/region",
          "accountId", "account-id",
          "imageId", "ami-id");

  /** What the metadata service has under these names too. */
  static final List<String> KEYS =
      MEMBERS.values().stream().filter(key -> !key.equals("account-id")).toList();

  private IdentityDocument() {}

  /** What it says, under the metadata service's key names. */
  static Map<String, String> keys(String text) {
    JsonTree document;
    try {
      document = JsonTree.parse(text);
    } catch (UsageException e) {
      throw new EnvironmentException(
          "the instance identity document of the metadata service is " + e.getMessage(), e);
    }
    ImmutableMap.Builder<String, String> keys = ImmutableMap.builder();
    MEMBERS.forEach(
        (member, key) ->
            document
                .find(member)
                .flatMap(JsonTree::scalar)
                .ifPresent(value -> keys.put(key, value)));
    return keys.buildOrThrow();
  }
}
