package io.ec2cluster.cli;

import com.google.common.base.Ascii;
import com.google.common.base.CaseFormat;

/** Names as they stand on the command line and in reports. */
final class KebabCase {
  private KebabCase() {}

  /** A constant: {@code DRY_RUN} is {@code dry-run}. */
  static String of(Enum<?> constant) {
    return Ascii.toLowerCase(constant.name()).replace('_', '-');
  }

  /** A record component: {@code dataDirectory} is {@code data-directory}. */
  static String of(String component) {
    return CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_HYPHEN, component);
  }
}
