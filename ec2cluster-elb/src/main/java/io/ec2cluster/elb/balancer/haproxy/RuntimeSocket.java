package io.ec2cluster.elb.balancer.haproxy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * HAProxy's runtime API: one connection per command, which HAProxy closes behind its answer
 * (management manual, "Unix Socket commands": non-interactive mode). What may be passing, as while
 * HAProxy is started again, is tried again: every command that is sent here may be repeated. Safe
 * for use by several threads.
 *
 * @param place where it is
 * @param time for the pauses between attempts
 * @param limits how long things may take
 */
record RuntimeSocket(SocketPlace place, Time time, Limits limits) {
  private static final int BIGGEST = 16 << 20;
  private static final int CHUNK = 64 << 10;

  /**
   * How long things may take.
   *
   * @param exchange connecting, asking and the whole answer
   * @param patience no attempt begins later than this behind the first
   * @param pause between attempts
   */
  record Limits(Duration exchange, Duration patience, Duration pause) {
    static final Limits USUAL =
        new Limits(Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofMillis(250));
  }

  /**
   * Asks, and reads the answer to its end.
   *
   * @throws EnvironmentException if there is none in time
   */
  String ask(String command) throws InterruptedException {
    long start = time.nanos();
    while (true) {
      try {
        return exchange(command);
      } catch (ClosedByInterruptException interrupted) {
        throw interruption();
      } catch (IOException failure) {
        if (isFinal(failure)
            || time.nanos() - start + limits.pause().toNanos() > limits.patience().toNanos()) {
          throw failed(command, failure);
        }
        time.sleep(limits.pause());
      }
    }
  }

  private static InterruptedException interruption() {
    // The channel leaves the flag set; whoever throws this clears it.
    Thread.interrupted();
    return new InterruptedException("interrupted while HAProxy was asked");
  }

  private static boolean isFinal(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("Permission denied");
  }

  private String exchange(String command) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limits.exchange().toNanos();
    try (Selector selector = Selector.open();
        SocketChannel channel = place.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, 0);
      boolean connected = channel.connect(place.address());
      while (!connected) {
        await(key, SelectionKey.OP_CONNECT, deadline, "did not take the connection");
        connected = channel.finishConnect();
      }
      ByteBuffer question = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
      while (question.hasRemaining()) {
        if (channel.write(question) == 0) {
          await(key, SelectionKey.OP_WRITE, deadline, "did not take the command");
        }
      }
      return answer(channel, key, deadline);
    }
  }

  private String answer(SocketChannel channel, SelectionKey key, long deadline)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (int count = channel.read(chunk); count >= 0; count = channel.read(chunk)) {
      if (count == 0) {
        await(key, SelectionKey.OP_READ, deadline, "did not end its answer");
      }
      bytes.write(chunk.array(), 0, chunk.position());
      chunk.clear();
      if (bytes.size() > BIGGEST) {
        throw new IOException("its answer is longer than " + BIGGEST + " bytes");
      }
    }
    if (bytes.size() == 0) {
      throw new IOException("it closed the connection without an answer");
    }
    String answer = bytes.toString(StandardCharsets.UTF_8);
    if (!isWhole(answer)) {
      throw new IOException("its answer was cut off after " + bytes.size() + " bytes");
    }
    return answer;
  }

  /** Every answer ends with an empty line (management manual); that of a change is nothing else. */
  private static boolean isWhole(String answer) {
    return answer.equals("\n") || answer.endsWith("\n\n");
  }

  private void await(SelectionKey key, int operation, long deadline, String otherwise)
      throws IOException, InterruptedException {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    key.interestOps(operation);
    int ready = left > 0 ? key.selector().select(left) : 0;
    key.selector().selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw interruption();
    }
    if (ready == 0) {
      throw new IOException("it " + otherwise + " within " + limits.exchange().toMillis() + " ms");
    }
  }

  private EnvironmentException failed(String command, IOException failure) {
    String said = String.valueOf(failure.getMessage());
    String why = failure.getMessage() == null ? failure.getClass().getSimpleName() : said;
    return new EnvironmentException(
        "HAProxy does not answer '"
            + command
            + "' at its runtime socket "
            + place
            + ": "
            + why
            + ". "
            + advice(said),
        failure);
  }

  private String advice(String said) {
    if (said.contains("Permission denied")) {
      return "This user may not use the socket: run as root or as a member of the socket's group (\"stats socket "
          + place
          + " mode 660 level admin group GROUP\" in HAProxy's global section)";
    }
    if (said.contains("No such file")) {
      return "There is no such socket: start HAProxy, or correct the path, or let HAProxy open it (\"stats socket "
          + place
          + " mode 660 level admin\" in its global section)";
    }
    return "Look whether HAProxy runs, and whether this is its \"stats socket … level admin\"";
  }
}
