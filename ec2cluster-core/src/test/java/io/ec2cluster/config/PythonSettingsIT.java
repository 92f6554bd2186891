package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.PythonLiteral.Dict;
import io.ec2cluster.config.PythonLiteral.Real;
import io.ec2cluster.config.PythonLiteral.Sequence;
import io.ec2cluster.config.PythonLiteral.Text;
import io.ec2cluster.config.PythonLiteral.Truth;
import io.ec2cluster.config.PythonLiteral.Whole;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares with Python itself, which has to be on the PATH as {@code python3}: what is read here is
 * what Python makes of it. Forms that only Python 2 has, or reads otherwise, are left out.
 */
class PythonSettingsIT {
  private static final int SOURCES = 60_000;
  private static final long SEED = 20_261_121L;

  private static final List<String> PARTS =
      List.of(
          "'a'",
          "\"b\\n\"",
          "'''c'\n'''",
          "r'\\d'",
          "u'\\u00e9'",
          "u'\\U0001f600'",
          "'\\x41\\101'",
          "'%s'",
          "'%s-%s'",
          "'%(a)s'",
          "'%d'",
          "'%5s|%-5s|'",
          "'%05d'",
          "'%+.3d'",
          "'%.1s'",
          "'%%'",
          "%",
          "%",
          "%",
          "+",
          "-",
          "(",
          ")",
          "(",
          ")",
          "[",
          "]",
          "{'a': ",
          "{1: ",
          "}",
          ",",
          ",",
          "1",
          "0x1f",
          "0o17",
          "0b1",
          "10",
          "1.5",
          ".5e1",
          "1e3",
          "None",
          "True",
          "False",
          "A",
          "A",
          "\\\n",
          "(\n",
          "# x\n",
          " ");

  /** One file in hexadecimal per line; answers with "+" and the form of B, or "-". */
  private static final String SCRIPT =
      """
      import struct, sys, warnings
      warnings.simplefilter("ignore")
      def form(v):
          if v is None: return "n"
          if isinstance(v, bool): return "t" if v else "f"
          if isinstance(v, int): return "i%d" % v
          if isinstance(v, float): return "r" + struct.pack(">d", v).hex()
          if isinstance(v, str): return "s" + v.encode("utf-8").hex()
          if isinstance(v, dict): return "{" + "".join(form(k) + ":" + form(w) + "," for k, w in v.items()) + "}"
          return ("(" if isinstance(v, tuple) else "[") + "".join(form(w) + "," for w in v) + "]"
      for line in sys.stdin:
          text = bytes.fromhex(line.strip()).decode("utf-8")
          names = {"__builtins__": {}}
          try:
              exec(text, names)
              print("+" + form(names["B"]))
          except Exception:
              print("-")
      """;

  @Test
  void whatIsReadIsWhatPythonReads() throws IOException {
    List<String> sources = sources();

    List<String> ours = sources.stream().map(PythonSettingsIT::outcome).toList();

    List<String> pythons = python(sources);
    assertThat(pythons).hasSameSizeAs(sources);
    assertThat(ours).filteredOn(form -> form.length() > 1).hasSizeGreaterThan(2000);
    for (int i = 0; i < sources.size(); i++) {
      if (ours.get(i).length() > 1) {
        assertThat(ours.get(i)).as("source %s", sources.get(i)).isEqualTo(pythons.get(i));
      }
    }
  }

  private static List<String> sources() {
    Random random = new Random(SEED);
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      sources.add(
          random
              .ints(1 + random.nextInt(7), 0, PARTS.size())
              .mapToObj(PARTS::get)
              .collect(Collectors.joining(" ", "A = 'x'\nB = ", "\n")));
    }
    return sources;
  }

  private static String outcome(String source) {
    try {
      return PythonSettings.parse("s.py", source).assignments().stream()
          .filter(assignment -> assignment.name().equals("B"))
          .map(assignment -> "+" + form(assignment.value()))
          .findFirst()
          .orElse("-");
    } catch (ConfigurationException refused) {
      return "-";
    }
  }

  private static String form(PythonLiteral value) {
    if (value instanceof Text text) {
      return "s" + hex(text.value());
    }
    if (value instanceof Whole whole) {
      return "i" + whole.value();
    }
    if (value instanceof Real real) {
      return "r" + HexFormat.of().toHexDigits(Double.doubleToLongBits(real.value()));
    }
    if (value instanceof Truth truth) {
      return truth.value() ? "t" : "f";
    }
    if (value instanceof Sequence sequence) {
      return sequence.elements().stream()
          .map(element -> form(element) + ",")
          .collect(Collectors.joining("", sequence.tuple() ? "(" : "[", "]"));
    }
    if (value instanceof Dict dict) {
      return dict.entries().entrySet().stream()
          .map(entry -> form(entry.getKey()) + ":" + form(entry.getValue()) + ",")
          .collect(Collectors.joining("", "{", "}"));
    }
    return "n";
  }

  private static List<String> python(List<String> sources) throws IOException {
    Process python =
        new ProcessBuilder("python3", "-c", SCRIPT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream in = python.getOutputStream()) {
                for (String source : sources) {
                  in.write((hex(source) + "\n").getBytes(StandardCharsets.US_ASCII));
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
