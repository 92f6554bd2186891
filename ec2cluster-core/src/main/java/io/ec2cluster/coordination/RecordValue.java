package io.ec2cluster.coordination;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A record as one TXT value: a first string with version and nonce, then the value in strings of
 * 200 characters; a string holds 255 octets at most (RFC 1035, section 3.3.14).
 */
final class RecordValue {
  private static final int CHUNK = 200;
  private static final Pattern STRING =
      Pattern.compile("\\G\\s*\"([^\"\\\\]*+(?:\\\\[\"\\\\][^\"\\\\]*+)*+)\"");
  private static final Pattern HEAD =
      Pattern.compile("v=1 version=(\\d{1,18}) nonce=([0-9a-f]{16})");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");

  private RecordValue() {}

  static String text(StoredRecord record) {
    String head = "v=1 version=" + record.version() + " nonce=" + record.nonce();
    return quoted(head)
        + Splitter.fixedLength(CHUNK)
            .splitToStream(record.value())
            .map(chunk -> " " + quoted(chunk))
            .collect(Collectors.joining());
  }

  static StoredRecord parse(RecordKey key, List<String> values) {
    if (values.size() != 1) {
      throw unreadable(key, values);
    }
    StringBuilder value = new StringBuilder();
    Matcher strings = STRING.matcher(values.get(0));
    if (!strings.find()) {
      throw unreadable(key, values);
    }
    Matcher head = HEAD.matcher(strings.group(1));
    int end = strings.end();
    while (strings.find()) {
      value.append(ESCAPED.matcher(strings.group(1)).replaceAll("$1"));
      end = strings.end();
    }
    if (!head.matches() || end != values.get(0).length()) {
      throw unreadable(key, values);
    }
    try {
      return new StoredRecord(key, value.toString(), Long.parseLong(head.group(1)), head.group(2));
    } catch (IllegalArgumentException notWrittenByUs) {
      throw unreadable(key, values);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static EnvironmentException unreadable(RecordKey key, List<String> values) {
    return new EnvironmentException(
        "the TXT record of "
            + key
            + " is none that this version can read: "
            + values
            + "; expected one value that begins with \"v=1 version=… nonce=…\". See who writes it");
  }
}
