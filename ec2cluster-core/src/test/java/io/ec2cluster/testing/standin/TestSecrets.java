package io.ec2cluster.testing.standin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The passwords that the tests give to real servers. Each holds the same word, so that {@code
 * .ci/run} finds any of them in the arguments of a process, in what a test prints, or in a report.
 */
public final class TestSecrets {
  /** The word, which stands nowhere else. */
  public static final String MARK = "geheim";

  private TestSecrets() {}

  /** Fails if one of them is in what a program says. */
  public static void assertNoneIn(String said) {
    assertThat(said).doesNotContain(MARK);
  }
}
