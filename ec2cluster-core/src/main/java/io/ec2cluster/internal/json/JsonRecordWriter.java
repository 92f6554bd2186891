package io.ec2cluster.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.config.Fraction;
import io.ec2cluster.config.Secret;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.internal.config.KebabCase;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Writes values to a generator by their types. For one use. */
public final class JsonRecordWriter {
  /** What is written as its text, records among them. */
  private static final Set<Class<?>> TEXTS =
      Set.of(
          String.class,
          DataSize.class,
          DnsName.class,
          Fraction.class,
          Secret.class,
          Template.class,
          Instant.class,
          URI.class,
          Character.class);

  private final JsonGenerator generator;

  /** Writes to a generator. */
  public JsonRecordWriter(JsonGenerator generator) {
    this.generator = generator;
  }

  /** Writes a value; the name of its component decides how a duration stands. */
  public void write(String name, Object value) throws IOException {
    if (TEXTS.contains(value.getClass()) || value instanceof Path) {
      generator.writeString(value.toString());
    } else if (value instanceof Number number) {
      number(name, number);
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else if (value instanceof Enum<?> constant) {
      generator.writeString(KebabCase.ofConstant(constant));
    } else if (value instanceof Duration duration) {
      duration(name, duration);
    } else {
      structure(name, value);
    }
  }

  private void structure(String name, Object value) throws IOException {
    if (value instanceof Record members) {
      record(members);
    } else if (value instanceof List<?> items) {
      generator.writeStartArray();
      for (Object item : items) {
        write(name, item);
      }
      generator.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else {
      throw new IllegalArgumentException(
          "'" + name + "' is a " + value.getClass().getName() + ", which has no JSON form");
    }
  }

  /** Sorted, because the order of a map may differ from one process to the next. */
  private void map(Map<?, ?> map) throws IOException {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> sorted.put(key(key), value));
    generator.writeStartObject();
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      member(entry.getKey(), entry.getValue());
    }
    generator.writeEndObject();
  }

  private static String key(Object key) {
    return key instanceof Enum<?> constant ? KebabCase.ofConstant(constant) : key.toString();
  }

  private void record(Record value) throws IOException {
    generator.writeStartObject();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      member(component.getName(), read(component, value));
    }
    generator.writeEndObject();
  }

  private void member(String name, Object value) throws IOException {
    generator.writeFieldName(name);
    Optional<Object> present = present(value);
    if (present.isPresent()) {
      write(name, present.get());
    } else {
      generator.writeNull();
    }
  }

  private static Optional<Object> present(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Object.class::cast);
    }
    if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? Optional.of(optional.getAsInt()) : Optional.empty();
    }
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? Optional.of(optional.getAsLong()) : Optional.empty();
    }
    return Optional.of(value);
  }

  private void number(String name, Number number) throws IOException {
    if (number instanceof BigInteger
        || number instanceof BigDecimal
        || number instanceof Integer
        || number instanceof Long) {
      generator.writeNumber(number.toString());
    } else {
      throw new IllegalArgumentException(
          "'" + name + "' is a " + number.getClass().getName() + ": expected an exact number");
    }
  }

  private void duration(String name, Duration duration) throws IOException {
    if (name.endsWith("Millis")) {
      generator.writeNumber(duration.toMillis());
    } else {
      generator.writeString(duration.toString());
    }
  }

  private static Object read(RecordComponent component, Record value) {
    try {
      // Records may be nested in classes that are not public.
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (InvocationTargetException | IllegalAccessException failed) {
      throw new IllegalStateException("reading " + component + " failed", failed);
    }
  }
}
