package io.ec2cluster.internal.config;

import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.InvalidSettingException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Calls the constructors of records; what they refuse becomes a problem. */
final class RecordConstruction {
  private final Problems problems;

  RecordConstruction(Problems problems) {
    this.problems = problems;
  }

  /** The record of these values; empty, with a problem noted, where its constructor refuses. */
  <R extends Record> Optional<R> construct(
      Class<R> type, List<Object> values, Node.Mapping section, String path) {
    try {
      return Optional.of(instance(type, values));
    } catch (InvalidSettingException invalid) {
      Stream.concat(Stream.of(invalid), Stream.of(invalid.getSuppressed()))
          .filter(InvalidSettingException.class::isInstance)
          .map(InvalidSettingException.class::cast)
          .forEach(each -> problems.add(refusal(type, each, section, path)));
    } catch (IllegalArgumentException refused) {
      problems.add(
          ConfigurationProblem.of(section.origin(), path, String.valueOf(refused.getMessage())));
    }
    return Optional.empty();
  }

  private static <R extends Record> R instance(Class<R> type, List<Object> values) {
    try {
      return constructor(type).newInstance(values.toArray());
    } catch (InvocationTargetException thrown) {
      if (thrown.getTargetException() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(
          "the constructor of " + type + " failed", thrown.getTargetException());
    } catch (ReflectiveOperationException unusable) {
      throw new IllegalStateException(type + " cannot be constructed", unusable);
    }
  }

  private static <R extends Record> Constructor<R> constructor(Class<R> type)
      throws NoSuchMethodException {
    Class<?>[] parameters =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<R> constructor = type.getDeclaredConstructor(parameters);
    // Settings records may be nested in classes that are not public.
    constructor.setAccessible(true);
    return constructor;
  }

  private static ConfigurationProblem refusal(
      Class<? extends Record> type,
      InvalidSettingException invalid,
      Node.Mapping section,
      String path) {
    String origin =
        SettingKey.namesOf(type, invalid.key())
            .flatMap(name -> section.find(name).stream())
            .map(Node.Entry::origin)
            .findFirst()
            .orElse(section.origin());
    return ConfigurationProblem.of(
        origin, KeyPath.child(path, invalid.key()), String.valueOf(invalid.getMessage()));
  }
}
