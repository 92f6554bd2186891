package io.ec2cluster.doctor;

import io.ec2cluster.doctor.Finding.Verdict;
import java.util.List;

/**
 * What {@code doctor} found.
 *
 * @param problems how many findings are problems
 * @param warnings how many are warnings
 * @param findings all of them, in the order of the inspections
 */
public record DoctorReport(long problems, long warnings, List<Entry> findings) {
  private static final int HAS_PROBLEMS = 10;

  /** Copies. */
  public DoctorReport {
    findings = List.copyOf(findings);
  }

  /**
   * A finding and what it is about.
   *
   * @param part {@code core}, or the engine's id
   * @param subject what was looked at
   * @param verdict what was found means
   * @param found what was found; why nothing was, where it was not looked at
   * @param fix what to do; empty where there is nothing to be done
   */
  public record Entry(String part, String subject, Verdict verdict, String found, String fix) {
    /** A finding about a subject. */
    public static Entry of(String part, String subject, Finding finding) {
      return new Entry(part, subject, finding.verdict(), finding.found(), finding.fix());
    }
  }

  /** The report of findings. */
  public static DoctorReport of(List<Entry> findings) {
    return new DoctorReport(
        count(findings, Verdict.PROBLEM), count(findings, Verdict.WARNING), findings);
  }

  /** 0, or 10 where there are problems. */
  public int exitCode() {
    return problems == 0 ? 0 : HAS_PROBLEMS;
  }

  private static long count(List<Entry> findings, Verdict verdict) {
    return findings.stream().filter(entry -> entry.verdict() == verdict).count();
  }
}
