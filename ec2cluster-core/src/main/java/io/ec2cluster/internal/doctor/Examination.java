package io.ec2cluster.internal.doctor;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.ec2cluster.InterruptedOperationException;
import io.ec2cluster.doctor.DoctorReport;
import io.ec2cluster.doctor.DoctorReport.Entry;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Inspection;
import io.ec2cluster.internal.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Carries out inspections: all at the same time, so that one that hangs costs no more than its own
 * bound. Whatever an inspection throws is a finding. For use by one thread.
 */
public final class Examination {
  /** How long an interrupted look may take to say where it was. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final String FAULT =
      "report it to whoever gave you the software: doctor itself, or the engine, is at fault";

  private static final String UNREACHED =
      "see that what it asks can be reached (network, security groups, proxy)";

  private final Duration longest;

  /**
   * An examination.
   *
   * @param longest how long all looks together may take
   */
  public Examination(Duration longest) {
    this.longest = longest;
  }

  /**
   * What is examined as one.
   *
   * @param name {@code core}, or an engine's id
   * @param inspections makes them
   */
  public record Part(String name, Supplier<List<Inspection>> inspections) {}

  private record Look(String part, Inspection inspection, Future<Finding> finding) {}

  /** The findings, in the order of the parts and of their inspections. */
  public DoctorReport of(List<Part> parts) throws InterruptedException {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            new ThreadFactoryBuilder()
                .setNameFormat("ec2cluster-doctor-%d")
                .setDaemon(true)
                .build());
    try {
      List<Look> looks = new ArrayList<>();
      for (Part part : parts) {
        for (Inspection inspection : inspections(part)) {
          Future<Finding> finding = threads.submit(() -> look(inspection));
          looks.add(new Look(part.name(), inspection, finding));
        }
      }
      threads.shutdown();
      if (!threads.awaitTermination(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        threads.shutdownNow();
        boolean unused = threads.awaitTermination(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
      }
      List<Entry> entries = new ArrayList<>();
      for (Look look : looks) {
        entries.add(Entry.of(look.part(), look.inspection().subject(), finding(look)));
      }
      return DoctorReport.of(entries);
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Inspection> inspections(Part part) {
    try {
      return part.inspections().get();
    } catch (RuntimeException | LinkageError failed) {
      return List.of(
          new Inspection(
              "inspections",
              "",
              () -> {
                throw failed;
              }));
    }
  }

  private Finding look(Inspection inspection) {
    try {
      return inspection.finding();
    } catch (InterruptedException | InterruptedOperationException late) {
      return late(inspection, ": " + late.getMessage());
    } catch (RuntimeException | LinkageError fault) {
      return Finding.problem("the look itself failed: " + fault, FAULT);
    }
  }

  private Finding finding(Look look) throws InterruptedException {
    try {
      return look.finding().isDone() ? look.finding().get() : late(look.inspection(), "");
    } catch (ExecutionException error) {
      return Finding.problem("the look itself failed: " + error.getCause(), FAULT);
    }
  }

  /** Nothing was said of what the look is about, only that something does not answer. */
  private Finding late(Inspection inspection, String words) {
    return Finding.problem(
        "no answer within " + Durations.text(longest) + words,
        inspection.fix().isEmpty() ? UNREACHED : UNREACHED + "; else " + inspection.fix());
  }
}
