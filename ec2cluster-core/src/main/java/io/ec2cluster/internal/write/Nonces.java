package io.ec2cluster.internal.write;

import com.google.common.base.Strings;
import java.util.random.RandomGenerator;

/** Fresh texts by which a writer recognises its own commit: 64 bits are plenty for one record. */
public final class Nonces {
  private Nonces() {}

  /** 16 hexadecimal digits. */
  public static String fresh(RandomGenerator random) {
    return Strings.padStart(Long.toHexString(random.nextLong()), 16, '0');
  }
}
