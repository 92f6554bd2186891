package io.ec2cluster;

import io.ec2cluster.internal.json.JsonRecordText;

/**
 * The JSON form of reports, answers and other records: indented, always in the order of their
 * components.
 *
 * <p>Names are those of the components. Absent optionals are null, so that a form is always whole;
 * enums are in kebab case; durations are ISO 8601, or milliseconds where the component's name ends
 * in {@code Millis}; instants are ISO 8601; paths, names, sizes and the like are their text;
 * secrets are hidden.
 */
public final class JsonText {
  private JsonText() {}

  /**
   * The JSON of a record, with a line feed at its end.
   *
   * @throws IllegalArgumentException where a component's type has no JSON form
   */
  public static String of(Record value) {
    return JsonRecordText.of(value);
  }
}
