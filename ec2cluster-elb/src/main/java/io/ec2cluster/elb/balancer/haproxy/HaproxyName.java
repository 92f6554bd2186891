package io.ec2cluster.elb.balancer.haproxy;

import io.ec2cluster.UsageException;
import java.util.regex.Pattern;

/**
 * What HAProxy takes as a name: letters, digits and {@code - _ . :} (configuration manual, "Proxy
 * keywords"). Nothing else may reach a command, where {@code ;} begins another one.
 */
final class HaproxyName {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

  private HaproxyName() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static String require(String what, String text) {
    if (!isName(text)) {
      throw new UsageException(
          "'"
              + text
              + "' is no name of a "
              + what
              + " of HAProxy: expected 1 to 100 letters, digits and - _ . :");
    }
    return text;
  }
}
