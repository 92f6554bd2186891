package io.ec2cluster.internal.config;

import com.google.common.base.CaseFormat;

/** How names of components and constants stand in files and options. */
public final class KebabCase {
  private KebabCase() {}

  /** {@code dataDirectory} as {@code data-directory}. */
  public static String ofComponent(String name) {
    return CaseFormat.LOWER_CAMEL.to(CaseFormat.LOWER_HYPHEN, name);
  }

  /** {@code LOCAL_IPV4} as {@code local-ipv4}. */
  public static String ofConstant(Enum<?> constant) {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.LOWER_HYPHEN, constant.name());
  }
}
