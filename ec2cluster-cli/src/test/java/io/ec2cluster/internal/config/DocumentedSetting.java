package io.ec2cluster.internal.config;

import io.ec2cluster.config.Secret;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key of the configuration as the reference lists it, read by what the binder reads it with.
 *
 * @param key the whole path; a part that stands for a name of the user's is {@code NAME}
 * @param form what may stand there
 * @param defaultValue what is taken where nothing stands; empty for nothing
 * @param purpose one sentence
 */
public record DocumentedSetting(String key, String form, String defaultValue, String purpose) {
  private static final String REQUIRED = "(required)";

  /**
   * The keys of a settings record and of the sections in it, in the order of the components. A
   * section whose keys are those of an earlier one names that.
   */
  public static List<DocumentedSetting> of(Class<? extends Record> type, String path) {
    return of(type, path, new HashMap<>());
  }

  private static List<DocumentedSetting> of(
      Class<? extends Record> type, String path, Map<Class<?>, String> listed) {
    List<DocumentedSetting> settings = new ArrayList<>();
    for (SettingKey key : SettingKey.of(type)) {
      String whole = KeyPath.child(path, key.key());
      Optional<String> same = Optional.ofNullable(listed.get(innermost(key.type())));
      settings.add(of(key, whole, same));
      if (same.isEmpty()) {
        settings.addAll(below(key.type(), whole, listed));
      }
    }
    return settings;
  }

  /** How a single value of a class is written, with an example where there is one. */
  public static String expectation(Class<?> type) {
    return Scalars.expectation(type);
  }

  private static DocumentedSetting of(SettingKey key, String path, Optional<String> same) {
    String alias = key.alias().map(other -> "; also known as `" + other + "`").orElse("");
    boolean mayBeLeftOut = key.none().isPresent() || isSection(key.rawType());
    return new DocumentedSetting(
        path,
        form(key.type())
            + (isSingle(key) ? ", or one alone" : "")
            + same.map(other -> ", keys as in `" + other + "`").orElse(""),
        key.defaultValue().orElse(mayBeLeftOut ? "" : REQUIRED),
        key.purpose() + alias);
  }

  private static List<DocumentedSetting> below(
      Type type, String path, Map<Class<?>, String> listed) {
    Class<?> raw = SettingKey.raw(type);
    if (raw == Optional.class) {
      return below(SettingKey.argument(type), path, listed);
    }
    if (raw == List.class) {
      return below(SettingKey.argument(type), path + "[]", listed);
    }
    if (raw == Map.class) {
      return below(SettingKey.argument(type), path + ".NAME", listed);
    }
    if (!isSection(raw)) {
      return List.of();
    }
    listed.put(raw, path);
    return of(raw.asSubclass(Record.class), path, listed);
  }

  private static String form(Type type) {
    Class<?> raw = SettingKey.raw(type);
    if (raw == Optional.class) {
      return form(SettingKey.argument(type));
    }
    if (raw == List.class) {
      return "list: " + form(SettingKey.argument(type));
    }
    if (raw == Map.class) {
      return "names with values: " + form(SettingKey.argument(type));
    }
    return isSection(raw) ? section(raw.asSubclass(Record.class)) : scalar(raw);
  }

  private static String section(Class<? extends Record> type) {
    return SettingKey.shorthand(type)
        .map(key -> "section, or the list `" + key + "` alone")
        .orElse("section");
  }

  private static String scalar(Class<?> type) {
    return type == Secret.class
        ? "a secret"
        : Scalars.expectation(type).replaceFirst(" (such as|from|of at most) .*", "");
  }

  /** What an optional, a list or a map holds. */
  private static Class<?> innermost(Type type) {
    Class<?> raw = SettingKey.raw(type);
    boolean holds = raw == Optional.class || raw == List.class || raw == Map.class;
    return holds ? innermost(SettingKey.argument(type)) : raw;
  }

  private static boolean isSingle(SettingKey key) {
    Node one = new Node.Scalar("", "", Node.Style.VERBATIM);
    return key.shaped(one) != one;
  }

  private static boolean isSection(Class<?> type) {
    return type.isRecord() && !Scalars.reads(type);
  }
}
