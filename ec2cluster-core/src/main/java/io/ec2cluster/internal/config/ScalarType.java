package io.ec2cluster.internal.config;

import java.util.List;
import java.util.function.Function;

/**
 * How a type stands as one value.
 *
 * @param expectation what is expected, with an example
 * @param parser reads it; an {@link IllegalArgumentException} refuses
 * @param writer writes it as it would stand in the file
 * @param words the words that it may be, where they are few
 */
record ScalarType(
    String expectation,
    Function<String, Object> parser,
    Function<Object, String> writer,
    List<String> words) {
  static ScalarType of(String expectation, Function<String, Object> parser) {
    return new ScalarType(expectation, parser, Object::toString, List.of());
  }

  /** A type of a few words. */
  static ScalarType ofWords(
      List<String> words, Function<String, Object> parser, Function<Object, String> writer) {
    return new ScalarType(String.join(" or ", words), parser, writer, words);
  }
}
