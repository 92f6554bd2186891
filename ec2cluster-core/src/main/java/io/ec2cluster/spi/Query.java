package io.ec2cluster.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * An operation that returns a result and writes nothing.
 *
 * @param id the command's name
 * @param summary one sentence
 * @param options the record of its options
 * @param question what it does
 * @param <O> the options
 */
public record Query<O extends Record>(
    String id, String summary, Class<O> options, Question<O> question) implements Operation<O> {
  /** Answers. */
  @FunctionalInterface
  public interface Question<O extends Record> {
    /** Reads and answers; writes nothing. */
    Answer answer(OperationContext context, O options) throws InterruptedException;
  }

  /**
   * A query's answer.
   *
   * @param value a record (of scalars, Optionals, lists, maps and records), the JSON form
   * @param text the form for people
   * @param exitCode 0, 10 to 19 with a documented meaning, or 255 where systemd is to try again
   *     (ExecCondition=)
   * @param again how long to wait before asking again, where the options say that the answer is to
   *     be watched: {@code ask} returns once all the same, the command line asks again
   */
  public record Answer(Record value, String text, int exitCode, Optional<Duration> again) {
    /** An answer that is not watched. */
    public Answer(Record value, String text, int exitCode) {
      this(value, text, exitCode, Optional.empty());
    }

    /** Checks the exit code's range. */
    public Answer {
      if (exitCode != 0 && exitCode != 255 && (exitCode < 10 || exitCode > 19)) {
        throw new IllegalArgumentException(
            exitCode + " is not the exit code of a query: expected 0, 10 to 19 or 255");
      }
    }
  }
}
