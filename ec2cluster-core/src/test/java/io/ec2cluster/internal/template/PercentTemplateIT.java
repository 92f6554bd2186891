package io.ec2cluster.internal.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.Template;
import io.ec2cluster.config.TemplateSyntax;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares with Python itself, which has to be on the PATH as {@code python3}. */
class PercentTemplateIT {
  private static final int TEMPLATES = 20_000;
  private static final long SEED = 20_261_101L;

  private static final List<String> PARTS =
      List.of(
          "%",
          "%%",
          "(",
          ")",
          "(a)",
          "(b(c))",
          "()",
          "(no)",
          "-",
          "+",
          " ",
          "#",
          "0",
          "1",
          "7",
          "12",
          ".",
          ".2",
          "*",
          "h",
          "l",
          "L",
          "s",
          "s",
          "c",
          "text",
          "é",
          "\n",
          "%(a)",
          "%(a)s",
          "%(b(c))",
          "%(e)",
          "\uD83D\uDE00",
          "%(a)-5");

  /** Lower-case d and the like differ on purpose: a text that is a number counts as one. */
  private static final Map<String, String> VARIABLES =
      Map.of("a", "héy", "b(c)", "", "e", "\uD83D\uDE00", "", "%(a)s");

  /** One template in hexadecimal per line; answers with "+" and the result, or "-". */
  private static final String SCRIPT =
      """
      import sys
      values = {"a": "h\\u00e9y", "b(c)": "", "e": "\\U0001f600", "": "%(a)s"}
      class Named(dict):
          def __str__(self): raise ValueError("without a name")
          __repr__ = __str__
      values = Named(values)
      for line in sys.stdin:
          text = bytes.fromhex(line.strip()).decode("utf-8")
          try:
              print("+" + (text % values).encode("utf-8").hex())
          except (ValueError, TypeError, KeyError):
              print("-")
      """;

  @Test
  void randomTemplatesAreFilledOrRefusedAsPythonDoes() throws IOException {
    List<String> templates = templates();

    List<String> ours = templates.stream().map(PercentTemplateIT::outcome).toList();

    List<String> pythons = python(templates);
    assertThat(pythons)
        .hasSameSizeAs(templates)
        .filteredOn(line -> line.length() > 1)
        .hasSizeGreaterThan(1000);
    for (int i = 0; i < templates.size(); i++) {
      assertThat(ours.get(i)).as("template '%s'", templates.get(i)).isEqualTo(pythons.get(i));
    }
  }

  private static List<String> templates() {
    Random random = new Random(SEED);
    List<String> templates = new ArrayList<>();
    for (int i = 0; i < TEMPLATES; i++) {
      templates.add(
          random
              .ints(1 + random.nextInt(6), 0, PARTS.size())
              .mapToObj(PARTS::get)
              .collect(Collectors.joining()));
    }
    return templates;
  }

  private static String outcome(String text) {
    try {
      return "+" + hex(Templates.render(Template.of(text), TemplateSyntax.PERCENT, VARIABLES));
    } catch (UsageException refused) {
      return "-";
    }
  }

  private static List<String> python(List<String> templates) throws IOException {
    Process python =
        new ProcessBuilder("python3", "-c", SCRIPT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream in = python.getOutputStream()) {
                for (String template : templates) {
                  in.write((hex(template) + "\n").getBytes(StandardCharsets.US_ASCII));
                }
              } catch (IOException gone) {
                // The number of answers tells; what Python says is on standard error.
                python.destroy();
              }
            });
    writer.start();
    try (var answers = python.inputReader(StandardCharsets.US_ASCII)) {
      return answers.lines().toList();
    } finally {
      python.destroy();
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
