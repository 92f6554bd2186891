package io.ec2cluster.internal.node;

import io.ec2cluster.ProgressListener;
import io.ec2cluster.Time;
import io.ec2cluster.internal.run.SteadyListener;
import io.ec2cluster.spi.Commands;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What an operation is given from outside, so that a test can give it something else.
 *
 * @param time the clock
 * @param random nonces and jitter
 * @param commands runs programs
 * @param listener hears the progress
 * @param program the argument vector that runs this program
 */
public record Surroundings(
    Time time,
    RandomGenerator random,
    Commands commands,
    ProgressListener listener,
    List<String> program) {
  /** Copies the vector; a listener that fails stops nothing. */
  public Surroundings {
    listener = SteadyListener.of(listener);
    program = List.copyOf(program);
  }
}
