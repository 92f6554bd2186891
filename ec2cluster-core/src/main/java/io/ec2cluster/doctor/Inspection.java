package io.ec2cluster.doctor;

import io.ec2cluster.Ec2ClusterException;
import io.ec2cluster.InterruptedOperationException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One thing that {@code ec2cluster doctor} looks at.
 *
 * @param subject what it is about, in a few words: {@code programs}, {@code port}
 * @param fix what to do where the look ends with an exception; empty where its message says all
 * @param look looks; changes nothing
 */
public record Inspection(String subject, String fix, Look look) {
  /** Looks. */
  @FunctionalInterface
  public interface Look {
    /**
     * Looks now, on a thread of its own, beside other looks, and is interrupted where it takes
     * longer than some seconds. An exception is a problem, and its message what was found.
     */
    Finding look() throws InterruptedException;
  }

  /**
   * An inspection that cannot be done without a change.
   *
   * @param what is not tried
   */
  public static Inspection ofWrites(String what) {
    return new Inspection(
        "permissions to write",
        "",
        () -> Finding.notChecked(what + ": writing would change something"));
  }

  /**
   * Looks. One of our exceptions is a problem.
   *
   * @throws InterruptedOperationException where the look was interrupted
   */
  public Finding finding() throws InterruptedException {
    try {
      return look.look();
    } catch (InterruptedOperationException interrupted) {
      throw interrupted;
    } catch (Ec2ClusterException failed) {
      return Finding.problem(String.valueOf(failed.getMessage()), fix);
    }
  }

  /**
   * An inspection of something that has to be known first. Where it is not, this one is not done:
   * another one tells why.
   *
   * @param known what has to be known
   * @param teller the subject of the other inspection
   * @param look looks at it
   */
  public static <T> Inspection of(
      String subject, String fix, Supplier<T> known, String teller, Function<T, Look> look) {
    return new Inspection(
        subject,
        fix,
        () -> {
          T found;
          try {
            found = known.get();
          } catch (InterruptedOperationException interrupted) {
            throw interrupted;
          } catch (Ec2ClusterException unknown) {
            return Finding.notChecked("what it takes is not known: see " + teller);
          }
          return look.apply(found).look();
        });
  }
}
