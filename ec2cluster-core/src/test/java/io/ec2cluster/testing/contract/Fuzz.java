package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Texts that are almost what a parser expects, made by seeds from texts that are: each is read, or
 * refused with words, soon. Nothing else may happen. {@code -Dec2cluster.fuzz.seed=S} replays from
 * one; 100,000 of them under {@code -Pfull}.
 */
public final class Fuzz {
  private static final int INPUTS = Boolean.getBoolean("ec2cluster.test.full") ? 100_000 : 5_000;
  private static final long FIRST = Long.getLong("ec2cluster.fuzz.seed", 1);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int MOST_CHANGES = 6;
  private static final int LARGEST = 20_000;
  private static final List<String> PIECES =
      List.of(
          "\0",
          "\uFEFF",
          "é",
          "\uD83D",
          "\u2028",
          " ",
          "\t",
          "\n",
          "\r",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "`",
          ":",
          ",",
          ";",
          "=",
          "-",
          "#",
          "%",
          "&",
          "*",
          "!",
          "|",
          ">",
          "<",
          "@",
          "$",
          "\\",
          "/",
          "${",
          "{{",
          "}}",
          "%(",
          ")s",
          "%s",
          "%25",
          "//",
          "/*",
          "*/",
          "- ",
          ": ",
          "&a ",
          "*a",
          "!!java.util.Date ",
          "!!binary ",
          "<<: ",
          "---\n",
          "null",
          "true",
          "~",
          "0x",
          "-1",
          "1e999",
          "9223372036854775808",
          "99999999999999999999999999",
          "0.0000001",
          "PT1H",
          "2026-02-30T25:61:61Z",
          "i-0",
          "..",
          "\\u0000",
          "\\x00",
          "\\");

  private Fuzz() {}

  /** What is given a text. */
  @FunctionalInterface
  public interface Parser {
    /** Reads it. */
    void parse(String text) throws Exception;
  }

  /**
   * Gives a parser texts that come from a corpus.
   *
   * @param refusal what it may throw, with a message
   * @throws AssertionError if it throws anything else, or takes long; names the seed and the text
   */
  public static void check(List<String> corpus, Class<? extends Exception> refusal, Parser parser) {
    int read = 0;
    int refused = 0;
    for (String text : corpus) {
      try {
        parser.parse(text);
      } catch (Exception notRead) {
        throw new AssertionError("the corpus itself is read: " + text, notRead);
      }
    }
    for (long seed = FIRST; seed < FIRST + INPUTS; seed++) {
      String text = mutated(corpus, new Random(seed * 0x9E3779B97F4A7C15L));
      long number = seed;
      if (isRead(text, refusal, parser, () -> "seed " + number + ": " + text)) {
        read++;
      } else {
        refused++;
      }
    }
    // Texts that are all refused, or none, would say little.
    assertThat(read).as("texts that were read").isPositive();
    assertThat(refused).as("texts that were refused").isPositive();
  }

  private static boolean isRead(
      String text, Class<? extends Exception> refusal, Parser parser, Supplier<String> words) {
    long begun = System.nanoTime();
    boolean read = true;
    try {
      parser.parse(text);
    } catch (Throwable thrown) {
      if (!refusal.isInstance(thrown)) {
        throw new AssertionError(words.get(), thrown);
      }
      assertThat(thrown.getMessage()).as(words.get()).isNotBlank();
      read = false;
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(words).isLessThan(LONGEST);
    return read;
  }

  private static String mutated(List<String> corpus, Random random) {
    StringBuilder text = new StringBuilder(corpus.get(random.nextInt(corpus.size())));
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes && text.length() < LARGEST; i++) {
      change(text, corpus, random);
    }
    return text.substring(0, Math.min(text.length(), LARGEST));
  }

  private static void change(StringBuilder text, List<String> corpus, Random random) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(12));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    switch (random.nextInt(9)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, text.substring(at, end));
      case 2 -> text.replace(at, end, piece);
      case 3, 4 -> text.insert(at, piece);
      case 5 -> text.setLength(at);
      case 6 -> text.insert(at, part(corpus.get(random.nextInt(corpus.size())), random));
      case 7 ->
          text.insert(at, piece.repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 4000 : 20)));
      default -> swapLines(text, random);
    }
  }

  private static String part(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    return text.substring(from, from + random.nextInt(text.length() - from + 1));
  }

  private static void swapLines(StringBuilder text, Random random) {
    List<String> lines = new ArrayList<>(List.of(text.toString().split("(?<=[\\n, ])", -1)));
    String line = lines.remove(random.nextInt(lines.size()));
    lines.add(random.nextInt(lines.size() + 1), line);
    text.setLength(0);
    lines.forEach(text::append);
  }
}
