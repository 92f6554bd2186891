package io.ec2cluster.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a settings or options record. The key is the component's name in kebab
 * case ({@code dataDirectory} is {@code data-directory}).
 *
 * <p>A component of type {@link java.util.Optional}, {@link java.util.List}, {@link java.util.Map}
 * or of a nested record may be left out; another one needs a {@link #defaultValue()} or must be
 * given.
 *
 * <p>Types: {@code String}, {@code int}, {@code long}, {@code boolean}, {@link java.time.Duration},
 * {@link DataSize}, {@link Fraction}, {@link java.nio.file.Path}, {@link
 * io.ec2cluster.dns.DnsName}, {@link Template}, {@link Secret}, enums (their constants in kebab
 * case), lists, maps from text, optionals, and records of these.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it is for, one sentence, for the help and the reference. */
  String value();

  /** The default as it would stand in the file, a list as {@code [a, b]}; empty for none. */
  String defaultValue() default "";

  /** Another key under which it is known too, for example a predecessor's. */
  String alias() default "";

  /**
   * Marks the one list of a nested record that may stand for the whole of it: {@code key: [a, b]}
   * is then short for {@code key: {component: [a, b]}}.
   */
  boolean shorthand() default false;

  /** Marks a list that may also be written as its one value: {@code key: a} for {@code [a]}. */
  boolean single() default false;

  /** For options: given as a positional argument instead of {@code --key}. */
  boolean positional() default false;
}
