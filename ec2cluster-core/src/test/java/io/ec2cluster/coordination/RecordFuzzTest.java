package io.ec2cluster.coordination;

import com.google.common.base.CharMatcher;
import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.testing.contract.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records of the coordination that somebody has edited, or that are damaged. */
@Timeout(300)
class RecordFuzzTest {
  private static final RecordKey KEY = RecordKey.of("etcd", "maindb", "founding");

  @Test
  void recordsInAZone() {
    Fuzz.check(
        List.of(
            RecordValue.text(new StoredRecord(KEY, "a \"b\" \\c", 7, "0123456789abcdef")),
            RecordValue.text(new StoredRecord(KEY, "x".repeat(700), 1, "fedcba9876543210"))),
        Ec2ClusterException.class,
        text -> RecordValue.parse(KEY, List.of(text)));
  }

  @Test
  void leases() {
    Fuzz.check(
        List.of(
            "lease holder=i-1 grant=0123456789abcdef token=17 length=PT30S",
            "lease holder=i-0123456789abcdef0 grant=- token=1 length=PT1M30.5S"),
        Ec2ClusterException.class,
        text -> LeaseText.of(new StoredRecord(KEY, printable(text), 1, "0123456789abcdef")));
  }

  /** As every record's value is. */
  private static String printable(String text) {
    return CharMatcher.inRange(' ', '~').negate().replaceFrom(text, '?');
  }
}
