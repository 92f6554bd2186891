package io.ec2cluster.internal.config;

import io.ec2cluster.config.Secret;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the value of a secret: <code>${ENV_VAR}</code> or {@code file:/path}. */
final class SecretSource {
  /** What is expected where neither form stands. */
  static final String FORMS = "${ENV_VAR} or file:/path, which keep the secret out of the file";

  private static final String FILE = "file:";
  private static final int LARGEST = 1 << 16;

  private final References references;

  SecretSource(References references) {
    this.references = references;
  }

  /**
   * The secret; empty, with what was expected given to {@code wrong}, where there is none. No
   * message holds the value.
   */
  Optional<Secret> find(String text, Consumer<String> wrong) {
    Optional<String> variable = References.only(text);
    if (variable.isPresent()) {
      return fromVariable(variable.get(), wrong);
    }
    if (text.startsWith(FILE)) {
      return fromFile(text.substring(FILE.length()), wrong);
    }
    wrong.accept(FORMS);
    return Optional.empty();
  }

  private Optional<Secret> fromVariable(String name, Consumer<String> wrong) {
    Optional<String> value = references.find(name).filter(text -> !text.isEmpty());
    if (value.isEmpty()) {
      wrong.accept("the environment variable " + name + " to be set and not empty");
    }
    return value.map(Secret::of);
  }

  private Optional<Secret> fromFile(String name, Consumer<String> wrong) {
    try {
      Path file = Path.of(name);
      if (!file.isAbsolute()) {
        wrong.accept("an absolute path behind " + FILE);
        return Optional.empty();
      }
      String value = withoutLineEnd(new TextFile(file, LARGEST).read());
      if (value.isEmpty()) {
        wrong.accept("the file " + Quoted.of(name) + " to hold the secret, it is empty");
        return Optional.empty();
      }
      return Optional.of(Secret.of(value));
    } catch (InvalidPathException invalid) {
      wrong.accept("a path behind " + FILE);
    } catch (IOException unreadable) {
      wrong.accept("a readable file " + Quoted.of(name) + ": " + TextFile.reason(unreadable));
    }
    return Optional.empty();
  }

  /** Editors end the last line; the end is no part of the secret. */
  private static String withoutLineEnd(String text) {
    int end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
    return text.substring(0, text.length() - end);
  }
}
