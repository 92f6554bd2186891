package io.ec2cluster.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes records as JSON, their components as members in their order. */
final class JsonWriter {
  private final JsonGenerator generator;

  private JsonWriter(JsonGenerator generator) {
    this.generator = generator;
  }

  /** The text of a value: a record, a scalar, an Optional (null where empty), a list or a map. */
  static String write(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.useDefaultPrettyPrinter();
      new JsonWriter(generator).value(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to a string failed", impossible);
    }
    return text.toString();
  }

  private void value(@Nullable Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Optional<?> optional) {
      value(optional.orElse(null));
    } else if (value instanceof OptionalLong optional) {
      value(optional.isPresent() ? optional.getAsLong() : null);
    } else if (value instanceof Record valueRecord) {
      members(valueRecord);
    } else if (value instanceof Map<?, ?> map) {
      members(map);
    } else if (value instanceof Iterable<?> items) {
      items(items);
    } else {
      scalar(value);
    }
  }

  private void scalar(Object value) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      generator.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else if (value instanceof Enum<?> constant) {
      generator.writeString(KebabCase.of(constant));
    } else {
      generator.writeString(value.toString());
    }
  }

  private void items(Iterable<?> items) throws IOException {
    generator.writeStartArray();
    for (Object item : items) {
      value(item);
    }
    generator.writeEndArray();
  }

  private void members(Map<?, ?> map) throws IOException {
    generator.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      generator.writeFieldName(String.valueOf(entry.getKey()));
      value(entry.getValue());
    }
    generator.writeEndObject();
  }

  private void members(Record valueRecord) throws IOException {
    generator.writeStartObject();
    for (RecordComponent component : valueRecord.getClass().getRecordComponents()) {
      generator.writeFieldName(component.getName());
      value(read(valueRecord, component));
    }
    generator.writeEndObject();
  }

  private static @Nullable Object read(Record valueRecord, RecordComponent component) {
    try {
      // The record may be a package-private one of another module.
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(valueRecord);
    } catch (IllegalAccessException | InvocationTargetException broken) {
      throw new IllegalStateException("cannot read " + component, broken);
    }
  }
}
