package io.ec2cluster.cli;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.DataSize;
import io.ec2cluster.config.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * One component of an options record, as an option or a positional parameter.
 *
 * @param key its name in kebab case
 * @param setting its description
 * @param shape how often it may be given and whether it takes a value
 * @param value the type of one value
 * @param position its place among the positional parameters
 */
record OptionComponent(String key, Setting setting, Shape shape, Class<?> value, int position) {
  private static final ImmutableMap<Class<?>, String> LABELS =
      ImmutableMap.of(
          Path.class, "PATH",
          Duration.class, "DURATION",
          DataSize.class, "SIZE",
          Map.class, "KEY=VALUE",
          int.class, "N",
          long.class, "N",
          Integer.class, "N",
          Long.class, "N");

  /** How often a component may be given. */
  enum Shape {
    FLAG,
    REQUIRED,
    OPTIONAL,
    REPEATED
  }

  static OptionComponent of(RecordComponent component, int position) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(
          component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + ": every component of an options record needs @Setting");
    }
    return new OptionComponent(
        KebabCase.of(component.getName()),
        setting,
        shape(component.getType(), setting),
        valueType(component),
        position);
  }

  boolean isPositional() {
    return setting.positional();
  }

  /** The option or positional parameter for a parser. */
  ArgSpec argument() {
    return isPositional() ? positional() : option();
  }

  /** The texts given on a command line. */
  List<String> given(ParseResult command) {
    Optional<ArgSpec> matched =
        Stream.concat(command.matchedOptions().stream(), command.matchedPositionals().stream())
            .filter(argument -> isOf(argument.userObject()))
            .findFirst();
    if (matched.isEmpty()) {
      return isSwitchedOffUnlessGiven() ? List.of("false") : List.of();
    }
    Object given = matched.get().getValue();
    return given instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(given));
  }

  /** Within a command a key stands once; comparing the whole record would cost the start 10 ms. */
  private boolean isOf(Object argument) {
    return argument instanceof OptionComponent other && key.equals(other.key);
  }

  private OptionSpec option() {
    OptionSpec.Builder builder =
        setting.alias().isEmpty()
            ? OptionSpec.builder("--" + key)
            : OptionSpec.builder("--" + key, "--" + setting.alias());
    builder.description(description()).userObject(this).paramLabel(label());
    switch (shape) {
      case FLAG ->
          builder
              .type(boolean.class)
              .arity("0")
              .negatable(setting.defaultValue().equals("true"))
              .fallbackValue("true");
      case REPEATED -> builder.type(List.class).auxiliaryTypes(String.class).arity("1");
      case REQUIRED -> builder.type(String.class).arity("1").required(true);
      case OPTIONAL -> builder.type(String.class).arity("1");
    }
    return builder.completionCandidates(candidates()).build();
  }

  private PositionalParamSpec positional() {
    PositionalParamSpec.Builder builder =
        PositionalParamSpec.builder()
            .description(description())
            .userObject(this)
            .paramLabel(label())
            .completionCandidates(candidates());
    if (shape == Shape.REPEATED) {
      return builder
          .index(position + "..*")
          .arity("0..*")
          .type(List.class)
          .auxiliaryTypes(String.class)
          .build();
    }
    return builder
        .index(Integer.toString(position))
        .arity(shape == Shape.REQUIRED ? "1" : "0..1")
        .required(shape == Shape.REQUIRED)
        .type(String.class)
        .build();
  }

  private boolean isSwitchedOffUnlessGiven() {
    return shape == Shape.FLAG && setting.defaultValue().isEmpty();
  }

  private String description() {
    String repeated = shape == Shape.REPEATED && !isPositional() ? " (may be repeated)" : "";
    String byDefault =
        setting.defaultValue().isEmpty() || isOffByDefault()
            ? ""
            : " (default: " + setting.defaultValue() + ")";
    String required = shape == Shape.REQUIRED && !isPositional() ? " (required)" : "";
    return Commands.escaped(setting.value() + required + repeated + byDefault);
  }

  private boolean isOffByDefault() {
    return shape == Shape.FLAG && setting.defaultValue().equals("false");
  }

  /** What a value is called in the help: its unit says more than the option's name again. */
  private String label() {
    if (value.isEnum()) {
      return String.join("|", candidates());
    }
    return LABELS.getOrDefault(value, Ascii.toUpperCase(key));
  }

  private List<String> candidates() {
    return value.isEnum()
        ? Arrays.stream(value.getEnumConstants())
            .map(constant -> KebabCase.of((Enum<?>) constant))
            .toList()
        : List.of();
  }

  private static Shape shape(Class<?> type, Setting setting) {
    if (type == boolean.class) {
      return Shape.FLAG;
    }
    if (type == List.class || type == Map.class) {
      return Shape.REPEATED;
    }
    boolean mayBeLeftOut = type == Optional.class || !setting.defaultValue().isEmpty();
    return mayBeLeftOut ? Shape.OPTIONAL : Shape.REQUIRED;
  }

  /** The type of an Optional's or a list's value, else the type itself. */
  private static Class<?> valueType(RecordComponent component) {
    boolean wraps = component.getType() == Optional.class || component.getType() == List.class;
    if (wraps
        && component.getGenericType() instanceof ParameterizedType generic
        && generic.getActualTypeArguments()[0] instanceof Class<?> inner) {
      return inner;
    }
    return component.getType();
  }
}
