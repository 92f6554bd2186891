package io.ec2cluster.internal.config;

import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.Secret;
import io.ec2cluster.config.Template;
import java.util.Map;
import java.util.Optional;

/** Reads single values: replaces references, converts, notes what is wrong. */
final class Scalars {
  private final References references;
  private final SecretSource secrets;
  private final Problems problems;

  Scalars(Map<String, String> environment, Problems problems) {
    this.references = new References(environment);
    this.secrets = new SecretSource(references);
    this.problems = problems;
  }

  /** Whether values of a class are single ones. */
  static boolean reads(Class<?> type) {
    return type == Secret.class || type == Template.class || ScalarTypes.find(type).isPresent();
  }

  /** What is expected of a value of a class. */
  static String expectation(Class<?> type) {
    if (type == Secret.class) {
      return SecretSource.FORMS;
    }
    return type == Template.class ? "a template" : scalarType(type).expectation();
  }

  /** The value and how it is shown; empty, with a problem noted, where there is none. */
  Optional<Bound> read(Class<?> type, Node.Scalar node, String path) {
    if (type == Secret.class) {
      return secrets
          .find(node.text(), expected -> wrong(node, path, Secrecy.HIDDEN, expected))
          .map(secret -> new Bound(secret, Secrecy.HIDDEN));
    }
    return expanded(node, path).flatMap(text -> convert(type, node, text, path));
  }

  private Optional<String> expanded(Node.Scalar node, String path) {
    return node.style() == Node.Style.VERBATIM
        ? Optional.of(node.text())
        : references.expand(
            node.text(), expected -> wrong(node, path, shown(node.text(), path), expected));
  }

  private Optional<Bound> convert(Class<?> type, Node.Scalar node, String text, String path) {
    if (type == Template.class) {
      return Optional.of(
          new Bound(new Template(text, node.origin()), visible(type, node, text, path)));
    }
    ScalarType scalar = scalarType(type);
    try {
      Object value = scalar.parser().apply(text);
      return Optional.of(new Bound(value, visible(type, node, scalar.writer().apply(value), path)));
    } catch (IllegalArgumentException refused) {
      problems.add(
          ConfigurationProblem.of(
                  node.origin(), path, shown(node.text(), path), scalar.expectation())
              .suggesting(NearestName.find(text, scalar.words())));
      return Optional.empty();
    }
  }

  private static ScalarType scalarType(Class<?> type) {
    return ScalarTypes.find(type)
        .orElseThrow(() -> new IllegalArgumentException(type + " is not supported in settings"));
  }

  private void wrong(Node.Scalar node, String path, String found, String expected) {
    problems.add(ConfigurationProblem.of(node.origin(), path, found, expected));
  }

  /** A value in a problem: as it is written, so that the content of a variable stays out. */
  private static String shown(String written, String path) {
    return Secrecy.hides(path, written) ? Secrecy.HIDDEN : Quoted.of(written);
  }

  /** The path of a secret's file is no secret. */
  private static String visible(Class<?> type, Node.Scalar node, String text, String path) {
    boolean mayHoldSecrets = type == String.class || type == Template.class;
    return mayHoldSecrets && Secrecy.hides(path, node.text()) ? Secrecy.HIDDEN : text;
  }
}
