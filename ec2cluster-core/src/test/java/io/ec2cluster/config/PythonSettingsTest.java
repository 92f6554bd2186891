package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ec2cluster.config.PythonLiteral.Dict;
import io.ec2cluster.config.PythonLiteral.None;
import io.ec2cluster.config.PythonLiteral.Real;
import io.ec2cluster.config.PythonLiteral.Sequence;
import io.ec2cluster.config.PythonLiteral.Text;
import io.ec2cluster.config.PythonLiteral.Truth;
import io.ec2cluster.config.PythonLiteral.Whole;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonSettingsTest {
  private static final String FILE = "settings.py";

  @Test
  void assignmentsAreReadWithTheirPlaces() {
    PythonSettings settings =
        PythonSettings.parse(
            FILE,
            """
            # -*- coding: utf-8 -*-
            '''A string by itself
            is a comment.'''
            DOMAIN = 'example.com'   # behind a value

            A = B = 60; C = -1
            """);

    assertThat(settings.assignments())
        .extracting(PythonSettings.Assignment::name, PythonSettings.Assignment::origin)
        .containsExactly(
            assigned("DOMAIN", "4:1"),
            assigned("A", "6:1"),
            assigned("B", "6:5"),
            assigned("C", "6:13"));
    assertThat(value("A = B = 60; C = -1", "B")).isEqualTo(whole(60));
    assertThat(value("A = B = 60; C = -1", "C")).isEqualTo(whole(-1));
  }

  @Test
  void lastAssignmentCounts() {
    assertThat(value("A = 1\nB = A\nA = 2\n", "A")).isEqualTo(whole(2));
    assertThat(value("A = 1\nB = A\nA = 2\n", "B")).isEqualTo(whole(1));
  }

  @Test
  void namesUsedInOtherValuesAreTold() {
    PythonSettings settings = PythonSettings.parse(FILE, "D = 'x'\nE = 'y'\nN = 'a.%s' % D\n");

    assertThat(settings.used()).containsExactly("D");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'abc'",
        "\"abc\"",
        "'''abc'''",
        "\"\"\"abc\"\"\"",
        "u'abc'",
        "b'abc'",
        "r'abc'",
        "UR'abc'",
        "bR\"abc\"",
        "'a' 'b' \"c\"",
        "('a'\n   'b'  # between\n   'c')",
        "'a' \\\n 'bc'",
        "'a\\\nbc'",
        "'\\x61\\142c'",
        "u'\\u0061\\U00000062c'",
        "'a' + 'b' + 'c'",
        "'%s%s' % ('ab', 'c')",
        "'%sbc' % 'a'",
        "'%(x)s%(y)s' % {'x': 'a', 'y': 'bc'}",
        "'%s%s' % ('a', 'b') + 'c'",
        "'a%s' % ('b%s' % 'c')",
      })
  void stringsOfEveryNotationAreRead(String literal) {
    assertThat(value("A = " + literal, "A")).isEqualTo(new Text("abc"));
  }

  @Test
  void escapesMeanWhatTheyMeanToPython() {
    assertThat(value("A = '\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\0\\d'", "A"))
        .isEqualTo(new Text("\u0007\b\f\n\r\t\u000b\\'\"\0\\d"));
    assertThat(value("A = r'\\n\\'\\\\'", "A")).isEqualTo(new Text("\\n\\'\\\\"));
    assertThat(value("A = '\\u0061'", "A")).isEqualTo(new Text("\\u0061"));
    assertThat(value("A = ur'\\n\\u0061'", "A")).isEqualTo(new Text("\\na"));
    assertThat(value("A = u'\\ud83d\\ude00'", "A")).isEqualTo(new Text("\uD83D\uDE00"));
    assertThat(value("A = '''x\r\ny'''", "A")).isEqualTo(new Text("x\ny"));
  }

  @Test
  void otherLiteralsAreRead() {
    assertThat(value("A = 0x1F", "A")).isEqualTo(whole(31));
    assertThat(value("A = 010", "A")).isEqualTo(whole(8));
    assertThat(value("A = 0o10", "A")).isEqualTo(whole(8));
    assertThat(value("A = 0b11", "A")).isEqualTo(whole(3));
    assertThat(value("A = 10L", "A")).isEqualTo(whole(10));
    assertThat(value("A = -+-5", "A")).isEqualTo(whole(5));
    assertThat(value("A = 1.5e+1", "A")).isEqualTo(new Real(15));
    assertThat(value("A = -.5", "A")).isEqualTo(new Real(-0.5));
    assertThat(value("A = True", "A")).isEqualTo(new Truth(true));
    assertThat(value("A = None", "A")).isEqualTo(new None());
    assertThat(value("A = (1)", "A")).isEqualTo(whole(1));
    assertThat(value("A = (1,)", "A")).isEqualTo(new Sequence(true, List.of(whole(1))));
    assertThat(value("A = 1,", "A")).isEqualTo(new Sequence(true, List.of(whole(1))));
    assertThat(value("A = ()", "A")).isEqualTo(new Sequence(true, List.of()));
    assertThat(value("A = [1,\n\n2,]", "A"))
        .isEqualTo(new Sequence(false, List.of(whole(1), whole(2))));
    assertThat(value("A = {'k': [None], 2: False,}", "A"))
        .isEqualTo(
            new Dict(
                Map.of(
                    new Text("k"),
                    new Sequence(false, List.of(new None())),
                    whole(2),
                    new Truth(false))));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "import os | 1:1 | 'import' | never executed",
        "A = os.path.join('a', 'b') | 1:5 | a call of 'os.path.join' | write the value itself",
        "A = os.environ['HOME'] | 1:5 | a look-up in 'os.environ' | write the value itself",
        "A = open('/etc/passwd') | 1:5 | a call of 'open' | write the value itself",
        "A = __import__('os').system('x') | 1:5 | a call of '__import__' | write the value itself",
        "A = settings.B | 1:5 | the attribute 'settings.B' | write the value itself",
        "A = 'a'.upper() | 1:8 | '.' behind a string | write the value itself",
        "A = ['a'][0] | 1:10 | '[' behind a list | write the value itself",
        "A = B | 1:5 | the name 'B' | a name assigned above",
        "A = 1 if True else 2 | 1:7 | 'if' | the end of the assignment",
        "A = 'x' * 100 | 1:9 | '*' | the end of the assignment",
        "A = 1 + 1 | 1:5 | a whole number before '+' | a string",
        "A = 5 % 2 | 1:5 | a whole number before '%' | a string",
        "A = [x for x in []] | 1:6 | the name 'x' | a name assigned above",
        "A = [1 for x in []] | 1:8 | 'for' | ',' or ']' for the '[' at line 1, column 5",
        "A = {1, 2} | 1:7 | ',' | ':' behind a key",
        "A = {(1, 2): 3} | 1:6 | a tuple as a key | a string",
        "A = lambda: 1 | 1:5 | the name 'lambda' | a literal",
        "A = f'x' | 1:5 | a string with the prefix 'f' | without it",
        "A = `1` | 1:5 | '`' | a literal",
        "A = | 1:4 | the end of the | a literal",
        "A += 'x' | 1:1 | 'A' with '+=' behind it | an assignment",
        "A: str = 'x' | 1:1 | 'A' with ':' behind it | an assignment",
        "A, B = 1, 2 | 1:1 | 'A' with ',' behind it | an assignment",
        "None = 1 | 1:1 | 'None' | an assignment",
        "print 'x' | 1:1 | 'print' | an assignment",
        "'x' = 1 | 1:5 | '=' | the end of the assignment",
        "A = 'x | 1:5 | a string without its end | on the same line",
        "A = '''x | 1:5 | a string without its end | before the file ends",
        "A = 08 | 1:5 | begins like a number | a whole number",
        "A = 1j | 1:5 | begins like a number | a whole number",
        "A = 1e999 | 1:5 | begins like a number | a whole number",
        "A = -'x' | 1:6 | a string behind a sign | a number",
        "A = '\\xff' | 1:5 | a byte above 127 | the character itself",
        "A = u'\\ud800' | 1:5 | half of a surrogate pair | whole",
        "A = u'\\u12' | 1:5 | cut short | 4 hexadecimal digits",
        "A = u'\\N{BULLET}' | 1:5 | the escape \\N | the character itself",
        "A = ? | 1:5 | the character '?' | remove it",
        "A = \\ 1 | 1:5 | a backslash | the end of a line",
        "é = 1 | 1:1 | the character 'é' | remove it",
        "A = 'é' é | 1:9 | the character 'é' | remove it",
        "A = (1] | 1:7 | ']' | ',' or ')' for the '(' at line 1, column 5",
        "A = ) | 1:5 | ')' | a literal",
        "A = '%s' % 1.5 | 1:10 | a number with a fraction for '%s' | a string",
        "A = '%s' % [1] | 1:10 | a list for '%s' | a string",
        "A = '%d' % '1' | 1:10 | a string for '%d' | a string or a whole",
        "A = '%x' % 1 | 1:10 | '%x' | %s",
        "A = '%*s' % (1, 2) | 1:11 | '%*' | %s",
        "A = '%s %s' % 'x' | 1:13 | more places | a value for each",
        "A = '%s' % ('x', 'y') | 1:10 | 2 values | as many",
        "A = 'x' % 'y' | 1:9 | 1 values | as many",
        "A = '%(c)s.%s' % 'x' | 1:16 | the name 'c' to fill | a dict",
        "A = '%(c)s' % {'d': 1} | 1:13 | no value for 'c' | %%(c)s",
        "A = '%s' % {'d': 1} | 1:10 | '%s' without a name | %(name)s",
        "A = '%99999s' % 'x' | 1:15 | '%99999s' | at most 4 digits",
      })
  void whatIsNoLiteralIsNamedByPlace(String line, String place, String found, String expected) {
    ConfigurationException refused = refused(line);

    assertThat(refused.problems()).hasSize(1);
    ConfigurationProblem problem = refused.problems().get(0);
    assertThat(problem.origin()).isEqualTo(FILE + ":" + place);
    assertThat(problem.found()).hasValueSatisfying(text -> assertThat(text).contains(found));
    assertThat(problem.expected()).contains(expected);
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    ConfigurationException refused =
        refused(
            """
            import os
            if True:
                A = 1
                for x in y:
                    B = 2
            HERE = os.path.dirname('x')
            GOOD = 'x'
            C = HERE + 'consequence'
            D = [1, foo(),
            E = nope
                F = 1
            """);

    assertThat(refused.problems())
        .extracting(ConfigurationProblem::origin, ConfigurationProblem::key)
        .containsExactly(
            at("1:1", ""), at("2:1", ""), at("6:8", "HERE"), at("9:9", "D"), at("10:5", "E"));
  }

  @Test
  void indentedLineIsNoAssignment() {
    assertThat(refused("A = 1\n  B = 2\n").problems())
        .extracting(ConfigurationProblem::origin)
        .containsExactly(FILE + ":2:3");
  }

  @Test
  void contentOfStringsIsNotTold() {
    ConfigurationException refused =
        refused("A = 'hush' * 2\nB = ['hush' 'hush'\nC = -'hush'\nD = 'hush'['hush']\nE = 'hush");

    assertThat(refused.problems()).hasSize(5);
    assertThat(refused).message().doesNotContain("hush");
  }

  @Test
  void otherEncodingIsRefused() {
    assertThat(refused("# coding: latin-1\nA = 'x'\n"))
        .message()
        .contains("found the encoding 'latin-1', expected utf-8");
    assertThat(refused("#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nA = 'x'\n"))
        .message()
        .contains("cp1252");
    assertThat(value("\uFEFF# coding: UTF-8\nA = 'é'", "A")).isEqualTo(new Text("é"));
  }

  @Test
  void fileThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
    Path latin =
        Files.write(folder.resolve("latin.py"), "A='é'".getBytes(StandardCharsets.ISO_8859_1));

    for (Path file : List.of(folder, folder.resolve("none.py"), latin)) {
      ConfigurationException refused =
          catchThrowableOfType(ConfigurationException.class, () -> PythonSettings.read(file));
      assertThat(refused).message().contains(file.toString(), "one that can be read: ");
    }
  }

  @Test
  void nothingIsExecuted(@TempDir Path folder) throws IOException {
    Path witness = folder.resolve("witness");
    String touch = "open('" + witness + "', 'w').close()";
    Path file =
        Files.writeString(
            folder.resolve("ec2cluster_settings.py"),
            """
            import os
            os.system('touch %1$s')
            A = %2$s
            B = eval("%2$s")
            C = [x for x in [%2$s]]
            D = '%%s' %% %2$s
            exec "%2$s"
            def f(x=%2$s): pass
            E = 'it is' if %2$s else 'not'
            """
                .formatted(witness, touch));

    ConfigurationException refused =
        catchThrowableOfType(ConfigurationException.class, () -> PythonSettings.read(file));

    assertThat(refused.problems()).hasSize(9);
    assertThat(witness).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{'a':", "{", "-(", "'%s' % ("})
  @Timeout(value = 2, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void deepBracketsAreRefusedAtOnce(String open) {
    ConfigurationException refused = refused("A = " + open.repeat(100_000));

    assertThat(refused.problems()).hasSize(1);
  }

  @Test
  void aHundredBracketsAreRead() {
    assertThat(value("A = " + "[".repeat(100) + "]".repeat(100), "A")).isInstanceOf(Sequence.class);
    assertThat(refused("A = " + "[".repeat(101) + "]".repeat(101)))
        .message()
        .contains("brackets 101 deep", "at most 100");
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void textThatDoublesIsRefused() {
    String doubled =
        IntStream.range(0, 60)
            .mapToObj(i -> "A" + (i + 1) + " = '%s%s' % (A" + i + ", A" + i + ")")
            .collect(Collectors.joining("\n", "A0 = 'xxxxxxxxxx'\n", "\n"));
    String padded = "A = '%9999s' % ''\n".repeat(50_000);
    String added = "A = 'x' * 1\nB = '%9999s' % ''\n" + "C = B + B\n".repeat(50_000);

    for (String source : List.of(doubled, padded, added)) {
      assertThat(refused(source)).message().contains("text put together beyond bounds");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-", "'x' ", "'x' + ", "'x' % ", "A = ", "? ", "\"\"\"", "'", "x = y\n", "\\\n", "  a\n",
        "[\n", ";", "a.b", "9", "#"
      })
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void timeGrowsWithTheLengthAlone(String piece) {
    String source = "A = " + piece.repeat((1 << 18) / piece.length());

    try {
      assertThat(PythonSettings.parse(FILE, source).assignments()).isNotEmpty();
    } catch (ConfigurationException refused) {
      assertThat(refused.problems()).hasSizeLessThanOrEqualTo(101);
    }
  }

  private static PythonLiteral value(String source, String name) {
    return PythonSettings.parse(FILE, source).assignments().stream()
        .filter(assignment -> assignment.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static ConfigurationException refused(String source) {
    return catchThrowableOfType(
        ConfigurationException.class, () -> PythonSettings.parse(FILE, source));
  }

  private static Whole whole(long value) {
    return new Whole(BigInteger.valueOf(value));
  }

  private static Tuple assigned(String name, String place) {
    return Tuple.tuple(name, FILE + ":" + place);
  }

  private static Tuple at(String place, String key) {
    return Tuple.tuple(FILE + ":" + place, key);
  }
}
