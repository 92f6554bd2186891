package io.ec2cluster.internal.node;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.metadata.InstanceMetadata;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the name of this node's cluster: option, configuration, user data, instance tag, in this
 * order.
 */
final class ClusterName {
  private static final String KEY = "cluster";
  private static final int LONGEST = 63;

  private ClusterName() {}

  /** The metadata is only asked for where the settings do not tell. */
  static String of(ClusterSettings settings, Supplier<InstanceMetadata> metadata) {
    if (settings.cluster().isPresent()) {
      return checked(settings.cluster().get(), "the configuration");
    }
    InstanceMetadata node = metadata.get();
    Optional<String> fromUserData = Optional.ofNullable(node.userData().get(KEY));
    if (fromUserData.isPresent()) {
      return checked(fromUserData.get(), "user data");
    }
    return node.findTag(KEY)
        .map(tag -> checked(tag, "the instance tag"))
        .orElseThrow(
            () ->
                new UsageException(
                    "no cluster name for "
                        + node.instanceId()
                        + ": expected the option --cluster, 'cluster:' in the"
                        + " configuration, \"cluster\" in user data that is a JSON object, or an instance tag 'cluster'"
                        + " (tags in instance metadata must be enabled)"));
  }

  private static String checked(String name, String place) {
    if (!DnsName.isLabel(name) || name.length() > LONGEST || name.startsWith("_")) {
      String shown =
          name.chars().allMatch(c -> c >= 0x20 && c < 0x7f) && name.length() <= LONGEST
              ? " '" + name + "'"
              : "";
      throw new UsageException(
          "the cluster name"
              + shown
              + " from "
              + place
              + " is no DNS label: expected 1 to 63 of a-z, 0-9 and '-', with no"
              + " '-' at its ends");
    }
    return name;
  }
}
