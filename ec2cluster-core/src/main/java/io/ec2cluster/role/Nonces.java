package io.ec2cluster.role;

import com.google.common.base.Strings;
import java.util.random.RandomGenerator;

/** Fresh texts by which a writer recognises its own commit: 64 bits are plenty for one record. */
final class Nonces {
  private Nonces() {}

  static String fresh(RandomGenerator random) {
    return Strings.padStart(Long.toHexString(random.nextLong()), 16, '0');
  }
}
