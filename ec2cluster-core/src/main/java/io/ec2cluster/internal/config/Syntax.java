package io.ec2cluster.internal.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** A notation of the configuration, read by one of Jackson's streaming parsers. */
interface Syntax {
  /** A parser of a text. */
  JsonParser parser(String text) throws IOException;

  /** What the current token has that the notation allows and the configuration does not. */
  String unsupported(JsonParser parser) throws IOException;

  /** Where and why a text could not be read, without quoting more of it than a character. */
  SyntaxException error(JsonProcessingException failure);
}
