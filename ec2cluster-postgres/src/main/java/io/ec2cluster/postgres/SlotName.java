package io.ec2cluster.postgres;

import com.google.common.base.Ascii;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The replication slot of an instance. Slot names hold lower-case letters, digits and underscores,
 * at most 63 (documentation, "Querying and Manipulating Replication Slots"). An EC2 instance id
 * stays readable ({@code i-0abc} is {@code i_0abc}); other ids get a check sum, so that two ids
 * never share a slot.
 */
final class SlotName {
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9-]{1,60}");

  private static final Pattern VALID = Pattern.compile("[a-z0-9_]{1,63}");

  /** What {@link #of} makes of the id of an EC2 instance. */
  private static final Pattern OF_INSTANCE = Pattern.compile("i_([a-z0-9]+)");

  private SlotName() {}

  /** The instance of a slot, where its id is of EC2's form and no other id has that slot. */
  static Optional<String> instanceOf(String slot) {
    Matcher matcher = OF_INSTANCE.matcher(slot);
    return matcher.matches() ? Optional.of("i-" + matcher.group(1)) : Optional.empty();
  }

  /** Whether a text may stand as a slot's name in a replication command. */
  static boolean isValid(String name) {
    return VALID.matcher(name).matches();
  }

  static String of(String instanceId) {
    String name = Ascii.toLowerCase(instanceId).replaceAll("[^a-z0-9]", "_");
    if (PLAIN.matcher(instanceId).matches()) {
      return name;
    }
    String sum = Hashing.sha256().hashString(instanceId, StandardCharsets.UTF_8).toString();
    return name.substring(0, Math.min(name.length(), 50)) + "_" + sum.substring(0, 8);
  }
}
