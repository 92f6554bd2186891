package io.ec2cluster.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads simple lines of a shell: words, quotes, comments, and operators between commands. */
final class ShellLine {
  private static final Pattern PROGRAM = Pattern.compile("(.*/)?ec2cluster");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");

  /** Substitutions, here documents, and names in angle brackets. */
  private static final Pattern UNREAD = Pattern.compile("\\$\\(|`|<<|<[a-z]+>");

  private static final Set<String> BEFORE_COMMANDS = Set.of("sudo", "exec", "time");
  private static final String OPERATORS = ";|&<>";

  private final String text;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private boolean skipsNext;
  private int at;

  private ShellLine(String text) {
    this.text = text;
  }

  /** The commands of a line, each as its words; empty where it holds what is not read here. */
  static Optional<List<List<String>>> of(String text) {
    return UNREAD.matcher(text).find() ? Optional.empty() : Optional.of(new ShellLine(text).read());
  }

  /** What the program is given, where the words call it. */
  static Optional<List<String>> argumentsOf(List<String> words) {
    int first = 0;
    while (first < words.size()
        && (ASSIGNMENT.matcher(words.get(first)).matches()
            || BEFORE_COMMANDS.contains(words.get(first)))) {
      first++;
    }
    return first < words.size() && PROGRAM.matcher(words.get(first)).matches()
        ? Optional.of(List.copyOf(words.subList(first + 1, words.size())))
        : Optional.empty();
  }

  private List<List<String>> read() {
    while (at < text.length()) {
      char letter = text.charAt(at++);
      if (letter == '\'' || letter == '"') {
        quoted(letter);
      } else if (letter == '\\' && at < text.length()) {
        escaped(text.charAt(at++));
      } else if (letter == '#' && !inWord) {
        at = endOfLine();
      } else if (Character.isWhitespace(letter)) {
        endWord();
      } else if (OPERATORS.indexOf(letter) >= 0) {
        operator(letter);
      } else {
        append(letter);
      }
    }
    endCommand();
    return commands;
  }

  private void quoted(char quote) {
    int end = text.indexOf(quote, at);
    inWord = true;
    word.append(text, at, end < 0 ? text.length() : end);
    at = end < 0 ? text.length() : end + 1;
  }

  /** A line that goes on in the next one has no letter there. */
  private void escaped(char letter) {
    if (letter != '\n') {
      append(letter);
    }
  }

  private int endOfLine() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private void operator(char letter) {
    boolean redirects = letter == '<' || letter == '>';
    if (redirects && word.toString().matches("[0-9]?")) {
      word.setLength(0);
      inWord = false;
    }
    endWord();
    if (redirects) {
      skipsNext = true;
    } else if (!skipsNext) {
      endCommand();
    }
  }

  private void append(char letter) {
    inWord = true;
    word.append(letter);
  }

  private void endWord() {
    if (inWord && !skipsNext) {
      words.add(word.toString());
    }
    skipsNext = skipsNext && !inWord;
    inWord = false;
    word.setLength(0);
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(words);
      words = new ArrayList<>();
    }
  }
}
