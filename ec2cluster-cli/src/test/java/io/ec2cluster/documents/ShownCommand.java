package io.ec2cluster.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A command line that a document shows.
 *
 * @param place the file and the line
 * @param text what stands there
 * @param form where it stands
 */
public record ShownCommand(String place, String text, Form form) {
  private static final Path PROJECT = Path.of("..");
  private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
  private static final Pattern QUOTED = Pattern.compile("'(ec2cluster [^']+)'");
  private static final Pattern NAMED =
      Pattern.compile("(^|[\\s;|&(])([^\\s;|&(]*/)?ec2cluster(\\s|$)");
  private static final String UNIT = "ExecStart=";
  private static final String PROMPT = "$ ";
  private static final String FENCE = "```";

  /** Where a command stands. */
  public enum Form {
    /** In a block, to be typed as it is. */
    WHOLE,
    /** In a sentence or a table, where its parameters may be left out. */
    NAMED
  }

  /** Those of README, documents and units; not of the reference, written from the same commands. */
  public static List<ShownCommand> all() throws IOException {
    List<ShownCommand> shown = new ArrayList<>();
    for (Path file : files()) {
      shown.addAll(of(PROJECT.relativize(file).toString(), Files.readString(file)));
    }
    return shown;
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> documents = Files.walk(PROJECT.resolve("docs"))) {
      return Stream.concat(Stream.of(PROJECT.resolve("README.md")), documents)
          .filter(file -> file.toString().matches(".*\\.(md|service|timer)"))
          .filter(file -> !file.endsWith("reference.md"))
          .sorted()
          .toList();
    }
  }

  /** The commands of a document, or of a unit of systemd. */
  static List<ShownCommand> of(String name, String text) {
    List<ShownCommand> found = new ArrayList<>();
    List<String> lines = text.lines().toList();
    String block = "";
    for (int at = 0; at < lines.size(); at++) {
      String place = name + ":" + (at + 1);
      String line = lines.get(at);
      if (line.startsWith(FENCE)) {
        block = block.isEmpty() ? line : "";
      } else if (line.startsWith(UNIT)) {
        found.add(new ShownCommand(place, line.substring(UNIT.length()), Form.WHOLE));
      } else if (block.isEmpty()) {
        spans(place, line, found);
      } else if (line.startsWith(PROMPT)) {
        found.add(new ShownCommand(place, line.substring(PROMPT.length()), Form.WHOLE));
      } else if (block.equals(FENCE + "sh")) {
        String whole = continued(lines, at);
        found.add(new ShownCommand(place, whole, Form.WHOLE));
        at += (int) whole.chars().filter(letter -> letter == '\n').count();
      }
    }
    return found.stream().filter(ShownCommand::mayBeOurs).toList();
  }

  /** The line and those that it goes on in. */
  private static String continued(List<String> lines, int first) {
    int last = first;
    while (lines.get(last).endsWith("\\") && last + 1 < lines.size()) {
      last++;
    }
    return String.join("\n", IntStream.rangeClosed(first, last).mapToObj(lines::get).toList());
  }

  private static void spans(String place, String line, List<ShownCommand> found) {
    Matcher span = SPAN.matcher(line);
    while (span.find()) {
      // In a table a bar is written with a backslash.
      String text = span.group(1).replace("\\|", "|");
      if (text.startsWith("ec2cluster ") || text.contains("/ec2cluster ")) {
        found.add(new ShownCommand(place, text, Form.NAMED));
      }
      // What a message advises.
      QUOTED
          .matcher(text)
          .results()
          .forEach(quoted -> found.add(new ShownCommand(place, quoted.group(1), Form.NAMED)));
    }
  }

  /** Another command may name the program too; a line that cannot be read counts as ours. */
  private boolean mayBeOurs() {
    return NAMED.matcher(text).find() && (ShellLine.of(text).isEmpty() || !calls().isEmpty());
  }

  /** The calls of the program in it; none where this is not a line that can be read. */
  List<List<String>> calls() {
    return ShellLine.of(text).stream()
        .flatMap(List::stream)
        .flatMap(words -> ShellLine.argumentsOf(words).stream())
        .toList();
  }

  @Override
  public String toString() {
    return place + ": " + text;
  }
}
