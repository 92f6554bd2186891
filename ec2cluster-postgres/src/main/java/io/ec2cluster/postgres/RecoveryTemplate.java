package io.ec2cluster.postgres;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.Template;
import io.ec2cluster.config.TemplateSyntax;
import io.ec2cluster.spi.OperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A user's template of recovery settings, in the form of {@code recovery.conf}.
 *
 * <p>It is taken apart first and filled afterwards, value by value, connection strings parameter by
 * parameter: what a variable holds can change its own value and nothing beside it. Where a value is
 * a shell command, its variables may hold only characters that mean nothing to a shell.
 */
final class RecoveryTemplate {
  private static final Set<String> ON = ImmutableSet.of("on", "true", "yes", "1", "t", "y");
  private static final Set<String> SHELL =
      ImmutableSet.of("restore_command", "archive_cleanup_command", "recovery_end_command");
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:/@+=,-]*");
  private static final Pattern PERCENT = Pattern.compile("%\\(([^)]*)\\)");
  private static final Pattern MUSTACHE = Pattern.compile("\\{\\{[{&#^/]?\\s*([^}\\s]+)");

  private final Path file;
  private final OperationContext context;

  RecoveryTemplate(Path file, OperationContext context) {
    this.file = file;
    this.context = context;
  }

  /** A Boolean as PostgreSQL reads it. */
  static boolean isOn(String value) {
    return ON.contains(Ascii.toLowerCase(value));
  }

  /** The settings with their variables filled. */
  Recovery fill() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (ConfFile.Entry entry : ConfFile.parse(text(), file.toString())) {
      settings.put(entry.name(), value(entry));
    }
    return new Recovery(settings, List.of());
  }

  private String value(ConfFile.Entry entry) {
    boolean conninfo = entry.name().equals("primary_conninfo");
    if (SHELL.contains(entry.name()) || (conninfo && Conninfo.isUri(entry.value()))) {
      requireHarmless(entry);
    }
    return conninfo && !Conninfo.isUri(entry.value())
        ? conninfo(entry)
        : render(entry.value(), entry);
  }

  private String conninfo(ConfFile.Entry entry) {
    try {
      Conninfo conninfo = Conninfo.parse(entry.value());
      Conninfo filled = conninfo;
      for (Map.Entry<String, String> parameter : conninfo.parameters().entrySet()) {
        filled = filled.with(parameter.getKey(), render(parameter.getValue(), entry));
      }
      return filled.text();
    } catch (IllegalArgumentException malformed) {
      throw new UsageException(
          origin(entry) + ": " + entry.name() + ": " + malformed.getMessage(), malformed);
    }
  }

  private String render(String text, ConfFile.Entry entry) {
    return context.render(new Template(text, origin(entry)));
  }

  private void requireHarmless(ConfFile.Entry entry) {
    boolean percent = context.settings().templateSyntax() == TemplateSyntax.PERCENT;
    Matcher matcher = (percent ? PERCENT : MUSTACHE).matcher(entry.value());
    while (matcher.find()) {
      String name = matcher.group(1);
      String value = context.variables().getOrDefault(name, "");
      if (!HARMLESS.matcher(value).matches()) {
        throw new UsageException(
            origin(entry)
                + ": "
                + entry.name()
                + " names the variable '"
                + name
                + "', whose value holds characters that mean something to a shell or in a URI:"
                + " only letters, digits and ._:/@+=,- may stand there");
      }
    }
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UsageException(
          "the recovery template "
              + file
              + " cannot be read: "
              + unreadable.getClass().getSimpleName()
              + ". Correct postgres.recovery-template-primary or postgres.recovery-template-replica",
          unreadable);
    }
  }

  private String origin(ConfFile.Entry entry) {
    return file + ":" + entry.line();
  }
}
