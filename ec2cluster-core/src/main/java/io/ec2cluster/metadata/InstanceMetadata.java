package io.ec2cluster.metadata;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who this node is, under the metadata service's own key names: {@code instance-id}, {@code
 * local-ipv4}, {@code public-hostname}, {@code placement/region}, … Immutable.
 *
 * @param keys the metadata, at least {@code instance-id}
 * @param tags the instance's tags, where they are known
 * @param userData the scalar members of user data that is a JSON object; they overlay {@link
 *     #keys()} in {@link #variables()}
 * @param notes what a person should know of how it was read, without the content of user data
 */
public record InstanceMetadata(
    Map<String, String> keys,
    Map<String, String> tags,
    Map<String, String> userData,
    List<String> notes) {
  /** The key of the instance's identity. */
  public static final String INSTANCE_ID = "instance-id";

  /** Copies; refuses metadata without an instance id. */
  public InstanceMetadata {
    keys = ImmutableSortedMap.copyOf(keys);
    tags = ImmutableSortedMap.copyOf(tags);
    userData = ImmutableSortedMap.copyOf(userData);
    notes = List.copyOf(notes);
    if (keys.getOrDefault(INSTANCE_ID, "").isBlank()) {
      throw new IllegalArgumentException("instance metadata without '" + INSTANCE_ID + "'");
    }
  }

  /** Metadata of an embedding application or a test: keys only. */
  public static InstanceMetadata of(Map<String, String> keys) {
    return new InstanceMetadata(keys, Map.of(), Map.of(), List.of());
  }

  /** The instance id, the identity of a node. */
  public String instanceId() {
    return keys.getOrDefault(INSTANCE_ID, "");
  }

  public Optional<String> region() {
    return find("placement/region");
  }

  public Optional<String> availabilityZone() {
    return find("placement/availability-zone");
  }

  public Optional<String> account() {
    return find("account-id");
  }

  public Optional<String> localIpv4() {
    return find("local-ipv4");
  }

  public Optional<String> publicIpv4() {
    return find("public-ipv4");
  }

  public Optional<String> localHostname() {
    return find("local-hostname");
  }

  public Optional<String> publicHostname() {
    return find("public-hostname");
  }

  public Optional<String> instanceType() {
    return find("instance-type");
  }

  /** The Auto Scaling group, by its tag. */
  public Optional<String> autoScalingGroup() {
    return findTag("aws:autoscaling:groupName");
  }

  /** The CloudFormation stack, by its tag. */
  public Optional<String> stack() {
    return findTag("aws:cloudformation:stack-name");
  }

  /** A key's value, without what is blank. */
  public Optional<String> find(String key) {
    return Optional.ofNullable(keys.get(key)).filter(value -> !value.isBlank());
  }

  /** A tag's value. */
  public Optional<String> findTag(String key) {
    return Optional.ofNullable(tags.get(key)).filter(value -> !value.isBlank());
  }

  /**
   * What templates see: the keys, overlaid by user data. The instance id stays the metadata's own.
   */
  public Map<String, String> variables() {
    ImmutableMap.Builder<String, String> variables = ImmutableMap.builder();
    variables.putAll(keys).putAll(userData).put(INSTANCE_ID, instanceId());
    return variables.buildKeepingLast();
  }
}
