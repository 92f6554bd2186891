package io.ec2cluster.coordination;

import io.ec2cluster.EnvironmentException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the record of a lease says.
 *
 * @param holder who has it, or had it last
 * @param grant tells one grant from another of the same holder; {@code -} when it was given back
 * @param token the number of the grant
 * @param length how long it lasts after its last heart-beat
 */
record LeaseText(String holder, String grant, long token, Duration length) {
  private static final String NOBODY = "-";
  private static final Pattern FORM =
      Pattern.compile(
          "lease holder=([!-~]{1,200}) grant=([0-9a-f]{16}|-) token=(\\d{1,18}) length=(PT[0-9HMS.]+)");

  boolean isFree() {
    return grant.equals(NOBODY);
  }

  LeaseText givenBack() {
    return new LeaseText(holder, NOBODY, token, length);
  }

  String text() {
    return "lease holder=%s grant=%s token=%d length=%s".formatted(holder, grant, token, length);
  }

  static LeaseText of(StoredRecord record) {
    Matcher matcher = FORM.matcher(record.value());
    if (!matcher.matches()) {
      throw unreadable(record);
    }
    try {
      return new LeaseText(
          matcher.group(1),
          matcher.group(2),
          Long.parseLong(matcher.group(3)),
          Duration.parse(matcher.group(4)));
    } catch (DateTimeException wrong) {
      throw unreadable(record);
    }
  }

  private static EnvironmentException unreadable(StoredRecord record) {
    return new EnvironmentException(
        "the record "
            + record.key()
            + " is no lease that this version can read: '"
            + record.value()
            + "'; expected 'lease holder=… grant=… token=… length=PT…'. See who writes it");
  }
}
