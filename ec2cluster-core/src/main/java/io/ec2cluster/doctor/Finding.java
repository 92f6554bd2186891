package io.ec2cluster.doctor;

/**
 * What an inspection found.
 *
 * @param verdict what it means
 * @param found what was found, in one line; for {@link Verdict#NOT_CHECKED} why nothing was
 * @param fix what to do; empty where there is nothing to be done
 */
public record Finding(Verdict verdict, String found, String fix) {
  /** What a finding means. */
  public enum Verdict {
    /** As it should be. */
    OK,
    /** Something that a person should know, and that stops no operation now. */
    WARNING,
    /** Something that an operation would fail at. */
    PROBLEM,
    /** Not looked at: it cannot be without changing something, or what it takes is not known. */
    NOT_CHECKED
  }

  /** Makes one line of what was found. */
  public Finding {
    found = found.strip().replaceAll("\\s*\\n\\s*", "; ");
  }

  /** As it should be. */
  public static Finding ok(String found) {
    return new Finding(Verdict.OK, found, "");
  }

  /** Worth knowing. */
  public static Finding warning(String found, String fix) {
    return new Finding(Verdict.WARNING, found, fix);
  }

  /** To be mended. */
  public static Finding problem(String found, String fix) {
    return new Finding(Verdict.PROBLEM, found, fix);
  }

  /** Not looked at. */
  public static Finding notChecked(String why) {
    return new Finding(Verdict.NOT_CHECKED, why, "");
  }
}
